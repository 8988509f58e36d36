package dev.millwright.worker.internal.control;

import dev.millwright.worker.CancellationSource.Target;
import dev.millwright.worker.Job;
import dev.millwright.worker.WorkerClock;
import dev.millwright.worker.internal.net.Connection;
import dev.millwright.worker.internal.net.Request;
import dev.millwright.worker.internal.platform.SafeLogger;
import dev.millwright.worker.internal.protocol.CancelOrder;
import dev.millwright.worker.internal.protocol.Commands;
import dev.millwright.worker.internal.protocol.Commands.QueueVerb;
import dev.millwright.worker.internal.protocol.JobCodec;
import dev.millwright.worker.internal.protocol.JobFormatException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * Does what orders from control queues say, tells their senders whether a job was cancelled, and leaves no
 * empty queue behind. A queue in which another order waits is kept: somebody else cancels the same job and
 * wants to be told as well. Confined to the control queue's I/O thread.
 */
final class CancelOrders {
    private static final Logger LOG = SafeLogger.of(CancelOrders.class);

    private final WorkerClock clock;
    private final LeftReceipts receipts;
    private final Map<String, Fate> unfinished = new HashMap<>();

    /** What became of the job of a queue. */
    private enum Fate {
        CANCELLED,
        DISCARDED,
        /** It had ended, or was interrupted for another reason. */
        MISSED;

        static Fate wantedBy(CancelOrder order) {
            return order.discard() ? DISCARDED : CANCELLED;
        }
    }

    CancelOrders(WorkerClock clock, LeftReceipts receipts) {
        this.clock = clock;
        this.receipts = receipts;
    }

    /** Queues that hold further orders; their jobs may have ended. */
    Collection<String> unfinished() {
        return unfinished.keySet();
    }

    /** A FETCH has found nothing in them after all. */
    void noneLeft(Connection connection) {
        if (!unfinished.isEmpty()) {
            remove(unfinished.keySet(), connection);
            unfinished.clear();
        }
    }

    /**
     * Obeys what a FETCH has brought. Never throws.
     *
     * @param target the worker
     * @param json what the FETCH has brought
     * @param connection over which it has
     * @param next run once the queue is cleared, or known to hold another order, or the connection is lost
     */
    void take(Target target, byte[] json, Connection connection, Runnable next) {
        Job job;
        try {
            job = JobCodec.decode(json);
        } catch (JobFormatException e) {
            LOG.warn("an unreadable job came through a control queue: {}", e.getMessage());
            next.run();
            return;
        }
        try {
            answer(target, job, connection, next);
        } catch (Throwable e) { // no memory, for instance
            LOG.error("the order {} to cancel a job could not be obeyed", job, e);
            next.run();
        }
    }

    private void answer(Target target, Job job, Connection connection, Runnable next) {
        String queue = job.queue();
        List<Request> answers = new ArrayList<>();
        Fate fate = obey(target, job, unfinished.remove(queue), answers);
        answers.add(new Unwatched(Commands.ack(job.jid())));
        answers.add(new LatencyQuestion(List.of(queue), filled -> {
            if (filled != null && filled.isEmpty()) {
                // An empty queue would stay in the server's list for good.
                remove(List.of(queue), connection);
            } else if (filled != null) {
                unfinished.put(queue, fate);
            }
            next.run();
        }));
        connection.send(answers);
    }

    private Fate obey(Target target, Job job, @Nullable Fate before, List<Request> answers) {
        CancelOrder order = CancelOrder.from(job).orElse(null);
        if (order == null) {
            LOG.warn("job {} in control queue {} is no cancel order and is dropped", job, job.queue());
            return before == null ? Fate.MISSED : before;
        }
        Fate fate = before == null || before == Fate.MISSED ? obey(target, order) : before;
        if (fate == Fate.wantedBy(order) && !order.receiptQueue().isEmpty()) {
            answers.add(new Unwatched(Commands.push(order.receipt(), clock.instant())));
            receipts.add(order.receiptQueue());
        }
        return fate;
    }

    private static Fate obey(Target target, CancelOrder order) {
        boolean running = order.discard() ? target.discard(order.jid()) : target.cancel(order.jid());
        LOG.info(
                "told to {} job {}{}",
                order.discard() ? "discard" : "cancel",
                order.jid(),
                running ? "" : ", which has ended just now or is interrupted already");
        return running ? Fate.wantedBy(order) : Fate.MISSED;
    }

    private static void remove(Collection<String> queues, Connection connection) {
        connection.send(List.of(new Unwatched(Commands.queue(QueueVerb.REMOVE, List.copyOf(queues)))));
    }
}
