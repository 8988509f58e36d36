package dev.millwright.worker.cli;

import dev.millwright.worker.cli.internal.CommandLineProgram;
import dev.millwright.worker.cli.internal.Streams;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/** A run of the command line that has something on standard input. */
final class Typed implements Streams {
    private final byte[] input;
    private final Set<Stream> terminals;
    private boolean breaks;

    private Typed(byte[] input, Set<Stream> terminals) {
        this.input = input;
        this.terminals = terminals;
    }

    static Typed onTerminal(String input) {
        return new Typed(input.getBytes(StandardCharsets.UTF_8), EnumSet.allOf(Stream.class));
    }

    static Typed intoPipe(String input) {
        return intoPipe(input.getBytes(StandardCharsets.UTF_8));
    }

    static Typed intoPipe(byte[] input) {
        return new Typed(input, EnumSet.noneOf(Stream.class));
    }

    /** An input that cannot be read to its end. */
    static Typed breakingAfter(String input) {
        Typed typed = intoPipe(input);
        typed.breaks = true;
        return typed;
    }

    /** As in {@code millwright push - < FILE} on a terminal. */
    static Typed fromFile(String input) {
        return new Typed(input.getBytes(StandardCharsets.UTF_8), EnumSet.of(Stream.OUT, Stream.ERR));
    }

    CommandLineRun run(Map<String, String> environment, String... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLineProgram program = new CommandLineProgram(
                jobs -> {},
                environment::get,
                environment.keySet(),
                new PrintWriter(out, true),
                new PrintWriter(err, true),
                this);
        return new CommandLineRun(program.execute(args), out.toString(), err.toString());
    }

    @Override
    public boolean isTerminal(Stream stream) {
        return terminals.contains(stream);
    }

    @Override
    public InputStream in() {
        return new FilterInputStream(new ByteArrayInputStream(input)) {
            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                int count = super.read(bytes, offset, length);
                if (count < 0 && breaks) {
                    throw new IOException("disk on fire");
                }
                return count;
            }
        };
    }

    @Override
    public long inputSize() {
        return terminals.contains(Stream.OUT) ? input.length : -1;
    }
}
