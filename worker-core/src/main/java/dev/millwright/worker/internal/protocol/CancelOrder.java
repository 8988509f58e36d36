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
 * @param discard whether it is ACKed instead of moved to Dead
 */
public record CancelOrder(String jid, boolean discard) {
    private static final String JOBTYPE = "millwright.cancel";
    private static final String DISCARD = "discard";

    /** The order as a job to push; its args are the jid, and the word discard if that is wanted. */
    public Job toJob() {
        Job.Builder job =
                Job.builder(JOBTYPE).queue(ControlQueueName.of(jid)).retry(0).reserveFor(Duration.ofSeconds(60));
        return (discard ? job.args(jid, DISCARD) : job.args(jid)).build();
    }

    /** The order that a job carries; empty if it is another kind of job. */
    public static Optional<CancelOrder> from(Job job) {
        if (!job.jobtype().equals(JOBTYPE)) {
            return Optional.empty();
        }
        try {
            boolean discard = job.args().size() > 1 && DISCARD.equals(job.args().get(1, String.class));
            return Optional.of(new CancelOrder(job.args().get(0, String.class), discard));
        } catch (JobArgsException e) {
            return Optional.empty();
        }
    }
}
