package dev.millwright.worker.testkit.internal.inline;

import dev.millwright.worker.CancellationSignal;
import dev.millwright.worker.FaktoryClient;
import dev.millwright.worker.Job;
import dev.millwright.worker.JobContext;
import dev.millwright.worker.JobProgress;
import dev.millwright.worker.WorkerClock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a function is given. Any thread.
 *
 * @param progressed hears what the function says of itself
 */
public record InlineContext(
        Job job, CancellationSignal signal, Instant deadline, FaktoryClient client, Consumer<JobProgress> progressed)
        implements JobContext {
    @Override
    public void progress(long done, long total, @Nullable String text) {
        progressed.accept(
                new JobProgress(done, total, text, WorkerClock.system().instant()));
    }

    /** There are no other jobs of its type here that it could hold back. */
    @Override
    public void pause(Duration duration) {
        if (duration.isNegative() || duration.isZero()) {
            throw new IllegalArgumentException("a jobtype can be paused for more than 0 s, not for " + duration);
        }
    }
}
