package dev.millwright.worker.testkit.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millwright.worker.CancellationReason;
import dev.millwright.worker.Job;
import dev.millwright.worker.JobContext;
import dev.millwright.worker.JobListener;
import dev.millwright.worker.JobOutcome;
import dev.millwright.worker.StopResult;
import dev.millwright.worker.Worker;
import dev.millwright.worker.WorkerState;
import dev.millwright.worker.testkit.ManualClock;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Listeners that fail or never return take no job, no slot and no stop. */
@SuppressWarnings("OverrideThrowableToString")
class OddListenersTest extends WorkerTest {
    static Stream<Arguments> throwables() {
        return Stream.of(
                Arguments.of("a checked exception", (Supplier<Throwable>) IOException::new),
                Arguments.of("an Error", (Supplier<Throwable>) StackOverflowError::new),
                Arguments.of("one without memory", (Supplier<Throwable>) OutOfMemoryError::new),
                Arguments.of("a Throwable of its own kind", (Supplier<Throwable>) () -> new Throwable() {
                    @Override
                    public String toString() {
                        throw new AssertionError("on purpose");
                    }
                }));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("throwables")
    void whateverAllItsMethodsThrow(String name, Supplier<Throwable> throwable) throws Exception {
        Worker worker = start(worker().shutdownTimeout(Duration.ZERO).listener(new Throwing(throwable)));

        for (int i = 0; i < 20; i++) {
            server.push("noop");
        }
        server.push("fail");
        server.push("nobody-knows");
        server.push("sleep");
        awaitAcks(20);
        server.await("two FAILs", now -> now.failures() == 2 && now.working().size() == 1);

        StopResult stopped = stop(worker);
        assertThat(stopped).isEqualTo(new StopResult(1, 0, 0));
        assertThat(server.working()).isEmpty();
    }

    private StopResult stop(Worker worker) throws Exception {
        var stopped = worker.stop();
        server.endFetches();
        return stopped.get(30, TimeUnit.SECONDS);
    }

    @Test
    void oneThatNeverReturnsHoldsUpNoReport() throws Exception {
        ManualClock clock = new ManualClock();
        start(worker().clock(clock).listener(new JobListener() {
            @Override
            public void onJobEnded(JobContext context, JobOutcome outcome, Duration elapsed) {
                awaitStubbornly();
            }
        }));
        String jid = server.push("noop");
        awaitStarted(1);

        server.await("its ACK", now -> {
            clock.advance(Duration.ofSeconds(1));
            return now.processed() == 1;
        });
        assertThat(server.commands("ACK"))
                .hasSize(1)
                .allSatisfy(ack -> assertThat(ack.toString()).contains(jid));
    }

    @ParameterizedTest
    @EnumSource(
            value = WorkerState.class,
            names = {"QUIET", "STOPPING", "STOPPED"})
    void oneThatNeverReturnsHoldsUpNoStop(WorkerState held) throws Exception {
        Worker worker = start(worker().listener(new JobListener() {
            @Override
            public void onStateChanged(WorkerState state) {
                if (state == held) {
                    awaitStubbornly();
                }
            }
        }));

        Thread stopping = new Thread(worker::close, "stopping");
        stopping.start();
        server.await("the end of all connections", now -> {
            server.endFetches();
            return now.connections() == 0;
        });

        assertThat(worker.awaitStopped()).isEqualTo(new StopResult(0, 0, 0));
    }

    @Test
    void oneThatNeverReturnsFromTheStartCanBeStopped() throws Exception {
        CountDownLatch starting = new CountDownLatch(1);
        Worker worker = worker().listener(new JobListener() {
                    @Override
                    public void onStateChanged(WorkerState state) {
                        if (state == WorkerState.STARTING) {
                            starting.countDown();
                            awaitStubbornly();
                        }
                    }
                })
                .build();
        Thread thread = new Thread(worker::start, "starting");
        thread.start();
        starting.await();

        assertThat(worker.stop().get(30, TimeUnit.SECONDS)).isEqualTo(new StopResult(0, 0, 0));
        released.countDown();
        thread.join();
    }

    /** The clock ends a stop: nobody may hold it up. */
    @Test
    void oneThatNeverReturnsFromASignalHoldsUpNeitherTheStopNorOtherJobs() throws Exception {
        Worker worker = start(worker().shutdownTimeout(Duration.ZERO).listener(new JobListener() {
            @Override
            public void onJobSignalled(JobContext context, CancellationReason reason) {
                awaitStubbornly();
            }
        }));
        server.push("sleep");
        server.push("sleep");
        awaitStarted(2);

        assertThat(stop(worker)).isEqualTo(new StopResult(2, 0, 0));
        assertThat(server.retries()).hasSize(2);
    }

    @Test
    void oneThatNeverReturnsFromALastTryHoldsUpNoStop() throws Exception {
        Worker worker = start(worker().shutdownTimeout(Duration.ZERO)
                .cleanupGrace(Duration.ofMillis(300))
                .listener(new JobListener() {
                    @Override
                    public void onRetriesExhausted(Job job, JobOutcome.Fail outcome) {
                        awaitStubbornly();
                    }
                }));
        String jid = server.push("stubborn");
        awaitStarted(1);

        assertThat(worker.cancel(jid)).isTrue();
        assertThat(stop(worker).unreported()).isZero();
        assertThat(server.dead()).hasSize(1);
    }

    @Test
    void aWorkerThatADaemonThreadStartsKeepsTheJvmAlive() throws Exception {
        Worker worker = worker().build();
        Thread starting = new Thread(worker::start, "starting");
        starting.setDaemon(true);
        starting.start();
        starting.join();

        assertThat(Thread.getAllStackTraces().keySet())
                .filteredOn(thread -> thread.getName().equals("millwright-worker"))
                .isNotEmpty()
                .noneMatch(Thread::isDaemon);
        stop(worker);
    }

    /** Fails in all that it is told. */
    private record Throwing(Supplier<Throwable> throwable) implements JobListener {
        @SuppressWarnings("unchecked")
        private <T extends Throwable> void fail() throws T {
            throw (T) throwable.get();
        }

        private void undeclared() {
            this.<RuntimeException>fail();
        }

        @Override
        public void onStateChanged(WorkerState state) {
            undeclared();
        }

        @Override
        public void onFetched(Duration waited, boolean gotJob) {
            undeclared();
        }

        @Override
        public void onJobStarted(JobContext context) {
            undeclared();
        }

        @Override
        public void onJobSignalled(JobContext context, CancellationReason reason) {
            undeclared();
        }

        @Override
        public void onJobEnded(JobContext context, JobOutcome outcome, Duration elapsed) {
            undeclared();
        }

        @Override
        public void onJobRefused(Job job, JobOutcome outcome) {
            undeclared();
        }

        @Override
        public void onRetriesExhausted(Job job, JobOutcome.Fail outcome) {
            undeclared();
        }

        @Override
        public void onReported(Job job, JobOutcome outcome) {
            undeclared();
        }

        @Override
        public void onReportRetried(Job job, JobOutcome outcome) {
            undeclared();
        }

        @Override
        public void onReportDropped(Job job, JobOutcome outcome, String why) {
            undeclared();
        }

        @Override
        public void onReconnected(String connection) {
            undeclared();
        }

        @Override
        public void onHeartbeat() {
            undeclared();
        }
    }
}
