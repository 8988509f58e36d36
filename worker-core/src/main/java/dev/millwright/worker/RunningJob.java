package dev.millwright.worker;

import dev.millwright.worker.internal.job.Backtrace;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A look at one job that runs now; for lists, cancellation sources and diagnostics. The value does
 * not change; ask the worker again for a newer one.
 *
 * @param job the job as it was fetched
 * @param pool the name of its pool; empty for the unnamed one
 * @param startedAt when its function was called; it may have waited for a thread before that
 * @param running how long it has been running, on the monotonic clock
 * @param deadline when its reservation runs out
 * @param signalled why its signal fired, if it has
 * @param thread the thread that runs it; empty for a function that needs none while it waits, and for one that has just
 *     ended
 * @param awaits what an asynchronous function that has returned its stage waits for, and where it was registered, in words;
 *     empty for one that has a thread
 * @param cancelRequest who has cancelled it and why; empty unless it was cancelled with a {@link CancelRequest}
 * @param progress the last that it said of itself, see {@link JobContext#progress}; empty if it has said nothing
 * @param writtenOff whether it runs on without a slot, see {@link Worker.Builder#writeOff}
 */
public record RunningJob(
        Job job,
        String pool,
        Instant startedAt,
        Duration running,
        Instant deadline,
        Optional<CancellationReason> signalled,
        Optional<Thread> thread,
        Optional<String> awaits,
        Optional<CancelRequest> cancelRequest,
        Optional<JobProgress> progress,
        boolean writtenOff) {
    /**
     * Where its function is at the moment of this call: the stack of its thread down to the function, without the
     * worker's own frames below. If the job has ended meanwhile, the thread may run another one by now.
     *
     * @return the innermost call first; empty without a thread
     */
    public List<StackTraceElement> stack() {
        return thread.map(runner -> Backtrace.ofFunction(runner.getStackTrace()))
                .orElse(List.of());
    }
}
