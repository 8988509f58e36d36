package dev.millwright.worker.bench;

import dev.millwright.worker.Admission;
import dev.millwright.worker.FailureDecision;
import dev.millwright.worker.JobModule;
import dev.millwright.worker.JobOptions;
import dev.millwright.worker.JobRegistry;
import dev.millwright.worker.RetryPolicy;
import java.time.Instant;

/**
 * The benchmark's own job, for {@code run --jobs}: {@code bench.stamp} prints
 * {@code stamp <args[0]> <wall clock in ns>} as its first act. The programs under bench/peers do the
 * same; the driver, which knows when it pushed, computes the delay.
 *
 * <p>With the variable {@code BENCH_DOORS} it also registers {@code sample.noop}, with every door there is and none that ever
 * binds: a retry policy, an admission, a queue gate and a failure decision.
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
        if (System.getenv("BENCH_DOORS") != null) {
            jobs.register("sample.noop", JobOptions.DEFAULT.withRetry(RetryPolicy.DEFAULT), context -> {})
                    .admission(context -> Admission.run())
                    .queueGate(queue -> true)
                    .failureDecision((context, failure) -> FailureDecision.Policy.INSTANCE);
        }
    }
}
