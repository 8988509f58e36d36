package dev.millwright.worker.internal.job;

import dev.millwright.worker.CancellationReason;
import dev.millwright.worker.JobStatus;
import dev.millwright.worker.RunningJob;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes looks at a job for others. Stateless; any thread. */
final class JobLook {
    private JobLook() {}

    /** What is known of a job; null if its function has ended. */
    static @Nullable JobStatus status(ActiveJob job, Instant now, long nowNanos) {
        Waiting waiting = job.waiting();
        if (waiting != null && !waiting.hasEnded()) {
            Duration left = waiting.remaining(nowNanos);
            return new JobStatus.Waiting(job.attempt(), left.isZero() ? Optional.empty() : Optional.of(now.plus(left)));
        }
        ActiveJob.Began began = job.began();
        if (job.isOver()) {
            return null;
        }
        return began == null
                ? new JobStatus.Waiting(job.attempt(), Optional.empty())
                : new JobStatus.Running(began.at(), job.attempt(), job.progress(), signalled(job));
    }

    /** A look at a job that runs, null if its function has not begun or has ended. */
    static @Nullable RunningJob running(ActiveJob job, long nowNanos) {
        ActiveJob.Began began = job.began();
        if (began == null || job.isOver()) {
            return null;
        }
        Optional<Thread> thread = job.thread();
        return new RunningJob(
                job.job(),
                job.pool(),
                began.at(),
                job.running(nowNanos),
                job.deadline(),
                signalled(job),
                thread,
                thread.isPresent() ? Optional.empty() : awaits(job),
                Optional.ofNullable(job.settled()).map(ActiveJob.Settled::request),
                job.progress(),
                job.isWrittenOff());
    }

    private static Optional<String> awaits(ActiveJob job) {
        return Optional.ofNullable(job.awaited()).filter(StageWait::isWaiting).map(StageWait::description);
    }

    private static Optional<CancellationReason> signalled(ActiveJob job) {
        return Optional.ofNullable(job.settled()).map(ActiveJob.Settled::reason);
    }
}
