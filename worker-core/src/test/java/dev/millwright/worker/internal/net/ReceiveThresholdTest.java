package dev.millwright.worker.internal.net;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millwright.worker.WorkerClock;
import dev.millwright.worker.internal.net.loop.IoThread;
import dev.millwright.worker.internal.protocol.Hello;
import dev.millwright.worker.internal.protocol.Reply;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands that are sent together, over real sockets: however their replies come, they all arrive. */
@Timeout(60)
class ReceiveThresholdTest {
    private final Transport transport = Transport.create(WorkerClock.system());
    private final IoThread thread = transport.newThread("test-io");

    @AfterEach
    void close() {
        transport.close();
    }

    private RecordedRequest[] sendTogether(ScriptedServer server, String... commands) throws Exception {
        Connection connection = new Connector(
                        transport, server.address(), new Hello("box", 42, List.of("java"), "w1"), WorkerClock.system())
                .connect(thread)
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS);
        RecordedRequest[] requests = new RecordedRequest[commands.length];
        for (int i = 0; i < commands.length; i++) {
            requests[i] = new RecordedRequest(commands[i]);
        }
        thread.execute(() -> connection.sendTogether(List.of(requests)));
        return requests;
    }

    /** The cuts: after the first reply, in it, in the second, and so near its end that the rest is tiny. */
    @ParameterizedTest
    @ValueSource(ints = {1, 4, 5, 6, 9, 10, 11, 14, 15})
    void repliesInTwoParts(int cut) throws Exception {
        String replies = "+OK\r\n$5\r\nhello\r\n";
        try (ScriptedServer server = ScriptedServer.start(peer -> {
            peer.accept();
            peer.expect("ACK");
            peer.expect("FETCH");
            peer.send(replies.substring(0, cut));
            peer.send(replies.substring(cut));
            peer.readToEnd();
        })) {
            RecordedRequest[] requests = sendTogether(server, "ACK", "FETCH");

            assertThat(requests[0].reply()).isEqualTo(Reply.Simple.OK);
            assertThat(((Reply.Bulk) requests[1].reply()).bytes()).asString().isEqualTo("hello");
        }
    }

    @RepeatedTest(5)
    void theShortestReplies() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(peer -> {
            peer.accept();
            peer.expect("ACK");
            peer.expect("ACK");
            peer.expect("FETCH");
            peer.send("+OK\r\n");
            peer.send("+OK\r\n");
            peer.send("$-1\r\n");
            peer.readToEnd();
        })) {
            RecordedRequest[] requests = sendTogether(server, "ACK", "ACK", "FETCH");

            assertThat(((Reply.Bulk) requests[2].reply()).bytes()).isNull();
            assertThat(requests[1].reply()).isEqualTo(Reply.Simple.OK);
        }
    }

    @Test
    void anEndInTheMiddle() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(peer -> {
            peer.accept();
            peer.expect("ACK");
            peer.expect("FETCH");
            peer.send("+OK\r\n");
        })) {
            RecordedRequest[] requests = sendTogether(server, "ACK", "FETCH");

            assertThat(requests[1].broken().mayHaveArrived()).isTrue();
            assertThat(requests[0].reply()).isEqualTo(Reply.Simple.OK);
        }
    }
}
