package dev.millwright.worker.testkit.internal.inline;

import dev.millwright.worker.CancellationSignal;
import dev.millwright.worker.FaktoryClient;
import dev.millwright.worker.Job;
import dev.millwright.worker.JobContext;
import java.time.Duration;
import java.time.Instant;

/** What a function is given. Any thread. */
public record InlineContext(Job job, CancellationSignal signal, Instant deadline, FaktoryClient client)
        implements JobContext {
    /** There are no other jobs of its type here that it could hold back. */
    @Override
    public void pause(Duration duration) {
        if (duration.isNegative() || duration.isZero()) {
            throw new IllegalArgumentException("a jobtype can be paused for more than 0 s, not for " + duration);
        }
    }
}
