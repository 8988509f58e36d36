package dev.millwright.worker.testkit.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millwright.worker.Job;
import dev.millwright.worker.StopResult;
import dev.millwright.worker.Worker;
import dev.millwright.worker.WorkerExtension;
import dev.millwright.worker.WorkerState;
import dev.millwright.worker.WorkerView;
import dev.millwright.worker.testkit.ManualClock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What lives beside a worker: when it is told, what it sees, and what it can do to the worker: nothing. */
class ExtensionTest extends WorkerTest {

    /** Writes down what it is told. */
    private static class Recorder implements WorkerExtension {
        final BlockingQueue<String> calls = new LinkedBlockingQueue<>();
        volatile @Nullable WorkerView view;

        WorkerView view() {
            return Objects.requireNonNull(view, "start() was called");
        }

        @Override
        public void start(WorkerView worker) {
            view = worker;
            calls.add("start " + worker.state());
        }

        @Override
        public void onRunning(WorkerView worker) {
            calls.add("running " + worker.state());
        }

        @Override
        public void onQuiet(WorkerView worker) {
            calls.add("quiet");
        }

        @Override
        public CompletionStage<?> onDrained(WorkerView worker) {
            calls.add("drained " + worker.runningJobs().size());
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public void close() {
            calls.add("close");
        }

        void await(String call) throws InterruptedException {
            for (String next = null; !call.equals(next); ) {
                next = calls.poll(30, TimeUnit.SECONDS);
                assertThat(next).as("a call before " + call).isNotNull();
            }
        }
    }

    /** Is never done with what it has to do once the worker has drained. */
    private static final class Slow extends Recorder {
        private final Duration timeout;

        Slow(Duration timeout) {
            this.timeout = timeout;
        }

        @Override
        public CompletionStage<?> onDrained(WorkerView worker) {
            super.onDrained(worker);
            return new CompletableFuture<>();
        }

        @Override
        public Duration drainedTimeout() {
            return timeout;
        }
    }

    private StopResult stop(Worker worker) throws Exception {
        CompletableFuture<StopResult> stopped = worker.stop();
        server.endFetches();
        return stopped.get(30, TimeUnit.SECONDS);
    }

    @Test
    void isToldOfALifeInItsOrder() throws Exception {
        Recorder recorder = new Recorder();
        Worker worker = start(worker().extension(recorder));

        stop(worker);

        assertThat(recorder.calls).containsExactly("start STARTING", "running RUNNING", "quiet", "drained 0", "close");
    }

    @Test
    void seesWhoTheWorkerIsAndWhatItRuns() throws Exception {
        Recorder recorder = new Recorder();
        Worker worker = start(worker().queues("a", "b,2").labels("blue").extension(recorder));
        String jid = server.pushTo("a", "sleep");
        awaitStarted(1);
        WorkerView view = recorder.view();

        assertThat(view.wid()).isEqualTo(worker.wid());
        assertThat(view.labels()).containsExactly("blue");
        assertThat(view.jobtypes()).containsExactly("fail", "noop", "sleep", "stubborn");
        assertThat(view.status().pools())
                .singleElement()
                .satisfies(pool -> assertThat(pool.queues()).containsExactly("a", "b"));
        assertThat(view.runningJobs()).extracting(job -> job.job().jid()).containsExactly(jid);
        assertThat(view.cancel(jid)).isTrue();
    }

    @Test
    void isQuietOnceThoughTheWorkerIsToldTwice() throws Exception {
        Recorder recorder = new Recorder();
        Worker worker = start(worker().extension(recorder));

        worker.quiet();
        recorder.await("quiet");
        stop(worker);

        assertThat(recorder.calls).containsExactly("drained 0", "close");
    }

    @Test
    void keepsTheWorkerFromStartingIfItRefuses() throws Exception {
        Recorder first = new Recorder();
        Recorder refusing = new Recorder() {
            @Override
            public void start(WorkerView worker) {
                throw new IllegalStateException("no group is set");
            }
        };
        Worker worker = worker().extension(first).extension(refusing).build();

        assertThatThrownBy(worker::start).hasMessage("no group is set");

        worker.awaitStopped();
        assertThat(worker.state()).isEqualTo(WorkerState.STOPPED);
        assertThat(first.calls).containsExactly("start STARTING", "close");
        assertThat(refusing.calls).isEmpty();
    }

