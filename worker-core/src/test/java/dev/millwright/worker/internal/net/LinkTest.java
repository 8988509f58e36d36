package dev.millwright.worker.internal.net;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millwright.worker.TestClock;
import dev.millwright.worker.internal.net.loop.IoThread;
import dev.millwright.worker.internal.protocol.Hello;
import dev.millwright.worker.internal.protocol.Reply;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Over real sockets, with the pauses between tries driven by hand. */
class LinkTest {
    private final TestClock clock = new TestClock();
    private final Transport transport = Transport.create(clock);
    private final IoThread thread = transport.newThread("test-io");
    private final Recorder recorder = new Recorder();
    private Link link;

    /** Every call as text, and a complaint if one comes on another thread. */
    private final class Recorder implements LinkListener {
        private final BlockingQueue<String> events = new LinkedBlockingQueue<>();

        private void add(String event) {
            events.add(thread.isCurrent() ? event : event + " on a wrong thread");
        }

        @Override
        public void onConnected(Connection connection) {
            add("connected");
        }

        @Override
        public void onDisconnected(Throwable cause) {
            add("disconnected: " + cause.getMessage());
        }

        @Override
        public void onConnectFailed(Throwable cause) {
            add("failed: " + cause.getMessage());
        }

        String next() throws InterruptedException {
            String event = events.poll(20, TimeUnit.SECONDS);
            return event == null ? "nothing" : event;
        }
    }

    @AfterEach
    void close() {
        transport.close();
    }

    private void start(ScriptedServer server) {
        Connector connector = new Connector(transport, server.address(), new Hello("box", 42, List.of(), "w1"), clock);
        link = new Link(connector, thread, "lane-1", clock, recorder);
        link.start();
    }

    /** Waits until everything that was handed to the thread so far has run. */
    private void settle() throws Exception {
        CompletableFuture<Void> done = new CompletableFuture<>();
        thread.execute(() -> done.complete(null));
        done.get(20, TimeUnit.SECONDS);
    }

    private static void acceptAndAnswer(ScriptedServer.Peer peer) throws IOException {
        peer.accept();
        peer.answerAll("+OK\r\n");
    }

    private static void hangUp(ScriptedServer.Peer peer) {}

    private Reply ask() throws InterruptedException {
        RecordedRequest request = new RecordedRequest("BEAT");
        link.current().send(List.of(request));
        return request.reply();
    }

    @Test
    void connectsAgainAtOnceWhenAConnectionThatWorkedIsLost() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(
                peer -> {
                    peer.accept();
                    peer.read();
                    peer.send("+OK\r\n");
                },
                LinkTest::acceptAndAnswer)) {
            start(server);
            assertThat(recorder.next()).isEqualTo("connected");

            assertThat(ask()).isEqualTo(Reply.Simple.OK);

            // The clock stands still: there is no pause.
            assertThat(recorder.next()).startsWith("disconnected: ");
            assertThat(recorder.next()).isEqualTo("connected");
            assertThat(ask()).isEqualTo(Reply.Simple.OK);
            assertThat(link.name()).isEqualTo("lane-1");
        }
    }

    @Test
    void triesAgainAfterAGrowingPause() throws Exception {
        try (ScriptedServer server =
                ScriptedServer.start(LinkTest::hangUp, LinkTest::hangUp, LinkTest::hangUp, LinkTest::acceptAndAnswer)) {
            start(server);
            for (int full = 50; full <= 200; full *= 2) {
                assertThat(recorder.next()).startsWith("failed: cannot reach ");
                Duration pause = clock.awaitNext();
                assertThat(pause).isBetween(Duration.ofMillis(full / 2), Duration.ofMillis(full));
                assertThat(link.current()).isNull();
                clock.advance(pause);
            }

            assertThat(recorder.next()).isEqualTo("connected");
            assertThat(link.current()).isNotNull();
        }
    }

    @Test
    void pausesAfterAServerThatAcceptsAndHangsUpAtOnce() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(ScriptedServer.Peer::accept, LinkTest::acceptAndAnswer)) {
            start(server);
            assertThat(recorder.next()).isEqualTo("connected");
            assertThat(recorder.next()).startsWith("disconnected: ");

            settle();
            assertThat(recorder.events).isEmpty();
            clock.advance(Backoff.FIRST);

            assertThat(recorder.next()).isEqualTo("connected");
        }
    }

    @Test
    void restartTakesANewConnection() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(LinkTest::acceptAndAnswer)) {
            start(server);
            assertThat(recorder.next()).isEqualTo("connected");
            Connection first = link.current();
            ask();

            link.restart();

            assertThat(recorder.next()).startsWith("disconnected: ");
            assertThat(recorder.next()).isEqualTo("connected");
            assertThat(link.current()).isNotSameAs(first);
            assertThat(first.isOpen()).isFalse();
        }
    }

    @Test
    void isSilentOnceItIsClosed() throws Exception {
        CompletableFuture<String> rest = new CompletableFuture<>();
        try (ScriptedServer server = ScriptedServer.start(peer -> {
            peer.accept();
            rest.complete(peer.readToEnd());
        })) {
            start(server);
            assertThat(recorder.next()).isEqualTo("connected");
            RecordedRequest underWay = new RecordedRequest("FETCH");
            link.current().send(List.of(underWay));

            link.close();

            assertThat(underWay.broken().mayHaveArrived()).isTrue();
            assertThat(rest.get(20, TimeUnit.SECONDS)).isEqualTo("FETCH\nEND\n");
            clock.advance(Duration.ofMinutes(1));
            settle();
            assertThat(recorder.events).isEmpty();
            assertThat(link.current()).isNull();
        }
    }

    @Test
    void closingEndsThePauseBetweenTries() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(LinkTest::hangUp)) {
            start(server);
            assertThat(recorder.next()).startsWith("failed: ");
            clock.awaitNext();

            link.close();
            settle();

            assertThat(clock.waiting()).isZero();
            assertThat(recorder.events).isEmpty();
        }
    }

    @Test
    void aConnectionThatComesAfterTheCloseIsClosedUnseen() throws Exception {
        CompletableFuture<Void> asked = new CompletableFuture<>();
        CompletableFuture<Void> closed = new CompletableFuture<>();
        CompletableFuture<String> rest = new CompletableFuture<>();
        try (ScriptedServer server = ScriptedServer.start(peer -> {
            peer.send("+HI {\"v\":2}\r\n");
            peer.expect("HELLO");
            asked.complete(null);
            closed.join();
            peer.send("+OK\r\n");
            rest.complete(peer.readToEnd());
        })) {
            start(server);
            asked.get(20, TimeUnit.SECONDS);

            link.close();
            closed.complete(null);

            assertThat(rest.get(20, TimeUnit.SECONDS)).isEqualTo("END\n");
            assertThat(recorder.events).isEmpty();
        }
    }
}
