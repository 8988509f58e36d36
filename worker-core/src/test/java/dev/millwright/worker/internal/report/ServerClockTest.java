package dev.millwright.worker.internal.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millwright.worker.Job;
import dev.millwright.worker.TestClock;
import dev.millwright.worker.internal.protocol.JobCodec;
import dev.millwright.worker.internal.protocol.JobFormatException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** What the stamps on fetched jobs tell of the server's clock. */
class ServerClockTest {
    private static final Duration AHEAD = Duration.ofMinutes(2);

    private final TestClock clock = new TestClock();
    private final ServerClock server = new ServerClock(clock);

    private void fetch(Instant enqueued) {
        Job job = Job.received("test").jid("server-clock").enqueuedAt(enqueued).build();
        server.learn(job, clock.instant(), clock.nanoTime());
    }

    private Duration ahead() {
        return ahead("");
    }

    /** As asked for the sake of a job that has just been fetched. */
    private Duration ahead(String stamps) {
        Job job = job(stamps);
        return Duration.between(
                clock.instant(),
                server.now(job, clock.nanoTime() + job.reserveFor().toNanos()));
    }

    private static Job job(String stamps) {
        try {
            return JobCodec.decode(("{\"jid\":\"server-time\",\"jobtype\":\"test\",\"args\":[]" + stamps + "}")
                    .getBytes(StandardCharsets.UTF_8));
        } catch (JobFormatException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void isOursWhereNothingSaysThatItIsLater() {
        assertThat(ahead()).isZero();
        fetch(clock.instant().minusSeconds(1));
        assertThat(ahead()).isZero();
        server.learn(Job.received("test").jid("no-stamp").build(), clock.instant(), clock.nanoTime());
        assertThat(ahead()).isZero();
    }

    @Test
    void isAtLeastWhenAnyOfTheJobsWasQueued() {
        fetch(clock.instant().plus(AHEAD));
        fetch(clock.instant().plusSeconds(1)); // it has waited for longer
        fetch(clock.instant().minusSeconds(1));

        clock.advance(Duration.ofSeconds(5));

        assertThat(ahead()).isEqualTo(AHEAD);
        fetch(clock.instant().plus(AHEAD).plusSeconds(1));
        assertThat(ahead()).isEqualTo(AHEAD.plusSeconds(1));
    }

    @Test
    void isAtLeastWhenTheJobItselfWasQueuedOrHasFailed() {
        Instant there = clock.instant().plus(Duration.ofDays(400)); // as where ours has been reset

        assertThat(ahead(",\"enqueued_at\":\"" + there + "\"")).isEqualTo(Duration.ofDays(400));
        assertThat(ahead(",\"enqueued_at\":\"" + clock.instant() + "\",\"failure\":{\"retry_count\":0,\"failed_at\":\""
                        + there + "\"}"))
                .isEqualTo(Duration.ofDays(400));
        assertThat(ahead(",\"enqueued_at\":\"+999999999-12-31T00:00:00Z\"")).isZero();
    }

    @Test
    void aClockThatIsSetBackIsFollowedWithinTwentyMinutes() {
        fetch(clock.instant().plus(AHEAD));
        clock.advance(Duration.ofMinutes(9));
        assertThat(ahead()).isEqualTo(AHEAD);
        clock.advance(Duration.ofMinutes(2));
        fetch(clock.instant().plusSeconds(1));
        assertThat(ahead()).isEqualTo(AHEAD);
        clock.advance(Duration.ofMinutes(10));
        assertThat(ahead()).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void whatWasLearnedHoursAgoIsForgotten() {
        fetch(clock.instant().plus(AHEAD));
        clock.advance(Duration.ofHours(3));

        assertThat(ahead()).isZero();
    }

    /** A producer may write what it likes on a job for later, and a MUTATE that requeues it leaves that as it is. */
    @Test
    void aStampOfAnotherDayCountsForItsOwnJobOnly() {
        fetch(clock.instant().plus(Duration.ofDays(2)));
        fetch(Instant.MAX);

        assertThat(ahead()).isZero();
    }
}
