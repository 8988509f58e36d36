package dev.millwright.worker.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millwright.worker.Job;
import dev.millwright.worker.JobOutcome;
import dev.millwright.worker.Worker;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Tests that let minutes pass at once. */
@FaktoryTest(manualClock = true)
@Timeout(60)
class FaktoryTestManualClockTest {
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private final AtomicInteger tries = new AtomicInteger();

    @WorkerSetup
    void functions(Worker.Builder worker) {
        worker.register("flaky", context -> {
            if (tries.incrementAndGet() == 1) {
                throw new IllegalStateException("not yet");
            }
        });
        worker.register("wait", context -> new CountDownLatch(1).await());
    }

    @Test
    void aRetryComesAtOnce(Jobs jobs, ManualClock clock) {
        Job job = Job.of("flaky");
        assertThat(jobs.run(job)).isInstanceOf(JobOutcome.Fail.class);

        clock.advance(Duration.ofSeconds(50));

        assertThat(jobs.awaitOutcome(job.jid(), 2, LIMIT)).isEqualTo(JobOutcome.Ack.INSTANCE);
    }

    @Test
    void aReservationEndsAtOnce(Jobs jobs, DevServer server, ManualClock clock) {
        String jid = server.push("wait");
        jobs.awaitStarted(jid);

        clock.advance(Duration.ofMinutes(30));

        assertThat(server.working()).isEmpty();
        assertThat(server.retries())
                .singleElement()
                .satisfies(
                        job -> assertThat(job.failure().orElseThrow().errtype()).isEqualTo("ReservationExpired"));
    }
}
