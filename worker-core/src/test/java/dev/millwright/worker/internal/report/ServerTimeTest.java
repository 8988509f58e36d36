package dev.millwright.worker.internal.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millwright.worker.Job;
import dev.millwright.worker.TestClock;
import dev.millwright.worker.internal.protocol.JobCodec;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** What the stamps on a job tell of the server's clock. */
class ServerTimeTest {
    private static final Duration AHEAD = Duration.ofMinutes(2);

    private final TestClock clock = new TestClock();

    private Job job(String stamps) throws Exception {
        return JobCodec.decode(("{\"jid\":\"server-time\",\"jobtype\":\"test\",\"args\":[]" + stamps + "}")
                .getBytes(StandardCharsets.UTF_8));
    }

    /** Of a job that was fetched a second ago. */
    private Instant earliest(Job job) {
        long fetched = clock.nanoTime();
        clock.advance(Duration.ofSeconds(1));
        return ServerTime.earliest(job, fetched + job.reserveFor().toNanos(), clock);
    }

    @Test
    void isOursWhereNothingSaysThatItIsLater() throws Exception {
        Instant now = clock.instant().plusSeconds(1);

        assertThat(earliest(job(""))).isEqualTo(now);
    }

    @Test
    void isAtLeastWhenTheJobWasQueued() throws Exception {
        Instant there = clock.instant().plus(AHEAD);

        assertThat(earliest(job(",\"enqueued_at\":\"" + there + "\""))).isEqualTo(there.plusSeconds(1));
    }

    /** A MUTATE that requeues a job of the retries leaves its {@code enqueued_at} as it was. */
    @Test
    void isAtLeastWhenTheJobFailed() throws Exception {
        Instant there = clock.instant().plus(AHEAD);
        String stamps = ",\"enqueued_at\":\"" + clock.instant().minusSeconds(60)
                + "\",\"failure\":{\"retry_count\":0,\"failed_at\":\"" + there + "\"}";

        assertThat(earliest(job(stamps))).isEqualTo(there.plusSeconds(1));
    }
}
