package dev.millwright.worker.testkit.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millwright.worker.CancellationReason;
import dev.millwright.worker.Job;
import dev.millwright.worker.JobContext;
import dev.millwright.worker.JobListener;
import dev.millwright.worker.JobOutcome;
import dev.millwright.worker.RunningJob;
import dev.millwright.worker.StopResult;
import dev.millwright.worker.Worker;
import dev.millwright.worker.micrometer.WorkerMetrics;
import dev.millwright.worker.testkit.StoredJob;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What docs/cancellation.md and docs/stopping.md say, to the moment, of functions that wait without a thread. */
class AsyncDrivenTest extends DrivenTest {
    @Override
    boolean isAsync() {
        return true;
    }

    private StoredJob.Failure failure() {
        assertThat(server.retries()).hasSize(1);
        return server.retries().get(0).failure().orElseThrow();
    }

    private void awaitWaiting(Worker worker, int jobs) {
        server.await(
                jobs + " to wait",
                now -> worker.runningJobs().stream()
                                .filter(job -> job.awaits().isPresent())
                                .count()
                        == jobs);
    }

    private CompletableFuture<StopResult> stop(Worker worker) {
        CompletableFuture<StopResult> stopped = worker.stop();
        server.endFetches();
        server.await("the last FETCHes", now -> now.blockedFetches() == 0);
        return stopped;
    }

    private void awaitStopped(CompletableFuture<StopResult> stopped) {
        awaitSoon("the end", now -> stopped.isDone());
    }

    /** A worker on whose job the function has been called; its stage goes on. */
    private Worker waiting(String jobtype) throws Exception {
        Worker worker = drive(worker());
        server.push(jobtype);
        awaitWaiting(worker, 1);
        return worker;
    }

    @Test
    void theShutdownTimeoutIsTheirs() throws Exception {
        Worker worker = waiting("stubborn");
        CompletableFuture<StopResult> stopped = stop(worker);
        clock.advance(Duration.ofMillis(24_900));
        assertThat(worker.runningJobs()).noneMatch(job -> job.signalled().isPresent());

        released.countDown();

        awaitStopped(stopped);
        assertThat(stopped.get()).isEqualTo(new StopResult(0, 0, 0));
        assertThat(server.processed()).isEqualTo(1);
    }

    @Test
    void thenTheirSignalsFireAndTheirStagesAreCancelled() throws Exception {
        Worker worker = waiting("sleep");
        CompletableFuture<StopResult> stopped = stop(worker);

        clock.advance(Duration.ofSeconds(25));

        awaitStopped(stopped);
        assertThat(stopped.get()).isEqualTo(new StopResult(1, 0, 0));
        assertThat(failure().errtype()).isEqualTo("JobInterrupted");
        assertThat(failure().message())
                .isEqualTo("the worker is shutting down; the backtrace is what the job was waiting for");
    }

    @Test
    void oneThatGoesOnIsFailedAtOnceAndAwaitedForTheGrace() throws Exception {
        Worker worker = waiting("stubborn");
        CompletableFuture<StopResult> stopped = stop(worker);
        clock.advance(Duration.ofSeconds(25));
        clock.advance(Duration.ofMillis(100));
        awaitSoon("the FAIL, after 0.1 s", now -> now.retries().size() == 1);
        clock.advance(Duration.ofSeconds(2));
        assertThat(stopped).isNotDone();

        released.countDown();

        awaitStopped(stopped);
        assertThat(stopped.get()).isEqualTo(new StopResult(1, 0, 0));
        assertThat(server.commands("FAIL")).hasSize(1);
    }

    @Test
    void oneThatNeverEndsIsAbandoned() throws Exception {
        Worker worker = waiting("stubborn");
        CompletableFuture<StopResult> stopped = stop(worker);
        clock.advance(Duration.ofSeconds(25));
        clock.advance(Duration.ofMillis(100));
        awaitSoon("the FAIL", now -> now.retries().size() == 1);
        clock.advance(Duration.ofSeconds(3));

        awaitStopped(stopped);

        assertThat(stopped.get()).isEqualTo(new StopResult(1, 0, 1));
    }

