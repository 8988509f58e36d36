package dev.millwright.worker.fleet.internal.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import dev.millwright.worker.Admission;
import dev.millwright.worker.CancelAllOptions;
import dev.millwright.worker.CancelOperation;
import dev.millwright.worker.CancelRequest;
import dev.millwright.worker.CancellationReason;
import dev.millwright.worker.CancellationSignal;
import dev.millwright.worker.Job;
import dev.millwright.worker.JobContext;
import dev.millwright.worker.JobFilter;
import dev.millwright.worker.WorkerFacts;
import dev.millwright.worker.WorkerView;
import dev.millwright.worker.fleet.internal.store.Counts;
import dev.millwright.worker.fleet.internal.store.MemoryFleetStore;
import dev.millwright.worker.fleet.internal.store.MemoryGroup;
import dev.millwright.worker.fleet.internal.store.Opened;
import dev.millwright.worker.fleet.internal.store.Opening;
import dev.millwright.worker.testkit.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How a worker hears of operations and answers, with a store that goes, comes back, or forgets. */
class OperationsHereTest {
    private static final CancelOrder ALL = new CancelOrder(JobFilter.all(), CancelRequest.DEFAULT, false);

    private final ManualClock clock = new ManualClock();
    private final MemoryFleetStore memory = new MemoryFleetStore(new MemoryGroup(clock));
    private final Switch way = new Switch(memory);
    private final WorkerView worker = mock();
    private final OperationsHere.Entrances entrances = new OperationsHere.Entrances();
    private final List<String> warned = new CopyOnWriteArrayList<>();
    private final ConcurrentLinkedQueue<CancelAllOptions> passes = new ConcurrentLinkedQueue<>();

    /** What the worker holds, and how its cancel of that stands. */
    private final AtomicInteger held = new AtomicInteger();

    private final CompletableFuture<CancelOperation.Progress> passed = new CompletableFuture<>();
    private final AtomicReference<CancelOperation.Progress> progress = new AtomicReference<>();
    private OperationsHere operations;

    @BeforeEach
    void begin() {
        when(worker.wid()).thenReturn("w1");
        when(worker.clock()).thenReturn(clock);
        when(worker.cancelAll(any(), any())).thenAnswer(call -> {
            CancelAllOptions options = call.getArgument(1);
            passes.add(options);
            return cancel(options.dryRun());
        });
        operations = new OperationsHere("g", worker, WorkerFacts.UNKNOWN, entrances, way.store(), warned::add);
        operations.begin();
    }

    @AfterEach
    void close() {
        operations.close(Duration.ofSeconds(1));
    }

    private CancelOperation cancel(boolean dryRun) {
        int matched = held.get();
        CancelOperation cancel = mock();
        if (dryRun) {
            when(cancel.progress()).thenReturn(over(matched, 0, 0));
            when(cancel.toCompletableFuture()).thenReturn(CompletableFuture.completedFuture(over(matched, 0, 0)));
        } else {
            progress.compareAndSet(
                    null, new CancelOperation.Progress(CancelOperation.State.OPEN, matched, 0, 0, 0, matched));
            when(cancel.progress()).thenAnswer(asked -> progress.get());
            when(cancel.toCompletableFuture()).thenReturn(passed);
        }
        return cancel;
    }

    private static CancelOperation.Progress over(int matched, int cancelled, int alreadyOver) {
        return new CancelOperation.Progress(CancelOperation.State.DONE, matched, cancelled, alreadyOver, 0, 0);
    }

    private void seconds(int seconds) {
        for (int i = 0; i < seconds; i++) {
            clock.advance(Duration.ofSeconds(1));
            operations.tick();
        }
    }

    private void open(String id, CancelOrder order) {
        assertThat(memory.open(new Opening(id, order.subject(), order.details(), Duration.ZERO, Duration.ofHours(1)))
                        .toCompletableFuture()
                        .join())
                .isInstanceOf(Opened.Known.class);
    }

    private Map<String, Counts> written(String id) {
        return memory.acknowledged(List.of(id)).toCompletableFuture().join().get(0);
    }

    private static ConditionFactory soon() {
        return await().atMost(Duration.ofSeconds(30));
    }

    private void awaitApplied(String id) {
        soon().until(() ->
                written(id).containsKey("w1") && written(id).get("w1").version() > 0);
    }

    private JobContext job(Instant made, boolean signalled) {
        JobContext context = mock();
        when(context.job()).thenReturn(Job.received("mail").createdAt(made).build());
        CancellationSignal signal = mock();
        when(signal.isCancelled()).thenReturn(signalled);
        when(signal.reason()).thenReturn(signalled ? Optional.of(CancellationReason.CANCELLED) : Optional.empty());
        when(context.signal()).thenReturn(signal);
        return context;
    }

