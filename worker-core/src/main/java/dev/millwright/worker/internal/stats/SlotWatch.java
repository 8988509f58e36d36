package dev.millwright.worker.internal.stats;

import dev.millwright.worker.RunningJob;
import dev.millwright.worker.WorkerReport;
import dev.millwright.worker.internal.job.ActiveJobs;
import dev.millwright.worker.internal.platform.LogText;
import dev.millwright.worker.internal.pool.Pool;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Notices a pool in which no slot comes free. It is looked at once a second; what counts is how often in a row all slots
 * were taken and no run had ended, so that a process that was itself held up does not judge by the hours it slept.
 * Confined to the clock.
 */
final class SlotWatch {
    private static final long LIMIT_LOOKS = MinuteReport.MINUTE.toSeconds();
    private static final int MOST_NAMED = 10;

    /** What was seen of a pool. */
    private static final class Watch {
        final Pool pool;
        long completed;
        long looks = -1; // since the first at which all slots were taken

        Watch(Pool pool) {
            this.pool = pool;
        }
    }

    private final Looks looks;
    private final ActiveJobs jobs;
    private final Supplier<@Nullable WorkerReport> last;
    private final News news;
    private final List<Watch> watches = new ArrayList<>();

    /**
     * Watches pools.
     *
     * @param last the last report, for what waits in the queues
     */
    SlotWatch(Looks looks, ActiveJobs jobs, Supplier<@Nullable WorkerReport> last, News news) {
        this.looks = looks;
        this.jobs = jobs;
        this.last = last;
        this.news = news;
        looks.pools().forEach(pool -> watches.add(new Watch(pool)));
    }

    /** To be called once a second. */
    void look() {
        watches.forEach(this::look);
    }

    private void look(Watch watch) {
        int size = watch.pool.size();
        long completed = looks.totals(watch.pool).completed();
        if (size == 0 || watch.pool.used() < size) {
            watch.looks = -1;
        } else if (watch.looks < 0 || completed != watch.completed) {
            watch.completed = completed;
            watch.looks = 0;
        } else if (++watch.looks % LIMIT_LOOKS == 0) {
            say(watch.pool, watch.looks);
        }
    }

    private void say(Pool pool, long seconds) {
        int here = jobs.census(pool.name()).waiting();
        OptionalLong there = backlog(pool);
        if (here == 0 && there.isPresent() && there.getAsLong() == 0) {
            return; // nobody waits
        }
        List<String> holders = holders(pool);
        news.warn(what(pool, seconds, here, there.orElse(0)), holders);
    }

    private static String what(Pool pool, long seconds, int here, long there) {
        String whose = pool.name().isEmpty() ? "" : "pool " + ReportText.name(pool.name()) + ": ";
        if (here == 0 && there == 0) {
            return whose + "all " + pool.used() + " slots have been held by the same jobs for " + seconds + " s";
        }
        return whose + "none of " + pool.used() + " slots has come free for " + seconds + " s, while " + here
                + " jobs wait here" + (there == 0 ? "" : " and " + there + " in the queues");
    }

    /** How many jobs waited in its queues when that was last asked. */
    private OptionalLong backlog(Pool pool) {
        WorkerReport report = last.get();
        List<WorkerReport.Queue> queues = report == null
                ? List.of()
                : report.pools().stream()
                        .filter(candidate -> candidate.name().equals(pool.name()))
                        .flatMap(candidate -> candidate.queues().stream())
                        .toList();
        if (queues.isEmpty()
                || queues.stream().anyMatch(queue -> queue.backlog().isEmpty())) {
            return OptionalLong.empty();
        }
        return OptionalLong.of(
                queues.stream().mapToLong(queue -> queue.backlog().orElse(0)).sum());
    }

    /** Who has its slots, the longest running first. */
    private List<String> holders(Pool pool) {
        List<String> named = jobs.running().stream()
                .filter(job -> job.pool().equals(pool.name()) && !job.writtenOff())
                .sorted(Comparator.comparing(RunningJob::startedAt))
                .limit(MOST_NAMED)
                .map(SlotWatch::holder)
                .toList();
        List<String> holders = new ArrayList<>(named);
        int more = pool.used() - named.size();
        if (more > 0) {
            holders.add(more + " more");
        }
        return holders;
    }

    private static String holder(RunningJob job) {
        String signalled = job.signalled()
                .map(reason -> ", signalled (" + reason.name().toLowerCase(Locale.ROOT) + ")")
                .orElse("");
        return LogText.name(job.job().jid()) + " (" + LogText.name(job.job().jobtype()) + ") since " + job.startedAt()
                + signalled
                + job.awaits().map(awaits -> ", " + awaits).orElse("");
    }
}
