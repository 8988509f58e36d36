package dev.millwright.worker.it.conformance;

import java.time.Duration;
import java.time.Instant;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Puts names in place of what differs from one run to the next. Stateless. */
final class Replies {
    private static final String TIME = "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(?:\\.\\d{1,9})?Z";
    private static final Pattern BACKOFF = Pattern.compile("\"failed_at\":\"(" + TIME + ")\",\"next_at\":\"(" + TIME
            + ")\"(.*?\"retry_count\":)(\\d+)(,\"remaining\":0)?");
    private static final Pattern ANY_TIME = Pattern.compile("\"" + TIME + "\"");
    private static final Pattern CLOCK = Pattern.compile("\"\\d\\d:\\d\\d:\\d\\d UTC\"");
    private static final Pattern COUNTER = Pattern.compile(
            "\"(uptime|connections|command_count|used_memory_mb|cycles|wall_time_sec|reaped|size|enqueued|i)\":[0-9.e+-]+");
    private static final Pattern SALT = Pattern.compile("\"s\":\"[0-9a-f]+\"");
    private static final Pattern TINY_LATENCY = Pattern.compile("\"([^\"]+)\":(?:0\\.\\d+|\\d\\.\\d*e-\\d+)");
    private static final Pattern CROWD = Pattern.compile("(too many connections: )20\\d\\d$");
    private static final Pattern LONG_RUN = Pattern.compile("(.)\\1{59,}");

    private Replies() {}

    static String normalise(String reply) {
        String text = BACKOFF.matcher(reply).replaceAll(Replies::nameBackoff);
        text = ANY_TIME.matcher(text).replaceAll("<time>");
        text = CLOCK.matcher(text).replaceAll("<time of day>");
        text = COUNTER.matcher(text).replaceAll("\"$1\":<n>");
        text = SALT.matcher(text).replaceAll("\"s\":\"<hex>\"");
        text = TINY_LATENCY.matcher(text).replaceAll("\"$1\":<under a second>");
        text = CROWD.matcher(text).replaceAll("$1<n>");
        return LONG_RUN.matcher(text)
                .replaceAll(run -> "{{" + run.group(1) + "*" + run.group().length() + "}}");
    }

    /**
     * Faktory waits n⁴ + 15 + rand(30)·(n + 1) seconds; a wait outside of that is shown as it is. A job that has
     * used up its retries goes to Dead with the time that its last retry was due (manager/retry.go).
     */
    private static String nameBackoff(MatchResult failure) {
        boolean usedUp = failure.group(5) != null;
        long n = Long.parseLong(failure.group(4)) - (usedUp ? 1 : 0);
        Duration wait = Duration.between(Instant.parse(failure.group(1)), Instant.parse(failure.group(2)));
        long least = n * n * n * n + 15;
        boolean asPromised = wait.toSeconds() >= least && wait.toSeconds() <= least + 30 * (n + 1);
        String named = asPromised ? "<back-off " + n + ">" : "<" + wait + " later>";
        return "\"failed_at\":<time>,\"next_at\":" + named + failure.group(3) + failure.group(4)
                + (usedUp ? failure.group(5) : "");
    }
}
