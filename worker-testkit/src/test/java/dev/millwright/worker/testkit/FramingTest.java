package dev.millwright.worker.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FramingTest extends ServerTest {
    @Test
    void takesALoneLineFeed() {
        RawClient client = producer();

        client.sendRaw("FLUSH\nFLUSH\r\n");

        assertThat(client.receive()).isEqualTo("+OK");
        assertThat(client.receive()).isEqualTo("+OK");
    }

    @Test
    void answersPipelinedCommandsInOrderAndHoldsThemBackBehindAFetch() {
        RawClient client = worker("w");
        sendBlockingFetch(client, "default");
        client.sendRaw("ACK {\"jid\":\"x\"}\r\nNOPE\r\nQUEUE LATENCY q\r\n");

        String jid = server.push("t");

        assertThat(client.receive()).contains(jid);
        assertThat(client.receive()).isEqualTo("+OK");
        assertThat(client.receive()).isEqualTo("-ERR unknown command NOPE");
        assertThat(client.receive()).isEqualTo("{\"q\":0}");
    }

    @ParameterizedTest
    @CsvSource({
        "PING, -ERR unknown command PING",
        "push {}, -ERR unknown command push",
        "PUSH{}, -ERR unknown command PUSH{}",
        "'', '-ERR unknown command '",
        "TRACK GET x, -ERR tracking subsystem is only available in Faktory Enterprise",
        "BATCH NEW {}, -ERR batch subsystem is only available in Faktory Enterprise",
    })
    void refusesUnknownCommands(String line, String reply) {
        assertThat(producer().call(line)).isEqualTo(reply);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PUSH", "PUSHB", "ACK", "FAIL", "BEAT", "QUEUE", "QUEUE PAUSE"})
    void answersAPanicAndGoesOn(String line) {
        RawClient client = producer();

        assertThat(client.call(line)).isEqualTo("-ERR internal error");
        assertThat(client.call("FLUSH")).isEqualTo("+OK");
    }

    @Test
    void closesAfterEndWithoutAReplyAndIgnoresTheRest() {
        RawClient client = producer();

        client.sendRaw("END\r\nFLUSH\r\n");

        assertThat(client.receiveRest()).isEmpty();
        assertThat(server.commands("FLUSH")).isEmpty();
    }

    @Test
    void takesJobsOfManyMegabytes() {
        RawClient client = worker("w");
        String arg = "x".repeat(8 * 1024 * 1024);

        assertThat(client.call("PUSH {\"jid\":\"abcdefgh\",\"jobtype\":\"t\",\"args\":[\"" + arg + "\"]}"))
                .isEqualTo("+OK");
        assertThat(client.call("FETCH default")).contains("\"args\":[\"" + arg + "\"]");
    }

    @Test
    void ignoresACommandThatWasNotFinished() {
        RawClient client = producer();
        client.sendRaw("FLUSH");
        client.close();

        server.await("the end of the connection", s -> s.connections() == 0);
        assertThat(server.commands("FLUSH")).isEmpty();
    }
}
