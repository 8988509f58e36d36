package dev.millwright.worker.testkit.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millwright.worker.Worker;
import dev.millwright.worker.testkit.ManualClock;
import java.io.IOException;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Executors that refuse, run twice, run later, run here, or never. */
class OddExecutorsTest extends WorkerTest {
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final AtomicInteger runs = new AtomicInteger();
    private final AtomicBoolean broken = new AtomicBoolean();

    @AfterEach
    void endThreads() {
        threads.shutdownNow();
    }

    private Worker.Builder on(Executor executor) {
        return worker().executor(executor).register("count", context -> runs.incrementAndGet());
    }

    private void push(int jobs) {
        for (int i = 0; i < jobs; i++) {
            server.push("count");
        }
    }

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> void sneak(Throwable odd) throws T {
        throw (T) odd;
    }

    private static Throwable refusal(String kind) {
        return switch (kind) {
            case "RejectedExecutionException" -> new RejectedExecutionException("full");
            case "IllegalStateException" -> new IllegalStateException("closed");
            case "OutOfMemoryError" -> new OutOfMemoryError("unable to create native thread");
            case "LinkageError" -> new NoClassDefFoundError("gone/away");
            default -> new IOException("undeclared");
        };
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "RejectedExecutionException",
                "IllegalStateException",
                "OutOfMemoryError",
                "LinkageError",
                "IOException"
            })
    void oneThatRefusesCostsAFewJobsATryUntilItTakesThemAgain(String kind) {
        ManualClock clock = new ManualClock();
        AtomicInteger taken = new AtomicInteger();
        start(on(task -> {
                    if (broken.get()) {
                        OddExecutorsTest.<RuntimeException>sneak(refusal(kind));
                    }
                    threads.execute(task);
                    taken.incrementAndGet();
                })
                .clock(clock));
        broken.set(true);

        push(300);
        server.await("some FAILs and then no FETCH", now -> {
            clock.advance(Duration.ofMillis(5)); // reports go out
            return now.failures() >= 3 && now.working().isEmpty();
        });
        clock.advance(Duration.ofMinutes(2));
        long failed = server.failures();
        assertThat(failed).isLessThanOrEqualTo(10);
        assertThat(server.queue("default")).hasSize(300 - (int) failed);

        taken.set(0);
        broken.set(false);
        server.await("a task that tries the executor", now -> {
            clock.advance(Duration.ofSeconds(1));
            return taken.get() > 0;
        });
        server.await("all others", now -> {
            clock.advance(Duration.ofMillis(5)); // reports go out
            return now.processed() - now.failures() == 300 - failed;
        });
        assertThat(server.failures()).isEqualTo(failed);
    }

    @Test
    void oneThatRunsAJobTwice() {
        start(on(task -> {
            threads.execute(task);
            threads.execute(task);
        }));

        push(100);

        awaitAcks(100);
        assertThat(runs).hasValue(100);
        assertThat(server.working()).isEmpty();
    }

    @Test
    void oneThatRunsAJobAndThenRefusesIt() throws Exception {
        CountDownLatch[] done = {new CountDownLatch(0)};
        start(on(task -> {
            CountDownLatch ran = new CountDownLatch(1);
            done[0] = ran;
            threads.execute(() -> {
                task.run();
                ran.countDown();
            });
            awaitQuietly(ran);
            throw new RejectedExecutionException("after the event");
        }));

        push(50);

        awaitAcks(50);
        assertThat(server.failures()).isZero();
        assertThat(runs).hasValue(50);
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void oneThatDropsJobsGivesTheirSlotsBackWhenTheirTimeIsOver() {
        ManualClock clock = new ManualClock();
        Queue<Runnable> dropped = new ConcurrentLinkedQueue<>();
        start(on(task -> {
                    if (broken.get()) {
                        dropped.add(task);
                    } else {
                        threads.execute(task);
                    }
                })
                .clock(clock)
                .deadlineMargin(Duration.ofSeconds(5)));
        broken.set(true);
        for (int i = 0; i < 2; i++) {
            server.pushJson(
                    "{\"jid\":\"dropped-" + i + "\",\"jobtype\":\"count\",\"args\":[],\"retry\":5,\"reserve_for\":60}");
        }
        server.await("two jobs that nobody runs", now -> dropped.size() == 2);

        broken.set(false);
        push(5);
        server.await("their FAILs, and the others", now -> {
            clock.advance(Duration.ofMillis(500));
            return now.processed() - now.failures() == 5 && now.failures() == 2;
        });

        dropped.forEach(Runnable::run); // late, when nobody waits for it any more
        assertThat(runs).hasValue(5);
        push(5);
        server.await("5 more", now -> {
            clock.advance(Duration.ofMillis(5));
            return now.processed() - now.failures() == 10;
        });
    }

    @Test
    void oneWithoutThreadsIsRefusedAtOnce() {
        assertThatThrownBy(() -> on(Runnable::run).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("runs its tasks on the calling thread");
    }

    @Test
    void oneThatRunsJobsOnTheCallingThreadWhenItIsFull() throws Exception {
        ThreadPoolExecutor small = new ThreadPoolExecutor(
                1, 1, 1, TimeUnit.MINUTES, new SynchronousQueue<>(), new ThreadPoolExecutor.CallerRunsPolicy());
        try {
            start(on(small).concurrency(4));
            for (int i = 0; i < 3; i++) {
                server.push("stubborn");
            }
            awaitStarted(3);

            push(50);
            awaitAcks(50);
            released.countDown();
            awaitAcks(53);
        } finally {
            small.shutdownNow();
        }
    }

    @Test
    void oneThatBlocksHoldsUpNoOtherJob() throws Exception {
        CountDownLatch blocked = new CountDownLatch(1);
        start(on(task -> {
                    if (broken.compareAndSet(true, false)) {
                        blocked.countDown();
                        awaitStubbornly();
                    }
                    threads.execute(task);
                })
                .concurrency(3));
        broken.set(true);
        push(1);
        assertThat(blocked.await(30, TimeUnit.SECONDS)).isTrue();

        push(50);
        awaitAcks(50);
        released.countDown();
        awaitAcks(51);
    }
}
