package dev.millwright.worker.testkit.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millwright.worker.Job;
import dev.millwright.worker.JobListener;
import dev.millwright.worker.JobOutcome;
import dev.millwright.worker.NonRetryableException;
import dev.millwright.worker.Worker;
import dev.millwright.worker.testkit.StoredJob;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** Failing for good, the number of a try, and the news of the last one. */
class LastTryTest extends WorkerTest {
    private final List<String> exhausted = new CopyOnWriteArrayList<>();
    private final List<Integer> attempts = new CopyOnWriteArrayList<>();

    @Override
    Worker.Builder worker() {
        return super.worker()
                .listener(new JobListener() {
                    @Override
                    public void onRetriesExhausted(Job job, JobOutcome.Fail outcome) {
                        exhausted.add(job.jobtype() + " " + outcome.errtype());
                    }
                })
                .register("attempt", context -> attempts.add(context.attempt()));
    }

    /** The news has a thread of its own. */
    private void assertExhausted(String... jobs) {
        server.await("the news", now -> exhausted.size() >= jobs.length);
        assertThat(exhausted).containsExactly(jobs);
    }

    private StoredJob.Failure dead(Exception thrown) {
        start(worker().register("hopeless", context -> {
            throw thrown;
        }));
        server.push("hopeless");
        server.await("the job in Dead", now -> now.dead().size() == 1);
        assertThat(server.retries()).isEmpty();
        return server.dead().get(0).failure().orElseThrow();
    }

    @Test
    void oneForGoodIsInDeadWithoutARetry() {
        StoredJob.Failure failure = dead(new NonRetryableException("no such customer"));

        assertThat(failure.errtype()).isEqualTo(NonRetryableException.class.getName());
        assertThat(failure.message()).isEqualTo("no such customer");
        assertExhausted("hopeless " + NonRetryableException.class.getName());
    }

    @Test
    void theRealFailureIsWhatIsReported() {
        StoredJob.Failure failure = dead(new NonRetryableException(new IllegalArgumentException("no such customer")));

        assertThat(failure.errtype()).isEqualTo("java.lang.IllegalArgumentException");
        assertThat(failure.message()).isEqualTo("no such customer");
    }

    @Test
    void aMessageOfItsOwnSaysMore() {
        StoredJob.Failure failure =
                dead(new NonRetryableException("customer 7 is gone", new IllegalArgumentException("404")));

        assertThat(failure.errtype()).isEqualTo("java.lang.IllegalArgumentException");
        assertThat(failure.message()).isEqualTo("customer 7 is gone");
    }

    @Test
    void aSubclassHasANameOfItsOwn() {
        assertThat(dead(new Gone(new IllegalStateException("404"))).errtype()).isEqualTo(Gone.class.getName());
    }

    private static final class Gone extends NonRetryableException {
        private static final long serialVersionUID = 1;

        Gone(Throwable cause) {
            super(cause);
        }
    }

    @Test
    void oneThatOthersHaveWrapped() {
        assertThat(dead(new CompletionException(new NonRetryableException("no such customer")))
                        .errtype())
                .isEqualTo("java.util.concurrent.CompletionException");
    }

    @Test
    void theNumberOfTheTry() {
        start(worker());
        server.push("attempt");
        awaitAcks(1);
        server.pushJson("{\"jid\":\"tried-1234\",\"jobtype\":\"attempt\",\"args\":[],"
                + "\"failure\":{\"retry_count\":0,\"failed_at\":\"2026-01-01T00:00:00Z\"}}");
        awaitAcks(2);

        assertThat(attempts).containsExactly(1, 2);
    }

    @Test
    void onlyTheLastTryIsTold() {
        start(worker().concurrency(1));

        push("fail", 3, -1);
        push("fail", 3, 1);
        push("fail", 3, 2);
        push("fail", -1, -1);
        push("fail", 0, -1);
        push("nobody-knows", 0, -1);
        server.push("noop");
        awaitAcks(1);

        server.await("all reports", now -> now.working().isEmpty());
        assertExhausted(
                "fail java.lang.IllegalStateException",
                "fail java.lang.IllegalStateException",
                "fail java.lang.IllegalStateException",
                "nobody-knows UnknownJobType");
        // the server agrees: the one at its last try and the one with retry -1 are in Dead, the first two are not
        assertThat(server.dead()).hasSize(2);
        assertThat(server.retries()).hasSize(2);
    }

    /** Pushes a job that has been retried so often, -1 for never. */
    private void push(String jobtype, int retry, int retryCount) {
        String failure = retryCount < 0
                ? ""
                : ",\"failure\":{\"retry_count\":" + retryCount + ",\"failed_at\":\"2026-01-01T00:00:00Z\"}";
        server.pushJson("{\"jid\":\"last-try-" + retry + "." + retryCount + "." + jobtype + "\",\"jobtype\":\""
                + jobtype + "\",\"args\":[],\"retry\":" + retry + failure + "}");
    }

    @Test
    void aCancelledJobIsNotTriedAgainEither() throws Exception {
        Worker worker = start(worker());
        String jid = server.push("sleep");
        awaitStarted(1);

        worker.cancel(jid);

        server.await("the job in Dead", now -> now.dead().size() == 1);
        assertExhausted("sleep JobCancelled");
    }
}
