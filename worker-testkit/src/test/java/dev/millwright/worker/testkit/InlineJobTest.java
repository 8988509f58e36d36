package dev.millwright.worker.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millwright.worker.CancellationReason;
import dev.millwright.worker.Job;
import dev.millwright.worker.JobCancelledException;
import dev.millwright.worker.JobContext;
import dev.millwright.worker.JobOptions;
import dev.millwright.worker.JobOutcome;
import dev.millwright.worker.JobType;
import dev.millwright.worker.NonRetryableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class InlineJobTest {
    private final InlineJob inline = InlineJob.of(Job.of("resize", "cat.png", 200));

    record Resize(String file, int width) {}

    @Test
    void aFailureForGoodIsMovedToDead() {
        InlineJob job = InlineJob.of(Job.of("any"));

        assertThat(job.run(context -> {
                    throw new NonRetryableException(new IllegalArgumentException("no such customer"));
                }))
                .isInstanceOfSatisfying(JobOutcome.Fail.class, fail -> {
                    assertThat(fail.kill()).isTrue();
                    assertThat(fail.errtype()).isEqualTo("java.lang.IllegalArgumentException");
                    assertThat(fail.message()).isEqualTo("no such customer");
                });
    }

    private static final JobType<Resize> RESIZE = JobType.of("resize", Resize.class);

    @Test
    void aJobTypeMakesTheJobAndDecodesItsArgs() {
        List<Resize> seen = new ArrayList<>();

        assertThat(InlineJob.of(RESIZE, new Resize("cat.png", 200)).run(RESIZE, (context, args) -> seen.add(args)))
                .isEqualTo(JobOutcome.Ack.INSTANCE);

        assertThat(seen).containsExactly(new Resize("cat.png", 200));
    }

    @Test
    void aFunctionOfAJobTypeCanBeStarted() {
        InlineJob job = InlineJob.of(RESIZE, new Resize("cat.png", 200));

        job.start(RESIZE, (context, args) -> context.signal().sleep(Duration.ofSeconds(args.width())));
        job.fire(CancellationReason.SHUTDOWN);

        assertThat(job.awaitOutcome())
                .isInstanceOfSatisfying(
                        JobOutcome.Fail.class,
                        fail -> assertThat(fail.errtype()).isEqualTo("JobInterrupted"));
        assertThat(InlineJob.of(Job.of("resize", "cat.png"))
                        .start(RESIZE, (context, args) -> {})
                        .awaitOutcome())
                .isInstanceOfSatisfying(
                        JobOutcome.Fail.class,
                        fail -> assertThat(fail.message()).contains("(file, width), but got 1"));
    }

    @Test
    void whoHasSeenTheSignalCanCleanUp() {
        InlineJob job = InlineJob.of(Job.of("any"));
        AtomicBoolean cleaned = new AtomicBoolean();

        job.start(context -> {
            while (!context.signal().isCancelled()) {
                Thread.onSpinWait();
            }
            new CountDownLatch(1).await(1, TimeUnit.MILLISECONDS);
            cleaned.set(true);
        });
        job.fire(CancellationReason.CANCELLED);

        assertThat(job.awaitOutcome())
                .isInstanceOfSatisfying(
                        JobOutcome.Fail.class, fail -> assertThat(fail.kill()).isTrue());
        assertThat(cleaned).isTrue();
    }

    @Test
    void aFunctionThatReturnsIsAcked() {
        List<String> seen = new ArrayList<>();

        JobOutcome outcome = inline.run(context -> seen.add(context.jid() + context.arg(0, String.class)));

        assertThat(outcome).isEqualTo(JobOutcome.Ack.INSTANCE);
        assertThat(seen).singleElement().asString().endsWith("cat.png");
        assertThat(inline.thrown()).isEmpty();
    }

    @Test
    void aFunctionThatThrowsIsFailed() {
        JobOutcome outcome = inline.run(context -> {
            throw new StackOverflowError("too deep");
        });

        assertThat(outcome).isInstanceOfSatisfying(JobOutcome.Fail.class, fail -> {
            assertThat(fail.errtype()).isEqualTo("java.lang.StackOverflowError");
            assertThat(fail.message()).isEqualTo("too deep");
            assertThat(fail.backtrace().get(0)).contains("InlineJobTest");
            assertThat(fail.backtrace()).allMatch(line -> line.contains("InlineJobTest"));
        });
        assertThat(inline.thrown()).containsInstanceOf(StackOverflowError.class);
    }

    @Test
    void argsAreDecoded() {
        List<Resize> seen = new ArrayList<>();

        inline.run(JobType.of("resize", Resize.class), (context, args) -> seen.add(args));

        assertThat(seen).containsExactly(new Resize("cat.png", 200));
    }

    @Test
    void argsThatDoNotFitFailTheJob() {
        JobOutcome outcome = InlineJob.of(Job.of("resize")).run(JobType.of("resize", Resize.class), (context, args) -> {
            throw new AssertionError("not to be called");
        });

        assertThat(outcome)
                .isInstanceOfSatisfying(
                        JobOutcome.Fail.class,
                        fail -> assertThat(fail.errtype()).isEqualTo("dev.millwright.worker.JobArgsException"));
    }

    @Test
    void aSignalStopsAFunctionThatIsRunning() throws Exception {
        CountDownLatch running = new CountDownLatch(1);
        inline.start(context -> {
            running.countDown();
            waitForEver();
        });
        running.await();

        assertThat(inline.fire(CancellationReason.SHUTDOWN)).isTrue();

        assertThat(inline.awaitOutcome())
                .isInstanceOfSatisfying(
                        JobOutcome.Fail.class,
                        fail -> assertThat(fail.errtype()).isEqualTo("JobInterrupted"));
        assertThat(inline.thrown()).containsInstanceOf(InterruptedException.class);
        assertThat(inline.fire(CancellationReason.CANCELLED)).isFalse();
    }

    private static void waitForEver() throws InterruptedException {
        new CountDownLatch(1).await();
    }

    @Test
    void aFunctionThatGoesOnAfterItsSignalIsFailedAllTheSame() {
        JobOutcome outcome = inline.run(context -> {
            inline.fire(CancellationReason.CANCELLED);
            assertThat(Thread.interrupted()).isTrue();
        });

        assertThat(outcome).isInstanceOfSatisfying(JobOutcome.Fail.class, fail -> {
            assertThat(fail.errtype()).isEqualTo("JobCancelled");
            assertThat(fail.backtrace().get(0)).contains("InlineJobTest");
        });
        assertThat(inline.thrown()).isEmpty();
    }

    @Test
    void aSignalThatFiresAfterTheEndComesTooLate() {
        JobOutcome outcome = inline.run(context -> {});

        assertThat(inline.fire(CancellationReason.SHUTDOWN)).isFalse();
        assertThat(outcome).isEqualTo(JobOutcome.Ack.INSTANCE);
    }

    @Test
    void aSignalThatFiredBeforeIsSeenFromTheBeginning() {
        inline.fire(CancellationReason.DEADLINE);

        inline.run(context -> context.signal().sleep(Duration.ofHours(1)));

        assertThat(inline.thrown())
                .get()
                .isInstanceOfSatisfying(
                        JobCancelledException.class,
                        e -> assertThat(e.reason()).isEqualTo(CancellationReason.DEADLINE));
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Test
    void aFunctionMayAskNotToBeInterrupted() {
        InlineJob polite = InlineJob.of(Job.of("t")).options(JobOptions.DEFAULT.withInterruptible(false));

        polite.run(context -> {
            polite.fire(CancellationReason.SHUTDOWN);
            assertThat(Thread.currentThread().isInterrupted()).isFalse();
            context.signal().throwIfCancelled();
        });

        assertThat(polite.thrown()).containsInstanceOf(JobCancelledException.class);
    }

    @Test
    void whatIsTiedToTheSignalIsStopped() throws Exception {
        CompletableFuture<?> request = new CompletableFuture<>();
        CompletableFuture<?> finished = new CompletableFuture<>();
        CountDownLatch closed = new CountDownLatch(1);
        Process process = new ProcessBuilder("sleep", "600").start();
        CompletableFuture<CancellationReason> stage = new CompletableFuture<>();

        inline.run(context -> {
            tie(context, request, closed, process);
            context.signal().cancelOnCancel(finished).close();
            context.signal().asStage().thenAccept(stage::complete);
            inline.fire(CancellationReason.CANCELLED);
        });

        assertThat(request).isCancelled();
        assertThat(finished).isNotDone();
        assertThat(closed.getCount()).isZero();
        assertThat(stage).isCompletedWithValue(CancellationReason.CANCELLED);
        assertThat(process.waitFor()).isNotZero();
    }

    private static void tie(JobContext context, CompletableFuture<?> request, CountDownLatch closed, Process process) {
        context.signal().cancelOnCancel(request);
        context.signal().closeOnCancel(closed::countDown);
        context.signal().destroyOnCancel(process);
    }

    @Test
    void jobsThatArePushedAreKept() {
        Job next = Job.of("mail", "done");

        inline.run(context -> context.client().push(next));

        assertThat(inline.pushed()).containsExactly(next);
    }

    @Test
    void thereIsNoServerBehindTheRecordingClient() {
        inline.run(context -> context.client().flush());

        assertThat(inline.thrown()).get().asString().contains("give it a client with InlineJob.client(...)");
    }

    @Test
    void aFunctionThatDoesNotEndIsShown() throws Exception {
        CountDownLatch running = new CountDownLatch(1);
        inline.start(context -> {
            running.countDown();
            waitForEver();
        });
        running.await();

        assertThatThrownBy(() -> inline.awaitOutcome(Duration.ofMillis(1)))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("has not ended within 1 ms")
                .hasMessageContaining("InlineJobTest");
        inline.fire(CancellationReason.SHUTDOWN);
        inline.awaitOutcome();
    }

    @Test
    void aJobRunsOnce() {
        inline.run(context -> {});

        assertThatThrownBy(() -> inline.run(context -> {}))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("this job has been run: make another one with InlineJob.of(...)");
    }
}
