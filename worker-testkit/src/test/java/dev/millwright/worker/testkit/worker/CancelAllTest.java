package dev.millwright.worker.testkit.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.millwright.worker.CancelAllOptions;
import dev.millwright.worker.CancelOperation;
import dev.millwright.worker.CancelOperation.Progress;
import dev.millwright.worker.CancelOperation.State;
import dev.millwright.worker.CancelRequest;
import dev.millwright.worker.JobFilter;
import dev.millwright.worker.JobOptions;
import dev.millwright.worker.JobStatus;
import dev.millwright.worker.RetryPolicy;
import dev.millwright.worker.RunningJob;
import dev.millwright.worker.Worker;
import dev.millwright.worker.WorkerFacts;
import dev.millwright.worker.testkit.StoredJob;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** The jobs of a worker that fit a filter, cancelled at once: which, how, and what is said of it. */
class CancelAllTest extends WorkerTest {
    private static final CancelAllOptions OPTIONS =
            CancelAllOptions.DEFAULT.withReason("the import was wrong").withBy("alice");

    private final HeldJobs held = new HeldJobs();

    private static Progress done(int matched, int cancelled) {
        return new Progress(State.DONE, matched, cancelled, matched - cancelled, 0, 0);
    }

    private List<String> push(int count, String queue, String jobtype) {
        List<String> jids = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            jids.add(server.pushTo(queue, jobtype));
        }
        return jids;
    }

    private void awaitDead(int jobs) {
        server.await(jobs + " jobs in Dead", now -> now.dead().size() == jobs);
    }

    @Test
    void thoseThatFitAreKilledAndNoOthers() throws Exception {
        Worker worker = start(worker().concurrency(8).queues("a", "b"));
        List<String> fit = push(3, "a", "sleep");
        push(2, "b", "sleep");
        push(1, "a", "stubborn");
        awaitStarted(6);

        CancelOperation operation =
                worker.cancelAll(JobFilter.EMPTY.withJobtypes("sleep").withQueues("a"), OPTIONS);

        assertThat(operation.await(LIMIT)).isEqualTo(done(3, 3));
        assertThat(operation.toCompletableFuture()).isCompletedWithValue(operation.progress());
        assertThat(operation.abort()).isFalse();
        awaitDead(3);
        assertThat(server.dead()).extracting(StoredJob::jid).containsExactlyInAnyOrderElementsOf(fit);
        assertThat(server.dead())
                .allSatisfy(job -> assertThat(job.failure().orElseThrow().message())
                        .startsWith(
                                "the job was cancelled by alice: the import was wrong; the backtrace is what the job"
                                        + " was "));
        assertThat(server.retries()).isEmpty();
        server.await("the others to run on", now -> worker.runningJobs().size() == 3);
    }

    @Test
    void jobsThatWaitForAThreadAreNeverRun() {
        Worker worker = start(worker().concurrency(3).executor(held));
        push(3, "default", "fail");
        held.await(3);

        CancelOperation running = worker.cancelAll(JobFilter.EMPTY.withState(JobFilter.State.RUNNING), OPTIONS);
        CancelOperation waiting = worker.cancelAll(JobFilter.EMPTY.withState(JobFilter.State.WAITING), OPTIONS);

        assertThat(running.progress()).isEqualTo(done(0, 0));
        assertThat(waiting.toCompletableFuture().join()).isEqualTo(done(3, 3));
        awaitDead(3);
        assertThat(server.dead())
                .allSatisfy(job -> assertThat(job.failure().orElseThrow().message())
                        .isEqualTo("the job was cancelled by alice: the import was wrong; the job had not begun"));
        held.release();
        server.push("noop"); // a slot is free again
        awaitAcks(1);
    }

    @Test
    void jobsThatWaitForTheirNextTryAreNotTriedAgain() throws Exception {
        RetryPolicy policy = RetryPolicy.DEFAULT.withInitial(Duration.ofSeconds(6));
        Worker worker = start(worker().register("flaky", JobOptions.DEFAULT.withRetry(policy), context -> {
            throw new IllegalStateException("on purpose");
        }));
        List<String> flaky = push(3, "default", "flaky");
        push(1, "default", "stubborn");
        awaitStarted(4); // a job that has no thread yet waits as well
        server.await(
                "three to wait",
                now -> flaky.stream().allMatch(jid -> worker.status(jid) instanceof JobStatus.Waiting));

        CancelOperation operation = worker.cancelAll(JobFilter.EMPTY.withState(JobFilter.State.WAITING), OPTIONS);

        assertThat(operation.await(LIMIT)).isEqualTo(done(3, 3));
        awaitDead(3);
        assertThat(server.dead())
                .allSatisfy(job -> assertThat(job.failure().orElseThrow().message())
                        .startsWith("the job was cancelled by alice: the import was wrong; the job waited for its"));
        assertThat(worker.status().pools().get(0).waiting()).isZero();
    }

    @Test
    void aDryRunCountsAndCancelsNone() throws Exception {
        Worker worker = start(worker().concurrency(4));
        push(3, "default", "stubborn");
        awaitStarted(3);

        CancelOperation operation =
                worker.cancelAll(JobFilter.EMPTY.withJobtypes("stubborn"), OPTIONS.withDryRun(true));

        assertThat(operation.toCompletableFuture()).isCompleted();
        assertThat(operation.progress()).isEqualTo(new Progress(State.DONE, 3, 0, 0, 0, 3));
        assertThat(worker.runningJobs()).allMatch(job -> job.signalled().isEmpty());
        released.countDown();
        awaitAcks(3);
    }

    @Test
    void anEmptyFilterIsRefusedAndAllIsAll() throws Exception {
        Worker worker = start(worker());
        push(2, "default", "sleep");
        awaitStarted(2);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> worker.cancelAll(JobFilter.EMPTY, OPTIONS))
                .withMessage("the filter is empty: say which jobs, or JobFilter.all() for every job");

        assertThat(worker.cancelAll(JobFilter.all(), OPTIONS).await(LIMIT)).isEqualTo(done(2, 2));
        awaitDead(2);
    }

    @Test
    void whatWasMadeAfterTheCallIsLeftAlone() throws Exception {
        Worker worker = start(worker().concurrency(3));
        server.pushJson("{\"jid\":\"made-in-future\",\"jobtype\":\"sleep\",\"args\":[],\"created_at\":\""
                + Instant.now().plusSeconds(3600) + "\"}");
        server.pushJson("{\"jid\":\"made-sometime\",\"jobtype\":\"sleep\",\"args\":[]}");
        awaitStarted(2);

        assertThat(worker.cancelAll(JobFilter.all(), OPTIONS).await(LIMIT)).isEqualTo(done(1, 1));
        awaitDead(1);
        assertThat(server.dead()).extracting(StoredJob::jid).containsExactly("made-sometime");
        // Its clock is an hour fast: who knows that says so.
        assertThat(worker.cancelAll(JobFilter.all(), OPTIONS.withTolerance(Duration.ofHours(2)))
                        .await(LIMIT))
                .isEqualTo(done(1, 1));
        awaitDead(2);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> OPTIONS.withTolerance(Duration.ofSeconds(-1)))
                .withMessage("the tolerance must be zero or more, not PT-1S");
    }

    @Test
    void theFilterAsksForTheWorkerToo() throws Exception {
        Worker worker = start(worker().labels("blue", "eu"));
        push(1, "default", "sleep");
        awaitStarted(1);
        JobFilter green = JobFilter.EMPTY.withLabels("green");
        JobFilter version = JobFilter.EMPTY.withVersions("7");
        String variable = System.getenv("HOSTNAME");
        String host = variable == null || variable.isBlank()
                ? InetAddress.getLocalHost().getHostName()
                : variable;

        assertThat(worker.cancelAll(green, OPTIONS).progress().matched()).isZero();
        assertThat(worker.cancelAll(version, OPTIONS).progress().matched()).isZero();
        assertThat(worker.cancelAll(JobFilter.EMPTY.withLabels("eu").withHosts(host), OPTIONS.withDryRun(true))
                        .progress()
                        .matched())
                .isEqualTo(1);
        assertThat(worker.cancelAll(version, OPTIONS.withWorker(WorkerFacts.UNKNOWN.withVersion("7")))
                        .await(LIMIT))
                .isEqualTo(done(1, 1));
        awaitDead(1);
    }

    @Test
    void discardedOnesLeaveNoTrace() throws Exception {
        Worker worker = start(worker());
        push(2, "default", "sleep");
        awaitStarted(2);

        assertThat(worker.cancelAll(JobFilter.all(), OPTIONS.withDiscard(true)).await(LIMIT))
                .isEqualTo(done(2, 2));

        awaitAcks(2);
        assertThat(server.dead()).isEmpty();
        assertThat(server.retries()).isEmpty();
    }

    @Test
    void oneThatIgnoresItsSignalCountsAsCancelled() throws Exception {
        Worker worker = start(worker());
        push(1, "default", "stubborn");
        awaitStarted(1);

        assertThat(worker.cancelAll(JobFilter.all(), OPTIONS).await(LIMIT)).isEqualTo(done(1, 1));

        awaitDead(1);
        RunningJob running = worker.runningJobs().iterator().next();
        assertThat(running.cancelRequest()).contains(new CancelRequest(false, "the import was wrong", "alice"));
        // Nothing is left to be decided for it, so the same once more finds none.
        assertThat(worker.cancelAll(JobFilter.all(), OPTIONS).progress()).isEqualTo(done(0, 0));
        released.countDown();
        server.push("noop");
        awaitAcks(1);
        assertThat(server.failures()).isEqualTo(1);
    }

    @Test
    void whoListensHearsTheEnd() throws Exception {
        Worker worker = start(worker());
        push(2, "default", "sleep");
        awaitStarted(2);
        List<Progress> heard = new CopyOnWriteArrayList<>();

        CancelOperation operation = worker.cancelAll(JobFilter.all(), OPTIONS);
        operation.onProgress(progress -> {
            throw new IllegalStateException("on purpose");
        });
        operation.onProgress(heard::add);
        operation.await(LIMIT);
        operation.onProgress(heard::add);

        server.await("the end to be heard", now -> heard.contains(done(2, 2)));
        assertThat(operation.filter()).isEqualTo(JobFilter.all());
        assertThat(operation.toString())
                .isEqualTo("done, 2 of 2 jobs cancelled, 0 were over before, 0 failed, 0 left alone: every job");
    }
}
