package dev.millwright.worker.it.chaos;

import dev.millwright.worker.Job;
import dev.millwright.worker.it.chaos.Event.What;
import java.time.InstantSource;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Everything that is known of each job: from its function, from the worker's listener, and from the wire.
 * The order of a job's events is that in which they were told; a worker tells of an outcome before it
 * reports it. Any thread.
 */
final class Ledger implements WireTap {
    private final InstantSource serverClock;
    private final ReentrantLock lock = new ReentrantLock();
    // All guarded by lock.
    private final Map<String, JobStory> stories = new LinkedHashMap<>();
    private final IdentityHashMap<Job, Run> runs = new IdentityHashMap<>();

    Ledger(InstantSource serverClock) {
        this.serverClock = serverClock;
    }

    <T extends @Nullable Object> T locked(Supplier<T> action) {
        lock.lock();
        try {
            return action.get();
        } finally {
            lock.unlock();
        }
    }

    private void locked(Runnable action) {
        lock.lock();
        try {
            action.run();
        } finally {
            lock.unlock();
        }
    }

    /** Jobs are about to be pushed. */
    void pushing(List<JobSpec> jobs) {
        locked(() -> jobs.forEach(job -> stories.put(job.jid(), new JobStory(job, serverClock.instant()))));
    }

    /** The connection broke as these were pushed. */
    void perhapsPushed(List<JobSpec> jobs) {
        locked(() -> jobs.forEach(job -> about(job.jid(), story -> story.perhapsPushed = true)));
    }

    /** Somebody is about to cancel this job. */
    void cancelling(String jid) {
        locked(() -> about(jid, story -> story.cancelled = true));
    }

    private void about(String jid, Consumer<JobStory> what) {
        JobStory story = stories.get(jid);
        // The orders of control queues are jobs as well, but none of ours.
        if (story != null) {
            what.accept(story);
        }
    }

    @Override
    public void handedOut(String wid, String jid) {
        add(jid, What.HANDED_OUT, wid, null, "");
    }

    @Override
    public void sent(String wid, String verb, String jid) {
        add(jid, verb.equals("ACK") ? What.ACK_SENT : What.FAIL_SENT, wid, null, "");
    }

    @Override
    public void pushed(String wid, String jid) {
        add(jid, What.PUSH_SENT, wid, null, "");
    }

    private void add(String jid, What what, String wid, @Nullable Run run, String detail) {
        locked(() -> about(jid, story -> story.events.add(new Event(serverClock.instant(), what, wid, run, detail))));
    }

    /** Something happened to a run. The job must be the very object that the worker has made of the reply. */
    void note(String wid, Job job, What what, String detail, Consumer<Run> change) {
        locked(() -> about(job.jid(), story -> {
            Run run = runs.get(job);
            if (run == null) {
                run = new Run(wid);
                runs.put(job, run);
                story.runs.add(run);
            }
            change.accept(run);
            add(job.jid(), what, wid, run, detail);
        }));
    }

    /**
     * A worker is over.
     *
     * @return how many of its runs nobody has heard the end of
     */
    int stopped(String wid) {
        return locked(() -> {
            int unreported = 0;
            for (Run run : runs.values()) {
                if (run.wid.equals(wid) && run.confirmations == 0 && !run.dropped) {
                    run.unreported = true;
                    unreported++;
                }
            }
            return unreported;
        });
    }

    /** Whether each run has ended and its report is confirmed or given up. */
    boolean isQuiet() {
        return locked(() -> runs.values().stream().allMatch(Run::isOver));
    }

    /** The stories of all jobs that are not closed. Only to be read while the lock is held or nothing runs. */
    Collection<JobStory> stories() {
        return locked(() -> List.copyOf(stories.values()));
    }

    /** Forgets a job that has come to its end. */
    void close(JobStory story) {
        locked(() -> {
            stories.remove(story.spec.jid());
            runs.values().removeAll(story.runs);
        });
    }
}
