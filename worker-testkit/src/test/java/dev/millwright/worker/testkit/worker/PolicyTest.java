package dev.millwright.worker.testkit.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millwright.worker.JobContext;
import dev.millwright.worker.JobHandler;
import dev.millwright.worker.JobListener;
import dev.millwright.worker.JobOptions;
import dev.millwright.worker.JobOutcome;
import dev.millwright.worker.RetryPolicy;
import dev.millwright.worker.StopResult;
import dev.millwright.worker.Worker;
import dev.millwright.worker.WorkerStatus;
import dev.millwright.worker.testkit.ManualClock;
import dev.millwright.worker.testkit.RecordedCommand;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;

/** What the tests of retries share: a worker whose clock the test drives, waits without jitter, notes of each try. */
abstract class PolicyTest extends WorkerTest {
    /** Waits of 100, 200, 400, 800 ms, exactly. */
    static final RetryPolicy EXACT =
            RetryPolicy.DEFAULT.withInitial(Duration.ofMillis(100)).withRandom(() -> 1L << 63);

    final ManualClock clock = new ManualClock();

    /** Jobtype and number of each try, in the order in which they began. */
    final Queue<String> tries = new ConcurrentLinkedQueue<>();

    /** Each retry, as the listeners hear of it. */
    final Queue<Duration> retries = new ConcurrentLinkedQueue<>();

    final Queue<String> exhausted = new ConcurrentLinkedQueue<>();

    @Override
    Worker.Builder worker() {
        return super.worker().clock(clock).controlQueue(false).listener(new JobListener() {
            @Override
            public void onJobRetried(JobContext context, JobOutcome.Fail failure, Duration delay) {
                retries.add(delay);
            }

            @Override
            public void onRetriesExhausted(dev.millwright.worker.Job job, JobOutcome.Fail outcome) {
                exhausted.add(job.jobtype() + " " + outcome.errtype());
            }
        });
    }

    static JobOptions with(RetryPolicy policy) {
        return JobOptions.DEFAULT.withRetry(policy);
    }

    /** Throws in its first tries, as many as its first arg says, by default in all. */
    JobHandler flaky() {
        return context -> {
            tries.add(context.job().jobtype() + " " + context.attempt());
            int bad = context.args().size() == 0 ? Integer.MAX_VALUE : context.arg(0, Integer.class);
            if (context.attempt() <= bad) {
                throw new IllegalStateException("bad try " + context.attempt());
            }
        };
    }

    static WorkerStatus.Pool pool(Worker worker) {
        return worker.status().pools().get(0);
    }

    /** The news of it has a thread of its own. */
    void assertExhausted(String... jobs) {
        awaitThat("the news of last tries", () -> exhausted.size() >= jobs.length);
        assertThat(exhausted).containsExactly(jobs);
    }

    /** Waits until so many jobs wait in the process, and no others run. */
    void awaitWaiting(Worker worker, int jobs) {
        awaitThat(
                jobs + " jobs to wait",
                () -> pool(worker).waiting() == jobs && pool(worker).running() == 0);
    }

    /** Waits until so many tries have begun; the clock shows what is due meanwhile, but does not move. */
    void awaitTries(int count) {
        awaitThat(count + " tries", () -> {
            clock.advance(Duration.ZERO);
            return tries.size() >= count;
        });
    }

    void awaitThat(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("waited in vain for " + what + ": tries " + tries + ", " + server);
            }
            Thread.onSpinWait();
        }
    }

    /** Has the worker's reports sent, until the server shows their effect. */
    void awaitOnServer(String what, BooleanSupplier condition) {
        for (int i = 0; i < 1_000; i++) {
            clock.advance(Duration.ofMillis(2));
            try {
                server.await(what, now -> condition.getAsBoolean(), Duration.ofMillis(20));
                return;
            } catch (AssertionError e) {
                // perhaps the next time
            }
        }
        server.await(what, now -> condition.getAsBoolean(), LIMIT);
    }

    /** What waits is given back, which takes a clock that moves. */
    @AfterEach
    void stopWorkers() {
        released.countDown();
        List<CompletableFuture<StopResult>> stopped =
                startedWorkers().stream().map(Worker::stop).toList();
        server.endFetches();
        awaitOnServer("the end of the workers", () -> stopped.stream().allMatch(CompletableFuture::isDone));
    }

    List<String> reports() {
        return server.commands().stream()
                .map(RecordedCommand::verb)
                .filter(List.of("PUSH", "ACK", "FAIL", "MUTATE")::contains)
                .toList();
    }
}
