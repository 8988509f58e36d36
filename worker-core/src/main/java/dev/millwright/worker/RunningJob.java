package dev.millwright.worker;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A look at one job that runs now; for lists, cancellation sources and diagnostics. The value does
 * not change; ask the worker again for a newer one.
 *
 * @param job the job as it was fetched
 * @param pool the name of its pool; empty for the unnamed one
 * @param startedAt when its function was called
 * @param running how long it has been running, on the monotonic clock
 * @param deadline when its reservation runs out
 * @param signalled why its signal fired, if it has
 * @param thread the thread that runs it
 */
public record RunningJob(
        Job job,
        String pool,
        Instant startedAt,
        Duration running,
        Instant deadline,
        Optional<CancellationReason> signalled,
        Thread thread) {}
