package dev.millwright.worker.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class FaultsTest extends ServerTest {
    private static final String PUSH = "PUSH " + job("abcdefgh", "");

    @Test
    void cutsBeforeTheCommandIsHandled() {
        RawClient client = producer();
        Fault fault = server.faults().on("PUSH").cut();

        assertThat(client.send(PUSH).receiveRest()).isEmpty();

        assertThat(server.queue("default")).isEmpty();
        assertThat(fault.hits()).isEqualTo(1);
    }

    @Test
    void cutsBeforeTheReply() {
        server.faults().on("PUSH").cutBeforeReply();

        assertThat(producer().send(PUSH).receiveRest()).isEmpty();

        assertThat(server.queue("default")).hasSize(1);
    }

    @Test
    void cutsInTheMiddleOfTheReply() {
        server.faults().on("PUSH").cutMidReply();

        assertThat(producer().send(PUSH).receiveRest()).isEqualTo("+O");

        assertThat(server.queue("default")).hasSize(1);
    }

    @Test
    void cutsAfterTheReply() {
        server.faults().on("PUSH").cutAfterReply();

        assertThat(producer().send(PUSH).receiveRest()).isEqualTo("+OK\r\n");
    }

    @Test
    void delaysACommand() {
        RawClient client = producer();
        server.faults().on("PUSH").delay(Duration.ofSeconds(3));
        client.send(PUSH);
        // The expiry of workers, the scanners and the delay itself.
        clock.awaitScheduledTasks(6, DevServer.DEFAULT_LIMIT);
        clock.advance(Duration.ofMillis(2999));
        assertThat(server.queue("default")).isEmpty();

        clock.advance(Duration.ofMillis(1));

        assertThat(client.receive()).isEqualTo("+OK");
        assertThat(server.queue("default")).hasSize(1);
    }

    @Test
    void delaysAReply() {
        RawClient client = producer();
        server.faults().on("PUSH").delayReply(Duration.ofSeconds(3));
        client.send(PUSH);
        server.await("the handled PUSH", s -> s.queue("default").size() == 1);
        clock.awaitScheduledTasks(6, DevServer.DEFAULT_LIMIT);

        clock.advance(Duration.ofSeconds(3));

        assertThat(client.receive()).isEqualTo("+OK");
    }

    @Test
    void stallsAConnection() {
        RawClient client = producer();
        Fault fault = server.faults().on("PUSH").stall();
        client.send(PUSH).send("FLUSH");
        fault.awaitHit();

        assertThat(producer().call("INFO")).contains("\"total_enqueued\":0");
        assertThat(server.commands("FLUSH")).isEmpty();
        client.close();
        server.await("the end of the stalled connection", s -> s.connections() == 1);
    }

    @Test
    void stallsAfterACommandWasHandled() {
        RawClient client = producer();
        server.faults().on("PUSH").stallReply();
        client.send(PUSH).send("FLUSH");

        server.await("the handled PUSH", s -> s.queue("default").size() == 1);

        assertThat(server.commands("FLUSH")).isEmpty();
    }

    @Test
    void answersWithAnErrorOrAnythingElse() {
        RawClient client = producer();
        server.faults().on("PUSH").error("disk full");
        server.faults().on("ACK").replyWith("+NOK\r\n".getBytes(StandardCharsets.UTF_8));

        assertThat(client.call(PUSH)).isEqualTo("-ERR disk full");
        assertThat(client.call("ACK {\"jid\":\"x\"}")).isEqualTo("+NOK");
        assertThat(client.call(PUSH)).isEqualTo("+OK");
        assertThat(server.queue("default")).hasSize(1);
    }

    @Test
    void answersWithGarbage() {
        server.faults().on("PUSH").garbage();

        String reply = producer().call(PUSH);

        assertThat(reply).isNotEmpty();
        assertThat("+-:$").doesNotContain(reply.substring(0, 1));
        assertThat(server.queue("default")).isEmpty();
    }

    @Test
    void splitsAReplyIntoBytes() {
        RawClient client = worker("w");
        String jid = server.push("t");
        server.faults().on("FETCH").splitReply();

        assertThat(client.call("FETCH default")).contains(jid);
        assertThat(client.call("FLUSH")).isEqualTo("+OK");
    }

    @Test
    void doesSomethingJustBeforeACommand() {
        RawClient client = worker("w");
        server.faults().on("BEAT").nth(2).run(() -> server.terminate("w"));

        assertThat(client.call("BEAT {\"wid\":\"w\"}")).isEqualTo("+OK");
        assertThat(client.call("BEAT {\"wid\":\"w\"}")).isEqualTo("{\"state\":\"terminate\"}");
    }

    @Test
    void strikesTheNthOrTheFirstOrAll() {
        RawClient client = producer();
        server.faults().on("FLUSH").nth(3).error("third");
        server.faults().on("INFO").first(2).error("early");
        Fault always = server.faults().on("PUSH").always().error("always");

        assertThat(client.call("FLUSH")).isEqualTo("+OK");
        assertThat(client.call("FLUSH")).isEqualTo("+OK");
        assertThat(client.call("FLUSH")).isEqualTo("-ERR third");
        assertThat(client.call("FLUSH")).isEqualTo("+OK");
        assertThat(client.call("INFO")).isEqualTo("-ERR early");
        assertThat(client.call("INFO")).isEqualTo("-ERR early");
        assertThat(client.call("INFO")).startsWith("{");
        assertThat(client.call(PUSH)).isEqualTo("-ERR always");
        assertThat(client.call(PUSH)).isEqualTo("-ERR always");
        always.remove();
        assertThat(client.call(PUSH)).isEqualTo("+OK");
        assertThat(always.hits()).isEqualTo(2);
    }

    @Test
    void strikesOnlyTheChosenWorkerConnectionOrCommand() {
        RawClient first = worker("first");
        RawClient second = worker("second");
        int connection =
                server.awaitCommand("HELLO", 2, DevServer.DEFAULT_LIMIT).connection();
        server.faults().on("FLUSH").from("second").always().error("for second");
        server.faults().on("INFO").connection(connection).always().error("for the connection");
        server.faults()
                .on("ACK")
                .where(c -> c.payload().contains("bad"))
                .always()
                .error("for bad");

        assertThat(first.call("FLUSH")).isEqualTo("+OK");
        assertThat(second.call("FLUSH")).isEqualTo("-ERR for second");
        assertThat(first.call("INFO")).startsWith("{");
        assertThat(second.call("INFO")).isEqualTo("-ERR for the connection");
        assertThat(first.call("ACK {\"jid\":\"good\"}")).isEqualTo("+OK");
        assertThat(first.call("ACK {\"jid\":\"bad\"}")).isEqualTo("-ERR for bad");
        server.faults().clear();
        assertThat(second.call("FLUSH")).isEqualTo("+OK");
    }

    @Test
    void strikesConnectionsAndHandshakes() {
        server.faults().onConnect().cut();
        assertThat(keep(RawClient.connect(server)).receiveRest()).isEmpty();

        server.faults().on("HELLO").error("Invalid password");
        RawClient client = keep(RawClient.connect(server));
        client.receive();
        assertThat(client.send("HELLO {\"wid\":\"w\"}").receiveRest()).isEqualTo("-ERR Invalid password\r\n");
        assertThat(server.workers()).isEmpty();

        server.faults().onAny().error("not the handshake");
        assertThat(producer().call("FLUSH")).isEqualTo("-ERR not the handshake");
    }

    @Test
    void refusesToCountFromZero() {
        assertThatThrownBy(() -> server.faults().on("ACK").nth(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("commands are counted from 1, but this fault asks for 0");
    }

    @Test
    void tellsThatAFaultDidNotStrike() {
        Fault fault = server.faults().on("ACK").cut();

        assertThatThrownBy(() -> fault.awaitHit(Duration.ZERO))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("did not strike");
    }
}