    private Admission admit(JobContext context) throws Exception {
        return entrances.admission().admit(context);
    }

    private Admission admitOld() throws Exception {
        return admit(job(clock.instant().minusSeconds(7_200), false));
    }

    @Test
    void aHintIsEnough() throws Exception {
        assertThat(admitOld()).isEqualTo(Admission.run());
        open("op", ALL);
        awaitApplied("op");
        assertThat(admitOld()).isEqualTo(Admission.cancel("operation op of its group"));
        assertThat(operations.open()).isEqualTo(1);
        assertThat(written("op").get("w1").matched())
                .as("written once a second")
                .isZero();
        seconds(1);
        assertThat(written("op").get("w1")).isEqualTo(new Counts(operations.applied(), 1, 1, 0, 0));
    }

    @Test
    void withoutAHintThePollFindsIt() throws Exception {
        way.deaf = true;
        open("op", ALL);
        assertThat(admitOld()).isEqualTo(Admission.run());
        seconds(2);
        awaitApplied("op");
        assertThat(admitOld()).isInstanceOf(Admission.Cancel.class);
    }

    @Test
    void pollsEachTwoSecondsUnlessSomethingElseHasToldTheVersion() {
        seconds(20);
        assertThat(way.count("version")).isEqualTo(10);
        for (int i = 0; i < 20; i++) {
            seconds(1);
            operations.heard(0, false, clock.nanoTime());
        }
        assertThat(way.count("version")).isEqualTo(10);
        assertThat(way.count("operations")).as("read at the start").isEqualTo(1);
        assertThat(way.count("acknowledge")).isZero();
    }

    @Test
    void whatIsOpenedWhileTheStoreIsAwayIsAppliedLater() throws Exception {
        way.away = true;
        open("op", ALL);
        seconds(30);
        assertThat(admitOld()).isEqualTo(Admission.run());
        way.away = false;
        seconds(2);
        awaitApplied("op");
        assertThat(admitOld()).isInstanceOf(Admission.Cancel.class);

        way.away = true;
        admitOld();
        seconds(60);
        assertThat(written("op").get("w1").matched()).isLessThanOrEqualTo(1);
        way.away = false;
        seconds(1);
        assertThat(written("op").get("w1").matched()).isEqualTo(2);
    }

    @Test
    void whatTheStoreHasForgottenIsAppliedUntilItExpires() throws Exception {
        open("op", ALL);
        awaitApplied("op");
        way.target = new MemoryFleetStore(new MemoryGroup(clock));
        seconds(10);
        soon().until(() -> operations.applied() == 0);
        assertThat(operations.open()).isEqualTo(1);
        assertThat(admitOld()).isInstanceOf(Admission.Cancel.class);

        seconds(3_600);
        soon().until(() -> operations.open() == 0);
        assertThat(admitOld()).isEqualTo(Admission.run());
        assertThat(warned).isEmpty();
    }

    @Test
    void whatIsLostOfItsAnswersIsWrittenAnew() {
        open("op", ALL);
        awaitApplied("op");
        long version = operations.applied();
        memory.acknowledge("w1", Map.of("op", new Counts(0, 0, 0, 0, 0)));
        seconds(3);
        assertThat(written("op").get("w1").version()).isZero();
        operations.heard(version, true, clock.nanoTime());
        seconds(1);
        assertThat(written("op").get("w1").version()).isEqualTo(version);
    }

    @Test
    void aStoreThatWasSetBackIsReadAnew() {
        MemoryFleetStore replica = new MemoryFleetStore(new MemoryGroup(clock));
        open("one", ALL);
        open("two", ALL);
        awaitApplied("two");
        replica.open(new Opening("three", ALL.subject(), "", Duration.ZERO, Duration.ofHours(1)));
        way.target = replica;
        seconds(2);
        soon().until(() -> operations.open() == 3);
        assertThat(operations.applied()).isEqualTo(1);
    }

    @Test
    void whatCannotBeReadIsNamedOnce() {
        memory.open(new Opening("odd", "{\"action\":\"sing\"}", "", Duration.ZERO, Duration.ofHours(1)));
        open("op", ALL);
        awaitApplied("op");
        way.target = new MemoryFleetStore(new MemoryGroup(clock));
        seconds(4);
        way.target = memory;
        seconds(4);
        soon().until(() -> operations.applied() == 2);
        assertThat(operations.unreadable()).isEqualTo(1);
        assertThat(operations.open()).isEqualTo(1);
        assertThat(warned)
                .containsExactly(
                        "group g: operation odd is passed over, as it asks for something that is not known here");
    }

