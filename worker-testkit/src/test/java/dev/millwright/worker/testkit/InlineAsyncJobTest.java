package dev.millwright.worker.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millwright.worker.CancellationReason;
import dev.millwright.worker.Job;
import dev.millwright.worker.JobOutcome;
import dev.millwright.worker.JobType;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An inline job whose function answers with a stage. */
@Timeout(30)
class InlineAsyncJobTest {
    record Resize(String file, int width) {}

    private static final JobType<Resize> RESIZE = JobType.of("resize", Resize.class);

    private final InlineJob inline = InlineJob.of(Job.of("resize", "cat.png", 200));

    @Test
    void isDoneWhenItsStageIs() {
        CompletableFuture<String> stage = new CompletableFuture<>();
        inline.startAsync(context -> stage);
        assertThatThrownBy(() -> inline.awaitOutcome(Duration.ofMillis(1))).isInstanceOf(AssertionError.class);

        stage.complete("done");

        assertThat(inline.awaitOutcome()).isEqualTo(JobOutcome.Ack.INSTANCE);
        assertThat(InlineJob.of(Job.of("any")).runAsync(context -> stage)).isEqualTo(JobOutcome.Ack.INSTANCE);
    }

    @Test
    void failsWithWhatItsStageFailsWith() {
        IOException away = new IOException("away");

        JobOutcome outcome =
                inline.runAsync(context -> CompletableFuture.failedFuture(away).thenApply(value -> value));

        assertThat(outcome).isInstanceOfSatisfying(JobOutcome.Fail.class, fail -> {
            assertThat(fail.errtype()).isEqualTo("java.io.IOException");
            assertThat(fail.message()).isEqualTo("away");
        });
        assertThat(inline.thrown()).containsSame(away);
    }

    @Test
    void itsSignalCancelsTheStage() throws Exception {
        CompletableFuture<String> stage = new CompletableFuture<>();
        CountDownLatch running = new CountDownLatch(1);
        inline.startAsync(context -> {
            running.countDown();
            return stage;
        });
        running.await();

        inline.fire(CancellationReason.CANCELLED);

        assertThat(inline.awaitOutcome())
                .isInstanceOfSatisfying(
                        JobOutcome.Fail.class,
                        fail -> assertThat(fail.errtype()).isEqualTo("JobCancelled"));
        assertThat(stage).isCancelled();
    }

    @Test
    void receivesDecodedArgs() {
        List<Resize> seen = new ArrayList<>();
        Resize args = new Resize("cat.png", 200);

        assertThat(InlineJob.of(RESIZE, args).runAsync(RESIZE, (context, resize) -> {
                    seen.add(resize);
                    return CompletableFuture.completedFuture(resize);
                }))
                .isEqualTo(JobOutcome.Ack.INSTANCE);
        assertThat(InlineJob.of(RESIZE, args)
                        .startAsync(RESIZE, (context, resize) -> CompletableFuture.runAsync(() -> seen.add(resize)))
                        .awaitOutcome())
                .isEqualTo(JobOutcome.Ack.INSTANCE);

        assertThat(seen).containsExactly(args, args);
    }
}
