package dev.millwright.worker.internal.net.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.Mockito.mock;

import io.netty.channel.IoHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.ThreadAwareExecutor;
import io.netty.util.concurrent.Ticker;
import java.lang.reflect.Proxy;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;

/** Where the system gives no thread, or reading fails. What works is in {@link InlineExecutorTest}. */
class InliningEventLoopThreadTest {
    private final InlineTask task = mock(InlineTask.class);

    private static InliningEventLoopThread create(String name, BiFunction<Runnable, String, Thread> maker) {
        return InliningEventLoopThread.create(
                NioIoHandler.newFactory(), name, InliningEventLoopThread.TAKEOVER_AFTER, Ticker.systemTicker(), maker);
    }

    /** Makes daemons, but for the one that the system has no room for. */
    private static BiFunction<Runnable, String, Thread> refusing(int nth, AtomicInteger asked) {
        return (task, name) -> {
            if (asked.incrementAndGet() == nth) {
                throw new OutOfMemoryError("on purpose: unable to create native thread");
            }
            return NettyIoThread.newDaemon(task, name);
        };
    }

    @Test
    void withoutAThreadToStandByThereAreNoTasksUntilThereIsOne() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        InliningEventLoopThread alone = create("alone", refusing(2, asked));

        while (!takesTask(alone)) {
            assertThat(asked).hasValue(2);
        }
        assertThat(asked).as("threads, with one to stand by").hasValue(3);
        alone.loop().shutdownGracefully().get(20, TimeUnit.SECONDS);
    }

    private boolean takesTask(InliningEventLoopThread thread) throws Exception {
        CompletableFuture<Boolean> taken = new CompletableFuture<>();
        thread.execute(() -> taken.complete(thread.tryRunInline(task, 1)));
        return taken.get(20, TimeUnit.SECONDS);
    }

    @Test
    void startsWhenThereIsAThreadAgain() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        InliningEventLoopThread late = create("late", refusing(1, asked));
        AtomicInteger ran = new AtomicInteger();
        CompletableFuture<Integer> second = new CompletableFuture<>();

        assertThatThrownBy(() -> late.execute(ran::incrementAndGet)).isInstanceOf(OutOfMemoryError.class);
        late.execute(() -> second.complete(ran.get()));

        assertThat(second.get(20, TimeUnit.SECONDS)).isEqualTo(1);
        late.loop().shutdownGracefully().get(20, TimeUnit.SECONDS);
    }

    @Test
    void endsWithoutAThreadIfItWasNeverUsed() throws Exception {
        InliningEventLoopThread unused = create("unused", (task, name) -> {
            throw new AssertionError("not worth a thread");
        });

        unused.loop().shutdownGracefully().get(20, TimeUnit.SECONDS);

        assertThat(unused.tryExecute(() -> {})).isFalse();
    }

    @Test
    void anErrorInReadingEndsNeitherTheThreadNorItsTasks() throws Exception {
        AtomicInteger rounds = new AtomicInteger();
        InliningEventLoopThread failing = InliningEventLoopThread.create(
                executor -> failing(executor, rounds),
                "failing",
                InliningEventLoopThread.TAKEOVER_AFTER,
                Ticker.systemTicker(),
                NettyIoThread::newDaemon);
        CompletableFuture<Integer> task = new CompletableFuture<>();
        failing.execute(() -> task.complete(rounds.get()));

        assertThat(task.get(20, TimeUnit.SECONDS)).isEqualTo(1);
        // Until a later round: by then the first has failed. A task can still run in the first.
        while (failing.loop().submit(rounds::get).get(20, TimeUnit.SECONDS) == 1) {
            Thread.onSpinWait();
        }
        failing.loop().shutdownGracefully().get(20, TimeUnit.SECONDS);
    }

    /** Moved by the test, which sees how often it is looked at. */
    private static final class TestTicker implements Ticker {
        private final AtomicLong now = new AtomicLong();
        private final AtomicInteger looks = new AtomicInteger();

        @Override
        public long initialNanoTime() {
            return 0;
        }

        @Override
        public long nanoTime() {
            looks.incrementAndGet();
            return now.get();
        }

        @Override
        public void sleep(long delay, TimeUnit unit) {
            throw new AssertionError("nobody sleeps by it");
        }
    }

    /** Runs until the test lets it end. */
    private static final class LongTask implements InlineTask {
        private final CountDownLatch started = new CountDownLatch(1);
        private final CountDownLatch release = new CountDownLatch(1);
        private final CompletableFuture<String> fate = new CompletableFuture<>();
        private final CompletableFuture<String> end = new CompletableFuture<>();

        @Override
        public void run() {
            started.countDown();
            try {
                release.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void completed() {
            end.complete("completed");
        }

        @Override
        public void notStarted() {
            fate.complete("not started");
        }

        @Override
        public void overran() {
            fate.complete("overran");
        }

        @Override
        public void completedAfterOverrun() {
            end.complete("completed after overrun");
        }
    }

    @Test
    void aTaskOverrunsWhenTheTickerSaysSo() throws Exception {
        TestTicker ticker = new TestTicker();
        InliningEventLoopThread ticked = InliningEventLoopThread.create(
                NioIoHandler.newFactory(),
                "ticked",
                InliningEventLoopThread.TAKEOVER_AFTER,
                ticker,
                NettyIoThread::newDaemon);
        LongTask first = new LongTask();
        LongTask behind = new LongTask();
        ticked.execute(() -> {
            ticked.tryRunInline(first, 1);
            ticked.tryRunInline(behind, 1);
        });
        assertThat(first.started.await(20, TimeUnit.SECONDS)).isTrue();

        int looks = ticker.looks.get();
        while (ticker.looks.get() < looks + 10) { // the standby's, who else has time
            Thread.onSpinWait();
        }
        assertThat(first.fate).as("no time has passed").isNotDone();
        ticker.now.addAndGet(InliningEventLoopThread.TAKEOVER_AFTER.toNanos());

        assertThat(first.fate.get(20, TimeUnit.SECONDS)).isEqualTo("overran");
        assertThat(behind.fate.get(20, TimeUnit.SECONDS)).isEqualTo("not started");
        first.release.countDown();
        assertThat(first.end.get(20, TimeUnit.SECONDS)).isEqualTo("completed after overrun");
        ticked.loop().shutdownGracefully().get(20, TimeUnit.SECONDS);
    }

    /** Fails in its first round. */
    private static IoHandler failing(ThreadAwareExecutor executor, AtomicInteger rounds) {
        IoHandler nio = NioIoHandler.newFactory().newHandler(executor);
        return (IoHandler) Proxy.newProxyInstance(
                IoHandler.class.getClassLoader(), new Class<?>[] {IoHandler.class}, (proxy, method, args) -> {
                    if (method.getName().equals("run") && rounds.incrementAndGet() == 1) {
                        throw new StackOverflowError("on purpose");
                    }
                    return method.invoke(nio, args);
                });
    }
}