    @Test
    void aJobThatComesInDuringThePassIsMetByOneOfTheTwo() throws Exception {
        held.set(5);
        open("op", ALL);
        soon().until(() -> passes.size() == 2);
        soon().until(() -> admitOld() instanceof Admission.Later);
        JobContext inPass = job(clock.instant().minusSeconds(7_200), true);
        JobContext late = job(clock.instant().minusSeconds(7_200), false);
        Admission.Later ofPass = (Admission.Later) admit(inPass);
        Admission.Later ofLate = (Admission.Later) admit(late);
        seconds(1);
        assertThat(written("op").get("w1")).as("nothing acknowledged").isEqualTo(new Counts(0, 5, 0, 0, 0));

        progress.set(over(5, 4, 1));
        passed.complete(progress.get());

        soon().until(() -> ofLate.answer().toCompletableFuture().isDone());
        assertThat(ofPass.answer().toCompletableFuture().join()).isEqualTo(Admission.run());
        assertThat(ofLate.answer().toCompletableFuture().join()).isInstanceOf(Admission.Cancel.class);
        awaitApplied("op");
        seconds(2);
        // One more had come in while this was awaited.
        Counts counts = written("op").get("w1");
        assertThat(counts.alreadyOver()).isEqualTo(1);
        assertThat(counts.matched()).isEqualTo(counts.cancelled() + 1).isGreaterThanOrEqualTo(6);
        assertThat(passes)
                .last()
                .satisfies(options -> assertThat(options.tolerance())
                        .as("only the store's time counts")
                        .isGreaterThan(Duration.ofDays(365)));
    }

    @Test
    void aPassThatIsHeldUpHoldsJobsForTenSecondsOnly() throws Exception {
        held.set(5);
        open("op", ALL);
        soon().until(() -> admitOld() instanceof Admission.Later);
        Admission.Later waits = (Admission.Later) admitOld();
        seconds(9);
        assertThat(waits.answer().toCompletableFuture()).isNotDone();
        seconds(1);
        soon().until(() -> waits.answer().toCompletableFuture().isDone());
        assertThat(waits.answer().toCompletableFuture().join()).isInstanceOf(Admission.Cancel.class);
        assertThat(written("op").get("w1").version()).as("not yet acknowledged").isZero();
    }

    @Test
    void anAbortLetsGoOfJobsForTheNextOperation() throws Exception {
        held.set(5);
        open("op", ALL);
        soon().until(() -> admitOld() instanceof Admission.Later);
        Admission.Later waits = (Admission.Later) admitOld();
        held.set(0);
        open("next", new CancelOrder(JobFilter.EMPTY.withQueues("default"), CancelRequest.DEFAULT, false));
        awaitApplied("next");
        memory.abort("op");
        soon().until(() -> operations.open() == 1);
        passed.complete(progress.get()); // as the worker's own cancel does when it is aborted
        soon().until(() -> waits.answer().toCompletableFuture().isDone());
        assertThat(waits.answer().toCompletableFuture().join())
                .isEqualTo(Admission.cancel("operation next of its group"));
    }

    @Test
    void aPassThatCannotBeginIsTriedAgain() {
        doThrow(new OutOfMemoryError("test"))
                .doAnswer(call -> cancel(true))
                .when(worker)
                .cancelAll(any(), any());
        open("op", ALL);
        soon().until(() -> !warned.isEmpty());
        assertThat(written("op").get("w1").version()).isZero();
        seconds(1);
        awaitApplied("op");
    }

    @Test
    void theLastCountsAreWrittenAtTheEnd() throws Exception {
        open("op", ALL);
        awaitApplied("op");
        admitOld();
        operations.close(Duration.ofSeconds(10));
        operations.close(Duration.ofSeconds(10));
        assertThat(written("op").get("w1").cancelled()).isEqualTo(1);
        way.asked.clear();
        operations.tick();
        operations.heard(99, false, 0);
        assertThat(way.asked).isEmpty();
    }

    @Test
    void aStoreThatSaysNothingHoldsNothingUp() {
        way.silent = true;
        OperationsHere other =
                new OperationsHere("g", worker, WorkerFacts.UNKNOWN, entrances, way.store(), warned::add);
        other.begin();
        other.awaitFirst(Duration.ofMillis(10));
        other.tick();
        assertThat(other.open()).isZero();
        other.close(Duration.ofMillis(10));
    }
}
