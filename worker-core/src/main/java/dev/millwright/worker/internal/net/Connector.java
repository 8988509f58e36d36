package dev.millwright.worker.internal.net;

import dev.millwright.worker.FaktoryConnectionException;
import dev.millwright.worker.ServerAddress;
import dev.millwright.worker.WorkerClock;
import dev.millwright.worker.internal.net.loop.IoThread;
import dev.millwright.worker.internal.net.loop.NettyIoThread;
import dev.millwright.worker.internal.protocol.Hello;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.ssl.SslContext;
import io.netty.util.concurrent.Future;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/** How to reach one server and greet it. Any thread. */
public final class Connector {
    /** For one address of the host. */
    static final Duration CONNECT_LIMIT = Duration.ofSeconds(5);

    private final Transport transport;
    private final ServerAddress address;
    private final Hello hello;
    private final WorkerClock clock;

    /**
     * Makes a connector.
     *
     * @param transport whose threads are used
     * @param address where the server is
     * @param hello how to introduce oneself
     * @param clock by which timeouts run
     */
    public Connector(Transport transport, ServerAddress address, Hello hello, WorkerClock clock) {
        this.transport = transport;
        this.address = address;
        this.hello = hello;
        this.clock = clock;
    }

    /** Where the server is. */
    public ServerAddress address() {
        return address;
    }

    /**
     * Connects once: looks the host up anew, tries its addresses in turn for 5 s each, and shakes hands
     * within 10 s.
     *
     * @param thread serves the connection
     * @return completes on that thread, with a connection, with a {@code FaktoryException} in the user's words, or
     *     with a {@link ConnectFault}
     */
    public CompletionStage<Connection> connect(IoThread thread) {
        return open(thread).thenApply(connection -> connection);
    }

    CompletableFuture<NettyConnection> open(IoThread thread) {
        Attempt attempt = new Attempt((NettyIoThread) thread);
        attempt.begin();
        return attempt.done;
    }

    /** One call of {@link #connect}. Confined to the connection's thread once the host is found. */
    private final class Attempt {
        private final CompletableFuture<NettyConnection> done = new CompletableFuture<>();
        private final NettyIoThread thread;
        private @Nullable SslContext tls;

        Attempt(NettyIoThread thread) {
            this.thread = thread;
        }

        void begin() {
            try {
                transport.lookup().lookup(address.host()).whenComplete((hosts, unknown) -> {
                    if (!thread.tryExecute(() -> connect(hosts, unknown))) {
                        failClosed();
                    }
                });
            } catch (RejectedExecutionException e) {
                failClosed();
            } catch (Throwable e) { // the system gives no thread
                fail(e);
            }
        }

        private void failClosed() {
            done.completeExceptionally(
                    new FaktoryConnectionException("cannot reach " + address + ": this side is closed", null));
        }

        private void fail(Throwable cause) {
            done.completeExceptionally(ConnectFailure.of(address, cause));
        }

        private void connect(@Nullable List<InetAddress> hosts, @Nullable Throwable unknown) {
            if (hosts == null) {
                fail(unknown == null ? new IllegalStateException("no addresses") : unknown);
                return;
            }
            tryHost(hosts, 0);
        }

        private void tryHost(List<InetAddress> hosts, int index) {
            try {
                tls = address.tls() ? Tls.context(address) : null;
                bootstrap()
                        .connect(new InetSocketAddress(hosts.get(index), address.port()))
                        .addListener(result -> tried(hosts, index, result));
            } catch (Throwable e) { // whoever waits must hear of it, whatever it is
                fail(e);
            }
        }

        private void tried(List<InetAddress> hosts, int index, Future<?> result) {
            if (result.isSuccess() || done.isDone()) {
                return; // The rest is up to the handshake, or there is none.
            }
            if (index + 1 < hosts.size()) {
                tryHost(hosts, index + 1);
            } else {
                fail(result.cause());
            }
        }

        private Bootstrap bootstrap() {
            return new Bootstrap()
                    .group(thread.loop())
                    .channel(transport.channelType())
                    .option(ChannelOption.ALLOCATOR, transport.buffers())
                    .option(ChannelOption.TCP_NODELAY, true)
                    .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) CONNECT_LIMIT.toMillis())
                    .handler(new ChannelInitializer<>() {
                        @Override
                        protected void initChannel(Channel channel) {
                            try {
                                assemble(channel);
                            } catch (Throwable e) {
                                fail(e);
                                channel.close();
                            }
                        }
                    });
        }

        private void assemble(Channel channel) {
            transport.closeAtEnd(channel);
            ChannelPipeline pipeline = channel.pipeline();
            if (tls != null) {
                pipeline.addLast("tls", tls.newHandler(channel.alloc(), address.host(), address.port()));
            }
            ReceiveThreshold threshold = new ReceiveThreshold(channel);
            NettyConnection connection = new NettyConnection(
                    channel, thread, address, clock, transport.watchdog(), threshold, new TcpLiveness(channel));
            pipeline.addLast(ReplyHandler.NAME, new ReplyHandler(threshold));
            pipeline.addLast(Handshake.NAME, new Handshake(address, hello, clock, thread, connection, done));
        }
    }
}
