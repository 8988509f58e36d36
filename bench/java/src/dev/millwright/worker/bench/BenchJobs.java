package dev.millwright.worker.bench;

import dev.millwright.worker.JobModule;
import dev.millwright.worker.JobRegistry;
import java.time.Instant;

/**
 * The benchmark's own job, for {@code run --jobs}: {@code bench.stamp} prints
 * {@code stamp <args[0]> <wall clock in ns>} as its first act. The programs under bench/peers do the
 * same; the driver, which knows when it pushed, computes the delay.
 */
public final class BenchJobs implements JobModule {
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    /** For the service loader. */
    public BenchJobs() {}

    @Override
    public void register(JobRegistry jobs) {
        jobs.register("bench.stamp", context -> {
            Instant now = Instant.now();
            long nanos = now.getEpochSecond() * NANOS_PER_SECOND + now.getNano();
            System.out.println("stamp " + context.arg(0, Long.class) + " " + nanos);
        });
    }
}
