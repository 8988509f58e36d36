package dev.millwright.worker.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import dev.millwright.worker.Job;
import dev.millwright.worker.JobFilter;
import dev.millwright.worker.JobOptions;
import dev.millwright.worker.JobStatus;
import dev.millwright.worker.RetryPolicy;
import dev.millwright.worker.Worker;
import dev.millwright.worker.fleet.FleetOperation.PerWorker;
import dev.millwright.worker.fleet.FleetOperation.State;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A cancel in a whole group, from the call to the jobs and back. */
class FleetCancelTest extends GroupTest {
    private final FleetMemory memory = new FleetMemory();
    private final FleetClient group = FleetClient.connect(memory, "g");

    @AfterEach
    void closeGroup() {
        group.close();
    }

    private Fleet fleet() {
        return Fleet.of(memory, "g");
    }

    private Worker start() {
        return start(worker(fleet()));
    }

    private static List<Long> counts(FleetOperation operation) {
        return List.of(operation.matched(), operation.cancelled(), operation.alreadyOver(), operation.failed());
    }

    @Test
    void whatRunsOnAnyWorkerIsCancelled() throws Exception {
        Worker one = start();
        Worker other = start();
        IntStream.range(0, 16).forEach(i -> server.push("hold"));
        server.pushTo("bulk", "hold");
        awaitStarted(17);

        List<FleetOperation> progress = new ArrayList<>();
        FleetCancel cancel = group.cancel(
                HOLD.withQueues("default"),
                DEFAULT.withReason("wrong prices").withBy("ann").withId("stop-1"));
        FleetOperation done = cancel.onProgress(progress::add).await(LIMIT);

        assertThat(cancel.id()).isEqualTo("stop-1");
        assertThat(cancel.repeated()).isFalse();
        assertThat(done.state()).isEqualTo(State.DONE);
        assertThat(counts(done)).containsExactly(16L, 16L, 0L, 0L);
        assertThat(done.workers()).isEqualTo(2);
        assertThat(done.acknowledged()).isEqualTo(2);
        assertThat(done.perWorker())
                .extracting(PerWorker::wid, PerWorker::live, PerWorker::acknowledged)
                .containsExactlyInAnyOrder(tuple(one.wid(), true, true), tuple(other.wid(), true, true));
        assertThat(done.filter()).isEqualTo(HOLD.withQueues("default"));
        assertThat(done.reason()).isEqualTo("wrong prices");
        assertThat(done.by()).isEqualTo("ann");
        assertThat(done.expires()).isEqualTo(done.opened().plus(Duration.ofHours(25)));
        assertThat(progress).isNotEmpty().last().isEqualTo(done);
        server.await("all dead", now -> now.dead().size() == 16);
        assertThat(server.dead())
                .allSatisfy(job -> assertThat(job.failure().orElseThrow().message())
                        .contains("wrong prices")
                        .contains("ann"));
        assertThat(started.get()).isEqualTo(17);
        assertThat(server.working()).hasSize(1);
        assertThat(group.operations()).containsExactly(done);
        assertThat(group.operation("stop-1")).contains(done);
        assertThat(group.operation("stop-2")).isEmpty();
    }

    @Test
    void whatWaitsOnTheServerIsMetWhenItIsFetched() throws Exception {
        start(worker(fleet()).concurrency(1));
        server.push("hold");
        awaitStarted(1);
        String waiting = server.push("hold");
        String other = server.push("quick");
        Instant in = Instant.now().plusSeconds(4);
        String scheduled = push(old("hold").at(in).build());

        FleetOperation done =
                group.cancel(HOLD, DEFAULT.withReason("why").withId("op")).await(LIMIT);
        assertThat(done.state()).isEqualTo(State.DONE);
        server.await("the scheduled one, too", now -> now.dead().size() == 3, LIMIT);
        String later =
                push(Job.builder("hold").createdAt(Instant.now().plusSeconds(1)).build());
        awaitStarted(2);
        assertThat(called).contains(other, later).doesNotContain(waiting, scheduled);
        await().atMost(LIMIT)
                .untilAsserted(() ->
                        assertThat(counts(group.operation("op").orElseThrow())).containsExactly(3L, 3L, 0L, 0L));
        assertThat(server.dead())
                .filteredOn(job -> job.jid().equals(waiting))
                .singleElement()
                .satisfies(job -> assertThat(job.failure().orElseThrow().message())
                        .isEqualTo("the job was cancelled before it began: why"));
    }

