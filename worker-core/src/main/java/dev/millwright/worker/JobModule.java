package dev.millwright.worker;

/**
 * Job functions packed in a jar, found through {@link java.util.ServiceLoader}: name the class in
 * {@code META-INF/services/dev.millwright.worker.JobModule} and pass the jar to the command line
 * with {@code run --jobs}.
 */
@FunctionalInterface
public interface JobModule {
    /**
     * Registers this module's functions, and the middleware, listeners and pools that they need. These are for all jobs
     * of the process, those of other modules too. Called once, before the worker starts.
     *
     * @param jobs where to register
     */
    void register(JobRegistry jobs);
}
