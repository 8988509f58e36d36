package dev.millwright.worker.cli.internal;

import dev.millwright.worker.FaktoryClient;
import dev.millwright.worker.FaktoryConnectionException;
import dev.millwright.worker.FaktoryServerException;
import dev.millwright.worker.Job;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Pushes jobs from lines of JSON, in their order and many in a command, and keeps count of the lines: whatever
 * goes wrong is told with the line from which to go on. Confined to the calling thread.
 */
final class BulkPush {
    private static final int JOBS = 1_000;
    private static final int CHARS = 4_000_000;

    private final FaktoryClient client;
    private final Consumer<Job.Builder> defaults;
    private final PrintWriter err;
    /** What is to be pushed next, by jid: the server names those it refuses by it. */
    private final Map<String, Line> chunk = new LinkedHashMap<>();

    private int chunkChars;
    private long pushed;
    private long refused;

    private record Line(long number, Job job) {}

    BulkPush(FaktoryClient client, Consumer<Job.Builder> defaults, PrintWriter err) {
        this.client = client;
        this.defaults = defaults;
        this.err = err;
    }

    /** Pushes all jobs, or those before the first line that is none. */
    void run(Streams streams) {
        client.info(); // if the server is not there, no line is in doubt
        boolean shown = streams.isTerminal(Streams.Stream.ERR) && !streams.isTerminal(Streams.Stream.IN);
        try (Progress progress = new Progress(err, shown, streams.inputSize());
                BufferedReader lines = new BufferedReader(new InputStreamReader(
                        progress.counting(streams.in()),
                        StandardCharsets.UTF_8.newDecoder()))) { // which, made so, tells of what is not UTF-8
            long number = 1;
            for (String line = nextLine(lines, number); line != null; line = nextLine(lines, ++number)) {
                if (!line.isBlank()) {
                    add(number, line);
                    progress.show(pushed + refused);
                }
            }
            flush();
            progress.show(pushed + refused);
        } catch (IOException e) {
            throw new UncheckedIOException("standard input cannot be closed", e);
        }
    }

    long pushed() {
        return pushed;
    }

    long refused() {
        return refused;
    }

    private @Nullable String nextLine(BufferedReader lines, long number) {
        try {
            return lines.readLine();
        } catch (IOException e) {
            flush();
            throw new UsageException("standard input cannot be read as UTF-8 at or after line " + number + ": " + e);
        }
    }

    private void add(long number, String line) {
        Job job;
        try {
            job = JobLine.parse(line, defaults);
        } catch (IllegalArgumentException e) {
            flush();
            throw badLine(number, e);
        }
        if (chunk.containsKey(job.jid()) || chunk.size() == JOBS || chunkChars > CHARS) {
            flush();
        }
        chunk.put(job.jid(), new Line(number, job));
        chunkChars += line.length();
    }

    private void flush() {
        try {
            push(chunk.values());
        } catch (IllegalArgumentException e) {
            // One cannot be pushed, so none was: find it, after those before it.
            for (Line line : chunk.values()) {
                try {
                    push(List.of(line));
                } catch (IllegalArgumentException why) {
                    throw badLine(line.number(), why);
                }
            }
        }
        chunk.clear();
        chunkChars = 0;
    }

    private void push(Collection<Line> lines) {
        if (lines.isEmpty()) {
            return;
        }
        Map<String, String> refusals;
        try {
            refusals = client.pushBulk(lines.stream().map(Line::job).toList());
        } catch (FaktoryConnectionException | FaktoryServerException e) {
            long first = lines.iterator().next().number();
            long last = lines.stream().mapToLong(Line::number).max().orElse(first);
            throw new FaktoryConnectionException(
                    "lines " + first + " to " + last + " may or may not have been pushed, those before were: "
                            + e.getMessage(),
                    e);
        }
        pushed += lines.size() - refusals.size();
        refused += refusals.size();
        refusals.forEach((jid, reason) -> {
            Line line = chunk.get(jid);
            err.println("line " + (line == null ? "?" : line.number()) + ": " + jid + " was refused: " + reason);
        });
    }

    private static UsageException badLine(long number, IllegalArgumentException why) {
        return new UsageException(
                "line " + number + ": " + why.getMessage() + "; the lines before it were pushed, so go on from there");
    }
}