    private String push(Job job) {
        producer.push(job);
        return job.jid();
    }

    @Test
    void aWorkerThatStartsLaterAppliesItBeforeItsFirstJob() throws Exception {
        server.push("quick");
        String meant = server.push("hold");
        FleetCancel cancel = group.cancel(HOLD, DEFAULT);
        assertThat(cancel.look().state()).as("of no worker").isEqualTo(State.DONE);

        start();
        server.await("its end", now -> now.dead().size() == 1);

        assertThat(dead()).containsExactly(meant);
        assertThat(called).doesNotContain(meant);
    }

    @Test
    void whatIsDiscardedLeavesNoTrace() throws Exception {
        start(worker(fleet()).concurrency(1));
        server.push("hold");
        awaitStarted(1);
        server.push("hold");

        group.cancel(HOLD, DEFAULT.withDiscard(true)).await(LIMIT);

        server.await("both ACKed", now -> now.processed() == 2);
        assertThat(server.dead()).isEmpty();
        assertThat(server.failures()).isZero();
        assertThat(called).hasSize(1);
    }

    @Test
    void aDryRunCountsAndTouchesNothing() throws Exception {
        start();
        start();
        IntStream.range(0, 12).forEach(i -> server.push("hold"));
        awaitStarted(12);

        FleetOperation counted = group.cancel(HOLD, DEFAULT.withDryRun(true)).await(LIMIT);

        assertThat(counted.dryRun()).isTrue();
        assertThat(counted.state()).isEqualTo(State.DONE);
        assertThat(counts(counted)).containsExactly(12L, 0L, 0L, 0L);
        assertThat(counted.expires()).isEqualTo(counted.opened().plusSeconds(60));
        server.push("hold");
        awaitStarted(13);
        assertThat(server.dead()).isEmpty();
        assertThat(group.cancel(HOLD, DEFAULT.withDryRun(true).withLifetime(Duration.ofSeconds(5)))
                        .look()
                        .expires())
                .isBefore(counted.expires());
    }

    @Test
    void aFilterOfStateTouchesThatAlone() throws Exception {
        Worker worker = start(worker(fleet())
                .concurrency(1)
                .register(
                        "fails",
                        JobOptions.DEFAULT.withRetry(RetryPolicy.DEFAULT.withInitial(Duration.ofSeconds(5))),
                        context -> {
                            called.add(context.jid());
                            throw new IllegalStateException("as it is");
                        }));
        String retried = server.push("fails");
        server.await(
                "its first try",
                now -> worker.status(retried) instanceof JobStatus.Waiting wait && wait.attempt() == 2);
        String running = server.push("hold");
        awaitStarted(1);
        String queued = server.push("hold");

        FleetOperation waiting = group.cancel(
                        JobFilter.all().withState(JobFilter.State.WAITING), DEFAULT.withId("waiting"))
                .await(LIMIT);
        assertThat(counts(waiting)).containsExactly(1L, 1L, 0L, 0L);
        server.await("that one", now -> dead().contains(retried));
        group.abort("waiting");

        FleetOperation ran =
                group.cancel(HOLD.withState(JobFilter.State.RUNNING), DEFAULT).await(LIMIT);
        assertThat(counts(ran)).containsExactly(1L, 1L, 0L, 0L);
        awaitStarted(2);
        assertThat(called).contains(queued);
        assertThat(dead()).containsExactlyInAnyOrder(retried, running);
    }