    @Test
    void theDeadlineComesFiveSecondsBeforeTheEndOfTheReservation() throws Exception {
        Worker worker = drive(worker());
        push(Job.builder("sleep").reserveFor(Duration.ofSeconds(90)).build());
        awaitWaiting(worker, 1);
        clock.advance(Duration.ofSeconds(84));
        assertThat(worker.runningJobs())
                .hasSize(1)
                .noneMatch(job -> job.signalled().isPresent());

        clock.advance(Duration.ofSeconds(1));

        awaitSoon("the FAIL", now -> now.retries().size() == 1);
        assertThat(failure().errtype()).isEqualTo("JobDeadlineExceeded");
        assertThat(worker.runningJobs()).isEmpty();
    }

    @Test
    void aCancelledJobIsDeadAndADiscardedOneGone() throws Exception {
        Worker worker = drive(worker());
        String dead = server.push("sleep");
        String gone = server.push("sleep");
        awaitWaiting(worker, 2);

        assertThat(worker.cancel(dead)).isTrue();
        assertThat(worker.discard(gone)).isTrue();

        awaitSoon("both ends", now -> now.working().isEmpty() && now.dead().size() == 1);
        assertThat(server.dead().get(0).jid()).isEqualTo(dead);
        assertThat(server.retries()).isEmpty();
        assertThat(server.processed() - server.failures()).isEqualTo(1);
    }

    @Test
    void aJobThatIgnoresItsSignalHoldsItsSlotAndIsNamed() throws Exception {
        Worker worker = drive(worker().concurrency(1));
        Instant began = clock.instant();
        String jid = server.push("stubborn");
        awaitWaiting(worker, 1);
        try (ReportLog log = new ReportLog()) {
            worker.cancel(jid);
            for (int i = 0; i < 62; i++) {
                clock.advance(Duration.ofSeconds(1));
            }

            String line = log.next();
            while (line != null && !line.startsWith("WARN")) {
                line = log.next();
            }
            assertThat(line)
                    .contains(
                            jid + " (stubborn) since " + began + ", signalled (cancelled), waits asynchronously for ");
        }
        RunningJob running = worker.runningJobs().iterator().next();
        assertThat(running.signalled()).contains(CancellationReason.CANCELLED);
        assertThat(running.thread()).isEmpty();
        assertThat(running.stack()).isEmpty();
        assertThat(running.awaits().orElseThrow()).contains("WorkerTest.withStages(WorkerTest.java:");
    }

    @Test
    void interruptedOnesAreRequeuedWhereThatIsWanted() throws Exception {
        Worker worker = drive(worker().requeueInterrupted(true));
        String jid = server.push("sleep");
        awaitWaiting(worker, 1);
        CompletableFuture<StopResult> stopped = stop(worker);

        clock.advance(Duration.ofSeconds(25));

        awaitStopped(stopped);
        assertThat(server.scheduled()).singleElement().matches(job -> job.jid().equals(jid));
        assertThat(server.failures()).isZero();
    }

    /** As a listener or a timer has it: from its call until its stage completes. */
    @Test
    void itsTimeIsThatOfItsStage() throws Exception {
        CompletableFuture<Duration> time = new CompletableFuture<>();
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        Worker worker = drive(worker().listener(new WorkerMetrics(meters)).listener(new JobListener() {
            @Override
            public void onJobEnded(JobContext context, JobOutcome outcome, Duration elapsed) {
                time.complete(elapsed);
            }
        }));
        server.push("stubborn");
        awaitWaiting(worker, 1);
        clock.advance(Duration.ofSeconds(7));

        released.countDown();

        assertThat(time.get(30, TimeUnit.SECONDS)).isEqualTo(Duration.ofSeconds(7));
        assertThat(meters.get("millwright.jobs")
                        .tags("jobtype", "stubborn", "outcome", "acked")
                        .timer()
                        .totalTime(TimeUnit.SECONDS))
                .isEqualTo(7);
    }
}
