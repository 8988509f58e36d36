package dev.millwright.worker.internal.control;

import dev.millwright.worker.CancellationReason;
import dev.millwright.worker.CancellationSource;
import dev.millwright.worker.RunningJob;
import dev.millwright.worker.WorkerClock;
import dev.millwright.worker.internal.net.Connection;
import dev.millwright.worker.internal.net.Connector;
import dev.millwright.worker.internal.net.Link;
import dev.millwright.worker.internal.net.LinkListener;
import dev.millwright.worker.internal.net.Request;
import dev.millwright.worker.internal.net.loop.IoThread;
import dev.millwright.worker.internal.platform.SafeLogger;
import dev.millwright.worker.internal.protocol.Commands;
import dev.millwright.worker.internal.protocol.ControlQueueName;
import dev.millwright.worker.internal.protocol.Reply;
import dev.millwright.worker.internal.pulse.FetchGate;
import dev.millwright.worker.internal.pulse.Patience;
import dev.millwright.worker.internal.pulse.ServerPulse;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * Hears cancel orders on a stock server: keeps one FETCH going, on a connection of its own, for the
 * control queues of all jobs that have run for a moment. Short jobs cost nothing, and without long ones
 * there is no connection. Confined to its I/O thread, except where said otherwise.
 */
public final class ControlQueue implements CancellationSource, LinkListener {
    private static final Logger LOG = SafeLogger.of(ControlQueue.class);

    /** How long a job must have run to be listened for, and how often new ones are looked for. */
    private static final Duration MOMENT = Duration.ofMillis(500);

    /** With many jobs there is always one that will have run for a moment soon. */
    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(50);

    private static final Duration HEARD_AFTER_CANCEL = Duration.ofSeconds(10);

    private static final long CLOSE_LIMIT_SECONDS = 3;

    private final WorkerClock clock;
    private final IoThread thread;
    private final Link link;
    private final FetchGate gate;
    private final Patience patience;
    private final CountDownLatch quiet = new CountDownLatch(1);
    private final CancelOrders orders;
    private final Map<String, Long> cancelled =
            new HashMap<>(); // jids, and when that was first seen; on the I/O thread
    private volatile @Nullable Target target;
    private @Nullable Connection connection;
    private boolean linked;
    private boolean fetching;
    private volatile boolean closing;

    public ControlQueue(Connector connector, IoThread thread, WorkerClock clock, ServerPulse pulse) {
        this.clock = clock;
        this.thread = thread;
        this.link = new Link(connector, thread, "control", clock, this);
        // Nobody is woken: it looks again and again by itself.
        this.gate = new FetchGate("control queue", clock, pulse, thread, () -> {});
        this.patience = new Patience(pulse);
        this.orders = new CancelOrders(clock, new LeftReceipts(clock, thread, () -> connection));
    }

    @Override
    public void start(Target target) {
        this.target = target;
        later(target);
    }

    private void later(Target target) {
        clock.schedule(() -> thread.execute(() -> turn(target)), untilNext(target));
    }

    /** Until the next job will have run for a moment, if one is about to. */
    private static Duration untilNext(Target target) {
        return target.runningJobs().stream()
                .map(job -> MOMENT.minus(job.running()))
                .filter(left -> left.compareTo(Duration.ZERO) > 0)
                .min(Duration::compareTo)
                .map(left -> left.compareTo(SHORTEST_PAUSE) < 0 ? SHORTEST_PAUSE : left)
                .orElse(MOMENT);
    }

    private void turn(Target target) {
        assert thread.isCurrent() : "the control queue on another thread than its own";
        if (fetching) {
            return;
        }
        if (closing) {
            quiet.countDown();
            return;
        }
        link.revive();
        List<String> queues = queues(target);
        Connection current = connection;
        if (queues.isEmpty() || current == null || !gate.isOpen()) {
            if (!queues.isEmpty() && !linked) {
                linked = true;
                link.start();
            }
            later(target);
            return;
        }
        fetching = true;
        gate.fetching(this);
        patience.begin();
        current.send(List.of(new Fetch(target, Commands.fetch(queues))));
    }

    /** Of the jobs that can be cancelled, or just have been: once a shutdown has interrupted them, the list runs dry. */
    private List<String> queues(Target target) {
        Collection<RunningJob> jobs = target.runningJobs();
        if (!cancelled.isEmpty()) {
            cancelled
                    .keySet()
                    .retainAll(jobs.stream().map(job -> job.job().jid()).collect(Collectors.toSet()));
        }
        Stream<String> running = jobs.stream()
                .filter(job -> job.running().compareTo(MOMENT) >= 0
                        && job.signalled().map(why -> isHeardStill(job, why)).orElse(true))
                .map(job -> ControlQueueName.of(job.job().jid()));
        return Stream.concat(orders.unfinished().stream(), running).distinct().toList();
    }

    /**
     * One that was cancelled and does not stop is listened for some seconds more: whoever cancels it again wants to know.
     * Not for ever, as the job can run elsewhere by then.
     */
    private boolean isHeardStill(RunningJob job, CancellationReason why) {
        long now = clock.nanoTime();
        return why == CancellationReason.CANCELLED
                && now - cancelled.computeIfAbsent(job.job().jid(), jid -> now) < HEARD_AFTER_CANCEL.toNanos();
    }

    @Override
    public void onConnected(Connection established) {
        connection = established;
        Target known = target;
        // The job for which it was opened waits to be listened for already. Only if that is sure to send a FETCH:
        // otherwise it would be looked for twice as often from now on.
        if (known != null && gate.isOpen() && !queues(known).isEmpty()) {
            turn(known);
        }
    }

    @Override
    public void onDisconnected(Throwable cause) {
        connection = null;
    }

    @Override
    public void onConnectFailed(Throwable cause) {
        LOG.debug("the control connection cannot connect: {}", cause.getMessage());
    }

    /** Waits for a FETCH under way: the server would hand the next order to a dead connection. Any thread. */
    @Override
    public void close() {
        closing = true;
        gate.close();
        thread.execute(() -> {
            if (!fetching) {
                quiet.countDown();
            }
        });
        try {
            if (!quiet.await(CLOSE_LIMIT_SECONDS, TimeUnit.SECONDS)) {
                LOG.debug("the control queue's FETCH was not answered in time");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        link.close();
    }

    private final class Fetch implements Request {
        private final Target target;
        private final byte[] command;

        Fetch(Target target, byte[] command) {
            this.target = target;
            this.command = command;
        }

        @Override
        public byte[] command() {
            return command;
        }

        @Override
        public Duration timeout() {
            return Patience.OVERDUE;
        }

        /** An order would go to a dead connection, and be seen in nobody's list but the server's. */
        @Override
        public boolean mayBeAbandoned() {
            return patience.isOver();
        }

        @Override
        public void onReply(Reply reply) {
            Connection current = connection;
            byte[] json = reply instanceof Reply.Bulk bulk ? bulk.bytes() : null;
            if (json != null && current != null) {
                gate.answered();
                orders.take(target, json, current, this::goOn);
            } else if (reply instanceof Reply.Bulk) {
                gate.answered();
                if (current != null) {
                    orders.noneLeft(current);
                }
                goOn();
            } else {
                fetching = false;
                gate.refused(ControlQueue.this, reply);
                later(target);
            }
        }

        private void goOn() {
            fetching = false;
            turn(target);
        }

        @Override
        public void onBroken(Throwable cause, boolean mayHaveArrived) {
            fetching = false;
            gate.broken(ControlQueue.this);
            later(target);
        }
    }
}
