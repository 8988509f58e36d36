package dev.millwright.worker.internal.stats;

import dev.millwright.worker.WorkerReport;
import dev.millwright.worker.WorkerReport.Counts;
import dev.millwright.worker.internal.platform.SafeLogger;
import dev.millwright.worker.internal.report.Listeners;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.slf4j.Logger;

/**
 * Tells of a minute: in the log, and to the listeners. They have a thread each, as neither may keep the other, or the
 * clock, from going on. What a pool does is said only where there is something to say. Any thread.
 */
final class News {
    private static final Logger LOG = SafeLogger.of("dev.millwright.worker.report");

    private static final String IN_ALL = "in all";

    private final Listeners listeners;
    private final Courier log = new Courier("millwright-report-log", 10);
    private final Courier report = new Courier("millwright-report", 1);
    private final Map<String, String> saidLast = new HashMap<>(); // confined to the log's courier

    News(Listeners listeners) {
        this.listeners = listeners;
    }

    void tell(WorkerReport minute) {
        log.bring(() -> log(minute));
        if (!listeners.isEmpty()) {
            report.bring(() -> listeners.tell(listener -> listener.onReport(minute)));
        }
    }

    /** Says at WARN what is wrong, and who has the slots of a pool. */
    void warn(String what, List<String> holders) {
        // An argument for each: what is too long is cut.
        Object[] arguments = Stream.concat(Stream.of(what), holders.stream()).toArray();
        String held = String.join(", ", Collections.nCopies(holders.size(), "{}"));
        log.bring(() -> LOG.warn(held.isEmpty() ? "{}" : "{}; they are held by " + held, arguments));
    }

    private void log(WorkerReport minute) {
        List<WorkerReport.Pool> pools = minute.pools();
        boolean said = false;
        for (WorkerReport.Pool pool : pools) {
            String whose = pools.size() == 1 ? "" : "pool " + ReportText.name(pool.name()) + ": ";
            said |= log(whose, pool.counts(), pool.queues());
        }
        if (said && pools.size() > 1) {
            LOG.info("{}: {}", IN_ALL, ReportText.counts(minute.total()));
        }
    }

    /** Whether there was something to say: something was counted, or what the pool does has changed. */
    private boolean log(String whose, Counts counts, List<WorkerReport.Queue> queues) {
        String now = ReportText.state(counts) + ReportText.backlogs(queues);
        String before = saidLast.put(whose, now);
        boolean changed = before == null ? !ReportText.isIdle(counts, queues) : !before.equals(now);
        if (counts.started() == 0 && counts.completed() == 0 && !changed) {
            return false;
        }
        LOG.info("{}{}{}", whose, ReportText.counts(counts), ReportText.queues(queues));
        return true;
    }

    void close() {
        report.close();
        log.close();
    }
}
