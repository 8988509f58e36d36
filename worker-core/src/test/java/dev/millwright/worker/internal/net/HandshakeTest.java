package dev.millwright.worker.internal.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.millwright.worker.FaktoryAuthenticationException;
import dev.millwright.worker.FaktoryConnectionException;
import dev.millwright.worker.FaktoryServerException;
import dev.millwright.worker.ServerAddress;
import dev.millwright.worker.TestClock;
import dev.millwright.worker.internal.net.loop.NettyIoThread;
import dev.millwright.worker.internal.protocol.Hello;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HandshakeTest {
    private static final ServerAddress OPEN = ServerAddress.parse("tcp://example.org");
    private static final ServerAddress SECURED = ServerAddress.parse("tcp://:hunter2@example.org");
    private static final String SALTED_HI = "+HI {\"v\":2,\"i\":4000,\"s\":\"abc\"}\r\n";

    private final TestClock clock = new TestClock();
    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final CompletableFuture<NettyConnection> done = new CompletableFuture<>();

    private void begin(ServerAddress address) {
        Hello hello = new Hello("box", 42, List.of("java"), "w1");
        NettyIoThread thread = new NettyIoThread(channel.eventLoop());
        NettyConnection next = new NettyConnection(
                channel,
                thread,
                address,
                clock,
                new Watchdog(clock),
                new ReceiveThreshold(channel),
                new TcpLiveness(channel));
        channel.pipeline()
                .addLast(
                        new ReplyHandler(new ReceiveThreshold(channel)),
                        new Handshake(address, hello, clock, thread, next, done));
        channel.pipeline().fireChannelActive();
    }

    @AfterEach
    void release() {
        channel.finishAndReleaseAll();
    }

    private void receive(String text) {
        channel.writeInbound(Unpooled.copiedBuffer(text, StandardCharsets.UTF_8));
    }

    private String sent() {
        ByteBuf next = channel.readOutbound();
        if (next == null) {
            return "";
        }
        String text = next.toString(StandardCharsets.UTF_8);
        next.release();
        return text;
    }

    private Throwable failure() {
        assertThat(done).isDone();
        assertThat(channel.isOpen()).isFalse();
        Throwable thrown = catchThrowable(done::join);
        assertThat(thrown).isInstanceOf(CompletionException.class);
        return thrown.getCause();
    }

    @Test
    void answersTheGreetingAndMakesWay() {
        begin(OPEN);
        assertThat(sent()).isEmpty();

        receive("+HI {\"v\":2}\r\n");
        assertThat(sent())
                .startsWith("HELLO {\"hostname\":\"box\",\"wid\":\"w1\"")
                .endsWith("\r\n");
        assertThat(done).isNotDone();
        receive("+OK\r\n");

        assertThat(done.join().isOpen()).isTrue();
        assertThat(channel.pipeline().get(Handshake.class)).isNull();
        assertThat(channel.pipeline().get(NettyConnection.class)).isSameAs(done.join());
        assertThat(clock.waiting())
                .as("the watchdog's tick, and no limit any more")
                .isEqualTo(1);
    }

    @Test
    void provesThatItKnowsThePassword() {
        begin(SECURED);

        receive(SALTED_HI);

        assertThat(sent()).contains("\"pwdhash\":\"").doesNotContain("hunter2");
    }

    @Test
    void aRefusedPassword() {
        begin(SECURED);
        receive(SALTED_HI);
        receive("-ERR Invalid password\r\n");

        assertThat(failure())
                .isInstanceOf(FaktoryAuthenticationException.class)
                .hasMessage("tcp://example.org:7419 refused the password");
        assertThat(clock.waiting()).isZero();
    }

    @Test
    void aRefusedPasswordWithTheLineBreakOfItsFile() {
        begin(OPEN.withPassword("hunter2\n"));
        receive(SALTED_HI);
        receive("-ERR Invalid password\r\n");

        assertThat(failure())
                .isInstanceOf(FaktoryAuthenticationException.class)
                .hasMessage("tcp://example.org:7419 refused the password, which begins or ends with white space, as the"
                        + " text of a file may: take that off");
    }

    @Test
    void aMissingPassword() {
        begin(OPEN);
        receive(SALTED_HI);

        assertThat(failure())
                .isInstanceOf(FaktoryAuthenticationException.class)
                .hasMessageContaining("wants a password");
        assertThat(sent()).isEmpty();
    }

    @Test
    void anotherRefusal() {
        begin(OPEN);
        receive("+HI {\"v\":2}\r\n");
        receive("-ERR internal error\r\n");

        assertThat(failure())
                .isInstanceOf(FaktoryServerException.class)
                .hasMessage("tcp://example.org:7419 refused HELLO: internal error");
    }

    @Test
    void aServerThatIsFullSaysSoBehindItsOk() {
        begin(OPEN);
        receive("+HI {\"v\":2}\r\n");
        receive("+OK\r\n-ERR too many connections: 2001\r\n");

        assertThat(failure())
                .isInstanceOf(FaktoryServerException.class)
                .hasMessage("tcp://example.org:7419 refused HELLO: too many connections: 2001");
    }

    @Test
    void whatIsNoFaktoryServer() {
        begin(OPEN);
        receive("SSH-2.0-OpenSSH_9.6\r\n");

        assertThat(failure())
                .isInstanceOf(FaktoryConnectionException.class)
                .hasMessage("tcp://example.org:7419 is not a Faktory server: it sent \"SSH-2.0-OpenSSH_9.6\\x0d\";"
                        + " if it wants TLS, write tcp+tls://");
    }

    @Test
    void aRedisServerBehindThePort() {
        begin(OPEN);
        receive("-ERR unknown command\r\n");

        assertThat(failure()).hasMessage("tcp://example.org:7419 refused the connection: unknown command");
    }

    @Test
    void anUnknownVersion() {
        begin(OPEN);
        receive("+HI {\"v\":3}\r\n");

        assertThat(failure()).hasMessageContaining("version 3 of the protocol; only 2 is known");
    }

    @Test
    void aServerThatHangsUp() {
        begin(OPEN);
        channel.close();

        assertThat(failure())
                .isInstanceOf(FaktoryConnectionException.class)
                .hasMessage("cannot reach tcp://example.org:7419: it closed the connection during the handshake");
        assertThat(clock.waiting()).isZero();
    }

    @Test
    void aServerThatSaysNothing() {
        begin(OPEN);
        clock.advance(Handshake.LIMIT);
        channel.runPendingTasks();

        assertThat(failure())
                .isInstanceOf(FaktoryConnectionException.class)
                .hasMessage("cannot reach tcp://example.org:7419: it sent no greeting within 10 s;"
                        + " if it wants TLS, write tcp+tls://");
    }

    @Test
    void aServerThatDoesNotAnswerHello() {
        begin(OPEN);
        receive("+HI {\"v\":2}\r\n");
        clock.advance(Handshake.LIMIT);
        channel.runPendingTasks();

        assertThat(failure()).hasMessage("cannot reach tcp://example.org:7419: it has not answered HELLO within 10 s");
    }
}