    @Test
    void onlyJobsThatWereMadeByTheCutoffAreTouched() throws Exception {
        Instant end = Instant.now().plus(Duration.ofHours(1));
        List<Job> jobs = new ArrayList<>();
        start();
        FleetOperation operation = group.cancel(HOLD, DEFAULT.withId("op")).await(LIMIT);
        Instant cutoff = operation.cutoff();
        assertThat(cutoff).isEqualTo(operation.opened()).isBefore(end);
        for (Instant made : List.of(
                cutoff.minusSeconds(1),
                cutoff,
                cutoff.plusNanos(999_999),
                cutoff.plusMillis(1),
                cutoff.plusSeconds(9))) {
            jobs.add(Job.builder("hold").createdAt(made).build());
        }
        jobs.forEach(producer::push);
        String unknown = "{\"jid\":\"no-created-at-0\",\"jobtype\":\"hold\",\"args\":[],\"created_at\":\"soon\"}";
        server.pushJson(unknown);

        awaitStarted(3);
        server.await("the others", now -> now.dead().size() == 3);
        assertThat(dead())
                .containsExactlyInAnyOrderElementsOf(
                        jobs.subList(0, 3).stream().map(Job::jid).toList());
        assertThat(called).contains("no-created-at-0");

        FleetOperation tolerant = group.cancel(JobFilter.all(), DEFAULT.withTolerance(Duration.ofMinutes(10)))
                .await(LIMIT);
        assertThat(tolerant.cutoff()).isEqualTo(tolerant.opened().plus(Duration.ofMinutes(10)));
        assertThat(tolerant.cancelled()).isEqualTo(2);
    }

    @Test
    void theSameIdIsTheSameOperation() throws Exception {
        start();
        FleetCancel first = group.cancel(HOLD.withQueues("a", "b"), DEFAULT.withId("op"));
        first.await(LIMIT);
        FleetCancel again =
                group.cancel(JobFilter.EMPTY.withQueues("b", "a").withJobtypes("hold"), DEFAULT.withId("op"));

        assertThat(again.repeated()).isTrue();
        assertThat(again.await(LIMIT)).isEqualTo(first.look());
        for (JobFilter other : List.of(HOLD, JobFilter.all())) {
            assertThatThrownBy(() -> group.cancel(other, DEFAULT.withId("op")))
                    .isInstanceOf(FleetException.class)
                    .hasMessage("there is an operation op already that has another filter, or does something else: take"
                            + " another id");
        }
        assertThatThrownBy(() -> group.cancel(
                        HOLD.withQueues("a", "b"), DEFAULT.withId("op").withDiscard(true)))
                .isInstanceOf(FleetException.class);
    }

    @Test
    void anAbortEndsTheWatch() throws Exception {
        Fleet fleet = fleet();
        start(worker(fleet).concurrency(1));
        server.push("hold");
        awaitStarted(1);
        FleetCancel cancel = group.cancel(HOLD, DEFAULT.withId("op"));
        cancel.await(LIMIT);
        assertThat(cancel.abort()).isTrue();
        assertThat(cancel.abort()).isFalse();
        assertThat(group.abort("op")).isEqualTo(FleetAbort.WAS_OVER);
        assertThat(group.abort("nobody")).isEqualTo(FleetAbort.UNKNOWN);
        await().atMost(LIMIT).until(() -> fleet.status().operations() == 0);

        String waiting = push(old("hold").build());
        awaitStarted(2);
        assertThat(called).contains(waiting);
        FleetOperation aborted = cancel.await(LIMIT);
        assertThat(aborted.state()).isEqualTo(State.ABORTED);
        assertThat(aborted.cancelled()).isEqualTo(1);
        assertThat(group.cancel(HOLD, DEFAULT.withId("op")).repeated()).isTrue();
    }

