package dev.millwright.worker.testkit.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millwright.worker.CancellationReason;
import dev.millwright.worker.JobCancelledException;
import dev.millwright.worker.Threads;
import dev.millwright.worker.Worker;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

/** The sleep that needs no thread. */
class DelayTest extends DrivenTest {
    private final CompletableFuture<CompletionStage<?>> delay = new CompletableFuture<>();

    private Worker.Builder delaying(Duration duration) {
        return worker().registerAsync("delay", context -> {
            CompletionStage<?> begun = context.signal().delay(duration);
            delay.complete(begun);
            return begun;
        });
    }

    private CompletableFuture<?> begun() throws Exception {
        return delay.get(30, TimeUnit.SECONDS).toCompletableFuture();
    }

    @Test
    void isOverWhenItsTimeIs() throws Exception {
        drive(delaying(Duration.ofSeconds(90)));
        server.push("delay");
        CompletableFuture<?> begun = begun();
        clock.advance(Duration.ofSeconds(90).minusNanos(1));
        assertThat(begun).isNotDone();

        clock.advance(Duration.ofNanos(1));

        assertThat(begun.get(30, TimeUnit.SECONDS)).isNull();
        awaitSoon("the ACK", now -> now.processed() == 1);
        assertThat(server.failures()).isZero();
    }

    @Test
    void thatIsOverAtOnce() {
        drive(delaying(Duration.ZERO));
        server.push("delay");

        awaitSoon("the ACK", now -> now.processed() == 1);
    }

    @Test
    void thatTakesForEver() throws Exception {
        Worker worker = drive(delaying(Duration.ofSeconds(Long.MAX_VALUE)));
        String jid = server.push("delay");
        assertThat(begun()).isNotDone();

        worker.cancel(jid);

        awaitSoon("its end", now -> worker.runningJobs().isEmpty());
    }

    /** Its failure says why, before the stage is cancelled, and nothing of it is left on the clock. */
    @Test
    void failsWhenTheSignalFires() throws Exception {
        CompletableFuture<Throwable> seen = new CompletableFuture<>();
        Worker worker = drive(worker().registerAsync("delay", context -> {
            context.signal().onCancel(why -> awaitStubbornly()); // that holds nothing up
            CompletionStage<?> begun = context.signal().delay(Duration.ofHours(1));
            delay.complete(begun);
            return begun.whenComplete((nothing, failure) -> seen.complete(failure));
        }));
        int before = clock.scheduledTasks();
        String jid = server.push("delay");
        begun();
        server.await("its timer", now -> clock.scheduledTasks() > before);

        worker.cancel(jid);

        assertThat(seen.get(30, TimeUnit.SECONDS))
                .isInstanceOfSatisfying(
                        JobCancelledException.class,
                        failure -> assertThat(failure.reason()).isEqualTo(CancellationReason.CANCELLED));
        awaitSoon("its end", now -> worker.runningJobs().isEmpty());
        server.await("no timer but the signal's own", now -> clock.scheduledTasks() <= before + 1);
    }

    @Test
    void afterTheSignalItFailsAtOnce() throws Exception {
        CompletableFuture<CompletableFuture<?>> late = new CompletableFuture<>();
        Worker worker = drive(worker().registerAsync("late", context -> {
            context.signal()
                    .onCancel(why -> late.complete(
                            context.signal().delay(Duration.ofHours(1)).toCompletableFuture()));
            return new CompletableFuture<>();
        }));
        String jid = server.push("late");
        awaitStarted(1);
        worker.cancel(jid);

        assertThat(late.get(30, TimeUnit.SECONDS))
                .isCompletedExceptionally()
                .failsWithin(Duration.ZERO)
                .withThrowableThat()
                .withCauseInstanceOf(JobCancelledException.class);
    }

    /** Ten thousand of one job, of which nothing is left when it is cancelled. */
    @Test
    void manyOfThemHaveOneTimer() throws Exception {
        Worker worker = drive(worker().registerAsync("many", context -> {
            CompletableFuture<?>[] all = new CompletableFuture<?>[10_000];
            for (int i = 0; i < all.length; i++) {
                all[i] = context.signal().delay(Duration.ofSeconds(60 + i)).toCompletableFuture();
            }
            CompletableFuture<Void> each = CompletableFuture.allOf(all);
            delay.complete(each);
            return each;
        }));
        int before = clock.scheduledTasks();
        String jid = server.push("many");
        CompletableFuture<?> each = begun();
        server.await(
                "one timer",
                now -> worker.runningJobs().stream()
                        .anyMatch(job -> job.awaits().isPresent()));
        assertThat(clock.scheduledTasks()).isLessThanOrEqualTo(before + 2);

        worker.cancel(jid);

        awaitSoon("its end", now -> worker.runningJobs().isEmpty());
        assertThat(each).isCompletedExceptionally();
        assertThat(clock.scheduledTasks()).isLessThanOrEqualTo(before + 2);
    }

