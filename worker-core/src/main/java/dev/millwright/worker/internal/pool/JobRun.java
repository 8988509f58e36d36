package dev.millwright.worker.internal.pool;

import dev.millwright.worker.internal.job.ActiveJob;
import dev.millwright.worker.internal.job.Continuations;
import dev.millwright.worker.internal.job.PendingWork;
import dev.millwright.worker.internal.job.RunEnd;
import dev.millwright.worker.internal.job.WaitingPlaces;
import dev.millwright.worker.internal.report.Report;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * One run of a job: it begins at most once and ends exactly once, whatever an executor does with it. It holds a slot
 * and a part of what a stop waits for, and gives both back at its end. Any thread.
 */
final class JobRun implements Runnable, RunEnd {
    /** What this run has of the pool's slots. */
    private enum Slot {
        AWAITED,
        HELD,
        /** The run is over, or another one has the slot. */
        GONE
    }

    private final ActiveJob job;
    private final WorkerServices parts;
    private final Pool pool;
    private final Slots slots;
    private final PendingWork.Token token;
    private final AtomicBoolean claimed = new AtomicBoolean();
    private final AtomicBoolean over = new AtomicBoolean();
    private final AtomicReference<@Nullable Runnable> whenReturned = new AtomicReference<>();
    private final AtomicReference<Slot> slot = new AtomicReference<>(Slot.AWAITED);
    private @Nullable InlineJobTask inline; // confined to the thread that has claimed the run

    /**
     * The next run of a job.
     *
     * @param token ends with the run
     * @return null if there is no memory for one, for instance: then the job has been FAILed, and the token ended
     */
    static @Nullable JobRun of(ActiveJob job, Pool pool, WorkerServices parts, PendingWork.Token token) {
        try {
            return new JobRun(job, pool, parts, token);
        } catch (Throwable e) {
            try {
                parts.jobs().refuse(job, null, e);
            } finally {
                token.end();
            }
            return null;
        }
    }

    private JobRun(ActiveJob job, Pool pool, WorkerServices parts, PendingWork.Token token) {
        this.job = job;
        this.parts = parts;
        this.pool = pool;
        this.slots = pool.slots();
        this.token = token;
        job.runsWith(this);
    }

    ActiveJob job() {
        return job;
    }

    /** The caller has taken a slot for this run. False if the run is over: then the slot is still the caller's. */
    boolean giveSlot() {
        return slot.compareAndSet(Slot.AWAITED, Slot.HELD);
    }

    @Override
    public boolean claim() {
        return claimed.compareAndSet(false, true);
    }

    @Override
    public void unclaim() {
        inline = null;
        claimed.set(false);
    }

    @Override
    public void resume() {
        pool.runElsewhere(this);
    }

    /** What an inline task does with the slot is done for one that is over by then; this one goes on without. */
    @Override
    public void suspend() {
        inline = null;
    }

    @Override
    public Continuations continuations() {
        return pool.continuations();
    }

    @Override
    public WaitingPlaces waitingPlaces() {
        return pool.waitingJobs();
    }

    /** Runs the job to its end on the calling thread, unless somebody has before. Never throws. */
    @Override
    public void run() {
        if (claim()) {
            parts.jobs().run(job, this);
        }
    }

    /** Like {@link #run}, but slot and report are left to the task, which says what becomes of them. */
    void runInline(InlineJobTask task) {
        if (claim()) {
            inline = task;
            parts.jobs().run(job, this);
        }
    }

    /**
     * FAILs a job for which there is no thread.
     *
     * @return false if it has begun all the same
     */
    boolean refuse(Throwable cause) {
        if (!claim()) {
            return false;
        }
        parts.jobs().refuse(job, this, cause);
        return true;
    }

    @Override
    public void over(@Nullable Report report) {
        if (!over.compareAndSet(false, true)) {
            Runnable returned = whenReturned.getAndSet(null);
            if (returned != null) {
                returned.run();
            }
            if (report != null) { // one that could not be made when the run was written off
                parts.outbox().add(report);
            }
            return;
        }
        job.countEnd(); // before its report leaves
        InlineJobTask task = inline;
        if (task != null) {
            task.over(report);
        } else {
            giveBack(report);
        }
    }

    @Override
    public boolean writeOff(Runnable returned) {
        pool.writtenOff(1); // before its slot is free: who has it next needs another thread
        whenReturned.set(() -> {
            pool.writtenOff(-1);
            returned.run();
        });
        if (!over.compareAndSet(false, true)) {
            whenReturned.set(null);
            pool.writtenOff(-1);
            return false;
        }
        job.countEnd();
        giveBack(null);
        return true;
    }

    /** Hands the report over, then gives the slot back: the lane that is granted it takes the report along. */
    void giveBack(@Nullable Report report) {
        try {
            if (report != null) {
                parts.outbox().add(report);
            }
        } finally {
            try {
                if (slot.getAndSet(Slot.GONE) == Slot.HELD) {
                    slots.leave();
                }
            } finally {
                token.end();
            }
        }
    }

    /** Hands the slot on to a lane for its next FETCH. False if others come first: then it has been given back. */
    boolean handSlotOn() {
        return slot.getAndSet(Slot.GONE) == Slot.HELD && slots.refetch();
    }

    /** What a stop waits for; to be ended by who has taken the slot and the report. */
    PendingWork.Token token() {
        return token;
    }

    @Override
    public String toString() {
        return job.job().toString();
    }
}
