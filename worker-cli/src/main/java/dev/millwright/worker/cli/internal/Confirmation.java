package dev.millwright.worker.cli.internal;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;
import picocli.CommandLine.Option;

/** Asks before something is lost, unless the user has said yes in advance. Confined to the calling thread. */
final class Confirmation {
    private static final Set<String> YES = Set.of("y", "yes");

    @Option(
            names = {"-y", "--yes"},
            description = "Does not ask. Needed where there is no terminal to ask on.")
    private boolean yes;

    private final Streams streams;

    Confirmation(Streams streams) {
        this.streams = streams;
    }

    /**
     * Asks if need be.
     *
     * @param deed what is about to be done, as in "remove the queue low"
     * @param out where to ask
     * @return whether to do it
     */
    boolean allows(String deed, PrintWriter out) {
        return allows(deed, () -> deed, out);
    }

    /**
     * Asks if need be.
     *
     * @param deed what is about to be done, for who cannot be asked
     * @param exactly the same with all that takes a while to find out; called only if somebody is asked
     * @param out where to ask
     * @return whether to do it
     */
    boolean allows(String deed, Supplier<String> exactly, PrintWriter out) {
        if (yes) {
            return true;
        }
        if (!streams.isTerminal(Streams.Stream.IN) || !streams.isTerminal(Streams.Stream.ERR)) {
            throw new UsageException("there is no terminal to ask whether to " + deed + ": add --yes if you mean it");
        }
        out.print("About to " + exactly.get() + ". Go on? [y/N] ");
        out.flush();
        boolean allowed = YES.contains(answer().strip().toLowerCase(Locale.ROOT));
        if (!allowed) {
            out.println("Nothing was changed.");
        }
        return allowed;
    }

    private String answer() {
        try {
            // Not closed: standard input is not ours.
            String line = new BufferedReader(new InputStreamReader(streams.in(), StandardCharsets.UTF_8)).readLine();
            return line == null ? "" : line;
        } catch (IOException e) {
            throw new UncheckedIOException("standard input cannot be read", e);
        }
    }
}
