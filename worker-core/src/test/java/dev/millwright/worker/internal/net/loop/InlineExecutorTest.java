package dev.millwright.worker.internal.net.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millwright.worker.WorkerClock;
import dev.millwright.worker.internal.net.Transport;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.Ticker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class InlineExecutorTest {
    private static final long SHORT_NANOS = TimeUnit.MICROSECONDS.toNanos(1);

    private final Transport transport = Transport.create(WorkerClock.system());
    /** So patient that no task outstays for want of a core; see {@link #takeOverAtOnce}. */
    private final InliningEventLoopThread patient = patient(Duration.ofMinutes(1));

    private InliningEventLoopThread io = patient;

    private static InliningEventLoopThread patient(Duration takeoverAfter) {
        return InliningEventLoopThread.create(
                NioIoHandler.newFactory(), "lanes", takeoverAfter, Ticker.systemTicker(), NettyIoThread::newDaemon);
    }

    private void takeOverAtOnce() {
        io = (InliningEventLoopThread) transport.newInlineExecutor("lanes");
    }

    @AfterEach
    void close() throws Exception {
        transport.close();
        patient.loop().shutdownGracefully().get(20, TimeUnit.SECONDS);
    }

    /** Says what is called, and on which kind of thread. */
    private final class Recorded implements InlineTask {
        private final BlockingQueue<String> calls = new LinkedBlockingQueue<>();
        private final Runnable work;
        private volatile Thread runner;

        Recorded(Runnable work) {
            this.work = work;
        }

        private void note(String call) {
            calls.add(call + (io.isCurrent() ? " on the I/O thread" : " elsewhere"));
        }

        @Override
        public void run() {
            runner = Thread.currentThread();
            work.run();
        }

        @Override
        public void completed() {
            note("done");
        }

        @Override
        public void notStarted() {
            note("displaced");
        }

        @Override
        public void overran() {
            note("overran");
        }

        @Override
        public void completedAfterOverrun() {
            assertThat(Thread.currentThread()).isSameAs(runner);
            note("done");
        }

        String next() throws InterruptedException {
            return String.valueOf(calls.poll(20, TimeUnit.SECONDS));
        }
    }

    private void take(InlineTask task) {
        io.execute(() -> io.tryRunInline(task, SHORT_NANOS));
    }

    private <T> T onIoThread(Callable<T> question) throws Exception {
        CompletableFuture<T> answer = new CompletableFuture<>();
        io.execute(() -> {
            try {
                answer.complete(question.call());
            } catch (Exception e) {
                answer.completeExceptionally(e);
            }
        });
        return answer.get(20, TimeUnit.SECONDS);
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void aShortTaskRunsOnTheIoThreadAfterWhatIsAtHand() throws Exception {
        List<String> order = new ArrayList<>(); // confined to the I/O thread
        Recorded task = new Recorded(() -> order.add("task"));
        io.execute(() -> {
            io.tryRunInline(task, SHORT_NANOS);
            io.execute(() -> order.add("task at hand"));
        });

        assertThat(task.next()).isEqualTo("done on the I/O thread");
        assertThat(onIoThread(() -> List.copyOf(order))).containsExactly("task at hand", "task");
    }

    @Test
    void theIoGoesOnWithoutTheThreadOfALongTask() throws Exception {
        takeOverAtOnce();
        CountDownLatch release = new CountDownLatch(1);
        Recorded task = new Recorded(() -> await(release));
        Thread before = onIoThread(Thread::currentThread);
        take(task);

        assertThat(task.next()).isEqualTo("overran on the I/O thread");
        Thread after = onIoThread(Thread::currentThread);
        assertThat(task.runner).isSameAs(before).isNotSameAs(after);
        assertThat(after.isDaemon()).isTrue();
        assertThat(after.getName()).startsWith("lanes-");

        release.countDown();
        assertThat(task.next()).isEqualTo("done elsewhere");
        before.join(TimeUnit.SECONDS.toMillis(20));
        assertThat(before.isAlive()).as("a thread that nobody needs").isFalse();
    }

    @Test
    void whatWaitsBehindALongTaskIsNotRunHereAnyMore() throws Exception {
        takeOverAtOnce();
        CountDownLatch release = new CountDownLatch(1);
        Recorded longOne = new Recorded(() -> await(release));
        Recorded behind = new Recorded(() -> {});
        io.execute(() -> {
            io.tryRunInline(longOne, SHORT_NANOS);
            io.tryRunInline(behind, SHORT_NANOS);
        });

        assertThat(behind.next()).isEqualTo("displaced on the I/O thread");
        assertThat(onIoThread(() -> behind.runner)).isNull();
        assertThat(onIoThread(() -> io.tryRunInline(new Recorded(() -> {}), SHORT_NANOS)))
                .as("a task on the next thread")
                .isTrue();
        release.countDown();
    }

    @Test
    void theTasksOfARoundShareOneTakeoverTime() throws Exception {
        InliningEventLoopThread hasty = patient(Duration.ofMillis(50));
        io = hasty;
        long most = TimeUnit.MILLISECONDS.toNanos(40);
        Recorded last = new Recorded(() -> {});
        io.execute(() -> {
            io.tryRunInline(new Recorded(() -> spinFor(most)), SHORT_NANOS);
            io.tryRunInline(new Recorded(() -> spinFor(most)), SHORT_NANOS);
            io.tryRunInline(last, SHORT_NANOS);
        });

        assertThat(last.next()).isEqualTo("displaced on the I/O thread");
        hasty.loop().shutdownGracefully().get(20, TimeUnit.SECONDS);
    }

    /** Some end just as their time is up: then either the task or who stands by has the thread, never both. */
    @Test
    void eachTaskEndsOnceHoweverLongItTakes() throws Exception {
        takeOverAtOnce();
        int moved = 0;
        for (int i = 0; i < 150; i++) {
            long spinNanos = TimeUnit.MICROSECONDS.toNanos(4_000 + i % 50 * 120L);
            Recorded task = new Recorded(() -> spinFor(spinNanos));
            take(task);
            String first = task.next();
            if (first.equals("done on the I/O thread")) {
                continue;
            }
            moved++;
            assertThat(List.of(first, task.next()))
                    .containsExactlyInAnyOrder("overran on the I/O thread", "done elsewhere");
            assertThat(task.calls).isEmpty();
        }
        assertThat(moved).as("tasks that overran").isPositive();
        assertThat(onIoThread(io::isCurrent)).isTrue();
    }

    private static void spinFor(long nanos) {
        long end = System.nanoTime() + nanos;
        while (System.nanoTime() - end < 0) {
            Thread.onSpinWait();
        }
    }

    @Test
    void aTaskThatThrowsHarmsNobody() throws Exception {
        take(new Recorded(() -> {
            throw new AssertionError("on purpose");
        }));
        Recorded next = new Recorded(() -> {});
        take(next);

        assertThat(next.next()).isEqualTo("done on the I/O thread");
    }

    @Test
    void anInterruptThatCameBetweenTwoTasksIsNotForTheNext() throws Exception {
        AtomicBoolean interrupted = new AtomicBoolean(true);
        Recorded task =
                new Recorded(() -> interrupted.set(Thread.currentThread().isInterrupted()));
        io.execute(() -> {
            Thread.currentThread().interrupt();
            io.tryRunInline(task, SHORT_NANOS);
        });

        assertThat(task.next()).isEqualTo("done on the I/O thread");
        assertThat(interrupted).isFalse();
    }

    @Test
    void refusesWhatIsBetterRunElsewhere() throws Exception {
        long half = TimeUnit.MICROSECONDS.toNanos(100);
        Recorded last = new Recorded(() -> {});
        assertThat(onIoThread(() -> List.of(
                        io.tryRunInline(new Recorded(() -> {}), 2 * half + 1),
                        io.tryRunInline(new Recorded(() -> {}), half),
                        io.tryRunInline(last, half),
                        io.tryRunInline(new Recorded(() -> {}), SHORT_NANOS))))
                .containsExactly(false, true, true, false);
        assertThat(last.next()).isEqualTo("done on the I/O thread");
        assertThat(onIoThread(() -> io.tryRunInline(new Recorded(() -> {}), half)))
                .as("in the next round")
                .isTrue();
    }

    @Test
    void closingDoesNotWaitForALongTask() throws Exception {
        takeOverAtOnce();
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        Recorded task = new Recorded(() -> {
            begun.countDown();
            await(release);
        });
        take(task);
        await(begun);

        transport.close(Duration.ofDays(1));

        assertThat(task.runner.isAlive()).isTrue();
        release.countDown();
        task.runner.join(TimeUnit.SECONDS.toMillis(20));
        assertThat(task.runner.isAlive()).isFalse();
    }

    @Test
    void canBeClosedAtAnyMoment() throws Exception {
        for (int i = 0; i < 300; i++) {
            Transport shortLived = Transport.create(WorkerClock.system());
            InliningEventLoopThread thread = (InliningEventLoopThread) shortLived.newInlineExecutor("short-lived");
            CompletableFuture<Thread> ran = new CompletableFuture<>();
            if (i % 3 != 0) {
                thread.execute(() -> ran.complete(Thread.currentThread()));
            }
            if (i % 3 == 1) {
                ran.get(20, TimeUnit.SECONDS);
            }
            shortLived.close(Duration.ofSeconds(20));
            if (i % 3 != 0) {
                Thread driver = ran.get(20, TimeUnit.SECONDS);
                driver.join(TimeUnit.SECONDS.toMillis(20));
                assertThat(driver.isAlive()).isFalse();
            }
            assertThat(thread.tryExecute(() -> {})).isFalse();
        }
    }
}
