package dev.millwright.worker.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millwright.worker.testkit.DevServer;
import dev.millwright.worker.testkit.StoredJob;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code push -}: many jobs from standard input. */
@Timeout(60)
class BulkPushTest {
    private final DevServer server = DevServer.start();
    private final Map<String, String> environment = Map.of("FAKTORY_URL", server.url());

    @AfterEach
    void close() {
        server.close();
    }

    private CommandLineRun push(String input, String... options) {
        String[] args = new String[options.length + 2];
        args[0] = "push";
        args[1] = "-";
        System.arraycopy(options, 0, args, 2, options.length);
        return Typed.intoPipe(input).run(environment, args);
    }

    private static String lines(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> "{\"jobtype\":\"hello\",\"args\":[" + i + "]}\n")
                .collect(Collectors.joining());
    }

    @Test
    void pushesAllInTheirOrderAndManyAtATime() {
        CommandLineRun run = push(lines(2_500));

        assertThat(run).isEqualTo(new CommandLineRun(0, String.format("2,500 jobs pushed%n"), ""));
        assertThat(server.commands("PUSHB")).hasSize(3);
        assertThat(server.queue("default"))
                .extracting(job ->
                        JsonMapper.shared().readTree(job.json()).at("/args/0").asInt())
                .containsExactlyElementsOf(IntStream.range(0, 2_500).boxed().toList());
    }

    @Test
    void aLineWinsOverAnOptionAndThatOverTheDefault() {
        push("""
                {"jobtype":"plain"}

                {"jobtype":"full","jid":"0123456789","queue":"low","args":["ä"],"retry":-1,"reserve_for":120,\
                "backtrace":9,"custom":{"tenant":7}}
                """, "--queue", "high", "--retry", "3");

        StoredJob plain = server.queue("high").get(0);
        assertThat(JsonMapper.shared().readTree(plain.json()).path("retry").asInt())
                .isEqualTo(3);
        StoredJob full = server.queue("low").get(0);
        JsonNode json = JsonMapper.shared().readTree(full.json());
        assertThat(full.jid()).isEqualTo("0123456789");
        assertThat(json.path("args").toString()).isEqualTo("[\"ä\"]");
        assertThat(json.path("retry").asInt()).isEqualTo(-1);
        assertThat(json.path("reserve_for").asInt()).isEqualTo(120);
        assertThat(json.path("backtrace").asInt()).isEqualTo(9);
        assertThat(json.at("/custom/tenant").asInt()).isEqualTo(7);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"jobtype\":\"x\"                        | no valid JSON near column",
                "[1]                                       | a job is a JSON object",
                "{\"args\":[]}                             | the job has no jobtype",
                "{\"jobtype\":\"x\",\"args\":1}            | args must be an array",
                "{\"jobtype\":\"x\",\"retry\":\"5\"}       | retry must be a whole number",
                "{\"jobtype\":\"x\",\"at\":\"tomorrow\"}   | at must be a time",
                "{\"jobtype\":\"x\",\"queu\":\"low\"}      | a job has no 'queu'; did you mean queue?",
                "{\"jobtype\":\"x\",\"queue\":\"a/b\"}     | \"a/b\" is not the name of a queue",
                "{\"jobtype\":\"x\",\"jid\":\"short\"}     | at least 8 bytes",
                "{\"jobtype\":\"x\",\"retry\":-5}         | retry must be -1",
                "{\"jobtype\":\"x\",\"backtrace\":51}     | backtrace must be between 0 and 50 lines, not 51",
                "{\"jobtype\":\"x\",\"reserve_for\":5}    | reserve_for must be between 60 s and",
                "{\"jobtype\":\"x\",\"custom\":{\"_x\":1}} | custom must have no key that begins with _",
                "{\"jobtype\":\"x\",\"at\":\"+10000-01-01T00:00:00Z\"} | at must be in the years 0 to 9999",
                "{\"jobtype\":\"x\",\"args\":[9007199254740993]} | send it as a string",
                "{\"jobtype\":\"x\",\"args\":[0.12345678901234567]} | send it as a string",
                "{\"jobtype\":\"x\",\"custom\":{\"a\":1e400}} | send it as a string",
            })
    void aBadLineIsNamedAndAllOthersArePushed(String bad, String message) {
        CommandLineRun run = push(lines(1_002) + bad + "\n" + lines(5));

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.errLines())
                .singleElement()
                .asString()
                .startsWith("line 1003: ")
                .contains(message);
        assertThat(run.out().strip()).isEqualTo("1,007 jobs pushed, 1 line is no job");
        assertThat(server.queue("default")).hasSize(1_007);
    }

    @Test
    void allBadLinesAreNamedInTheOrderOfTheInput() {
        String tooLarge = "{\"jobtype\":\"x\",\"args\":[9007199254740993]}\n";

        CommandLineRun run = push(tooLarge + lines(3) + "\n{}\n" + tooLarge + lines(1_200) + "[]\n" + tooLarge);

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.errLines())
                .extracting(line -> line.replaceFirst(":.*", ""))
                .containsExactly("line 1", "line 6", "line 7", "line 1208", "line 1209");
        assertThat(run.out().strip()).isEqualTo("1,203 jobs pushed, 5 lines are no jobs");
        assertThat(server.queue("default"))
                .extracting(job ->
                        JsonMapper.shared().readTree(job.json()).at("/args/0").asInt())
                .startsWith(0, 1, 2, 0, 1, 2, 3)
                .hasSize(1_203);
    }

    @Test
    void ofManyBadLinesTheFirstAreShownAndTheRestCounted() {
        CommandLineRun run = push("no job\n".repeat(1_234) + lines(1));

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.errLines())
                .hasSize(101)
                .startsWith("line 1: no valid JSON near column 1")
                .last()
                .isEqualTo("and 1,134 more lines");
        assertThat(server.queue("default")).hasSize(1);
    }

    @Test
    void whatIsNotUtf8IsNotGuessedAt() {
        byte[] latin1 = (lines(1) + "{\"jobtype\":\"x\",\"args\":[\"\u00e4\"]}\n" + lines(1))
                .getBytes(StandardCharsets.ISO_8859_1);

        CommandLineRun run = Typed.intoPipe(latin1).run(environment, "push", "-");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.errLines()).containsExactly("line 2: is not UTF-8");
        assertThat(server.queue("default")).hasSize(2);
    }

    @Test
    void filesOfOtherSystemsAreRead() {
        String line = lines(1).strip();

        CommandLineRun run = push("\ufeff" + line + "\r\n\r\n" + line + "\r\n" + line);

        assertThat(run).isEqualTo(new CommandLineRun(0, String.format("3 jobs pushed%n"), ""));
    }

    @Test
    void aLineWithoutEndTakesNoMemoryWithoutEnd() {
        CommandLineRun run = push("x".repeat(33 << 20) + "\n" + lines(1));

        assertThat(run.errLines()).containsExactly("line 1: is longer than 32 MiB");
        assertThat(server.queue("default")).hasSize(1);
    }

    @Test
    void whatWasReadBeforeTheInputBrokeIsPushedAndCounted() {
        CommandLineRun run = Typed.breakingAfter("[]\n" + lines(2)).run(environment, "push", "-");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.errLines())
                .satisfiesExactly(
                        first -> assertThat(first).startsWith("line 1: a job is a JSON object"),
                        last -> assertThat(last)
                                .startsWith("millwright: standard input cannot be read after line 3")
                                .contains("disk on fire", "2 jobs pushed, 1 line is no job"));
        assertThat(server.queue("default")).hasSize(2);
    }

    @Test
    void aJobThatTheServerRefusesIsNamedWithItsLine() {
        String reply = "{\"job-000003\":\"out of memory\"}";
        server.faults()
                .on("PUSHB")
                .replyWith(("$" + reply.length() + "\r\n" + reply + "\r\n").getBytes(StandardCharsets.UTF_8));

        CommandLineRun run = push(lines(1) + "\n{\"jobtype\":\"x\",\"jid\":\"job-000003\"}\n[]\n" + lines(1));

        assertThat(run.exitCode()).as("what the server refuses weighs more").isEqualTo(3);
        assertThat(run.out().strip()).isEqualTo("2 jobs pushed, 1 refused, 1 line is no job");
        assertThat(run.errLines())
                .satisfiesExactly(
                        first -> assertThat(first).isEqualTo("line 3: job-000003 was refused: out of memory"),
                        last -> assertThat(last).startsWith("line 4: "));
    }

    @Test
    void aLostConnectionLeavesTheseLinesInDoubt() {
        server.faults().on("PUSHB").nth(2).cutBeforeReply();

        CommandLineRun run = push("[]\n" + lines(2_500));

        assertThat(run.exitCode()).isEqualTo(3);
        assertThat(run.errLines())
                .satisfiesExactly(
                        first -> assertThat(first).startsWith("line 1: "),
                        last -> assertThat(last)
                                .startsWith("millwright: 999 jobs pushed, 1 line is no job; lines 1001 to 2000 may or"
                                        + " may not have been pushed; nothing from line 2001 on was pushed: "));
        assertThat(run.out()).isEmpty();
    }

    @Test
    void aServerThatIsNotThereLeavesNoDoubt() {
        server.close();

        assertThat(push(lines(1)).errLines()).singleElement().asString().doesNotContain("may or may not");
    }

    @Test
    void aJidThatComesTwiceIsPushedTwice() {
        CommandLineRun run = push("{\"jobtype\":\"x\",\"jid\":\"0123456789\"}\n".repeat(2));

        assertThat(run.exitCode()).isZero();
        assertThat(server.queue("default")).hasSize(2);
        assertThat(server.commands("PUSHB")).hasSize(2);
    }

    @Test
    void progressIsShownOnATerminalAndThenTakenAway() {
        CommandLineRun run = Typed.fromFile(lines(1)).run(environment, "push", "-");

        assertThat(run.out().strip()).isEqualTo("1 job pushed");
        assertThat(run.err()).startsWith("\r[####").contains("] 100%  ").endsWith(" \r");
    }

    @Test
    void theJidOfOneJobMakesNoSenseForMany() {
        assertThat(push(lines(1), "--jid", "0123456789").err()).contains("stand in its line");
    }
}
