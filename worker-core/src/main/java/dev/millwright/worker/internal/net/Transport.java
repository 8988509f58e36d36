package dev.millwright.worker.internal.net;

import dev.millwright.worker.WorkerClock;
import dev.millwright.worker.internal.net.loop.InlineExecutor;
import dev.millwright.worker.internal.net.loop.InliningEventLoopThread;
import dev.millwright.worker.internal.net.loop.IoThread;
import dev.millwright.worker.internal.net.loop.NettyIoThread;
import dev.millwright.worker.internal.platform.SafeLogger;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;

/**
 * The I/O threads of one worker or client, the thread that looks up hosts, and the watchdog of their
 * connections. Uses epoll where it is there, else NIO. Any thread.
 */
public final class Transport implements AutoCloseable {
    private static final Logger LOG = SafeLogger.of(Transport.class);

    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(1);

    private static final int PAGE_SIZE = 8192;

    private final Class<? extends Channel> channelType;
    private final IoHandlerFactory handlers;
    /**
     * Netty's default allocator reserves megabytes for each core. Our messages are small: one arena with chunks of 64 KiB
     * saves about 20 MB at 20 lanes; larger messages are not pooled.
     */
    private final ByteBufAllocator buffers = new PooledByteBufAllocator(
            true,
            0,
            1,
            PAGE_SIZE,
            3,
            PooledByteBufAllocator.defaultSmallCacheSize(),
            PooledByteBufAllocator.defaultNormalCacheSize(),
            false);

    private final Queue<EventLoopGroup> loops = new ConcurrentLinkedQueue<>();
    /** Those that are open or about to be, also before anybody else knows of them. */
    private final Set<Channel> channels = ConcurrentHashMap.newKeySet();

    private final HostLookup lookup = new HostLookup();
    private final Watchdog watchdog;
    private volatile boolean closed;

    private Transport(WorkerClock clock, Class<? extends Channel> channelType, IoHandlerFactory handlers) {
        this.watchdog = new Watchdog(clock);
        this.channelType = channelType;
        this.handlers = handlers;
    }

    /**
     * Makes a transport. No thread is started yet.
     *
     * @param clock by which timeouts run
     */
    public static Transport create(WorkerClock clock) {
        if (Epoll.isAvailable()) {
            LOG.debug("connections use epoll");
            return new Transport(clock, EpollSocketChannel.class, EpollIoHandler.newFactory());
        }
        LOG.debug("connections use NIO: there is no epoll here ({})", String.valueOf(Epoll.unavailabilityCause()));
        return new Transport(clock, NioSocketChannel.class, NioIoHandler.newFactory());
    }

    /**
     * An I/O thread of its own, a daemon.
     *
     * @param name the thread's name
     */
    public IoThread newThread(String name) {
        ThreadFactory threads = task -> NettyIoThread.newDaemon(task, name);
        MultiThreadIoEventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, threads, handlers);
        loops.add(loop);
        return new NettyIoThread(loop.next());
    }

    /**
     * An I/O thread that also runs short jobs; daemons.
     *
     * @param name the threads' name, to which their numbers are added
     */
    public InlineExecutor newInlineExecutor(String name) {
        InliningEventLoopThread thread = InliningEventLoopThread.create(handlers, name);
        loops.add(thread.loop());
        return thread;
    }

    Class<? extends Channel> channelType() {
        return channelType;
    }

    ByteBufAllocator buffers() {
        return buffers;
    }

    HostLookup lookup() {
        return lookup;
    }

    Watchdog watchdog() {
        return watchdog;
    }

    /** Has a channel closed with this transport: a loop that ends leaves those open that are made meanwhile. */
    void closeAtEnd(Channel channel) {
        channels.add(channel);
        channel.closeFuture().addListener(over -> channels.remove(channel));
        if (closed) { // looked at last: who closes sets it before it looks for channels
            channel.close();
        }
    }

    /** Closes with a limit of a second, see {@link #close(Duration)}. */
    @Override
    public void close() {
        close(CLOSE_LIMIT);
    }

    /**
     * Closes all connections and ends all threads. One that runs a long job ends when that does; its
     * connections are closed without it.
     *
     * @param limit the longest time to wait for threads to end
     */
    public void close(Duration limit) {
        lookup.close();
        // Before the loops end, as one that is ending may drop the news that a channel is closed.
        watchdog.abortAll();
        closed = true;
        channels.forEach(Channel::close);
        List<Future<?>> ends = new ArrayList<>();
        for (EventLoopGroup loop : loops) {
            Future<?> end = loop.shutdownGracefully(0, limit.toNanos(), TimeUnit.NANOSECONDS);
            // A thread that waited for its own end would wait in vain.
            if (!loop.next().inEventLoop()) {
                ends.add(end);
            }
        }
        CountDownLatch open = new CountDownLatch(ends.size());
        ends.forEach(end -> end.addListener(ended -> open.countDown()));
        try {
            if (!open.await(limit.toNanos(), TimeUnit.NANOSECONDS)) {
                LOG.debug("{} I/O threads are still busy and are left behind", open.getCount());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
