package dev.millwright.worker.internal.protocol;

import dev.millwright.worker.Job;
import dev.millwright.worker.JobArgsException;
import java.time.Duration;
import java.util.Optional;

/**
 * An order to cancel a running job, as it travels through a control queue: itself a job, which vanishes
 * when it fails. That it was taken only says that a worker listened for the job; whether the job still ran
 * then is what the receipt says, another job, in a queue that only this order names. Immutable.
 *
 * @param jid the job to cancel
 * @param discard whether it is ACKed instead of moved to Dead
 * @param receiptQueue where the worker that has cancelled the job says so; empty if nobody asks
 */
public record CancelOrder(String jid, boolean discard, String receiptQueue) {
    private static final String JOBTYPE = "millwright.cancel";
    private static final String DISCARD = "discard";
    private static final String RECEIPT = "receipt";
    private static final String RECEIPT_JOBTYPE = "millwright.cancelled";

    /** No order makes a worker write to another queue than one of these, or remove it. */
    private static final String RECEIPT_PREFIX = "cancelled.";

    /** Long enough for whoever takes it to ACK it, and the least that the server knows. */
    private static final Duration RESERVE_FOR = Duration.ofSeconds(60);

    /** An order with a receipt of its own. */
    public static CancelOrder of(String jid, boolean discard) {
        return new CancelOrder(jid, discard, RECEIPT_PREFIX + JobId.random());
    }

    /** The order as a job to push; its args are the jid, and the word discard if that is wanted. */
    public Job toJob() {
        Job.Builder job = Job.builder(JOBTYPE)
                .queue(ControlQueueName.of(jid))
                .retry(0)
                .reserveFor(RESERVE_FOR)
                .custom(RECEIPT, receiptQueue);
        return (discard ? job.args(jid, DISCARD) : job.args(jid)).build();
    }

    /** What the worker pushes that found the job running and has cancelled it. */
    public Job receipt() {
        return Job.builder(RECEIPT_JOBTYPE)
                .queue(receiptQueue)
                .retry(0)
                .reserveFor(RESERVE_FOR)
                .args(jid)
                .build();
    }

    /** The order that a job carries; empty if it is another kind of job. */
    public static Optional<CancelOrder> from(Job job) {
        if (!job.jobtype().equals(JOBTYPE)) {
            return Optional.empty();
        }
        try {
            boolean discard = job.args().size() > 1 && DISCARD.equals(job.args().get(1, String.class));
            return Optional.of(new CancelOrder(job.args().get(0, String.class), discard, receiptQueue(job)));
        } catch (JobArgsException e) {
            return Optional.empty();
        }
    }

    private static String receiptQueue(Job job) {
        return job.custom().get(RECEIPT) instanceof String name
                        && name.startsWith(RECEIPT_PREFIX)
                        && Job.isQueueName(name)
                ? name
                : "";
    }
}
