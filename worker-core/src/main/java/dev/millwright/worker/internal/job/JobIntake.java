package dev.millwright.worker.internal.job;

import dev.millwright.worker.FaktoryClient;
import dev.millwright.worker.Job;
import dev.millwright.worker.JobOutcome.Fail;
import dev.millwright.worker.WorkerClock;
import dev.millwright.worker.internal.platform.SafeLogger;
import dev.millwright.worker.internal.protocol.JobCodec;
import dev.millwright.worker.internal.protocol.JobFormatException;
import dev.millwright.worker.internal.report.LogFields;
import dev.millwright.worker.internal.report.ServerClock;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/** Takes in what is fetched, has it run, and refuses what cannot be run. Any thread. */
public final class JobIntake {
    private static final Logger LOG = SafeLogger.of(JobIntake.class);

    private final WorkerClock clock;
    private final ActiveJobs active;
    private final Interruptions interruptions;
    private final JobRunner runner;
    private final FaktoryClient client;
    private final LogFields fields;
    private final ServerClock serverClock;

    public JobIntake(
            WorkerClock clock,
            ActiveJobs active,
            Interruptions interruptions,
            JobRunner runner,
            FaktoryClient client,
            LogFields fields,
            ServerClock serverClock) {
        this.clock = clock;
        this.active = active;
        this.interruptions = interruptions;
        this.runner = runner;
        this.client = client;
        this.fields = fields;
        this.serverClock = serverClock;
    }

    /**
     * Takes in what a FETCH brought. A job that cannot be read is FAILed here if its jid is known. Never throws.
     *
     * @return the job to run, or null if there is none
     */
    public @Nullable ActiveJob accept(byte[] json, String pool, long fetchedNanos) {
        try {
            return accepted(JobCodec.decode(json), pool, fetchedNanos);
        } catch (JobFormatException e) {
            refuseUnreadable(e, pool, fetchedNanos);
        } catch (Throwable e) { // too large for the heap, or nested too deeply for the stack
            LOG.error(
                    "a fetched job of {} bytes cannot be taken in; the server keeps it reserved and hands it out again"
                            + " when its reservation runs out",
                    json.length,
                    e);
        }
        return null;
    }

    private ActiveJob accepted(Job job, String pool, long fetchedNanos) {
        ActiveJob fetched = activeJob(job, pool, fetchedNanos);
        active.add(fetched);
        interruptions.accepted(fetched);
        return fetched;
    }

    private ActiveJob activeJob(Job job, String pool, long fetchedNanos) {
        Instant now = clock.instant();
        long nanos = clock.nanoTime();
        serverClock.learn(job, now, nanos);
        return new ActiveJob(job, active.home(pool, client), now, nanos, fetchedNanos);
    }

    private void refuseUnreadable(JobFormatException e, String pool, long fetchedNanos) {
        String jid = e.jid();
        if (jid == null) {
            LOG.error("a fetched job cannot be read and has no jid to FAIL it by: {}", e.getMessage());
            return;
        }
        Job standIn = Job.received("(unreadable)").jid(jid).build();
        fields.with(standIn, () -> LOG.error("job {} cannot be read and is FAILed: {}", jid, e.getMessage()));
        ActiveJob unreadable = activeJob(standIn, pool, fetchedNanos);
        // Refused before it is added: a shutdown that sees it must not requeue the stand-in under its jid.
        runner.refuse(unreadable, new Fail("JobFormatError", String.valueOf(e.getMessage()), List.of()));
        active.add(unreadable);
        active.end(unreadable, unreadable.end(null), null);
    }

    /** Whether no further jobs should be fetched, as those before wait too long for their callbacks. */
    public boolean isBehind() {
        return active.isBehind();
    }

    /** The estimated run time of a job, from earlier runs of its jobtype. */
    public long expectedNanos(ActiveJob job) {
        return runner.expectedNanos(job.job());
    }

    /** This job takes long already: jobs of its type are not expected to be short for a while. */
    public void recordOverrun(ActiveJob job) {
        runner.recordOverrun(job.job());
    }

    /** Whether a job answers with a stage when it is called. */
    public boolean isAsync(ActiveJob job) {
        return runner.isAsync(job.job());
    }

    /** Runs a job on the calling thread, as far as it needs one. To be called by who has claimed its run. Never throws. */
    public void run(ActiveJob job, RunEnd run) {
        runner.run(job, run);
    }

    /**
     * FAILs a job that no thread could be found for. Never throws.
     *
     * @param run what ends with that, to be claimed by the caller before; null if there was no memory for one
     */
    public void refuse(ActiveJob job, @Nullable RunEnd run, Throwable cause) {
        fields.with(job.job(), () -> LOG.error("job {} is FAILed: the executor refused it", job.job(), cause));
        runner.refuse(job, Backtrace.fail(cause));
        active.end(job, job.end(null), run);
    }
}
