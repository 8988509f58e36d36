package dev.millwright.worker.testkit.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millwright.worker.AsyncJobHandler;
import dev.millwright.worker.JobType;
import dev.millwright.worker.Worker;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** Functions that answer with a stage. */
class AsyncJobTest extends WorkerTest {
    record Point(int x, int y) {}

    private final CompletableFuture<String> stage = new CompletableFuture<>();

    private String errtype(AsyncJobHandler handler) {
        start(worker().registerAsync("async", handler));
        server.push("async");
        server.await("a FAIL", now -> now.retries().size() == 1 && now.working().isEmpty());
        return server.retries().get(0).failure().orElseThrow().errtype();
    }

    @Test
    void isDoneWhenItsStageIs() throws Exception {
        start(worker().registerAsync("async", context -> stage));
        server.push("async");
        awaitStarted(1);
        server.push("noop");
        awaitAcks(1);
        assertThat(server.working()).hasSize(1);

        stage.complete("done");

        awaitAcks(2);
    }

    @Test
    void receivesDecodedArgs() {
        CompletableFuture<Point> seen = new CompletableFuture<>();
        start(worker().registerAsync(JobType.of("point", Point.class), (context, point) -> {
            seen.complete(point);
            return seen;
        }));

        server.push("point", 1, 2);

        awaitAcks(1);
        assertThat(seen).isCompletedWithValue(new Point(1, 2));
    }

    @Test
    void failsWithWhatItsStageFailsWith() {
        assertThat(errtype(context -> CompletableFuture.failedFuture(new IOException("away"))))
                .isEqualTo("java.io.IOException");
    }

    @Test
    void failsWithWhatAnEarlierStageFailedWith() {
        assertThat(errtype(context -> CompletableFuture.supplyAsync(() -> {
                            throw new IllegalStateException("first");
                        })
                        .thenApply(value -> value)
                        .thenCompose(CompletableFuture::completedFuture)))
                .isEqualTo("java.lang.IllegalStateException");
    }

    @Test
    void failsWithWhatItThrowsItself() {
        assertThat(errtype(context -> {
                    throw new IOException("not even begun");
                }))
                .isEqualTo("java.io.IOException");
    }

    @Test
    @SuppressWarnings("NullAway")
    void failsIfItReturnsNothing() {
        assertThat(errtype(context -> null)).isEqualTo("java.lang.NullPointerException");
    }

    @Test
    void failsIfItsStageIsCancelledByOthers() {
        assertThat(errtype(context -> {
                    CompletionStage<String> cancelled = new CompletableFuture<>();
                    cancelled.toCompletableFuture().cancel(true);
                    return cancelled;
                }))
                .isEqualTo("java.util.concurrent.CancellationException");
    }

    @Test
    void itsSignalCancelsTheStage() throws Exception {
        Worker worker = start(worker().registerAsync("async", context -> stage));
        String jid = server.push("async");
        awaitStarted(1);

        assertThat(worker.cancel(jid)).isTrue();

        server.await("the job in Dead", now -> now.dead().size() == 1);
        assertThat(stage).isCancelled();
    }
}
