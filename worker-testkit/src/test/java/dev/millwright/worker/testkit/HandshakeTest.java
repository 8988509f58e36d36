package dev.millwright.worker.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HandshakeTest extends ServerTest {
    @Test
    void greetsAndRegistersWorkersButNotProducers() {
        producer();
        worker("worker-1");
        worker("worker-1");
        server.await("3 connections", s -> s.connections() == 3);

        assertThat(server.workers()).hasSize(1);
        ConnectedWorker worker = server.workers().get(0);
        assertThat(worker.wid()).isEqualTo("worker-1");
        assertThat(worker.hostname()).isEqualTo("box");
        assertThat(worker.pid()).isEqualTo(42);
        assertThat(worker.labels()).containsExactly("blue");
        assertThat(worker.connections()).isEqualTo(2);
        assertThat(worker.state()).isEqualTo(ConnectedWorker.State.RUNNING);
    }

    @Test
    void asksForThePassword() {
        start(builder -> builder.password("geheim\u00df"));
        RawClient client = keep(RawClient.connect(server));
        String greeting = client.receive();
        assertThat(greeting).matches("\\+HI \\{\"v\":2,\"i\":\\d{4},\"s\":\"[0-9a-f]+\"}");
        int iterations = Integer.parseInt(greeting.replaceAll(".*\"i\":(\\d+).*", "$1"));
        assertThat(iterations).isBetween(4000, 8095);

        String hash = RawClient.hash(greeting, "geheim\u00df");

        assertThat(client.call("HELLO {\"v\":2,\"pwdhash\":\"" + hash + "\"}")).isEqualTo("+OK");
        assertThat(client.call("INFO")).startsWith("{\"now\"");
    }

    @Test
    void neverShowsThePasswordHashInTheRecord() {
        start(builder -> builder.password("secret"));
        RawClient client = keep(RawClient.connect(server));
        String hash = RawClient.hash(client.receive(), "secret");

        client.call("HELLO {\"v\":2,\"pwdhash\":\"" + hash + "\"}");

        assertThat(server.awaitCommand("HELLO").payload()).isEqualTo("{\"v\":2,\"pwdhash\":\"\"}");
        assertThat(server).hasToString("DevServer[127.0.0.1:" + server.port() + "]");
    }

    @Test
    void closesAfterAWrongPassword() {
        start(builder -> builder.password("secret"));
        RawClient client = keep(RawClient.connect(server));
        String hash = RawClient.hash(client.receive(), "guess");

        client.send("HELLO {\"v\":2,\"wid\":\"w\",\"pwdhash\":\"" + hash + "\"}");

        assertThat(client.receiveRest()).isEqualTo("-ERR Invalid password\r\n");
        assertThat(server.workers()).isEmpty();
    }

    @Test
    void writesThePasswordIntoTheUrl() {
        start(builder -> builder.password("a b:c@d"));

        assertThat(server.url()).isEqualTo("tcp://:a%20b%3Ac%40d@127.0.0.1:" + server.port());
        assertThat(server.address()).hasToString("tcp://127.0.0.1:" + server.port());
        assertThat(server.address().password()).contains("a b:c@d");
    }

    @ParameterizedTest
    @ValueSource(strings = {"PUSH {}", "HELLO", "HELLO null", "HELLO {", "HELLO {\"pid\":\"x\"}", "hello {}", ""})
    void closesWithoutAWordAfterAnythingButHello(String line) {
        RawClient client = keep(RawClient.connect(server));
        client.receive();

        client.send(line);

        assertThat(client.receiveRest()).isEmpty();
    }

    @Test
    void closesWithoutAWordAfterTwoSecondsOfSilence() {
        RawClient client = keep(RawClient.connect(server));
        client.receive();

        clock.advance(Duration.ofSeconds(2));

        assertThat(client.receiveRest()).isEmpty();
    }

    @Test
    void letsAConnectionBeSilentAfterItsHandshake() {
        RawClient client = producer();
        server.await("the handshake", s -> s.connections() == 1);

        clock.advance(Duration.ofMinutes(10));

        assertThat(client.call("FLUSH")).isEqualTo("+OK");
    }

    @Test
    void tellsTooManyConnectionsAfterTheirHandshake() {
        start(builder -> builder.maxConnections(1));
        producer();
        server.await("the first connection", s -> s.connections() == 1);

        RawClient second = producer();

        assertThat(second.receiveRest()).isEqualTo("-ERR too many connections: 2\r\n");
        server.await("the second connection's end", s -> s.connections() == 1);
    }
}
