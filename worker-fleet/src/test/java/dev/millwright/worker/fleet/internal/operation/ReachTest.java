package dev.millwright.worker.fleet.internal.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millwright.worker.Job;
import dev.millwright.worker.JobFilter;
import dev.millwright.worker.WorkerFacts;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What is settled of a filter before any job comes. */
class ReachTest {
    private static final Instant CUTOFF = Instant.parse("2026-01-31T08:00:00.250Z");
    private static final WorkerFacts FACTS = new WorkerFacts(Set.of("blue", "eu"), "1.4.2", "host-1");
    private static final JobFilter MAIL = JobFilter.EMPTY.withJobtypes("mail");

    private static Reach reach(JobFilter filter) {
        return Reach.of(filter, CUTOFF, FACTS);
    }

    private static boolean fits(Reach reach, Instant made) {
        return reach.filter().matches(Job.received("mail").createdAt(made).build(), null, FACTS);
    }

    @Test
    void aJobOfTheCutoffsMillisecondFits() {
        Reach reach = reach(MAIL);
        assertThat(reach.before()).isEqualTo(CUTOFF.plusMillis(1));
        assertThat(fits(reach, CUTOFF)).isTrue();
        assertThat(fits(reach, CUTOFF.plusNanos(999_999))).isTrue();
        assertThat(fits(reach, CUTOFF.plusMillis(1))).isFalse();
        assertThat(reach.filter().matches(Job.received("mail").build(), null, FACTS))
                .as("one that does not say when it was made")
                .isFalse();
    }

    @Test
    void theEarlierEndCounts() {
        Instant earlier = CUTOFF.minusSeconds(9);
        assertThat(reach(MAIL.withCreatedBefore(earlier)).before()).isEqualTo(earlier);
        assertThat(reach(MAIL.withCreatedBefore(earlier)).filter()).isEqualTo(MAIL.withCreatedBefore(earlier));
        assertThat(reach(MAIL.withCreatedBefore(CUTOFF.plusSeconds(9)))).isEqualTo(reach(MAIL));
    }

    @Test
    void oneForJobsThatWereMadeLaterMatchesNothing() {
        Reach reach = reach(MAIL.withCreatedAfter(CUTOFF.plusSeconds(1)));
        assertThat(reach.waitingJobs()).isFalse();
        assertThat(fits(reach, CUTOFF)).isFalse();
        assertThat(fits(reach, CUTOFF.plusSeconds(2))).isFalse();
    }

    @Test
    void whatIsAskedOfTheWorkerIsSettled() {
        for (JobFilter mine : new JobFilter[] {
            MAIL.withLabels("blue"),
            MAIL.withLabels("eu", "blue"),
            MAIL.withHosts("host-2", "host-1"),
            MAIL.withVersions("1.4.2")
        }) {
            assertThat(reach(mine).waitingJobs()).isTrue();
            assertThat(fits(reach(mine), CUTOFF)).isTrue();
        }
        for (JobFilter notMine : new JobFilter[] {
            MAIL.withLabels("green"), MAIL.withLabels("blue", "green"), MAIL.withHosts("host-2"), MAIL.withVersions("1")
        }) {
            assertThat(reach(notMine).waitingJobs()).isFalse();
            assertThat(fits(reach(notMine), CUTOFF)).isFalse();
        }
    }

    @Test
    void someAreForRunningJobsAlone() {
        assertThat(reach(MAIL).waitingJobs()).isTrue();
        assertThat(reach(MAIL.withState(JobFilter.State.WAITING)).waitingJobs()).isTrue();
        assertThat(reach(MAIL.withState(JobFilter.State.RUNNING)).waitingJobs()).isFalse();
        assertThat(reach(MAIL.withStartedAfter(CUTOFF)).waitingJobs()).isFalse();
        assertThat(reach(MAIL.withStartedBefore(CUTOFF)).waitingJobs()).isFalse();
    }

    @Test
    void itsNamesAreKnown() {
        assertThat(reach(MAIL).jobtypes()).containsExactly("mail");
        assertThat(reach(MAIL).queues()).isEmpty();
        assertThat(reach(JobFilter.EMPTY.withQueues("a", "b")).queues()).containsExactly("a", "b");
        assertThat(reach(JobFilter.all()).jobtypes()).isEmpty();
        assertThat(reach(JobFilter.all()).custom()).isNull();
        assertThat(reach(MAIL.withCustom("a", "1")).custom()).isEqualTo(java.util.Map.entry("a", "1"));
        assertThat(reach(MAIL.withJids(java.util.List.of("x"))).jids()).containsExactly("x");
        assertThat(fits(reach(JobFilter.all()), CUTOFF)).isTrue();
    }
}
