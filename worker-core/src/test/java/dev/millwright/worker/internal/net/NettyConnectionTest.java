package dev.millwright.worker.internal.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import dev.millwright.worker.FaktoryConnectionException;
import dev.millwright.worker.FaktoryServerException;
import dev.millwright.worker.ServerAddress;
import dev.millwright.worker.TestClock;
import dev.millwright.worker.internal.net.loop.NettyIoThread;
import dev.millwright.worker.internal.protocol.Reply;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NettyConnectionTest {
    private static final ServerAddress ADDRESS = ServerAddress.parse("tcp://:secret@example.org:7419");

    private final TestClock clock = new TestClock();
    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final Watchdog watchdog = new Watchdog(clock);
    private final TcpLiveness tcp = mock(TcpLiveness.class);
    private final List<Throwable> closed = new ArrayList<>();
    private NettyConnection connection;

    @BeforeEach
    void connect() {
        NettyIoThread thread = new NettyIoThread(channel.eventLoop());
        connection = new NettyConnection(channel, thread, ADDRESS, clock, watchdog, new ReceiveThreshold(channel), tcp);
        channel.pipeline().addLast(new ReplyHandler(new ReceiveThreshold(channel)), connection);
        connection.onClosed(closed::add);
    }

    @AfterEach
    void release() {
        channel.finishAndReleaseAll();
    }

    private void receive(String text) {
        channel.writeInbound(Unpooled.copiedBuffer(text, StandardCharsets.UTF_8));
    }

    private String sent() {
        StringBuilder text = new StringBuilder();
        for (ByteBuf next = channel.readOutbound(); next != null; next = channel.readOutbound()) {
            text.append(next.toString(StandardCharsets.UTF_8));
            next.release();
        }
        return text.toString();
    }

    private RecordedRequest send(String command) {
        RecordedRequest request = new RecordedRequest(command);
        connection.send(List.of(request));
        return request;
    }

    private void advance(Duration duration) {
        for (long second = 0; second < duration.toSeconds(); second++) {
            clock.advance(Duration.ofSeconds(1));
            channel.runPendingTasks();
        }
    }

    @Test
    void writesABatchAsOneBuffer() {
        connection.send(List.of(new RecordedRequest("ACK"), new RecordedRequest("FETCH")));

        ByteBuf only = channel.readOutbound();
        assertThat(only.toString(StandardCharsets.UTF_8)).isEqualTo("ACK\r\nFETCH\r\n");
        assertThat(channel.outboundMessages()).isEmpty();
        only.release();
    }

    @Test
    void writesLargeCommandsInOrderToo() {
        String large = "PUSH " + "x".repeat(100_000);
        connection.send(List.of(new RecordedRequest("a"), new RecordedRequest(large), new RecordedRequest("b")));

        assertThat(sent()).isEqualTo("a\r\n" + large + "\r\nb\r\n");
    }

    @Test
    void repliesGoToRequestsInOrder() throws InterruptedException {
        RecordedRequest first = send("a");
        RecordedRequest second = send("b");
        receive("+OK\r\n-ERR b");
        assertThat(first.reply()).isEqualTo(Reply.Simple.OK);
        assertThat(second.isTold()).isFalse();

        receive("ad\r\n");

        assertThat(second.reply()).isEqualTo(new Reply.Failure("ERR", "bad"));
        assertThat(connection.isOpen()).isTrue();
    }

    @Test
    void aRequestMaySendWhileItIsTold() throws InterruptedException {
        RecordedRequest inner = new RecordedRequest("inner");
        RecordedRequest outer =
                new RecordedRequest("outer", Duration.ofSeconds(1), reply -> connection.send(List.of(inner)));
        connection.send(List.of(outer));

        receive(":1\r\n:2\r\n");

        assertThat(outer.reply()).isEqualTo(new Reply.Int(1));
        assertThat(inner.reply()).isEqualTo(new Reply.Int(2));
        assertThat(sent()).isEqualTo("outer\r\ninner\r\n");
    }

    @Test
    void aRequestMayCloseWhileItIsTold() throws InterruptedException {
        RecordedRequest second = new RecordedRequest("b");
        connection.send(List.of(new RecordedRequest("a", Duration.ofSeconds(1), reply -> connection.close()), second));

        receive(":1\r\n:2\r\n");

        assertThat(second.broken().mayHaveArrived()).isTrue();
        assertThat(closed).hasSize(1);
    }

    @Test
    void aReceiverThatThrowsHarmsNobody() throws InterruptedException {
        RecordedRequest second = new RecordedRequest("b");
        connection.send(List.of(
                new RecordedRequest("a", Duration.ofSeconds(1), reply -> {
                    throw new IllegalStateException("on purpose");
                }),
                second));

        receive(":1\r\n:2\r\n");

        assertThat(second.reply()).isEqualTo(new Reply.Int(2));
        assertThat(connection.isOpen()).isTrue();
    }

    @Test
    void closingSendsEndAndTellsWhatIsUnderWay() throws InterruptedException {
        RecordedRequest underWay = send("ACK");

        connection.close();

        assertThat(sent()).isEqualTo("ACK\r\nEND\r\n");
        assertThat(channel.isOpen()).isFalse();
        assertThat(connection.isOpen()).isFalse();
        assertThat(underWay.broken().mayHaveArrived()).isTrue();
        assertThat(underWay.broken().cause()).hasMessage("the connection to tcp://example.org:7419 was closed");
        assertThat(closed).containsExactly(underWay.broken().cause());
        connection.close();
        assertThat(closed).hasSize(1);
    }

    @Test
    void tellsRequestsBeforeTheOwnerWhenTheServerCloses() {
        RecordedRequest underWay = send("FETCH");
        List<Boolean> toldBefore = new ArrayList<>();
        connection.onClosed(cause -> toldBefore.add(underWay.isTold()));

        channel.close();

        assertThat(toldBefore).containsExactly(true);
    }

    @Test
    void whatIsSentAfterTheEndHasCertainlyNotArrived() throws InterruptedException {
        channel.close();

        RecordedRequest late = send("ACK");
        assertThat(late.isTold()).as("told later, not within send").isFalse();
        channel.runPendingTasks();

        assertThat(late.broken().mayHaveArrived()).isFalse();
        assertThat(late.broken().cause())
                .isInstanceOf(FaktoryConnectionException.class)
                .hasMessage("tcp://example.org:7419 closed the connection");
    }

    @Test
    void aRequestThatSendsItselfAgainForEverDoesNotOverflowTheStack() {
        channel.close();
        int[] tries = {0};
        Request stubborn = new Request() {
            @Override
            public byte[] command() {
                return new byte[0];
            }

            @Override
            public void onReply(Reply reply) {}

            @Override
            public void onBroken(Throwable cause, boolean mayHaveArrived) {
                if (++tries[0] < 100_000) {
                    connection.send(List.of(this));
                }
            }
        };

        connection.send(List.of(stubborn));
        channel.runPendingTasks();

        assertThat(tries[0]).isEqualTo(100_000);
    }

    @Test
    void garbageClosesWithItsStartInTheMessage() throws InterruptedException {
        RecordedRequest underWay = send("FETCH");

        receive("HTTP/1.1 400 Bad Request\r\n+OK\r\n");

        assertThat(underWay.broken().cause())
                .isInstanceOf(FaktoryConnectionException.class)
                .hasMessage(
                        "tcp://example.org:7419 sent what is not a Faktory reply: \"HTTP/1.1 400 Bad Request\\x0d\"");
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void anErrorThatNobodyAskedForIsWhyTheConnectionCloses() {
        receive("-ERR shutdown in progress\r\n");

        assertThat(closed)
                .singleElement()
                .satisfies(cause -> assertThat(cause)
                        .isInstanceOf(FaktoryServerException.class)
                        .hasMessage("tcp://example.org:7419 closed the connection: shutdown in progress"));
    }

    @Test
    void aReplyThatNobodyAskedForClosesToo() {
        receive("+OK\r\n");

        assertThat(closed)
                .singleElement()
                .satisfies(cause ->
                        assertThat(cause).hasMessage("tcp://example.org:7419 sent a reply that nobody had asked for"));
    }

    @Test
    void aServerThatGoesSilentIsGivenUp() throws InterruptedException {
        RecordedRequest underWay = send("ACK");

        advance(Request.DEFAULT_TIMEOUT);
        assertThat(underWay.isTold()).isFalse();
        advance(Watchdog.PERIOD);

        assertThat(underWay.broken().mayHaveArrived()).isTrue();
        assertThat(underWay.broken().cause())
                .isInstanceOf(FaktoryConnectionException.class)
                .hasMessage("tcp://example.org:7419 has not answered for 11 s");
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void aThreadThatWasBusyIsNotTakenForASilentServer() throws InterruptedException {
        RecordedRequest underWay = send("ACK");

        // The checks of a minute wait in the queue of the thread, and so does the reply.
        clock.advance(Duration.ofMinutes(1));
        channel.runPendingTasks();
        receive("+OK\r\n");
        advance(Duration.ofMinutes(1));

        assertThat(underWay.reply()).isEqualTo(Reply.Simple.OK);
        assertThat(connection.isOpen()).isTrue();
    }

    @Test
    void aCommandThatObjectsKeepsASilentConnection() throws InterruptedException {
        RecordedRequest report = new RecordedRequest("ACK", Duration.ofSeconds(5), reply -> {});
        RecordedRequest fetch = new RecordedRequest("FETCH").objects(true);
        connection.send(List.of(report, fetch));

        advance(Duration.ofHours(1));
        assertThat(report.isTold()).isFalse();
        receive("+OK\r\n");
        advance(Duration.ofHours(1));
        assertThat(fetch.isTold()).isFalse();
        fetch.objects(false);
        advance(Watchdog.PERIOD);

        assertThat(report.reply()).isEqualTo(Reply.Simple.OK);
        assertThat(fetch.broken().mayHaveArrived()).isTrue();
        assertThat(fetch.broken().cause()).hasMessage("tcp://example.org:7419 has not answered for 7201 s");
    }

    @Test
    void whatIsUrgentAndMayNotHaveArrivedIsNotKept() throws InterruptedException {
        RecordedRequest report = new RecordedRequest("FAIL", Duration.ofSeconds(5), reply -> {}).urgent();
        connection.send(List.of(report, new RecordedRequest("FETCH").objects(true)));

        advance(Duration.ofSeconds(6));

        assertThat(report.broken().mayHaveArrived()).isTrue();
    }

    @Test
    void whatHasArrivedIsNotUrgentAnyMore() throws InterruptedException {
        when(tcp.hasArrived()).thenReturn(true);
        RecordedRequest report = new RecordedRequest("FAIL", Duration.ofSeconds(5), reply -> {}).urgent();
        connection.send(List.of(report, new RecordedRequest("FETCH").objects(true)));

        advance(Duration.ofHours(1));
        receive("+OK\r\n");

        assertThat(report.reply()).isEqualTo(Reply.Simple.OK);
    }

    @Test
    void aReplyThatComesByAndByIsNoSilence() throws InterruptedException {
        RecordedRequest fetch = send("FETCH");
        receive("$100\r\n");
        for (int i = 0; i < 100; i++) {
            advance(Duration.ofSeconds(5));
            receive("x");
        }
        receive("\r\n");

        assertThat(((Reply.Bulk) fetch.reply()).bytes()).hasSize(100);
    }

    @Test
    void theTimeoutOfARequestBeginsWhenItIsWritten() throws InterruptedException {
        advance(Duration.ofMinutes(10));
        RecordedRequest first = send("a");
        advance(Duration.ofSeconds(8));
        RecordedRequest second = send("b");
        receive("+OK\r\n");
        advance(Duration.ofSeconds(9));

        assertThat(first.reply()).isEqualTo(Reply.Simple.OK);
        assertThat(connection.isOpen()).isTrue();
        advance(Duration.ofSeconds(3));
        assertThat(second.broken().mayHaveArrived()).isTrue();
    }

    @Test
    void theWatchdogRestsWhenNoConnectionIsOpen() {
        assertThat(clock.waiting()).isEqualTo(1);
        advance(Duration.ofSeconds(5));
        assertThat(clock.waiting()).isEqualTo(1);

        connection.close();
        advance(Watchdog.PERIOD);

        assertThat(clock.waiting()).isZero();
    }
}