    @Test
    void filtersOfTheWorkerHoldEverywhere() throws Exception {
        start(worker(fleet().withVersion("1.4.2")).labels("blue"));
        start(worker(fleet().withVersion("1.4.3")).labels("green"));
        IntStream.range(0, 16).forEach(i -> server.push("hold"));
        awaitStarted(16);
        long blue = workers.get(0).runningJobs().size();

        FleetOperation old =
                group.cancel(JobFilter.EMPTY.withVersions("1.4.2"), DEFAULT).await(LIMIT);
        assertThat(counts(old)).containsExactly(blue, blue, 0L, 0L);
        assertThat(group.cancel(JobFilter.EMPTY.withLabels("blue", "green"), DEFAULT)
                        .await(LIMIT)
                        .matched())
                .isZero();
        String host = group.workers().get(0).host();
        assertThat(group.cancel(JobFilter.EMPTY.withHosts(host), DEFAULT)
                        .await(LIMIT)
                        .cancelled())
                .isEqualTo(16 - blue);
    }

    @Test
    void countsOfAWorkerThatHasLeftStay() throws Exception {
        Worker leaving = start();
        server.push("hold");
        awaitStarted(1);
        FleetCancel cancel = group.cancel(HOLD, DEFAULT);
        cancel.await(LIMIT);
        assertThat(leaving.stop()).succeedsWithin(LIMIT);

        FleetOperation after = cancel.look();
        assertThat(after.workers()).isZero();
        assertThat(counts(after)).containsExactly(1L, 1L, 0L, 0L);
        assertThat(after.perWorker()).singleElement().satisfies(one -> {
            assertThat(one.live()).isFalse();
            assertThat(one.acknowledged()).isTrue();
        });
    }

    /** Three workers, three kinds of jobs everywhere; one worker goes in the middle, another comes. */
    @Test
    void ofManyJobsEverywhereThoseThatFitAreCancelledAndNoOther() throws Exception {
        List<String> types = List.of("hold-a", "hold-b", "hold-c");
        for (int i = 0; i < 3; i++) {
            start(holding(types));
        }
        List<Job> running = jobs(types, 300, old -> old);
        running.forEach(producer::push);
        awaitStarted(300);
        List<Job> later = jobs(types, 150, old -> old);
        later.addAll(jobs(types, 60, old -> old.at(Instant.now().plusSeconds(3))));
        later.forEach(producer::push);

        FleetCancel first = group.cancel(JobFilter.EMPTY.withJobtypes("hold-a"), DEFAULT);
        FleetCancel second =
                group.cancel(JobFilter.EMPTY.withJobtypes("hold-b").withQueues("bulk"), DEFAULT.withDiscard(true));
        Worker comes = start(holding(types));
        assertThat(first.await(LIMIT).state()).isEqualTo(State.DONE);
        assertThat(second.await(LIMIT).state()).isEqualTo(State.DONE);
        List<Job> younger = jobs(types, 30, old -> old.createdAt(Instant.now().plusSeconds(1)));
        younger.forEach(producer::push);
        assertThat(comes.jobtypes()).containsAll(types);
        released.countDown();

        List<Job> old = new ArrayList<>(running);
        old.addAll(later);
        List<String> hit = old.stream()
                .filter(job -> job.jobtype().equals("hold-a"))
                .map(Job::jid)
                .toList();
        long discarded = old.stream()
                .filter(job -> job.jobtype().equals("hold-b") && job.queue().equals("bulk"))
                .count();
        server.await("all", now -> now.processed() == 540 && now.dead().size() == hit.size(), LIMIT);
        assertThat(dead()).containsExactlyInAnyOrderElementsOf(hit);
        assertThat(server.failures()).isEqualTo(hit.size());
        assertThat(called).containsAll(younger.stream().map(Job::jid).toList());
        assertThat(called)
                .doesNotContainAnyElementsOf(
                        later.stream().map(Job::jid).filter(hit::contains).toList());
        await().atMost(LIMIT).untilAsserted(() -> {
            assertThat(counts(first.look())).containsExactly((long) hit.size(), (long) hit.size(), 0L, 0L);
            assertThat(counts(second.look())).containsExactly(discarded, discarded, 0L, 0L);
            assertThat(first.look().acknowledged()).isEqualTo(4);
        });
    }

