package dev.millwright.worker.internal.net.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.Mockito.mock;

import io.netty.channel.IoHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.ThreadAwareExecutor;
import java.lang.reflect.Proxy;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;

/** Where the system gives no thread, or reading fails. What works is in {@link TurnThreadTest}. */
class NettyTurnThreadTest {
    private final Turn turn = mock(Turn.class);

    private static NettyTurnThread create(String name, BiFunction<Runnable, String, Thread> maker) {
        return NettyTurnThread.create(NioIoHandler.newFactory(), name, NettyTurnThread.PATIENCE, maker);
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
    void withoutAThreadToStandByThereAreNoTurnsUntilThereIsOne() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        NettyTurnThread alone = create("alone", refusing(2, asked));

        while (!takesTurn(alone)) {
            assertThat(asked).hasValue(2);
        }
        assertThat(asked).as("threads, with one to stand by").hasValue(3);
        alone.loop().shutdownGracefully().get(20, TimeUnit.SECONDS);
    }

    private boolean takesTurn(NettyTurnThread thread) throws Exception {
        CompletableFuture<Boolean> taken = new CompletableFuture<>();
        thread.execute(() -> taken.complete(thread.takeTurn(turn, 1)));
        return taken.get(20, TimeUnit.SECONDS);
    }

    @Test
    void startsWhenThereIsAThreadAgain() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        NettyTurnThread late = create("late", refusing(1, asked));
        AtomicInteger ran = new AtomicInteger();
        CompletableFuture<Integer> second = new CompletableFuture<>();

        assertThatThrownBy(() -> late.execute(ran::incrementAndGet)).isInstanceOf(OutOfMemoryError.class);
        late.execute(() -> second.complete(ran.get()));

        assertThat(second.get(20, TimeUnit.SECONDS)).isEqualTo(1);
        late.loop().shutdownGracefully().get(20, TimeUnit.SECONDS);
    }

    @Test
    void endsWithoutAThreadIfItWasNeverUsed() throws Exception {
        NettyTurnThread unused = create("unused", (task, name) -> {
            throw new AssertionError("not worth a thread");
        });

        unused.loop().shutdownGracefully().get(20, TimeUnit.SECONDS);

        assertThat(unused.tryExecute(() -> {})).isFalse();
    }

    @Test
    void anErrorInReadingEndsNeitherTheThreadNorItsTasks() throws Exception {
        AtomicInteger rounds = new AtomicInteger();
        NettyTurnThread failing = NettyTurnThread.create(
                executor -> failing(executor, rounds), "failing", NettyTurnThread.PATIENCE, NettyIoThread::newDaemon);
        CompletableFuture<Integer> task = new CompletableFuture<>();
        failing.execute(() -> task.complete(rounds.get()));

        assertThat(task.get(20, TimeUnit.SECONDS)).isEqualTo(1);
        // Until a later round: by then the first has failed. A task can still run in the first.
        while (failing.loop().submit(rounds::get).get(20, TimeUnit.SECONDS) == 1) {
            Thread.onSpinWait();
        }
        failing.loop().shutdownGracefully().get(20, TimeUnit.SECONDS);
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
