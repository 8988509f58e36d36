package dev.millwright.worker.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millwright.worker.cli.internal.CommandLineProgram;
import dev.millwright.worker.testkit.DevServer;
import dev.millwright.worker.testkit.StoredJob;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.json.JsonMapper;

/** What {@code push} says of each job, for programs: {@code --jids} and {@code --output json}. */
@Timeout(60)
class PushedLinesTest {
    private static final String GOOD = "{\"jobtype\":\"hello\"}\n";

    private final DevServer server = DevServer.start();
    private final Map<String, String> environment = Map.of("FAKTORY_URL", server.url());

    @AfterEach
    void close() {
        server.close();
    }

    private static String named(String jid) {
        return "{\"jobtype\":\"hello\",\"jid\":\"" + jid + "\"}\n";
    }

    private void refuse(String jid) {
        String reply = "{\"" + jid + "\":\"out of memory\"}";
        server.faults()
                .on("PUSHB")
                .replyWith(("$" + reply.length() + "\r\n" + reply + "\r\n").getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void theJidsOfWhatWasPushedCanBeCancelled() {
        CommandLineRun push = Typed.intoPipe(GOOD.repeat(3)).run(environment, "push", "-", "--jids", "--in", "1h");

        List<String> jids = push.out().lines().toList();
        assertThat(push.exitCode()).isZero();
        assertThat(push.err().strip()).isEqualTo("3 jobs pushed");
        assertThat(server.scheduled()).extracting(StoredJob::jid).containsExactlyInAnyOrderElementsOf(jids);

        CommandLineRun cancel = Typed.intoPipe(push.out()).run(environment, "cancel", "-");

        assertThat(cancel.exitCode()).isZero();
        assertThat(server.scheduled()).isEmpty();
        assertThat(server.dead()).extracting(StoredJob::jid).containsExactlyInAnyOrderElementsOf(jids);
    }

    @Test
    void jidsAreOfTheJobsThatWerePushedInTheirOrder() {
        refuse("job-000003");

        CommandLineRun run = Typed.intoPipe(named("job-000001") + "[]\n" + named("job-000003") + named("job-000004"))
                .run(environment, "push", "-", "--jids");

        assertThat(run.out().lines()).containsExactly("job-000001", "job-000004");
        assertThat(run.exitCode()).isEqualTo(3);
        assertThat(run.errLines()).last().isEqualTo("2 jobs pushed, 1 refused, 1 line is no job");
    }

    @Test
    void aJidThatMayHaveBeenPushedIsNotLost() {
        server.faults().on("PUSHB").nth(2).cutBeforeReply();

        CommandLineRun run = Typed.intoPipe(GOOD.repeat(2_500)).run(environment, "push", "-", "--jids");

        assertThat(run.exitCode()).isEqualTo(3);
        assertThat(run.out().lines())
                .hasSize(2_000)
                .containsAll(
                        server.queue("default").stream().map(StoredJob::jid).toList());
    }

    @Test
    void asJsonEachLineHasItsResult() {
        refuse("job-000003");

        CommandLineRun run = Typed.intoPipe(named("job-000001") + "[]\n" + named("job-000003"))
                .run(environment, "push", "-", "-o", "json");

        assertThat(run.out().lines())
                .satisfiesExactly(
                        first -> assertThat(first)
                                .isEqualTo("{\"line\":1,\"jid\":\"job-000001\",\"result\":\"pushed\"}"),
                        second -> assertThat(second).startsWith("{\"line\":2,\"result\":\"bad\",\"reason\":\"a job is"),
                        third -> assertThat(third)
                                .isEqualTo("{\"line\":3,\"jid\":\"job-000003\",\"result\":\"refused\","
                                        + "\"reason\":\"out of memory\"}"));
    }

    @Test
    void asJsonTheLinesInDoubtAreNamed() {
        server.faults().on("PUSHB").cutBeforeReply();

        CommandLineRun run = Typed.intoPipe(named("job-000001")).run(environment, "push", "-", "-o", "json");

        assertThat(run.exitCode()).isEqualTo(3);
        assertThat(JsonMapper.shared().readTree(run.out()).path("result").asString())
                .isEqualTo("unknown");
    }

    @Test
    void aJidThatComesTwiceIsToldTwice() {
        CommandLineRun run = Typed.intoPipe(named("job-000001").repeat(2)).run(environment, "push", "-", "--jids");

        assertThat(run.out().lines()).containsExactly("job-000001", "job-000001");
        assertThat(server.queue("default")).hasSize(2);
    }

    @Test
    void oneJobCanBeAskedForAsJsonToo() {
        CommandLineRun run = CommandLineRun.of(environment, "push", "hello", "-o", "json", "--jid", "job-000001");

        assertThat(run.out()).isEqualToIgnoringNewLines("{\"jid\":\"job-000001\"}");
    }

    @Test
    void nothingIsPushedOnceNobodyHearsTheJids() {
        StringWriter err = new StringWriter();
        PrintWriter gone = new PrintWriter(new Writer() {
            @Override
            public void write(char[] text, int offset, int length) throws IOException {
                throw new IOException("broken pipe");
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        });
        CommandLineProgram program = new CommandLineProgram(
                jobs -> {},
                environment::get,
                environment.keySet(),
                gone,
                new PrintWriter(err, true),
                Typed.intoPipe(GOOD.repeat(1_500)));

        assertThat(program.execute("push", "-", "--jids")).isEqualTo(2);
        assertThat(err.toString())
                .contains("standard output cannot be written", "1,000 jobs pushed, nothing after line 1000");
        assertThat(server.queue("default")).hasSize(1_000);
    }

    @Test
    void jidsAndJsonExcludeEachOther() {
        CommandLineRun run = CommandLineRun.of(
                Map.of("FAKTORY_URL", server.url(), "MILLWRIGHT_OUTPUT", "json"), "push", "-", "--jids");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.errLines())
                .singleElement()
                .asString()
                .contains("leave out either this or --jids; the value comes from the variable MILLWRIGHT_OUTPUT");
    }
}
