package dev.millwright.worker.internal.client;

import dev.millwright.worker.FaktoryException;
import dev.millwright.worker.FaktoryServerException;
import dev.millwright.worker.Job;
import dev.millwright.worker.WorkerClock;
import dev.millwright.worker.internal.protocol.CancelOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The orders of one call of cancel: pushed, watched until they are taken and their receipts have come, and
 * taken back. Confined to the calling thread.
 */
final class Orders {
    /** How far one order has got. */
    enum State {
        /** In its queue. */
        WAITING,
        /** Out of its queue; the receipt may come. */
        TAKEN,
        /** The receipt has come. */
        CONFIRMED,
        /** Taken a while ago, and no receipt has come. */
        UNCONFIRMED
    }

    /** A worker that takes an order and has cancelled the job says so at once. */
    private static final Duration RECEIPT_WAIT = Duration.ofSeconds(2);

    private static final int REMOVED_AT_ONCE = 1_000;

    private static final class Order {
        final String queue;
        final String receiptQueue;
        State state = State.WAITING;
        long takenNanos;

        Order(String queue, String receiptQueue) {
            this.queue = queue;
            this.receiptQueue = receiptQueue;
        }

        String watchedQueue() {
            return state == State.WAITING ? queue : receiptQueue;
        }
    }

    private final NettyFaktoryClient client;
    private final WorkerClock clock;
    private final boolean discard;
    private final Map<String, Order> orders = new LinkedHashMap<>();

    Orders(NettyFaktoryClient client, WorkerClock clock, boolean discard) {
        this.client = client;
        this.clock = clock;
        this.discard = discard;
    }

    /** Pushes an order for each job. Returns why not all could be, null if they were. */
    @Nullable
    FaktoryServerException give(Collection<String> jids) {
        Map<String, String> jidsByOrder = new LinkedHashMap<>();
        List<Job> jobs = new ArrayList<>();
        for (String jid : jids) {
            CancelOrder order = CancelOrder.of(jid, discard);
            Job job = order.toJob();
            orders.put(jid, new Order(job.queue(), order.receiptQueue()));
            jidsByOrder.put(job.jid(), jid);
            jobs.add(job);
        }
        Map<String, String> refused = client.pushBulk(jobs);
        refused.keySet().forEach(order -> orders.remove(jidsByOrder.getOrDefault(order, "")));
        return refused.entrySet().stream()
                .findFirst()
                .map(first -> new FaktoryServerException("ERR", first.getValue()))
                .orElse(null);
    }

    /**
     * Looks how far the open orders are. Asks for latencies, which the server finds in Redis. INFO would tell as
     * well, but server 1.10.0 reads its map of queues for it without a lock, and ends if a worker removes its
     * control queue just then.
     */
    void look() {
        List<String> watched = new ArrayList<>();
        orders.values().forEach(order -> watched.add(order.watchedQueue()));
        if (watched.isEmpty()) {
            return;
        }
        Map<String, Duration> latencies = client.queueLatency(watched.toArray(String[]::new));
        long now = clock.nanoTime();
        for (Order order : orders.values()) {
            boolean empty =
                    latencies.getOrDefault(order.watchedQueue(), Duration.ZERO).isZero();
            if (order.state == State.WAITING && empty) {
                order.state = State.TAKEN;
                order.takenNanos = now;
            } else if (order.state == State.TAKEN && !empty) {
                order.state = State.CONFIRMED;
            } else if (order.state == State.TAKEN && now - order.takenNanos >= RECEIPT_WAIT.toNanos()) {
                order.state = State.UNCONFIRMED;
            }
        }
    }

    /** The jobs whose orders are in a state. */
    List<String> in(State state) {
        List<String> jids = new ArrayList<>();
        orders.forEach((jid, order) -> {
            if (order.state == state) {
                jids.add(jid);
            }
        });
        return jids;
    }

    /** Watches some orders no more and leaves none of their queues on the server. */
    void close(Collection<String> jids) {
        List<String> queues = new ArrayList<>();
        for (String jid : jids) {
            Order order = orders.remove(jid);
            if (order != null && order.state != State.UNCONFIRMED) {
                queues.add(order.watchedQueue());
            }
        }
        for (int begin = 0; begin < queues.size(); begin += REMOVED_AT_ONCE) {
            client.removeQueues(queues.subList(begin, Math.min(begin + REMOVED_AT_ONCE, queues.size()))
                    .toArray(String[]::new));
        }
    }

    /** Leaves the open orders where they are. */
    void leave() {
        orders.clear();
    }

    /** Takes back what is still open after something has failed; that may fail as well. */
    void abandon(Throwable failure) {
        boolean interrupted = Thread.interrupted(); // this must not fail over what the caller has failed over
        try {
            close(List.copyOf(orders.keySet()));
        } catch (FaktoryException | IllegalStateException e) {
            failure.addSuppressed(e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
