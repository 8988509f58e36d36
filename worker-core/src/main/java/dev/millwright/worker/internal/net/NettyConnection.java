package dev.millwright.worker.internal.net;

import dev.millwright.worker.FaktoryConnectionException;
import dev.millwright.worker.FaktoryServerException;
import dev.millwright.worker.ServerAddress;
import dev.millwright.worker.WorkerClock;
import dev.millwright.worker.internal.net.loop.NettyIoThread;
import dev.millwright.worker.internal.platform.Guard;
import dev.millwright.worker.internal.platform.SafeLogger;
import dev.millwright.worker.internal.protocol.Commands;
import dev.millwright.worker.internal.protocol.ProtocolException;
import dev.millwright.worker.internal.protocol.Reply;
import dev.millwright.worker.internal.protocol.ReplyTooLargeException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * Matches replies to requests. All state but {@code open} is confined to the event loop, and is
 * consistent whenever a request is called: a request may send or close.
 */
final class NettyConnection extends ChannelInboundHandlerAdapter implements Connection {
    static final String NAME = "requests";

    private static final Logger LOG = SafeLogger.of(NettyConnection.class);

    /** Up to here commands are copied into one buffer; above, that would cost more than it saves. */
    private static final int COPIED_BYTES = 16 * 1024;

    private final Channel channel;
    private final NettyIoThread thread;
    private final ServerAddress address;
    private final WorkerClock clock;
    private final Watchdog watchdog;
    private final ReceiveThreshold threshold;
    private final Silence silence;
    private final AtomicBoolean checkQueued = new AtomicBoolean();
    private final Queue<Pending> pending = new ArrayDeque<>();
    private boolean answered;
    private @Nullable Throwable closeCause;
    private @Nullable Consumer<Throwable> closeListener;
    private volatile boolean open = true;

