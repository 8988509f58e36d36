package dev.millwright.worker.internal.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.millwright.worker.FaktoryClient;
import dev.millwright.worker.FaktoryConnectionException;
import dev.millwright.worker.Job;
import dev.millwright.worker.TestClock;
import dev.millwright.worker.internal.net.Connector;
import dev.millwright.worker.internal.net.ScriptedServer;
import dev.millwright.worker.internal.net.ThisProcess;
import dev.millwright.worker.internal.net.Transport;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A connection that nobody has used for a while, on a clock that the test drives. */
@Timeout(60)
class IdleConnectionTest {
    private static final String QUESTION = "QUEUE LATENCY default";
    private static final String ANSWER = "$13\r\n{\"default\":0}\r\n";
    private static final Duration IDLE = Duration.ofMinutes(1);

    private final TestClock clock = new TestClock();
    private final Transport transport = Transport.create(clock);
    private final ExecutorService callers = Executors.newCachedThreadPool();
    private final BlockingQueue<String> received = new LinkedBlockingQueue<>();

    @AfterEach
    void close() {
        callers.shutdownNow();
        transport.close();
    }

    private FaktoryClient client(ScriptedServer server) {
        return client(server, Duration.ofSeconds(10));
    }

    private FaktoryClient client(ScriptedServer server, Duration timeout) {
        Connector connector = new Connector(transport, server.address(), ThisProcess.producer(), clock);
        return NettyFaktoryClient.shared(
                connector,
                transport.newThread("test-io"),
                timeout,
                clock,
                () -> Thread.currentThread().interrupt());
    }

    /** Answers everything. */
    private void answer(ScriptedServer.Peer peer) throws IOException {
        peer.accept();
        for (String line = peer.read(); !line.equals("END"); line = peer.read()) {
            received.add(line.startsWith("PUSH") ? "PUSH" : line);
            peer.send(line.equals(QUESTION) ? ANSWER : "+OK\r\n");
        }
    }

    /** Answers the first command, and no other. */
    private void forget(ScriptedServer.Peer peer) throws IOException {
        peer.accept();
        peer.expect("FLUSH");
        peer.send("+OK\r\n");
        received.add("lost: " + peer.read());
        peer.readToEnd().lines().forEach(line -> received.add("lost: " + line));
    }

    private static void unexpected(ScriptedServer.Peer peer) {
        throw new AssertionError("a second connection");
    }

    @Test
    void isAskedBeforeItIsTrusted() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(this::answer, IdleConnectionTest::unexpected);
                FaktoryClient client = client(server)) {
            client.flush();
            clock.advance(IDLE.minusNanos(1));
            client.flush();
            clock.advance(IDLE);
            client.push(Job.of("x"));
            client.push(Job.of("x"));

            assertThat(received).containsExactly("FLUSH", "FLUSH", QUESTION, "PUSH", "PUSH");
        }
    }

    @Test
    void isReplacedIfItDoesNotAnswerAndTheCommandGoesOutOnce() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(this::forget, this::answer);
                FaktoryClient client = client(server)) {
            client.flush();
            clock.advance(IDLE);
            List<Future<String>> pushes = List.of(
                    callers.submit(() -> client.push(Job.of("x"))), callers.submit(() -> client.push(Job.of("x"))));
            assertThat(received.poll(20, TimeUnit.SECONDS)).isEqualTo("lost: " + QUESTION);
            clock.advance(Duration.ofSeconds(3));
            for (Future<String> push : pushes) {
                push.get(20, TimeUnit.SECONDS);
            }
        }
        assertThat(received).filteredOn("PUSH"::equals).hasSize(2);
        assertThat(received).allMatch(line -> line.equals("PUSH") || line.equals("lost: END"));
    }

    @Test
    void isReplacedIfItBreaks() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(
                        peer -> {
                            peer.accept();
                            peer.expect("FLUSH");
                            peer.send("+OK\r\n");
                            received.add(peer.read());
                        },
                        this::answer);
                FaktoryClient client = client(server)) {
            client.flush();
            clock.advance(IDLE);
            client.push(Job.of("x"));

            assertThat(received).containsExactly(QUESTION, "PUSH");
        }
    }

    @Test
    void isReplacedIfTheServerShutsDown() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(
                        peer -> {
                            peer.accept();
                            peer.expect("FLUSH");
                            peer.send("+OK\r\n");
                            received.add(peer.read());
                            peer.send("-ERR shutdown in progress\r\n");
                        },
                        this::answer);
                FaktoryClient client = client(server)) {
            client.flush();
            clock.advance(IDLE);
            client.push(Job.of("x"));

            assertThat(received).containsExactly(QUESTION, "PUSH");
        }
    }

    @Test
    void ifThereIsNoOtherTheCommandWasCertainlyNotSent() throws Exception {
        CompletableFuture<ScriptedServer> itself = new CompletableFuture<>();
        try (ScriptedServer server = ScriptedServer.start(peer -> {
                    peer.accept();
                    peer.expect("FLUSH");
                    peer.send("+OK\r\n");
                    peer.expect(QUESTION);
                    itself.join().close();
                });
                FaktoryClient client = client(server)) {
            client.flush();
            itself.complete(server);
            clock.advance(IDLE);

            FaktoryConnectionException lost =
                    catchThrowableOfType(FaktoryConnectionException.class, () -> client.push(Job.of("x")));

            assertThat(lost).hasMessageContaining("cannot reach");
            assertThat(lost.mayHaveArrived()).isFalse();
        }
    }

    @Test
    void isNotAskedBehindACommandThatIsUnderWay() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(
                        peer -> {
                            peer.accept();
                            received.add(peer.read());
                            received.add(peer.read()); // comes while the first is not answered
                            peer.send("+OK\r\n+OK\r\n");
                            peer.readToEnd();
                        },
                        IdleConnectionTest::unexpected);
                FaktoryClient client = client(server, Duration.ofMinutes(5))) {
            Future<?> slow = callers.submit(client::flush);
            assertThat(received.poll(20, TimeUnit.SECONDS)).isEqualTo("FLUSH");
            clock.advance(IDLE.plusSeconds(1));
            Future<?> second = callers.submit(client::flush);
            slow.get(20, TimeUnit.SECONDS);
            second.get(20, TimeUnit.SECONDS);

            assertThat(received).containsExactly("FLUSH");
        }
    }
}
