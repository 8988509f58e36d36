package dev.millwright.worker.cli.internal;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.millwright.worker.Job;
import dev.millwright.worker.JobContext;
import dev.millwright.worker.JobListener;
import dev.millwright.worker.JobOutcome;
import dev.millwright.worker.testkit.DevServer;
import dev.millwright.worker.testkit.StoredJob;
import java.io.PrintWriter;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Follows the demo's jobs and shows how far they are: on a terminal in one line that changes, elsewhere
 * in plain lines. Any thread.
 */
final class DemoDisplay implements JobListener {
    private static final long LIMIT_SECONDS = 30;
    private static final int BAR = 30;

    private final PrintWriter out;
    private final boolean terminal;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    @GuardedBy("lock")
    private final Map<String, Job> jobs = new LinkedHashMap<>();

    @GuardedBy("lock")
    private final Set<String> started = new HashSet<>();

    @GuardedBy("lock")
    private final Map<String, JobOutcome> reported = new LinkedHashMap<>();

    @GuardedBy("lock")
    private boolean lineOpen;

    DemoDisplay(PrintWriter out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    void expect(List<Job> pushed) {
        lock.lock();
        try {
            pushed.forEach(job -> jobs.put(job.jid(), job));
        } finally {
            lock.unlock();
        }
    }

    void say(String line) {
        lock.lock();
        try {
            if (lineOpen) {
                out.println();
                lineOpen = false;
            }
            out.println(line);
            out.flush();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void onJobStarted(JobContext context) {
        lock.lock();
        try {
            started.add(context.jid());
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void onReported(Job job, JobOutcome outcome) {
        lock.lock();
        try {
            reported.put(job.jid(), outcome);
            showProgress();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @GuardedBy("lock")
    private void showProgress() {
        int done = reported.size();
        int all = jobs.size();
        if (terminal) {
            int filled = all == 0 ? 0 : done * BAR / all;
            out.printf("\r  [%s%s] %d of %d jobs", "#".repeat(filled), " ".repeat(BAR - filled), done, all);
            lineOpen = true;
        } else if (done % 50 == 0 || done > all - 3) {
            out.printf("  %d of %d jobs%n", done, all);
        }
        out.flush();
    }

    @SuppressWarnings("GuardedBy") // await looks with the lock held
    void awaitRunning(String jid) throws InterruptedException {
        await(() -> started.contains(jid));
    }

    @SuppressWarnings("GuardedBy") // await looks with the lock held
    void awaitReported(int count) throws InterruptedException {
        await(() -> reported.size() >= count);
    }

    private void await(BooleanSupplier condition) throws InterruptedException {
        lock.lock();
        try {
            long left = TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
            while (!condition.getAsBoolean()) {
                if (left <= 0) {
                    throw new IllegalStateException(
                            "the demo's jobs do not get on: " + reported.size() + " of " + jobs.size());
                }
                left = changed.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    /** What became of the jobs, by jobtype, as server and worker tell it. */
    void summary(DevServer server) {
        Set<String> dead = jids(server.dead());
        Set<String> retries = jids(server.retries());
        lock.lock();
        try {
            Map<String, Integer> lines = new TreeMap<>();
            jobs.values().forEach(job -> {
                JobOutcome outcome = reported.get(job.jid());
                lines.merge(
                        String.format("%-10s %s", job.jobtype(), fate(job, outcome, dead, retries)), 1, Integer::sum);
            });
            say("");
            say("What happened:");
            lines.forEach((line, count) -> say(String.format("  %4d  %s", count, line)));
        } finally {
            lock.unlock();
        }
    }

    private static Set<String> jids(List<StoredJob> set) {
        Set<String> jids = new HashSet<>();
        set.forEach(job -> jids.add(job.jid()));
        return jids;
    }

    private static String fate(Job job, @Nullable JobOutcome outcome, Set<String> dead, Set<String> retries) {
        if (outcome instanceof JobOutcome.Fail fail) {
            String then = dead.contains(job.jid())
                    ? "moved to Dead, never retried"
                    : retries.contains(job.jid()) ? "will be retried" : "gone";
            return "FAILed, " + then + " (" + fail.errtype() + ")";
        }
        return outcome == null ? "not reported" : "done";
    }
}
