package dev.millwright.worker.internal.net.loop;

import dev.millwright.worker.internal.platform.SafeLogger;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.FastThreadLocalThread;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;

/** One event loop. Any thread. */
public class NettyIoThread implements IoThread {
    private static final Logger LOG = SafeLogger.of(NettyIoThread.class);

    private final EventLoop loop;

    public NettyIoThread(EventLoop loop) {
        this.loop = loop;
    }

    /** For I/O; not started yet. A daemon: what keeps the JVM alive is the worker's own thread. */
    public static Thread newDaemon(Runnable task, String name) {
        Thread thread = new FastThreadLocalThread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    public EventLoop loop() {
        return loop;
    }

    @Override
    public final boolean isCurrent() {
        return loop.inEventLoop();
    }

    @Override
    public final void execute(Runnable task) {
        if (!tryExecute(task)) {
            LOG.debug("the transport is closed: dropping {}", task);
        }
    }

    /** False if the transport is closed. */
    public boolean tryExecute(Runnable task) {
        try {
            loop.execute(task);
            return true;
        } catch (RejectedExecutionException e) {
            return false;
        }
    }
}
