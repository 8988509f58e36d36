package dev.millwright.worker.internal.stats;

import dev.millwright.worker.WorkerReport.Counts;
import dev.millwright.worker.WorkerReport.Queue;
import dev.millwright.worker.internal.config.PoolDraft;
import dev.millwright.worker.internal.platform.LogText;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/** A minute in words. Stateless; any thread. */
final class ReportText {
    private ReportText() {}

    /** The name of a pool; the unnamed one is called as it is over HTTP. */
    static String name(String pool) {
        return pool.isEmpty() ? PoolDraft.NAME_OF_UNNAMED : LogText.name(pool);
    }

    static String counts(Counts of) {
        return String.format(
                Locale.ROOT,
                "%d started, %d completed in the last minute (%d succeeded, %d failed, %d retried, %d cancelled), %s;"
                        + " failure rate %.4f, permanent %.4f",
                of.started(),
                of.completed(),
                of.succeeded(),
                of.failed(),
                of.retried(),
                of.cancelled(),
                state(of),
                of.failureRate(),
                of.permanentFailureRate());
    }

    /** What is at the end of the minute. */
    static String state(Counts of) {
        String writtenOff = of.writtenOff() == 0 ? "" : ", " + of.writtenOff() + " written off";
        return of.running() + " running, " + of.waiting() + " waiting" + writtenOff;
    }

    /** How much waits on the server; nothing if that is not asked for. */
    static String queues(List<Queue> queues) {
        String known = queues.stream()
                .map(queue -> LogText.name(queue.name()) + " " + backlog(queue.backlog()) + oldest(queue))
                .collect(Collectors.joining(", "));
        return known.isEmpty() ? "" : "; backlog " + known;
    }

    /** The same without what changes all the time. */
    static String backlogs(List<Queue> queues) {
        return queues.stream().map(queue -> backlog(queue.backlog())).collect(Collectors.joining(" "));
    }

    private static String backlog(OptionalLong jobs) {
        return jobs.isPresent() ? Long.toString(jobs.getAsLong()) : "unknown";
    }

    private static String oldest(Queue queue) {
        return queue.latency()
                .filter(latency -> !latency.isZero())
                .map(latency -> String.format(Locale.ROOT, " (oldest %.1f s)", latency.toMillis() / 1e3))
                .orElse("");
    }

    /** Whether a pool has nothing to do at all. */
    static boolean isIdle(Counts of, List<Queue> queues) {
        return of.running() == 0
                && of.waiting() == 0
                && of.writtenOff() == 0
                && queues.stream().allMatch(queue -> queue.backlog().orElse(0) == 0);
    }
}
