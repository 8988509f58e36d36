package dev.millwright.worker.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millwright.worker.FaktoryClient;
import dev.millwright.worker.Job;
import dev.millwright.worker.JobCompletion;
import dev.millwright.worker.JobCompletion.Result;
import dev.millwright.worker.JobOptions;
import dev.millwright.worker.ServerAddress;
import dev.millwright.worker.Worker;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Calls and callbacks at the end of jobs, and what the server then says of these. */
@OnStockServer
class OutcomesOnStockServerTest {
    private final Map<String, Result> ended = new ConcurrentHashMap<>();
    private final Map<String, String> calledBack = new ConcurrentHashMap<>();
    private ServerView view;
    private FaktoryClient client;
    private Worker worker;

    @BeforeEach
    void start(StockServer server) {
        JobOptions options = JobOptions.DEFAULT.withCallback(
                end -> Job.of("after", end.job().jid(), end.result().name()));
        ServerAddress address = ServerAddress.parse(server.url());
        view = new ServerView(server);
        client = FaktoryClient.connect(address);
        worker = Worker.builder()
                .server(address)
                .onComplete(end -> ended.put(end.job().jid(), end.result()))
                .register("noop", options, context -> {})
                .register("sleep", options, context -> new CountDownLatch(1).await())
                .register("fail", options, context -> {
                    throw new IllegalStateException("on purpose");
                })
                .register(
                        "after",
                        context -> calledBack.put(
                                context.jid() + " of " + context.arg(0, String.class), context.arg(1, String.class)))
                .build();
        worker.start();
    }

    @AfterEach
    void close() {
        worker.close();
        client.close();
        view.close();
    }

    private String push(String jobtype, int retry) {
        return client.push(Job.builder(jobtype).retry(retry).build());
    }

    private String running(String jid) {
        view.until(now -> worker.runningJobs().stream()
                .anyMatch(running -> running.job().jid().equals(jid)));
        return jid;
    }

    private static String callback(String jid) {
        return JobCompletion.callbackJid(jid) + " of " + jid;
    }

    @Test
    void eachEndIsToldAndCalledBack() {
        String succeeded = push("noop", 25);
        String failed = push("fail", 0);
        String dead = push("fail", -1);
        String retried = push("fail", 25);
        String cancelled = running(push("sleep", 25));
        String discarded = running(push("sleep", 25));
        assertThat(worker.cancel(cancelled)).isTrue();
        assertThat(worker.discard(discarded)).isTrue();

        // the callbacks are jobs themselves, whose ends are told
        view.until(now -> ended.size() == 10 && calledBack.size() == 5);
        assertThat(ended)
                .containsEntry(succeeded, Result.SUCCEEDED)
                .containsEntry(failed, Result.FAILED)
                .containsEntry(dead, Result.FAILED)
                .containsEntry(cancelled, Result.CANCELLED)
                .containsEntry(discarded, Result.DISCARDED)
                .doesNotContainKey(retried);
        assertThat(calledBack)
                .containsOnly(
                        Map.entry(callback(succeeded), "SUCCEEDED"),
                        Map.entry(callback(failed), "FAILED"),
                        Map.entry(callback(dead), "FAILED"),
                        Map.entry(callback(cancelled), "CANCELLED"),
                        Map.entry(callback(discarded), "DISCARDED"));
        assertThat(view.dead())
                .extracting(job -> job.path("jid").asString())
                .containsExactlyInAnyOrder(dead, cancelled);
        assertThat(view.retries()).extracting(job -> job.path("jid").asString()).containsExactly(retried);
        assertThat(view.reserved()).isZero();
    }
}
