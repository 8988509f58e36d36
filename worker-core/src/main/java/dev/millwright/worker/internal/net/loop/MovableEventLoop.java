package dev.millwright.worker.internal.net.loop;

import dev.millwright.worker.internal.platform.Guard;
import dev.millwright.worker.internal.platform.SafeLogger;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelPromise;
import io.netty.channel.DefaultChannelPromise;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.IoRegistration;
import io.netty.util.concurrent.AbstractScheduledEventExecutor;
import io.netty.util.concurrent.DefaultPromise;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.GlobalEventExecutor;
import io.netty.util.concurrent.Promise;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * An event loop whose thread may change between two rounds. Netty's own that is driven from outside, {@code
 * ManualIoEventLoop}, does not serve: its owning thread can be set only once. Other differences to Netty's loops: a
 * graceful shutdown has no quiet period, and {@code ThreadExecutorMap} does not name this executor while tasks run.
 *
 * <p>The driving thread calls {@link #setOwner}, then {@link #round} in a loop. The hand-over to the next owner must
 * publish what the last one wrote: {@link InliningEventLoopThread} does that with one compare-and-set.
 */
final class MovableEventLoop extends AbstractScheduledEventExecutor implements IoEventLoop {
    private static final Logger LOG = SafeLogger.of(MovableEventLoop.class);

    /** After an Error, as long as Netty's handlers pause after an exception. */
    private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private enum State {
        RUNNING,
        ENDING,
        ENDED
    }

    private final IoHandler handler;
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean started = new AtomicBoolean();
    private final AtomicReference<State> state = new AtomicReference<>(State.RUNNING);
    private final Promise<?> termination = new DefaultPromise<Void>(GlobalEventExecutor.INSTANCE);
    private final Waiting waiting = new Waiting();
    private boolean initialized;
    private Runnable starter = () -> {};
    private volatile @Nullable Thread owner;

    MovableEventLoop(IoHandlerFactory handlers) {
        this.handler = handlers.newHandler(this);
    }

    /** What starts a thread that drives the loop, when there is something to do. Set once, before there is. */
    void startWith(Runnable task) {
        starter = task;
    }

    /** From now on the calling thread is the one that owns the loop. */
    void setOwner() {
        owner = Thread.currentThread();
    }

    /**
     * Reads and writes what is ready, and runs the tasks. By the owner only.
     *
     * @param mayWait whether to wait until there is something to do
     * @return false once the loop has ended
     */
    boolean round(boolean mayWait) {
        waiting.allowed = mayWait;
        if (!Guard.run(this::readAndWrite, LOG, "reading or writing failed; trying again in a second")) {
            // An Error: of exceptions the handler takes care itself. Whoever waits for this loop still needs it.
            LockSupport.parkNanos(this, PAUSE_NANOS);
        }
        runTasks();
        if (state.get() == State.RUNNING) {
            return true;
        }
        end();
        return false;
    }

    private void readAndWrite() {
        if (!initialized) {
            handler.initialize();
            initialized = true;
        }
        handler.run(waiting);
    }

    private void end() {
        state.set(State.ENDED); // from here on execute() refuses what other threads bring
        Guard.run(this::closeChannels, LOG, "not all connections could be closed");
        Guard.run(handler::destroy, LOG, "an event loop could not be freed");
        owner = null;
        termination.setSuccess(null);
    }

    private void closeChannels() {
        cancelScheduledTasks();
        runTasks(); // before the channels are closed, as they may open one
        handler.prepareToDestroy();
        runTasks();
    }

    private void runTasks() {
        fetchFromScheduledTaskQueue(tasks);
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            Guard.run(task, LOG, "a task on an I/O thread failed");
        }
    }

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
        if (state.get() == State.ENDED && !inEventLoop() && tasks.remove(task)) {
            throw new RejectedExecutionException("the event loop has ended");
        }
        wake();
    }

    private void wake() {
        if (started.compareAndSet(false, true)) {
            startOrThrow();
        } else if (!inEventLoop()) {
            handler.wakeup();
        }
    }

    /** If no thread can be started, the error is rethrown; the queued task runs as soon as a later one starts a thread. */
    private void startOrThrow() {
        try {
            starter.run();
        } catch (Throwable e) {
            started.set(false);
            if (isShuttingDown()) {
                endUnstarted();
            }
            throw e;
        }
    }

    /** Ends the loop on the calling thread, if it has none yet. To end is not worth starting one. */
    private boolean endUnstarted() {
        if (!started.compareAndSet(false, true)) {
            return false;
        }
        setOwner();
        round(false);
        return true;
    }

    @Override
    public boolean inEventLoop(Thread thread) {
        return thread == owner;
    }

    @Override
    public Future<?> shutdownGracefully(long quietPeriod, long timeout, TimeUnit unit) {
        endSoon();
        return termination;
    }

    @Override
    @Deprecated
    public void shutdown() {
        endSoon();
    }

    private void endSoon() {
        if (state.compareAndSet(State.RUNNING, State.ENDING) && !endUnstarted()) {
            wake();
        }
    }

    @Override
    public Future<?> terminationFuture() {
        return termination;
    }

    @Override
    public boolean isShuttingDown() {
        return state.get() != State.RUNNING;
    }

    @Override
    public boolean isShutdown() {
        return isTerminated();
    }

    @Override
    public boolean isTerminated() {
        return state.get() == State.ENDED;
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
        return termination.await(timeout, unit);
    }

    @Override
    public @Nullable IoEventLoopGroup parent() {
        return null;
    }

    @Override
    public IoEventLoop next() {
        return this;
    }

    @Override
    public Future<IoRegistration> register(IoHandle handle) {
        Promise<IoRegistration> registered = newPromise();
        if (inEventLoop()) {
            register(handle, registered);
        } else {
            execute(() -> register(handle, registered));
        }
        return registered;
    }

    private void register(IoHandle handle, Promise<IoRegistration> registered) {
        try {
            registered.setSuccess(handler.register(handle));
        } catch (Exception e) {
            registered.setFailure(e);
        }
    }

    @Override
    @Deprecated
    public ChannelFuture register(Channel channel) {
        return register(new DefaultChannelPromise(channel, this));
    }

    @Override
    @Deprecated
    public ChannelFuture register(ChannelPromise promise) {
        promise.channel().unsafe().register(this, promise);
        return promise;
    }

    @Override
    @Deprecated
    public ChannelFuture register(Channel channel, ChannelPromise promise) {
        channel.unsafe().register(this, promise);
        return promise;
    }

    @Override
    public boolean isCompatible(Class<? extends IoHandle> handleType) {
        return handler.isCompatible(handleType);
    }

    @Override
    public boolean isIoType(Class<? extends IoHandler> handlerType) {
        return handler.getClass().equals(handlerType);
    }

    /** How long the handler may wait. Confined to the owner. */
    private final class Waiting implements IoHandlerContext {
        private boolean allowed;

        @Override
        public boolean canBlock() {
            return allowed && tasks.isEmpty() && !hasScheduledTasks() && !isShuttingDown();
        }

        @Override
        public long delayNanos(long now) {
            return MovableEventLoop.this.delayNanos(now, TimeUnit.SECONDS.toNanos(1));
        }

        @Override
        public long deadlineNanos() {
            return nextScheduledTaskDeadlineNanos();
        }
    }
}
