package dev.millwright.worker.testkit.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millwright.worker.CancelAllOptions;
import dev.millwright.worker.CancelOperation;
import dev.millwright.worker.CancelOperation.Progress;
import dev.millwright.worker.Job;
import dev.millwright.worker.JobFilter;
import dev.millwright.worker.JobListener;
import dev.millwright.worker.JobOutcome;
import dev.millwright.worker.StopResult;
import dev.millwright.worker.Worker;
import dev.millwright.worker.testkit.StoredJob;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** Jobs that end, are cancelled twice, or are stopped in the moment in which they are cancelled. */
class CancelAllRaceTest extends WorkerTest {
    private static final int AT_ONCE = 50;

    private final Map<String, List<JobOutcome>> outcomes = new ConcurrentHashMap<>();
    private volatile CountDownLatch go = new CountDownLatch(1);

    private Worker startRacers() {
        return start(worker().concurrency(AT_ONCE)
                .shutdownTimeout(Duration.ofSeconds(20))
                .listener(new JobListener() {
                    @Override
                    public void onReported(Job job, JobOutcome outcome) {
                        outcomes.computeIfAbsent(job.jid(), jid -> new CopyOnWriteArrayList<>())
                                .add(outcome);
                    }
                })
                .register("racer", context -> {
                    CountDownLatch start = go;
                    while (start.getCount() > 0 && !context.signal().isCancelled()) {
                        LockSupport.parkNanos(100_000);
                    }
                }));
    }

    private void push() throws InterruptedException {
        go = new CountDownLatch(1);
        for (int i = 0; i < AT_ONCE; i++) {
            server.push("racer");
        }
        awaitStarted(AT_ONCE);
    }

    private static CompletableFuture<CancelOperation> cancelAll(Worker worker) {
        return CompletableFuture.supplyAsync(
                () -> worker.cancelAll(JobFilter.EMPTY.withJobtypes("racer"), CancelAllOptions.DEFAULT));
    }

    private static Progress end(CompletableFuture<CancelOperation> operation) {
        return operation
                .thenCompose(CancelOperation::toCompletableFuture)
                .orTimeout(30, TimeUnit.SECONDS)
                .join();
    }

    /** How many have been cancelled. Each has exactly one outcome, by the worker's word and by the server's. */
    private long assertEachIsEitherDoneOrCancelled(int jobs) {
        server.await(jobs + " reports", now -> outcomes.size() == jobs);
        assertThat(outcomes.values()).allMatch(list -> list.size() == 1);
        long done = outcomes.values().stream()
                .filter(list -> list.get(0) instanceof JobOutcome.Ack)
                .count();
        assertThat(server.processed() - server.failures()).isEqualTo(done);
        Set<String> dead = new HashSet<>();
        server.dead().stream().map(StoredJob::jid).forEach(dead::add);
        assertThat(dead).hasSize((int) (jobs - done));
        assertThat(server.retries()).isEmpty();
        assertThat(server.working()).isEmpty();
        return jobs - done;
    }

    @Test
    void eachIsEitherDoneOrCancelled() throws Exception {
        Worker worker = startRacers();
        int rounds = 20; // a thousand races
        long cancelled = 0;
        for (int round = 1; round <= rounds; round++) {
            push();
            CompletableFuture<CancelOperation> operation;
            if (round % 2 == 0) {
                go.countDown();
                operation = cancelAll(worker);
            } else {
                operation = cancelAll(worker);
                LockSupport.parkNanos(round * 10_000L);
                go.countDown();
            }
            Progress end = end(operation);
            assertThat(end.cancelled() + end.alreadyOver()).isEqualTo(end.matched());
            assertThat(end.failed()).isZero();
            cancelled += end.cancelled();
            assertThat(assertEachIsEitherDoneOrCancelled(round * AT_ONCE)).isEqualTo(cancelled);
        }
    }

    @Test
    void twiceAtTheSameTimeCountsEachOnce() throws Exception {
        Worker worker = startRacers();
        long cancelled = 0;
        for (int round = 1; round <= 5; round++) {
            push();
            CompletableFuture<CancelOperation> first = cancelAll(worker);
            CompletableFuture<CancelOperation> second = cancelAll(worker);
            Progress one = end(first);
            Progress other = end(second);
            assertThat(one.cancelled() + other.cancelled()).isEqualTo(AT_ONCE);
            assertThat(one.cancelled() + one.alreadyOver()).isEqualTo(one.matched());
            assertThat(other.cancelled() + other.alreadyOver()).isEqualTo(other.matched());
            cancelled += AT_ONCE;
            assertThat(assertEachIsEitherDoneOrCancelled(round * AT_ONCE)).isEqualTo(cancelled);
        }
    }

    @Test
    void abortedAtAnyTimeTheCountsAgree() throws Exception {
        Worker worker = startRacers();
        long cancelled = 0;
        for (int round = 1; round <= 10; round++) {
            push();
            CancelOperation operation =
                    worker.cancelAll(JobFilter.EMPTY.withJobtypes("racer"), CancelAllOptions.DEFAULT);
            LockSupport.parkNanos(round * 20_000L);
            operation.abort();
            Progress end = operation.await(LIMIT);
            assertThat(end.cancelled() + end.left()).isEqualTo(AT_ONCE);
            assertThat(operation.progress()).isEqualTo(end);
            cancelled += end.cancelled();
            go.countDown();
            assertThat(assertEachIsEitherDoneOrCancelled(round * AT_ONCE)).isEqualTo(cancelled);
        }
    }

    @Test
    void duringAStopEachIsReportedOnce() throws Exception {
        Worker worker = startRacers();
        push();

        CompletableFuture<CancelOperation> operation = cancelAll(worker);
        CompletableFuture<StopResult> stop = worker.stop();

        Progress end = end(operation);
        StopResult result = stop.get(30, TimeUnit.SECONDS);
        assertThat(end.cancelled()).isEqualTo(AT_ONCE);
        assertThat(result).isEqualTo(new StopResult(0, 0, 0));
        assertThat(assertEachIsEitherDoneOrCancelled(AT_ONCE)).isEqualTo(AT_ONCE);
    }

    @Test
    void whenTheShutdownInterruptsEachIsInterruptedOnce() throws Exception {
        Worker worker = start(worker().concurrency(AT_ONCE).shutdownTimeout(Duration.ZERO));
        for (int i = 0; i < AT_ONCE; i++) {
            server.push("sleep");
        }
        awaitStarted(AT_ONCE);

        CompletableFuture<CancelOperation> operation =
                CompletableFuture.supplyAsync(() -> worker.cancelAll(JobFilter.all(), CancelAllOptions.DEFAULT));
        StopResult result = worker.stop().get(30, TimeUnit.SECONDS);

        Progress end = end(operation);
        assertThat(result.interrupted() + end.cancelled()).isEqualTo(AT_ONCE);
        assertThat(server.dead()).hasSize(end.cancelled());
        assertThat(server.retries()).hasSize(result.interrupted());
    }
}
