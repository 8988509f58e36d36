package dev.millwright.worker.internal.job;

import dev.millwright.worker.FaktoryClient;
import dev.millwright.worker.Job;
import dev.millwright.worker.JobContext;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What outlasts one run of a job: where it belongs, how often it was tried, what it waits for until its next try, and
 * what is registered for it. Part of an {@link ActiveJob}; most are tried once, and the rest costs them nothing. Any thread.
 */
abstract class TriedJob implements JobContext {
    private final Job job;
    private final JobHome home;
    private volatile @Nullable Waiting waiting;
    private volatile @Nullable Asking asking;
    private volatile @Nullable Tries tries; // null until somebody asks
    private volatile @Nullable JobFunction function;
    private volatile boolean asksForPause;

    TriedJob(Job job, JobHome home) {
        this.job = job;
        this.home = home;
    }

    @Override
    public final Job job() {
        return job;
    }

    @Override
    public final FaktoryClient client() {
        return home.client();
    }

    final JobHome home() {
        return home;
    }

    /** The name of its pool. */
    final String pool() {
        return home.pool();
    }

    /** Its function is about to be called, for the counts. */
    final void countStart() {
        home.counts().start();
    }

    /** A run is over and another one follows here, for the counts. */
    final void countRetry() {
        home.counts().retry();
    }

    @Override
    public int attempt() {
        return job.attempt() + tries().failures();
    }

    @Override
    public void pause(Duration duration) {
        JobFunction own = function;
        if (own == null) {
            throw new UnsupportedOperationException("no function is registered for " + job + " that could be paused");
        }
        own.pause().extend(duration);
        asksForPause = true;
    }

    /** Whether its function wants to be called again after a pause. */
    boolean asksForPause() {
        return asksForPause;
    }

    /** What is registered for its type; null before its first run, and if nothing is. */
    @Nullable
    JobFunction function() {
        return function;
    }

    void runs(JobFunction registered) {
        function = registered;
    }

    /** The tries that a policy has counted. */
    Tries tries() {
        Tries known = tries;
        if (known == null) {
            known = Tries.of(job);
            tries = known;
        }
        return known;
    }

    void tried(Tries now) {
        tries = now;
    }

    /** The question whether it may begin; null if there is none, or it has been answered. */
    @Nullable
    Asking asking() {
        return asking;
    }

    void asks(@Nullable Asking question) {
        asking = question;
    }

    /** Its wait in this process, which may have ended; null if it has not come to that. */
    @Nullable
    Waiting waiting() {
        return waiting;
    }

    /** Whether it waits in this process, without slot and thread. */
    public boolean isWaiting() {
        Waiting now = waiting;
        return now != null && !now.hasEnded();
    }

    /** It waits from now on. */
    void waitsBy(Waiting wait) {
        waiting = wait;
        asksForPause = false;
    }

    /** What waits for its next run waits no more. */
    void endWaiting() {
        Waiting now = waiting;
        if (now != null) {
            now.end();
        }
    }
}
