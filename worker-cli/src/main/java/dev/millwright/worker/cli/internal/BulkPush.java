package dev.millwright.worker.cli.internal;

import dev.millwright.worker.FaktoryBulkException;
import dev.millwright.worker.FaktoryClient;
import dev.millwright.worker.FaktoryConnectionException;
import dev.millwright.worker.FaktoryException;
import dev.millwright.worker.FaktoryServerException;
import dev.millwright.worker.Job;
import dev.millwright.worker.cli.internal.PushedLines.Result;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Pushes jobs from lines of JSON, in their order and many in a command, and says of each line what has become of
 * it. Lines that are no jobs hold nobody up. Confined to the calling thread.
 */
final class BulkPush {
    private static final int LINES = 1_000;
    private static final int CHARS = 4_000_000;

    private final FaktoryClient client;
    private final Consumer<Job.Builder> defaults;
    private final PushedLines results;
    /** What is to be pushed next, and the bad lines between, so that results come in the order of the lines. */
    private final List<Entry> chunk = new ArrayList<>();

    /** Each jid once: by it the server names what it refuses. */
    private final Set<String> jids = new HashSet<>();

    private int chunkChars;
    private long lastLine;

    /** A line, with what has become of it; not pushed as long as that is null. */
    private static final class Entry {
        private final long number;
        private final @Nullable Job job;
        private @Nullable Result result;
        private @Nullable String why;

        Entry(long number, @Nullable Job job) {
            this.number = number;
            this.job = job;
        }

        String jid() {
            return job == null ? "" : job.jid();
        }

        void set(Result became, @Nullable String reason) {
            result = became;
            why = reason;
        }
    }

    BulkPush(FaktoryClient client, Consumer<Job.Builder> defaults, PushedLines results) {
        this.client = client;
        this.defaults = defaults;
        this.results = results;
    }

    /**
     * Pushes all jobs.
     *
     * @throws FaktoryException if that broke off; says what was pushed by then
     * @throws UsageException if the input cannot be read to its end, or the output is gone
     */
    void run(InputLines lines, Progress progress) {
        client.info(); // if the server is not there, no line is in doubt
        for (InputLines.Line line = next(lines); line != null; line = next(lines)) {
            if (line.problem() != null || !line.text().isBlank()) {
                add(line);
                progress.show(results.answered());
            }
        }
        flush();
        progress.show(results.answered());
    }

    private InputLines.@Nullable Line next(InputLines lines) {
        try {
            return lines.next();
        } catch (IOException e) {
            flush();
            throw new UsageException(
                    "standard input cannot be read after line " + lines.count() + " (" + e + "): " + results.summary());
        }
    }

    private void add(InputLines.Line line) {
        Job job = null;
        String problem = line.problem();
        if (problem == null) {
            try {
                job = JobLine.parse(line.text(), defaults);
            } catch (IllegalArgumentException e) {
                problem = e.getMessage();
            }
        }
        boolean again = job != null && jids.contains(job.jid());
        if (again || chunk.size() == LINES || chunkChars > CHARS) {
            flush();
        }
        Entry entry = new Entry(line.number(), job);
        if (job == null) {
            entry.set(Result.bad, problem);
        } else {
            jids.add(job.jid());
        }
        chunk.add(entry);
        lastLine = line.number();
        chunkChars += line.text().length();
    }

    private void flush() {
        FaktoryException broken = null;
        try {
            push(chunk.stream().filter(entry -> entry.job != null).toList());
        } catch (FaktoryException e) {
            broken = e;
        }
        for (Entry entry : chunk) {
            if (entry.result != null) {
                results.add(entry.number, entry.job, entry.result, entry.why);
            }
        }
        if (broken != null) {
            throw told(broken);
        }
        if (!results.isHeard()) {
            throw new UsageException("standard output cannot be written, so not all jids of what was pushed are known: "
                    + results.summary() + ", nothing after line " + lastLine);
        }
        chunk.clear();
        jids.clear();
        chunkChars = 0;
    }

    private void push(List<Entry> entries) {
        if (entries.isEmpty()) {
            return;
        }
        Map<String, String> refusals;
        try {
            refusals = client.pushBulk(entries.stream().map(entry -> entry.job).toList());
        } catch (IllegalArgumentException e) {
            // One cannot be pushed, so none was.
            if (entries.size() == 1) {
                entries.get(0).set(Result.bad, e.getMessage());
            } else {
                int half = entries.size() / 2;
                push(entries.subList(0, half));
                push(entries.subList(half, entries.size()));
            }
            return;
        } catch (FaktoryBulkException e) {
            set(entries, e.pushed(), Result.pushed, null);
            set(entries, e.unknown(), Result.unknown, String.valueOf(e.getMessage()));
            setRefused(entries, e.refused());
            throw e;
        } catch (FaktoryException e) {
            if (e instanceof FaktoryServerException
                    || (e instanceof FaktoryConnectionException lost && lost.mayHaveArrived())) {
                entries.forEach(entry -> entry.set(Result.unknown, String.valueOf(e.getMessage())));
            }
            throw e;
        }
        entries.forEach(entry -> entry.set(Result.pushed, null));
        setRefused(entries, refusals);
    }

    private static void set(List<Entry> entries, List<Job> jobs, Result result, @Nullable String why) {
        Set<String> meant = new HashSet<>();
        jobs.forEach(job -> meant.add(job.jid()));
        entries.stream().filter(entry -> meant.contains(entry.jid())).forEach(entry -> entry.set(result, why));
    }

    private static void setRefused(List<Entry> entries, Map<String, String> refusals) {
        entries.stream()
                .filter(entry -> refusals.containsKey(entry.jid()))
                .forEach(entry -> entry.set(Result.refused, refusals.get(entry.jid())));
    }

    /** The same, with what is known of the lines. */
    private FaktoryException told(FaktoryException cause) {
        List<Entry> unknown =
                chunk.stream().filter(entry -> entry.result == Result.unknown).toList();
        long rest = chunk.stream()
                .filter(entry -> entry.result == null)
                .mapToLong(entry -> entry.number)
                .findFirst()
                .orElse(lastLine + 1);
        String doubt = unknown.isEmpty()
                ? ""
                : "lines " + unknown.get(0).number + " to " + unknown.get(unknown.size() - 1).number
                        + " may or may not have been pushed; ";
        // Of those it counts jobs, which are here lines.
        Throwable why = cause instanceof FaktoryBulkException && cause.getCause() != null ? cause.getCause() : cause;
        return new FaktoryConnectionException(
                results.summary() + "; " + doubt + "nothing from line " + rest + " on was pushed: " + why.getMessage(),
                cause);
    }
}
