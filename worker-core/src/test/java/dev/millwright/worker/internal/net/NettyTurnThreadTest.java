package dev.millwright.worker.internal.net;

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
import org.junit.jupiter.api.Test;

/** Where the system gives no thread, or reading fails. What works is in {@link TurnThreadTest}. */
class NettyTurnThreadTest {
    @Test
    void withoutAThreadToStandByThereAreNoTurns() throws Exception {
        NettyTurnThread alone = NettyTurnThread.create(NioIoHandler.newFactory(), "alone", (task, name) -> {
            if (name.equals("alone-1")) {
                return new Thread(task, name);
            }
            throw new OutOfMemoryError("on purpose: unable to create native thread");
        });
        CompletableFuture<Boolean> taken = new CompletableFuture<>();

        alone.execute(() -> taken.complete(alone.takeTurn(mock(Turn.class), 1)));

        assertThat(taken.get(20, TimeUnit.SECONDS)).isFalse();
        alone.loop().shutdownGracefully().get(20, TimeUnit.SECONDS);
    }

    @Test
    void startsWhenThereIsAThreadAgain() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        NettyTurnThread late = NettyTurnThread.create(NioIoHandler.newFactory(), "late", (task, name) -> {
            if (asked.incrementAndGet() == 1) {
                throw new OutOfMemoryError("on purpose: unable to create native thread");
            }
            return new Thread(task, name);
        });
        AtomicInteger ran = new AtomicInteger();
        CompletableFuture<Integer> second = new CompletableFuture<>();

        assertThatThrownBy(() -> late.execute(ran::incrementAndGet)).isInstanceOf(OutOfMemoryError.class);
        late.execute(() -> second.complete(ran.get()));

        assertThat(second.get(20, TimeUnit.SECONDS)).isEqualTo(1);
        late.loop().shutdownGracefully().get(20, TimeUnit.SECONDS);
    }

    @Test
    void endsWithoutAThreadIfItWasNeverUsed() throws Exception {
        NettyTurnThread unused = NettyTurnThread.create(NioIoHandler.newFactory(), "unused", (task, name) -> {
            throw new AssertionError("not worth a thread");
        });

        unused.loop().shutdownGracefully().get(20, TimeUnit.SECONDS);

        assertThat(unused.tryExecute(() -> {})).isFalse();
    }

    @Test
    void anErrorInReadingEndsNeitherTheThreadNorItsTasks() throws Exception {
        AtomicInteger rounds = new AtomicInteger();
        NettyTurnThread failing = NettyTurnThread.create(executor -> failing(executor, rounds), "failing");
        CompletableFuture<Integer> first = new CompletableFuture<>();
        CompletableFuture<Integer> second = new CompletableFuture<>();

        failing.execute(() -> {
            first.complete(rounds.get());
            failing.execute(() -> second.complete(rounds.get()));
        });

        assertThat(first.get(20, TimeUnit.SECONDS)).isEqualTo(1);
        assertThat(second.get(20, TimeUnit.SECONDS)).isPositive();
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
