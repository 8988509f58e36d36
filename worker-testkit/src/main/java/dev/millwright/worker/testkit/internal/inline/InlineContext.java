package dev.millwright.worker.testkit.internal.inline;

import dev.millwright.worker.CancellationSignal;
import dev.millwright.worker.FaktoryClient;
import dev.millwright.worker.Job;
import dev.millwright.worker.JobContext;
import java.time.Instant;

/** What a function is given. Any thread. */
public record InlineContext(Job job, CancellationSignal signal, Instant deadline, FaktoryClient client)
        implements JobContext {}
