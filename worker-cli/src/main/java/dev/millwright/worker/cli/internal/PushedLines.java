package dev.millwright.worker.cli.internal;

import dev.millwright.worker.Job;
import dev.millwright.worker.internal.platform.LogText;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * What has become of the lines of {@code push -}: prints it of each, if that is asked for, and keeps the counts and
 * the first of those that went wrong. Confined to the calling thread.
 */
final class PushedLines {
    /** Of these the user gets to know each; of an input that is something else altogether they are enough. */
    private static final int SHOWN = 100;

    private static final int MAX_CHARS = 500;

    /** What is printed of each line. */
    enum Form {
        nothing,
        jids,
        json
    }

    /** What can become of a line. */
    enum Result {
        pushed,
        refused,
        unknown,
        bad
    }

    private final Form form;
    private final PrintWriter out;
    private final List<String> problems = new ArrayList<>();
    private final Map<Result, Long> counts = new EnumMap<>(Result.class);

    PushedLines(Form form, PrintWriter out) {
        this.form = form;
        this.out = out;
    }

    /** Notes what has become of a line; {@code job} is null for a bad one, and {@code why} for one that was pushed. */
    void add(long number, @Nullable Job job, Result result, @Nullable String why) {
        counts.merge(result, 1L, Long::sum);
        if (form == Form.json) {
            Map<String, Object> line = new LinkedHashMap<>();
            line.put("line", number);
            if (job != null) {
                line.put("jid", job.jid());
            }
            line.put("result", result.name());
            if (why != null) {
                line.put("reason", why);
            }
            out.println(JsonMapper.shared().writeValueAsString(line));
        } else if (form == Form.jids && job != null && (result == Result.pushed || result == Result.unknown)) {
            out.println(job.jid());
        }
        if ((result == Result.bad || result == Result.refused) && problems.size() < SHOWN) {
            String jid = job == null || result == Result.bad ? "" : LogText.name(job.jid()) + " was refused: ";
            problems.add("line " + number + ": " + jid + LogText.of(why, MAX_CHARS));
        }
    }

    /** Whether what was to be printed has got through so far. */
    boolean isHeard() {
        return form == Form.nothing || !out.checkError();
    }

    long count(Result result) {
        return counts.getOrDefault(result, 0L);
    }

    /** Of how many lines it is known what has become of them. */
    long answered() {
        return count(Result.pushed) + count(Result.refused);
    }

    /** What went wrong with which line, and how many there were beside. */
    void printProblems(PrintWriter err) {
        problems.forEach(err::println);
        long more = count(Result.bad) + count(Result.refused) - problems.size();
        if (more > 0) {
            err.println(String.format(Locale.ROOT, "and %s", Quantity.of(more, "more line")));
        }
    }

    /** All counts, in one sentence without a full stop. */
    String summary() {
        String refused = part(count(Result.refused), "refused");
        long bad = count(Result.bad);
        return Quantity.of(count(Result.pushed), "job") + " pushed" + refused
                + (bad == 0 ? "" : ", " + Quantity.of(bad, "line") + (bad == 1 ? " is no job" : " are no jobs"));
    }

    private static String part(long count, String what) {
        return count == 0 ? "" : String.format(Locale.ROOT, ", %,d %s", count, what);
    }
}
