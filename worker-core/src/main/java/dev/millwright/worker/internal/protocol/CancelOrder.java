package dev.millwright.worker.internal.protocol;

import dev.millwright.worker.Job;
import dev.millwright.worker.JobArgsException;
import java.time.Duration;
import java.util.Optional;

/**
 * An order to cancel a running job, as it travels through a control queue: itself a job, which vanishes
 * when it fails and expires after a minute. Immutable.
 *
 * @param jid the job to cancel
 */
public record CancelOrder(String jid) {
    private static final String JOBTYPE = "millwright.cancel";

    /** The order as a job to push. */
    public Job toJob() {
        return Job.builder(JOBTYPE)
                .queue(ControlQueueName.of(jid))
                .args(jid)
                .retry(0)
                .reserveFor(Duration.ofSeconds(60))
                .build();
    }

    /** The order that a job carries; empty if it is another kind of job. */
    public static Optional<CancelOrder> from(Job job) {
        if (!job.jobtype().equals(JOBTYPE)) {
            return Optional.empty();
        }
        try {
            return Optional.of(new CancelOrder(job.args().get(0, String.class)));
        } catch (JobArgsException e) {
            return Optional.empty();
        }
    }
}
