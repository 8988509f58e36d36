package dev.millwright.worker.internal.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.millwright.worker.Job;
import dev.millwright.worker.Mutation;
import dev.millwright.worker.MutationFilter;
import dev.millwright.worker.internal.protocol.Commands.QueueVerb;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class CommandsTest {
    private static String text(byte[] command) {
        return new String(command, StandardCharsets.UTF_8);
    }

    private static JsonNode json(byte[] command, String verb) {
        String text = text(command);
        assertThat(text).startsWith(verb + " ").endsWith("\r\n");
        assertThat(text.indexOf('\n')).as("one line").isEqualTo(text.length() - 1);
        return Json.MAPPER.readTree(text.substring(verb.length() + 1));
    }

    @Test
    void ack() {
        assertThat(text(Commands.ack("0123456789abcdef"))).isEqualTo("ACK {\"jid\":\"0123456789abcdef\"}\r\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"quote\"quote", "back\\slash", "line\r\nEND", "zwölf Zeichen", "\u0000\u007f12345678"})
    void ackOfAnyJid(String jid) {
        assertThat(json(Commands.ack(jid), "ACK").path("jid").stringValue()).isEqualTo(jid);
    }

    @Test
    void fail() {
        JsonNode json = json(
                Commands.fail("0123456789abcdef", "java.io.IOException", "no\r\nluck", List.of("at a", "at b")),
                "FAIL");

        assertThat(json.toString())
                .isEqualTo("{\"jid\":\"0123456789abcdef\",\"errtype\":\"java.io.IOException\","
                        + "\"message\":\"no\\r\\nluck\",\"backtrace\":[\"at a\",\"at b\"]}");
    }

    @Test
    void failIsCutToWhatTheServerKeeps() {
        JsonNode json = json(
                Commands.fail(
                        "0123456789abcdef",
                        "E".repeat(5_000),
                        "ö".repeat(2_000_000),
                        Collections.nCopies(10_000, "€".repeat(1_000))),
                "FAIL");

        assertThat(json.path("errtype").stringValue()).isEqualTo("E".repeat(100));
        assertThat(json.path("message").stringValue()).isEqualTo("ö".repeat(500));
        assertThat(json.path("backtrace").size()).isEqualTo(50);
        assertThat(json.path("backtrace").path(0).stringValue()).isEqualTo("€".repeat(333));
    }

    @Test
    void failIsNeverCutWithinACharacter() {
        JsonNode json = json(Commands.fail("0123456789abcdef", "E".repeat(98) + "😀", "x", List.of()), "FAIL");

        assertThat(json.path("errtype").stringValue()).isEqualTo("E".repeat(98));
    }

    @Test
    void failTakesTextThatUtf8CannotHold() {
        JsonNode json =
                json(Commands.fail("0123456789abcdef", "E", "half \ud83d of a pair", List.of("\udc00")), "FAIL");

        assertThat(json.path("message").stringValue()).isEqualTo("half ? of a pair");
        assertThat(json.path("backtrace").path(0).stringValue()).isEqualTo("?");
    }

    @Test
    void fetch() {
        assertThat(text(Commands.fetch(List.of("critical", "default", "a.b_c-1"))))
                .isEqualTo("FETCH critical default a.b_c-1\r\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a\r\nFLUSH", "*", "ä"})
    void fetchRefusesWhatIsNoQueue(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Commands.fetch(List.of("default", name)))
                .withMessage("\"" + name + "\" is not the name of a queue: use only letters, digits and . _ -");
    }

    @Test
    void fetchNeedsAQueue() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Commands.fetch(List.of()))
                .withMessage("FETCH needs at least one queue");
    }

    @Test
    void beat() {
        assertThat(text(Commands.beat("w1", 1234, "")))
                .isEqualTo("BEAT {\"wid\":\"w1\",\"rss_kb\":1234,\"current_state\":\"\"}\r\n");
        assertThat(text(Commands.beat("w1", 1234, "quiet")))
                .isEqualTo("BEAT {\"wid\":\"w1\",\"rss_kb\":1234,\"current_state\":\"quiet\"}\r\n");
    }

    @Test
    void queue() {
        assertThat(text(Commands.queue(QueueVerb.PAUSE, List.of("a", "b")))).isEqualTo("QUEUE PAUSE a b\r\n");
        assertThat(text(Commands.queue(QueueVerb.REMOVE, List.of("*")))).isEqualTo("QUEUE REMOVE *\r\n");
    }

    @Test
    void queueLatencyKnowsNoWildcard() {
        assertThatIllegalArgumentException().isThrownBy(() -> Commands.queue(QueueVerb.LATENCY, List.of("*")));
    }

    @Test
    void mutateHoldsNoSpaceButTheTwoThatSeparate() {
        String command = text(Commands.mutate(new Mutation(
                Mutation.Command.KILL, Mutation.Target.RETRIES, MutationFilter.matching("*\"say hello there\"*"))));

        assertThat(command)
                .isEqualTo("MUTATE {\"cmd\":\"kill\",\"target\":\"retries\",\"filter\":{\"regexp\":"
                        + "\"*\\\"say\\u0020hello\\u0020there\\\"*\"}}\r\n");
    }

    @Test
    void mutateByJidAndByJobtype() {
        assertThat(text(Commands.mutate(new Mutation(
                        Mutation.Command.DISCARD,
                        Mutation.Target.DEAD,
                        MutationFilter.jids(List.of("12345678", "abcdefgh"))))))
                .isEqualTo("MUTATE {\"cmd\":\"discard\",\"target\":\"dead\","
                        + "\"filter\":{\"jids\":[\"12345678\",\"abcdefgh\"]}}\r\n");
        assertThat(text(Commands.mutate(new Mutation(
                        Mutation.Command.REQUEUE, Mutation.Target.SCHEDULED, MutationFilter.jobtype("send mail")))))
                .isEqualTo("MUTATE {\"cmd\":\"requeue\",\"target\":\"scheduled\","
                        + "\"filter\":{\"jobtype\":\"send\\u0020mail\"}}\r\n");
    }

    @Test
    void mutateOfEverything() {
        assertThat(text(Commands.mutate(
                        new Mutation(Mutation.Command.CLEAR, Mutation.Target.DEAD, MutationFilter.jobtype("ignored")))))
                .isEqualTo("MUTATE {\"cmd\":\"clear\",\"target\":\"dead\"}\r\n");
        assertThat(text(Commands.mutate(
                        new Mutation(Mutation.Command.REQUEUE, Mutation.Target.DEAD, MutationFilter.ALL))))
                .isEqualTo("MUTATE {\"cmd\":\"requeue\",\"target\":\"dead\"}\r\n");
    }

    @Test
    void cancel() {
        assertThat(text(Commands.cancel(List.of("12345678", "abcdefgh")))).isEqualTo("CANCEL 12345678 abcdefgh\r\n");
        assertThatIllegalArgumentException().isThrownBy(() -> Commands.cancel(List.of("1234 5678")));
        assertThatIllegalArgumentException().isThrownBy(() -> Commands.cancel(List.of("12345678\r\nFLUSH")));
        assertThatIllegalArgumentException().isThrownBy(() -> Commands.cancel(List.of()));
    }

    @Test
    void pushAndPushBulk() {
        Job first = Job.of("a", 1);
        Job second = Job.of("b", "two\r\nlines");
        Instant now = Instant.parse("2030-01-01T00:00:00Z");

        assertThat(json(Commands.push(first, now), "PUSH").path("jid").stringValue())
                .isEqualTo(first.jid());
        JsonNode both =
                json(Commands.pushBulk(List.of(JobCodec.encode(first, now), JobCodec.encode(second, now))), "PUSHB");
        assertThat(both.size()).isEqualTo(2);
        assertThat(both.path(1).path("args").path(0).stringValue()).isEqualTo("two\r\nlines");
    }

    @Test
    void theShortOnes() {
        assertThat(text(Commands.info())).isEqualTo("INFO\r\n");
        assertThat(text(Commands.flush())).isEqualTo("FLUSH\r\n");
        assertThat(text(Commands.end())).isEqualTo("END\r\n");
    }
}