    NettyConnection(
            Channel channel,
            NettyIoThread thread,
            ServerAddress address,
            WorkerClock clock,
            Watchdog watchdog,
            ReceiveThreshold threshold,
            TcpLiveness tcp) {
        this.channel = channel;
        this.thread = thread;
        this.address = address;
        this.clock = clock;
        this.watchdog = watchdog;
        this.threshold = threshold;
        this.silence = new Silence(tcp, threshold, clock.nanoTime());
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        watchdog.watch(this);
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    /** Whether the server has answered any request so far. On the event loop. */
    boolean hasAnswered() {
        return answered;
    }

    /** Hears once why the connection was closed, after all its requests have. On the event loop. */
    void onClosed(Consumer<Throwable> listener) {
        closeListener = listener;
        Throwable cause = closeCause;
        if (cause != null) {
            thread.execute(() -> listener.accept(cause));
        }
    }

    @Override
    public void send(List<? extends Request> requests) {
        if (thread.isCurrent()) {
            write(requests);
            return;
        }
        List<Request> copy = List.copyOf(requests);
        if (!thread.tryExecute(() -> write(copy))) {
            // The thread has ended, so it is nobody's: better told on the caller's than never.
            refuse(copy, new FaktoryConnectionException("the connection to " + address + " is closed", null));
        }
    }

    @Override
    public void sendTogether(List<? extends Request> requests) {
        boolean first = pending.isEmpty();
        write(requests);
        if (first && requests.size() > 1) {
            threshold.expectTogether(requests.size());
        }
    }

    private void write(List<? extends Request> requests) {
        Throwable cause = closeCause;
        if (cause != null) {
            List<Request> copy = List.copyOf(requests);
            // Later: a request that sends itself again would otherwise never return. A loop that has ended takes no
            // more.
            if (!thread.tryExecute(() -> refuse(copy, cause))) {
                refuse(copy, cause);
            }
            return;
        }
        long now = clock.nanoTime();
        byte[][] commands = new byte[requests.size()][];
        int length = 0;
        for (int i = 0; i < commands.length; i++) {
            Request request = requests.get(i);
            commands[i] = request.command();
            length += commands[i].length;
            pending.add(new Pending(request, now));
        }
        try {
            channel.writeAndFlush(compose(commands, length), channel.voidPromise());
        } catch (Throwable e) { // no memory: what is not written gets no reply, and those to come would be taken for it
            closeBecause(new FaktoryConnectionException("nothing could be sent to " + address, e));
        }
    }

    private ByteBuf compose(byte[][] commands, int length) {
        if (length > COPIED_BYTES) {
            return Unpooled.wrappedBuffer(commands);
        }
        ByteBuf bytes = channel.alloc().ioBuffer(length);
        for (byte[] command : commands) {
            bytes.writeBytes(command);
        }
        return bytes;
    }

    private static void refuse(List<Request> requests, Throwable cause) {
        for (Request request : requests) {
            tellBroken(request, cause, false);
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        Reply reply = (Reply) message;
        if (closeCause != null) {
            return;
        }
        Pending oldest = pending.poll();
        if (oldest == null) {
            closeBecause(unasked(reply));
            return;
        }
        // A refusal does not count: a server that is full accepts, refuses the first command, and hangs up.
        answered |= !(reply instanceof Reply.Failure);
        try {
            oldest.request.onReply(reply);
        } catch (Throwable e) {
            LOG.error("the receiver of a reply from {} failed", address, e);
        }
    }

    private Throwable unasked(Reply reply) {
        if (reply instanceof Reply.Failure failure) {
            return new FaktoryServerException(failure.code(), address + " closed the connection: " + failure.message());
        }
        return new FaktoryConnectionException(address + " sent a reply that nobody had asked for", null);
    }

    /** Also when all that has come is a part of a reply. */
    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        silence.end();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (cause instanceof ReplyTooLargeException) {
            closeBecause(
                    new FaktoryConnectionException(address + " sent what is too large: " + cause.getMessage(), cause));
        } else if (cause instanceof ProtocolException) {
            closeBecause(new FaktoryConnectionException(
                    address + " sent what is not a Faktory reply: " + cause.getMessage(), cause));
        } else {
            closeBecause(new FaktoryConnectionException(
                    "the connection to " + address + " broke: " + ConnectFailure.reason(cause), cause));
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        closeBecause(new FaktoryConnectionException(address + " closed the connection", null));
    }

    /** Any thread; looks on the event loop, so that a thread busy with a job is never taken for a silent server. */
    void checkTimeout() {
        if (checkQueued.compareAndSet(false, true)) {
            thread.execute(() -> {
                checkQueued.set(false);
                closeIfSilent();
            });
        }
    }

    private void closeIfSilent() {
        Pending oldest = silence.isTooLongFor(pending, clock.nanoTime());
        if (oldest == null) {
            return;
        }
        // What has not got out by now must never arrive: an ACK, minutes late, would hit the job's next run.
        channel.config().setOption(ChannelOption.SO_LINGER, 0);
        long seconds = TimeUnit.NANOSECONDS.toSeconds(clock.nanoTime() - oldest.writtenNanos);
        closeBecause(new FaktoryConnectionException(address + " has not answered for " + seconds + " s", null));
    }

    @Override
    public void close() {
        close(new FaktoryConnectionException("the connection to " + address + " was closed", null));
    }

    @Override
    public void close(FaktoryConnectionException cause) {
        if (thread.isCurrent()) {
            end(cause);
        } else {
            thread.execute(() -> end(cause));
        }
    }

    /** Ends the connection with its transport: nobody may wait for a reply that no thread would read. Any thread. */
    void abort() {
        thread.execute(() ->
                closeBecause(new FaktoryConnectionException("the connection to " + address + " was closed", null)));
    }

    private void end(FaktoryConnectionException cause) {
        if (closeCause == null) {
            channel.writeAndFlush(Unpooled.wrappedBuffer(Commands.end()), channel.voidPromise());
            closeBecause(cause);
        }
    }

    private void closeBecause(Throwable cause) {
        if (closeCause != null) {
            return;
        }
        closeCause = cause;
        open = false;
        watchdog.forget(this);
        channel.close();
        for (Pending next = pending.poll(); next != null; next = pending.poll()) {
            tellBroken(next.request, cause, true);
        }
        if (closeListener != null) {
            closeListener.accept(cause);
        }
    }

    private static void tellBroken(Request request, Throwable cause, boolean mayHaveArrived) {
        Guard.run(
                () -> request.onBroken(cause, mayHaveArrived),
                LOG,
                "the sender of a command failed over its connection's end");
    }
}
