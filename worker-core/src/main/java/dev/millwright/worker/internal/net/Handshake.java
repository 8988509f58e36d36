package dev.millwright.worker.internal.net;

import dev.millwright.worker.FaktoryAuthenticationException;
import dev.millwright.worker.FaktoryConnectionException;
import dev.millwright.worker.FaktoryServerException;
import dev.millwright.worker.ServerAddress;
import dev.millwright.worker.WorkerClock;
import dev.millwright.worker.internal.net.loop.NettyIoThread;
import dev.millwright.worker.internal.protocol.Greeting;
import dev.millwright.worker.internal.protocol.Hello;
import dev.millwright.worker.internal.protocol.ProtocolException;
import dev.millwright.worker.internal.protocol.Reply;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Answers the server's HI with HELLO, and makes way for {@code next} when the server has accepted. TLS
 * counts into its limit. Confined to the event loop.
 */
final class Handshake extends ChannelInboundHandlerAdapter {
    static final String NAME = "handshake";
    static final Duration LIMIT = Duration.ofSeconds(10);

    private final ServerAddress address;
    private final Hello hello;
    private final WorkerClock clock;
    private final NettyIoThread thread;
    private final NettyConnection next;
    private final CompletableFuture<NettyConnection> done;
    private WorkerClock.@Nullable Scheduled limit;
    private boolean greeted;
    private boolean accepted;

    /** Completes {@code done} on the event loop. */
    Handshake(
            ServerAddress address,
            Hello hello,
            WorkerClock clock,
            NettyIoThread thread,
            NettyConnection next,
            CompletableFuture<NettyConnection> done) {
        this.address = address;
        this.hello = hello;
        this.clock = clock;
        this.thread = thread;
        this.next = next;
        this.done = done;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        // By way of its own thread object: a loop that has ended meanwhile is no error.
        limit = clock.schedule(() -> thread.execute(() -> fail(context, tooLate())), LIMIT);
        context.fireChannelActive();
    }

    private FaktoryConnectionException tooLate() {
        String missing = greeted ? "it has not answered HELLO" : "it sent no greeting";
        String remedy = greeted || address.tls() ? "" : "; if it wants TLS, write tcp+tls://";
        return new FaktoryConnectionException(
                "cannot reach " + address + ": " + missing + " within " + LIMIT.toSeconds() + " s" + remedy, null);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) throws ProtocolException {
        Reply reply = (Reply) message;
        if (done.isDone()) {
            return;
        }
        if (!greeted) {
            greet(context, reply);
        } else if (reply instanceof Reply.Failure failure) {
            fail(context, refusal(failure));
        } else if (!accepted && reply.isOk()) {
            accepted = true;
        } else {
            fail(context, new ProtocolException("an unexpected reply to HELLO"));
        }
    }

    private void greet(ChannelHandlerContext context, Reply reply) throws ProtocolException {
        if (reply instanceof Reply.Failure failure) {
            throw new FaktoryServerException(failure.code(), address + " refused the connection: " + failure.message());
        }
        if (!(reply instanceof Reply.Simple simple)) {
            throw new ProtocolException("no greeting");
        }
        Greeting greeting = Greeting.parse(simple.text());
        String password = address.password().orElse(null);
        if (greeting.salt() != null && password == null) {
            throw new FaktoryAuthenticationException(
                    address + " wants a password: write tcp://:password@host:port, or set it otherwise");
        }
        greeted = true;
        byte[] command = hello.command(greeting, address.username().orElse(null), password);
        context.writeAndFlush(Unpooled.wrappedBuffer(command), context.voidPromise());
    }

    private RuntimeException refusal(Reply.Failure failure) {
        if (!accepted && failure.message().startsWith("Invalid password")) {
            String hint = address.password()
                            .filter(word -> !word.equals(word.strip()))
                            .isPresent()
                    ? ", which begins or ends with white space, as the text of a file may: take that off"
                    : "";
            return new FaktoryAuthenticationException(address + " refused the password" + hint);
        }
        return new FaktoryServerException(failure.code(), address + " refused HELLO: " + failure.message());
    }

    /** Only here, as a server with too many connections sends an error right behind its +OK. */
    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        if (accepted && !done.isDone()) {
            cancelLimit();
            context.pipeline().replace(this, NettyConnection.NAME, next);
            done.complete(next);
        }
        context.fireChannelReadComplete();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        fail(
                context,
                new FaktoryConnectionException(
                        "cannot reach " + address + ": it closed the connection during the handshake", null));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        fail(context, cause);
    }

    private void fail(ChannelHandlerContext context, Throwable cause) {
        cancelLimit();
        // Before closing, which reports a failure itself.
        done.completeExceptionally(ConnectFailure.of(address, cause));
        context.close();
    }

    private void cancelLimit() {
        if (limit != null) {
            limit.cancel();
        }
    }
}
