package dev.millwright.worker.cli.internal;

import dev.millwright.worker.fleet.FleetClient;
import dev.millwright.worker.fleet.FleetException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A command that looks at a group and changes nothing: once, or again and again. Confined to the calling thread. */
@Command(mixinStandardHelpOptions = true, sortOptions = false)
abstract class FleetLook implements Callable<Integer> {
    private static final Duration SHORTEST = Duration.ofMillis(100);

    /** To the upper left, and nothing below. */
    private static final String CLEAN_TERMINAL = "\u001b[H\u001b[J";

    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            description = "text or json. Default: text.")
    private InfoCommand.Output output = InfoCommand.Output.text;

    @Option(
            names = "--watch",
            paramLabel = "DURATION",
            arity = "0..1",
            fallbackValue = "2s",
            description =
                    "Looks again and again until Ctrl-C, every 2s if no other time is given. Default: looks once.")
    private @Nullable Duration watch;

    private final FleetOptions fleet;
    private final Streams streams;

    FleetLook(FleetOptions fleet, Streams streams) {
        this.fleet = fleet;
        this.streams = streams;
    }

    /** Looks once and prints; returns the exit code. */
    abstract int look(FleetClient client, PrintWriter out);

    final boolean asJson() {
        return output == InfoCommand.Output.json;
    }

    /** For what is printed beside what was found. */
    final FleetOptions fleet() {
        return fleet;
    }

    @Override
    public final Integer call() {
        if (spec == null) {
            throw new IllegalStateException("called without picocli");
        }
        if (watch != null && watch.compareTo(SHORTEST) < 0) {
            throw new UsageException("--watch", "looks every 100ms at most");
        }
        PrintWriter out = spec.commandLine().getOut();
        try (FleetClient client = fleet.connect()) {
            int exitCode = show(client, out);
            while (watch != null && !out.checkError() && slept(watch)) { // an error: who reads it has gone
                exitCode = showAgain(client, out, spec.commandLine().getErr());
            }
            return exitCode;
        }
    }

    /** All at once: what is printed in pieces flickers. */
    private int show(FleetClient client, PrintWriter out) {
        StringWriter text = new StringWriter();
        PrintWriter lines = new PrintWriter(text);
        int exitCode = look(client, lines);
        lines.flush();
        print(text.toString(), out);
        return exitCode;
    }

    private int showAgain(FleetClient client, PrintWriter out, PrintWriter err) {
        try {
            return show(client, out);
        } catch (FleetException e) {
            String line = "millwright: " + e.getMessage() + "; trying again";
            if (streams.isTerminal(Streams.Stream.OUT) && !asJson()) {
                print(line + System.lineSeparator(), out);
            } else {
                err.println(line);
            }
            return CommandLineProgram.SERVER;
        }
    }

    private void print(String text, PrintWriter out) {
        boolean inPlace = watch != null && streams.isTerminal(Streams.Stream.OUT) && !asJson();
        out.print((inPlace ? CLEAN_TERMINAL : "") + text);
        out.flush();
    }

    private static boolean slept(Duration time) {
        try {
            Thread.sleep(time.toMillis());
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