    private final Queue<String> seen = new ConcurrentLinkedQueue<>();

    private Worker.Builder noting() {
        return worker().registerAsync(
                        "notes",
                        context -> context.signal()
                                .delay(Duration.ofSeconds(1))
                                .thenRun(() -> note(MDC.get("jid")))
                                .thenRunAsync(() -> note(MDC.get("jid")), context.executor())
                                .thenCompose(nothing -> context.signal().delay(Duration.ofSeconds(1)))
                                .thenRun(() -> note(MDC.get("jid"))));
    }

    private void note(String jid) {
        seen.add(Thread.currentThread().getName().replaceAll("[0-9]+", "N") + " " + jid);
        MDC.put("jid", "messy");
        MDC.put("tenant", "messy");
    }

    private String runNoting() throws Exception {
        String jid = server.push("notes");
        awaitStarted(1);
        awaitSoon("the ACK", now -> {
            clock.advance(Duration.ofMillis(100));
            return now.processed() == 1;
        });
        return jid;
    }

    @Test
    void whatFollowsHasTheLoggerFields() throws Exception {
        drive(noting());

        String jid = runNoting();

        assertThat(seen).hasSize(3).allMatch(line -> line.endsWith(" " + jid));
        assertThat(seen).element(1).asString().startsWith("millwright-async-N ");
    }

    /** As short jobs do, once they have proved to be short; on a clock that a test drives they may not be. */
    @Test
    void whatFollowsComesToRunOnTheThreadOfTheLanes() {
        start(worker().registerAsync(
                        "short",
                        context -> context.signal()
                                .delay(Duration.ofMillis(1))
                                .thenRun(() -> seen.add(Thread.currentThread().getName()))));

        for (int jobs = 100; seen.stream().noneMatch(name -> name.startsWith("millwright-lanes-")); jobs += 100) {
            for (int i = 0; i < 100; i++) {
                server.push("short");
            }
            awaitAcks(jobs);
        }

        assertThat(seen).allMatch(name -> name.startsWith("millwright-lanes-") || name.startsWith("millwright-async-"));
    }

    @Test
    void whatFollowsRunsOnTheUsersThreads() throws Exception {
        ExecutorService own = Executors.newCachedThreadPool(task -> new Thread(task, "own"));
        try {
            drive(noting().executor(own));

            String jid = runNoting();

            assertThat(seen).hasSize(3).allMatch(("own " + jid)::equals);
        } finally {
            own.shutdown();
        }
    }

    @Test
    void whatFollowsRunsOnTheUsersThreadsUnlessTheseRefuseIt() throws Exception {
        ExecutorService own = Executors.newCachedThreadPool(task -> new Thread(task, "own"));
        drive(worker().executor(own)
                .registerAsync(
                        "late",
                        context -> context.signal().delay(Duration.ofSeconds(1)).thenRun(() -> note(MDC.get("jid")))));
        server.push("late");
        server.await("it to wait", now -> clock.scheduledTasks() > 0);
        awaitStarted(1);
        own.shutdown();

        awaitSoon("the ACK", now -> {
            clock.advance(Duration.ofMillis(100));
            return now.processed() == 1;
        });

        assertThat(seen).singleElement().asString().startsWith("millwright-async-N ");
    }

    @Test
    void onVirtualThreadsOrWhateverThereIs() throws Exception {
        drive(noting().threads(Threads.AUTO));

        String jid = runNoting();

        assertThat(seen).hasSize(3).allMatch(line -> line.endsWith(" " + jid));
    }

    @Test
    void aTaskThatThrowsHarmsNobody() throws Exception {
        drive(worker().registerAsync("throws", context -> {
            context.executor().execute(() -> {
                throw new IllegalStateException("on purpose");
            });
            return CompletableFuture.supplyAsync(() -> "done", context.executor())
                    .handle((value, failure) -> {
                        throw new CompletionException(new AssertionError(value));
                    });
        }));
        server.push("throws");

        awaitSoon("the FAIL", now -> now.retries().size() == 1);

        assertThat(server.retries().get(0).failure().orElseThrow().errtype()).isEqualTo("java.lang.AssertionError");
    }
}
