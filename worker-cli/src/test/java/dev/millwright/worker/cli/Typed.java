package dev.millwright.worker.cli;

import dev.millwright.worker.cli.internal.CommandLineProgram;
import dev.millwright.worker.cli.internal.Streams;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * A run of the command line that has something on standard input.
 *
 * @param input what is typed or piped
 * @param terminal whether all three streams are a terminal
 */
record Typed(String input, boolean terminal) implements Streams {

    static Typed onTerminal(String input) {
        return new Typed(input, true);
    }

    static Typed intoPipe(String input) {
        return new Typed(input, false);
    }

    CommandLineRun run(Map<String, String> environment, String... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLineProgram program = new CommandLineProgram(
                jobs -> {}, environment::get, new PrintWriter(out, true), new PrintWriter(err, true), this);
        return new CommandLineRun(program.execute(args), out.toString(), err.toString());
    }

    @Override
    public boolean isTerminal(Stream stream) {
        return terminal;
    }

    @Override
    public InputStream in() {
        return new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public long inputSize() {
        return terminal ? input.length() : -1;
    }
}
