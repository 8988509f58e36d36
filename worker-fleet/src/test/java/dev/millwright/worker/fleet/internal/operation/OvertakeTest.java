package dev.millwright.worker.fleet.internal.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import dev.millwright.worker.CancelAllOptions;
import dev.millwright.worker.CancelOperation;
import dev.millwright.worker.CancelRequest;
import dev.millwright.worker.Job;
import dev.millwright.worker.JobContext;
import dev.millwright.worker.JobFilter;
import dev.millwright.worker.RunningJob;
import dev.millwright.worker.WorkerClock;
import dev.millwright.worker.WorkerFacts;
import dev.millwright.worker.WorkerView;
import dev.millwright.worker.fleet.internal.store.Counts;
import dev.millwright.worker.fleet.internal.store.Operation;
import dev.millwright.worker.testkit.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A job throws before it is its turn in the pass of an operation: it is cancelled, and not tried again. */
class OvertakeTest {
    private final ManualClock clock = new ManualClock();
    private final Instant began = clock.instant();
    private final WorkerView worker = mock();
    private final Job job =
            Job.received("mail").jid("a").createdAt(began.minusSeconds(60)).build();
    private final JobContext context = mock();
    private final AtomicReference<@Nullable CancelRequest> cancelled = new AtomicReference<>();

    /** Run while the worker looks which jobs there are, and while it shows those that run. */
    private Runnable whileItLooks = () -> {};

    private Runnable whileItShows = () -> {};

    @BeforeEach
    void holdOneJob() {
        when(context.job()).thenReturn(job);
        when(context.jid()).thenReturn("a");
        when(worker.clock()).thenReturn(clock);
        when(worker.cancel(any(), any(CancelRequest.class))).thenAnswer(call -> {
            cancelled.set(call.getArgument(1));
            return true;
        });
        when(worker.runningJobs()).thenAnswer(call -> {
            List<RunningJob> shown = List.of(running());
            whileItShows.run();
            return shown;
        });
        when(worker.cancelAll(any(), any())).thenAnswer(call -> {
            CancelAllOptions options = call.getArgument(1);
            if (!options.dryRun()) {
                whileItLooks.run();
            }
            CancelOperation cancel = mock();
            when(cancel.progress()).thenReturn(new CancelOperation.Progress(CancelOperation.State.OPEN, 1, 0, 0, 0, 1));
            when(cancel.toCompletableFuture()).thenReturn(new CompletableFuture<>());
            return cancel;
        });
    }

    private RunningJob running() {
        return new RunningJob(
                job,
                "",
                began,
                Duration.between(began, clock.instant()),
                began.plusSeconds(1_800),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.ofNullable(cancelled.get()),
                Optional.empty(),
                false);
    }

    private Watch watch() {
        Instant now = clock.instant();
        CancelOrder order = new CancelOrder(
                JobFilter.EMPTY.withState(JobFilter.State.RUNNING).withJobtypes("mail"), CancelRequest.DEFAULT, false);
        Instant end = now.plusSeconds(3_600);
        Operation operation = new Operation("op", 1, false, now, now, end, end, order.subject(), order.details());
        return new Watch(operation, order, worker, WorkerFacts.UNKNOWN, now, clock.nanoTime());
    }

    @Test
    void whileThePassLooksWhichJobsThereAre() throws Exception {
        clock.advance(Duration.ofSeconds(1));
        Watch watch = watch();
        AtomicReference<@Nullable Boolean> overtaken = new AtomicReference<>();
        Thread failing = new Thread(() -> overtaken.set(watch.overtake(context)));
        whileItLooks = () -> {
            failing.start();
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> failing.getState() == Thread.State.WAITING
                            || failing.getState() == Thread.State.TERMINATED);
        };

        watch.begin(Runnable::run, () -> {});
        failing.join();

        assertThat(overtaken).hasValue(true);
        assertThat(watch.counts()).isEqualTo(new Counts(0, 1, 1, 0, 0));
    }

    @Test
    void howeverLongItTakesToSeeThatItHadBegunBefore() {
        clock.advance(Duration.ofSeconds(1));
        Watch watch = watch();
        watch.begin(Runnable::run, () -> {});
        clock.advance(Duration.ofSeconds(1));
        whileItShows = () -> clock.advance(Duration.ofSeconds(5));

        assertThat(watch.overtake(context)).isTrue();
    }

    @Test
    void notIfItHasBegunSince() {
        Watch watch = watch();
        WorkerClock before = mock();
        when(before.instant()).thenReturn(began.minusSeconds(1));
        when(worker.clock()).thenReturn(before);
        watch.begin(Runnable::run, () -> {});

        assertThat(watch.overtake(context)).isFalse();
        assertThat(cancelled).hasValue(null);
    }
}
