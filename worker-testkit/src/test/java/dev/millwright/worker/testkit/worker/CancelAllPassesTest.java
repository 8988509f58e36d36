package dev.millwright.worker.testkit.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millwright.worker.CancelAllOptions;
import dev.millwright.worker.CancelOperation;
import dev.millwright.worker.CancelOperation.Progress;
import dev.millwright.worker.CancelOperation.State;
import dev.millwright.worker.CancellationReason;
import dev.millwright.worker.JobContext;
import dev.millwright.worker.JobFilter;
import dev.millwright.worker.JobListener;
import dev.millwright.worker.Worker;
import dev.millwright.worker.WorkerState;
import dev.millwright.worker.testkit.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A cancel of many jobs goes on in passes, and holds nothing up in between, nor when it is held up itself. */
class CancelAllPassesTest extends WorkerTest {
    private static final JobFilter BULK = JobFilter.EMPTY.withQueues("bulk");
    private static final Duration PAUSE = Duration.ofMillis(25);
    private static final Duration BEAT = Duration.ofMillis(20);

    /** Later than the server's, by which jobs say when they were made. */
    private final ManualClock clock = new ManualClock(Instant.parse("2100-01-01T00:00:00Z"));

    private final HeldJobs held = new HeldJobs(job -> job.contains("(queue bulk)"));
    private final CountDownLatch reached = new CountDownLatch(1);
    private final CountDownLatch unblocked = new CountDownLatch(1);

    /** One pool for so many jobs, which are held, and one for others. */
    private Worker start(int slots, Worker.Builder builder) {
        Worker worker = start(builder.pool("bulk", slots, "bulk")
                .pool("steady", 2, "steady")
                .executor(held)
                .heartbeat(BEAT));
        for (int i = 0; i < slots; i++) {
            server.pushTo("bulk", "noop");
        }
        held.await(slots);
        return worker;
    }

    private void awaitCancelled(CancelOperation operation, int jobs) {
        server.await(jobs + " jobs to be cancelled", now -> operation.progress().cancelled() == jobs);
    }

    private void awaitSteadyJob() {
        long before = server.processed() - server.failures();
        server.pushTo("steady", "noop");
        server.await("a job of the other pool", now -> now.processed() - now.failures() > before);
    }

    @Test
    void atMost64APassAndOthersGoOnInBetween() {
        Worker worker = start(500, worker().clock(clock));
        List<Progress> heard = new CopyOnWriteArrayList<>();

        CancelOperation operation = worker.cancelAll(BULK, CancelAllOptions.DEFAULT);
        operation.onProgress(heard::add);

        for (int cancelled = 64; cancelled < 500; cancelled += 64) {
            awaitCancelled(operation, cancelled);
            assertThat(operation.progress()).isEqualTo(new Progress(State.OPEN, 500, cancelled, 0, 0, 500 - cancelled));
            awaitSteadyJob();
            // The time of a heartbeat or two, on the way to the next pass.
            int beats = server.commands("BEAT").size();
            clock.advance(PAUSE);
            if (cancelled % 128 == 0) {
                server.await("a heartbeat", now -> now.commands("BEAT").size() > beats);
            }
        }
        assertThat(operation.toCompletableFuture().join()).isEqualTo(new Progress(State.DONE, 500, 500, 0, 0, 0));
        advanceUntil(clock, Duration.ofSeconds(5), now -> now.dead().size() == 500);
        server.await("each pass to be heard of", now -> heard.size() >= 8);
        assertThat(heard).extracting(Progress::matched).containsOnly(500);
        assertThat(heard).extracting(Progress::cancelled).isSorted();
        assertThat(server.retries()).isEmpty();
    }

    @Test
    void abortedInTheMiddleTheRestIsLeftAlone() {
        Worker worker = start(150, worker().clock(clock));
        CancelOperation operation = worker.cancelAll(BULK, CancelAllOptions.DEFAULT);
        awaitCancelled(operation, 64);

        assertThat(operation.abort()).isTrue();

        Progress end = new Progress(State.ABORTED, 150, 64, 0, 0, 86);
        assertThat(operation.toCompletableFuture()).isCompletedWithValue(end);
        assertThat(operation.abort()).isFalse();
        clock.advance(PAUSE);
        advanceUntil(clock, Duration.ofSeconds(5), now -> now.dead().size() == 64);
        held.release();
        awaitAcks(86);
        assertThat(operation.progress()).isEqualTo(end);
        // One after it does not wait for the pause of one that is over.
        for (int i = 0; i < 3; i++) {
            server.pushTo("bulk", "stubborn");
        }
        server.await("three to run", now -> worker.runningJobs().size() == 3);
        CancelOperation next = worker.cancelAll(BULK, CancelAllOptions.DEFAULT);
        awaitCancelled(next, 3);
        advanceUntil(clock, Duration.ofSeconds(5), now -> now.dead().size() == 67);
    }

    @Test
    void severalTakeTurns() {
        Worker worker = start(300, worker().clock(clock));
        CancelOperation first = worker.cancelAll(BULK, CancelAllOptions.DEFAULT);
        awaitCancelled(first, 64);
        CancelOperation second = worker.cancelAll(BULK, CancelAllOptions.DEFAULT);
        assertThat(second.progress()).isEqualTo(new Progress(State.OPEN, 236, 0, 0, 0, 236));

        while (!first.toCompletableFuture().isDone()
                || !second.toCompletableFuture().isDone()) {
            clock.advance(PAUSE);
        }

        Progress one = first.progress();
        Progress other = second.progress();
        assertThat(one.cancelled() + other.cancelled()).isEqualTo(300);
        assertThat(one.cancelled() + one.alreadyOver()).isEqualTo(300);
        assertThat(other.cancelled() + other.alreadyOver()).isEqualTo(236);
        advanceUntil(clock, Duration.ofSeconds(5), now -> now.dead().size() == 300);
    }

