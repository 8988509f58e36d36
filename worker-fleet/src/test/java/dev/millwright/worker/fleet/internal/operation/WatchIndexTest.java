package dev.millwright.worker.fleet.internal.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import dev.millwright.worker.CancelRequest;
import dev.millwright.worker.Job;
import dev.millwright.worker.JobFilter;
import dev.millwright.worker.WorkerFacts;
import dev.millwright.worker.WorkerView;
import dev.millwright.worker.fleet.internal.store.Operation;
import dev.millwright.worker.testkit.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** That the index finds what going through all of them would find. */
class WatchIndexTest {
    private static final Instant CUTOFF = Instant.parse("2026-01-31T08:00:00Z");

    private final ManualClock clock = new ManualClock(CUTOFF);
    private final WorkerView worker = mock();

    @BeforeEach
    void clock() {
        when(worker.clock()).thenReturn(clock);
    }

    private Watch watch(String id, JobFilter filter, boolean dryRun) {
        Operation operation = new Operation(
                id, 1, false, CUTOFF, CUTOFF, CUTOFF.plusSeconds(60), CUTOFF.plusSeconds(60), "subject", "");
        CancelOrder order = new CancelOrder(filter, CancelRequest.DEFAULT, dryRun);
        return new Watch(operation, order, worker, WorkerFacts.UNKNOWN, CUTOFF, clock.nanoTime());
    }

    private @Nullable String found(Job job, JobFilter... filters) {
        List<Watch> watches = new ArrayList<>();
        for (JobFilter filter : filters) {
            watches.add(watch(filter.toString(), filter, false));
        }
        return found(job, watches);
    }

    private static @Nullable String found(Job job, List<Watch> watches) {
        WatchIndex index = WatchIndex.of(watches);
        Watch found = index == null ? null : index.find(job);
        return found == null ? null : found.operation().id();
    }

    private static Job.Builder old(String jobtype) {
        return Job.received(jobtype).createdAt(CUTOFF.minusSeconds(1));
    }

    @Test
    void thereIsNoneWithoutAnyThatMeetsJobs() {
        assertThat(WatchIndex.of(List.of())).isNull();
        assertThat(WatchIndex.of(List.of(
                        watch("a", JobFilter.all(), true),
                        watch("b", JobFilter.EMPTY.withState(JobFilter.State.RUNNING), false),
                        watch("c", JobFilter.EMPTY.withHosts("elsewhere"), false))))
                .isNull();
        Watch ended = watch("d", JobFilter.all(), false);
        ended.end(false);
        assertThat(WatchIndex.of(List.of(ended))).isNull();
    }

    @Test
    void whatIsExpiredOrHasEndedIsNotFound() {
        Watch one = watch("one", JobFilter.all(), false);
        Watch two = watch("two", JobFilter.EMPTY.withJobtypes("mail"), false);
        assertThat(found(old("mail").build(), List.of(one, two))).isEqualTo("one");
        WatchIndex index = WatchIndex.of(List.of(one, two));
        one.end(true);
        assertThat(index).isNotNull();
        assertThat(index.find(old("mail").build())).isSameAs(two);
        clock.advance(Duration.ofSeconds(60));
        assertThat(index.find(old("mail").build())).isNull();
    }

    @Test
    void aJobWithoutCreatedAtOrMadeTooLateFitsNone() {
        assertThat(found(Job.received("mail").build(), JobFilter.all())).isNull();
        assertThat(found(Job.received("mail").createdAt(CUTOFF.plusMillis(1)).build(), JobFilter.all()))
                .isNull();
        assertThat(found(Job.received("mail").createdAt(CUTOFF).build(), JobFilter.all()))
                .isEqualTo("every job");
    }

    @Test
    void momentsThatAHandHasWrittenAreTakenAsTheyAre() {
        Instant farAway = Instant.ofEpochMilli(999_999_999_999_999L);
        Operation operation = new Operation("op", 1, false, CUTOFF, farAway, farAway, farAway, "subject", "");
        CancelOrder order = new CancelOrder(JobFilter.all(), CancelRequest.DEFAULT, false);
        Watch watch = new Watch(operation, order, worker, WorkerFacts.UNKNOWN, CUTOFF, clock.nanoTime());
        clock.advance(Duration.ofDays(365));
        assertThat(found(old("mail").build(), List.of(watch))).isEqualTo("op");
    }

    @Test
    void eachKindIsFound() {
        Job job = old("mail")
                .jid("jid-1")
                .queue("bulk")
                .custom("tenant", "7")
                .custom("size", 3)
                .custom("deep", List.of("7"))
                .build();
        for (JobFilter fits : List.of(
                JobFilter.all(),
                JobFilter.EMPTY.withJids(List.of("jid-0", "jid-1")),
                JobFilter.EMPTY.withQueues("bulk", "other"),
                JobFilter.EMPTY.withJobtypes("bill", "mail"),
                JobFilter.EMPTY.withCustom("tenant", "7"),
                JobFilter.EMPTY.withCustom("size", "3").withCustom("tenant", "7"),
                JobFilter.EMPTY.withState(JobFilter.State.WAITING))) {
            assertThat(found(job, JobFilter.EMPTY.withJobtypes("none"), fits)).isEqualTo(fits.toString());
        }
        for (JobFilter other : List.of(
                JobFilter.EMPTY.withJids(List.of("jid-2")),
                JobFilter.EMPTY.withJids(List.of("jid-1")).withQueues("none"),
                JobFilter.EMPTY.withCustom("tenant", "8"),
                JobFilter.EMPTY.withCustom("deep", "[7]"),
                JobFilter.EMPTY.withCustom("size", "3").withCustom("tenant", "8"),
                JobFilter.EMPTY.withCustom("tenant", "7").withJobtypes("bill"))) {
            assertThat(found(job, other)).isNull();
        }
    }

    @Test
    void findsWhatASearchWouldFind() {
        Random random = new Random(42);
        for (int round = 0; round < 300; round++) {
            JobFilter[] filters = new JobFilter[1 + random.nextInt(6)];
            for (int i = 0; i < filters.length; i++) {
                filters[i] = filter(random);
            }
            Job job = old("t" + random.nextInt(3))
                    .jid("j" + random.nextInt(3))
                    .queue("q" + random.nextInt(3))
                    .custom("a", "v" + random.nextInt(3))
                    .build();
            boolean any = Arrays.stream(filters).anyMatch(one -> one.matches(job, null, WorkerFacts.UNKNOWN));
            assertThat(found(job, filters) != null)
                    .as("%s among %s", job, Arrays.toString(filters))
                    .isEqualTo(any);
        }
    }

    private static JobFilter filter(Random random) {
        JobFilter filter = JobFilter.EMPTY.withState(JobFilter.State.WAITING);
        filter = random.nextBoolean() ? filter : filter.withJobtypes("t" + random.nextInt(3), "t" + random.nextInt(3));
        filter = random.nextBoolean() ? filter : filter.withQueues("q" + random.nextInt(3));
        filter = random.nextBoolean() ? filter : filter.withCustom("a", "v" + random.nextInt(3));
        return random.nextBoolean()
                ? filter
                : filter.withJids(List.of("j" + random.nextInt(3), "j" + random.nextInt(3)));
    }
}