    @Test
    void usesTheServerWhenTheWorkerHasDrained() throws Exception {
        Recorder pushing = new Recorder() {
            @Override
            public CompletionStage<?> onDrained(WorkerView worker) {
                return CompletableFuture.runAsync(() -> worker.client().push(Job.of("noop")));
            }
        };
        Worker worker = start(worker().extension(pushing));

        stop(worker);

        assertThat(server.queue("default")).hasSize(1);
    }

    @Test
    void isWaitedForUntilItsTimeoutAndNoLonger() throws Exception {
        ManualClock clock = new ManualClock();
        Recorder slow = new Slow(Duration.ofMinutes(5));
        Worker worker = start(
                worker().clock(clock).shutdownTimeout(Duration.ofSeconds(25)).extension(slow));

        CompletableFuture<StopResult> stopped = worker.stop();
        server.endFetches();
        slow.await("drained 0");
        clock.advance(Duration.ofMinutes(5).minusSeconds(1));

        assertThat(slow.calls).as("beyond the shutdown timeout and the grace").isEmpty();
        assertThat(worker.state()).isEqualTo(WorkerState.STOPPING);
        clock.advance(Duration.ofSeconds(1));
        assertThat(stopped.get(30, TimeUnit.SECONDS)).isEqualTo(new StopResult(0, 0, 0));
    }

    @Test
    void isNotWaitedForAfterASecondStop() throws Exception {
        Recorder slow = new Slow(Duration.ofHours(1));
        Worker worker = start(worker().extension(slow));

        worker.stop();
        server.endFetches();
        slow.await("drained 0");

        assertThat(worker.stop().get(30, TimeUnit.SECONDS)).isEqualTo(new StopResult(0, 0, 0));
    }

    @Test
    void isNotToldOfADrainThatLeftAJobBehind() throws Exception {
        Recorder recorder = new Recorder();
        Worker worker = start(worker().shutdownTimeout(Duration.ZERO)
                .cleanupGrace(Duration.ofMillis(50))
                .extension(recorder));
        server.push("stubborn");
        awaitStarted(1);

        assertThat(stop(worker).abandoned()).isEqualTo(1);

        assertThat(recorder.calls).doesNotContain("drained 1").contains("close");
    }

    /** Whatever it throws, and whatever it answers. */
    @Test
    void doesNoHarmByFailing() throws Exception {
        Recorder after = new Recorder();
        WorkerExtension failing = new WorkerExtension() {
            @Override
            public void onQuiet(WorkerView worker) {
                throw new AssertionError("quiet");
            }

            @Override
            @SuppressWarnings("NullAway") // it lies
            public @Nullable CompletionStage<?> onDrained(WorkerView worker) {
                return null;
            }

            @Override
            public Duration drainedTimeout() {
                throw new StackOverflowError("timeout");
            }

            @Override
            public void close() {
                throw new LinkageError("close");
            }
        };
        Worker worker = start(worker().extension(after).extension(failing));

        assertThat(stop(worker)).isEqualTo(new StopResult(0, 0, 0));

        assertThat(after.calls).endsWith("quiet", "drained 0", "close");
    }

    @Test
    void doesNotKeepTheWorkerFromEndingByNeverClosing() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        Worker worker = start(worker().extension(new WorkerExtension() {
            @Override
            public void close() {
                try {
                    never.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        }));

        assertThat(stop(worker)).isEqualTo(new StopResult(0, 0, 0));
        never.countDown();
        assertThat(List.of(WorkerState.STOPPED)).contains(worker.state());
    }

    @Test
    void isNotToldOfADrainOnceTheWorkerIsClosed() throws Exception {
        Recorder recorder = new Recorder();
        ExecutorService threads = Executors.newFixedThreadPool(2);
        Worker worker = start(worker().executor(threads)
                .shutdownTimeout(Duration.ZERO)
                .cleanupGrace(Duration.ofMillis(50))
                .extension(recorder));
        server.push("stubborn");
        awaitStarted(1);
        assertThat(stop(worker).abandoned()).isEqualTo(1);

        released.countDown();
        threads.shutdown();
        assertThat(threads.awaitTermination(30, TimeUnit.SECONDS)).isTrue();

        assertThat(recorder.calls).endsWith("quiet", "close");
    }
}