    private void block() {
        reached.countDown();
        try {
            unblocked.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void aListenerThatBlocksHoldsNothingUp() throws Exception {
        Worker worker = start(70, worker().listener(new JobListener() {
            @Override
            public void onJobSignalled(JobContext context, CancellationReason reason) {
                block();
            }
        }));

        CancelOperation operation = worker.cancelAll(BULK, CancelAllOptions.DEFAULT);

        assertThat(reached.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(operation.await(LIMIT)).isEqualTo(new Progress(State.DONE, 70, 70, 0, 0, 0));
        server.await("all in Dead", now -> now.dead().size() == 70);
        awaitSteadyJob();
        unblocked.countDown();
    }

    @Test
    void whoHoldsUpThePassesHoldsNothingElseUpAndCanBeAborted() throws Exception {
        Worker worker = start(150, worker().clock(clock));
        CancelOperation operation = worker.cancelAll(BULK, CancelAllOptions.DEFAULT);
        awaitCancelled(operation, 64);
        Thread test = Thread.currentThread();
        operation.onProgress(progress -> {
            if (Thread.currentThread() != test) {
                block();
            }
        });

        clock.advance(PAUSE);

        assertThat(reached.await(30, TimeUnit.SECONDS)).isTrue();
        awaitCancelled(operation, 128);
        awaitSteadyJob();
        int beats = server.commands("BEAT").size();
        clock.advance(BEAT);
        server.await("a heartbeat", now -> now.commands("BEAT").size() > beats);
        assertThat(operation.await(Duration.ofMillis(1)).state()).isEqualTo(State.OPEN);
        assertThat(operation.abort()).isTrue();
        assertThat(operation.await(LIMIT)).isEqualTo(new Progress(State.ABORTED, 150, 128, 0, 0, 22));
        unblocked.countDown();
        advanceUntil(clock, Duration.ofSeconds(5), now -> now.dead().size() == 128);
        held.release();
        awaitAcks(23); // with that of the other pool
    }

    @Test
    void whatComesInAfterTheCallIsLeftAlone() throws Exception {
        Worker worker = start(65, worker().clock(clock));
        CancelOperation operation = worker.cancelAll(BULK.withQueues("bulk", "steady"), CancelAllOptions.DEFAULT);
        awaitCancelled(operation, 64);
        server.pushTo("steady", "stubborn");
        awaitStarted(1);

        clock.advance(PAUSE);

        assertThat(operation.await(LIMIT)).isEqualTo(new Progress(State.DONE, 65, 65, 0, 0, 0));
        assertThat(worker.runningJobs())
                .singleElement()
                .satisfies(job -> assertThat(job.signalled()).isEmpty());
        advanceUntil(clock, Duration.ofSeconds(5), now -> now.dead().size() == 65);
        released.countDown(); // its report can need the clock
        advanceUntil(clock, Duration.ofSeconds(5), now -> now.processed() - now.failures() == 1);
    }

    @Test
    void aListenerThatThrowsChangesNothing() throws Exception {
        Worker worker = start(70, worker().listener(new JobListener() {
            @Override
            public void onJobSignalled(JobContext context, CancellationReason reason) {
                throw new StackOverflowError("on purpose");
            }
        }));

        CancelOperation operation = worker.cancelAll(BULK, CancelAllOptions.DEFAULT);

        assertThat(operation.await(LIMIT)).isEqualTo(new Progress(State.DONE, 70, 70, 0, 0, 0));
        server.await("all in Dead", now -> now.dead().size() == 70);
    }

    @Test
    void whatIsOpenWhenTheWorkerClosesIsAborted() {
        Worker worker = start(200, worker().clock(clock).shutdownTimeout(Duration.ZERO));
        CancelOperation operation = worker.cancelAll(BULK, CancelAllOptions.DEFAULT);
        awaitCancelled(operation, 64);

        worker.stop(); // interrupts the rest
        CancelOperation late = worker.cancelAll(BULK, CancelAllOptions.DEFAULT);
        server.await("the end of the stop", now -> {
            clock.advance(Duration.ofMillis(100));
            return worker.state() == WorkerState.STOPPED;
        });

        Progress end = operation.toCompletableFuture().join();
        assertThat(end.state()).isNotEqualTo(State.OPEN);
        assertThat(end.cancelled() + end.alreadyOver() + end.left()).isEqualTo(200);
        assertThat(end.cancelled()).isEqualTo(64);
        assertThat(late.toCompletableFuture().join().cancelled()).isZero();
        assertThat(server.dead()).hasSize(64);
        assertThat(server.retries()).hasSize(136);
        assertThat(worker.cancelAll(JobFilter.all(), CancelAllOptions.DEFAULT)
                        .toCompletableFuture()
                        .join())
                .isEqualTo(new Progress(State.DONE, 0, 0, 0, 0, 0));
    }

    @Test
    void aListenerThatNeverReturnsKeepsNoWorkerFromClosing() throws Exception {
        Worker worker = start(worker().shutdownTimeout(Duration.ZERO)
                .cleanupGrace(Duration.ZERO)
                .register("held", context -> {
                    new CountDownLatch(1).await();
                }));
        server.push("held");
        awaitStarted(1);
        CancelOperation operation = worker.cancelAll(JobFilter.all(), CancelAllOptions.DEFAULT);
        Thread test = Thread.currentThread();
        operation.onProgress(progress -> {
            if (Thread.currentThread() != test) {
                awaitStubbornly();
            }
        });

        var stopped = worker.stop();
        server.endFetches();

        assertThat(stopped.get(30, TimeUnit.SECONDS).unreported()).isZero();
    }
}