    private Worker.Builder holding(List<String> types) {
        Worker.Builder builder = worker(fleet()).concurrency(100);
        types.forEach(type -> builder.register(type, context -> {
            called.add(context.jid());
            started.incrementAndGet();
            released.await();
        }));
        return builder;
    }

    private static List<Job> jobs(List<String> types, int number, UnaryOperator<Job.Builder> change) {
        List<Job> jobs = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            jobs.add(change.apply(old(types.get(i % 3)).queue(i % 2 == 0 ? "default" : "bulk"))
                    .build());
        }
        return jobs;
    }

    @Test
    void whatIsRefusedIsNamed() {
        assertThatThrownBy(() -> group.cancel(JobFilter.EMPTY, DEFAULT))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the filter is empty: say which jobs, or JobFilter.all() for every job");
        for (String id : List.of("", "a b", "-a", "ä", "x".repeat(65), "a\nb")) {
            assertThatThrownBy(() -> DEFAULT.withId(id))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("cannot be the id of an operation: use 1 to 64 letters, digits and . - _")
                    .hasMessageNotContaining("\n");
        }
        assertThatThrownBy(() -> DEFAULT.withLifetime(Duration.ZERO)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> DEFAULT.withLifetime(Duration.ofDays(366)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> DEFAULT.withTolerance(Duration.ofMillis(-1)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> HOLD.withJids(
                        IntStream.range(0, 5_001).mapToObj(i -> "jid" + i).toList()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("5000");

        IntStream.range(0, 1_000).forEach(i -> group.cancel(HOLD, DEFAULT.withId("op" + i)));
        assertThatThrownBy(() -> group.cancel(HOLD, DEFAULT.withId("one-more")))
                .isInstanceOf(FleetException.class)
                .hasMessage(
                        "operation one-more is refused: 1000 operations of the group are open, and no more than 1000 can"
                                + " be; abort one that is not needed, or wait until one expires");
        assertThat(group.operations()).hasSize(1_000);
        assertThat(group.operations().get(0).id()).isEqualTo("op999");
    }

    @Test
    void awaitSaysHowFarItIsWhenItsLimitComes() throws Exception {
        // A worker that is there and does not know of operations.
        memory.store("g")
                .renew(new dev.millwright.worker.fleet.internal.store.Renewal("w", "{\"state\":\"running\"}", "{}"));
        FleetCancel cancel = group.cancel(HOLD, DEFAULT);
        FleetOperation open = cancel.onProgress(now -> {
                    throw new IllegalStateException("a listener's own bug");
                })
                .await(Duration.ofMillis(200));
        assertThat(open.state()).isEqualTo(State.OPEN);
        assertThat(open.workers()).isEqualTo(1);
        assertThat(open.acknowledged()).isZero();
        assertThat(open.perWorker()).singleElement().satisfies(one -> {
            assertThat(one.live()).isTrue();
            assertThat(one.acknowledged()).isFalse();
        });

        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> cancel.await(LIMIT)).isInstanceOf(InterruptedException.class);
    }

    @Test
    void statusSaysWhatIsKnown() throws Exception {
        Fleet fleet = fleet();
        start(worker(fleet));
        assertThat(fleet.status().operations()).isZero();
        assertThat(fleet.status().applied()).isZero();
        group.cancel(HOLD, DEFAULT.withId("op")).await(LIMIT);
        assertThat(fleet.status().operations()).isEqualTo(1);
        assertThat(fleet.status().applied()).isPositive();
        group.abort("op");
        await().atMost(LIMIT).until(() -> fleet.status().operations() == 0);
    }
}
