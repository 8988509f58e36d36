package dev.millwright.worker.internal.run;

import dev.millwright.worker.CancellationSource;
import dev.millwright.worker.Job;
import dev.millwright.worker.RunningJob;
import dev.millwright.worker.WorkerClock;
import dev.millwright.worker.internal.net.Connection;
import dev.millwright.worker.internal.net.Connector;
import dev.millwright.worker.internal.net.IoThread;
import dev.millwright.worker.internal.net.Link;
import dev.millwright.worker.internal.net.LinkListener;
import dev.millwright.worker.internal.net.Request;
import dev.millwright.worker.internal.platform.SafeLogger;
import dev.millwright.worker.internal.protocol.CancelOrder;
import dev.millwright.worker.internal.protocol.Commands;
import dev.millwright.worker.internal.protocol.Commands.QueueVerb;
import dev.millwright.worker.internal.protocol.ControlQueueName;
import dev.millwright.worker.internal.protocol.JobCodec;
import dev.millwright.worker.internal.protocol.JobFormatException;
import dev.millwright.worker.internal.protocol.Reply;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * Hears cancel orders on a stock server: keeps one FETCH going, on a connection of its own, for the
 * control queues of all jobs that have run for a moment. Short jobs cost nothing, and without long ones
 * there is no connection. Confined to its I/O thread, except where said otherwise.
 */
final class ControlQueue implements CancellationSource, LinkListener {
    private static final Logger LOG = SafeLogger.of(ControlQueue.class);

    /** How long a job must have run to be listened for, and how often new ones are looked for. */
    private static final Duration MOMENT = Duration.ofMillis(500);

    private static final long CLOSE_LIMIT_SECONDS = 3;

    private final WorkerClock clock;
    private final IoThread thread;
    private final Link link;
    private final FetchGate gate;
    private final Patience patience;
    private final CountDownLatch quiet = new CountDownLatch(1);
    private @Nullable Connection connection;
    private boolean linked;
    private boolean fetching;
    private volatile boolean closing;

    ControlQueue(Connector connector, IoThread thread, WorkerClock clock, ServerPulse pulse) {
        this.clock = clock;
        this.thread = thread;
        this.link = new Link(connector, thread, "control", clock, this);
        // Nobody is woken: it looks again and again by itself.
        this.gate = new FetchGate("control queue", clock, pulse, thread, () -> {});
        this.patience = new Patience(pulse);
    }

    @Override
    public void start(Target target) {
        later(target);
    }

    private void later(Target target) {
        clock.schedule(() -> thread.execute(() -> turn(target)), MOMENT);
    }

    private void turn(Target target) {
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

    /** A job whose signal has fired cannot be cancelled any more: during a shutdown the list runs dry. */
    private static List<String> queues(Target target) {
        return target.runningJobs().stream()
                .filter(job -> job.signalled().isEmpty() && job.running().compareTo(MOMENT) >= 0)
                .map(RunningJob::job)
                .map(Job::jid)
                .map(ControlQueueName::of)
                .toList();
    }

    private void obey(Target target, byte[] json) {
        Job order;
        try {
            order = JobCodec.decode(json);
        } catch (JobFormatException e) {
            LOG.warn("an unreadable job came through a control queue: {}", e.getMessage());
            return;
        }
        CancelOrder.from(order)
                .ifPresentOrElse(
                        cancel -> {
                            boolean running =
                                    cancel.discard() ? target.discard(cancel.jid()) : target.cancel(cancel.jid());
                            LOG.info(
                                    "told to {} job {}{}",
                                    cancel.discard() ? "discard" : "cancel",
                                    cancel.jid(),
                                    running ? "" : ", which has ended just now");
                        },
                        () -> LOG.warn(
                                "job {} in control queue {} is no cancel order and is dropped", order, order.queue()));
        Connection current = connection;
        if (current != null) {
            current.send(List.of(
                    new Unwatched(Commands.ack(order.jid())),
                    // An empty queue would stay in the server's list for good.
                    new Unwatched(Commands.queue(QueueVerb.REMOVE, List.of(order.queue())))));
        }
    }

    @Override
    public void onConnected(Connection established) {
        connection = established;
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
            fetching = false;
            byte[] json = reply instanceof Reply.Bulk bulk ? bulk.bytes() : null;
            if (json != null) {
                try {
                    obey(target, json);
                } catch (RuntimeException e) {
                    LOG.error("an order from a control queue could not be obeyed", e);
                }
            }
            if (reply instanceof Reply.Bulk) {
                gate.answered();
                turn(target);
            } else {
                gate.refused(ControlQueue.this, reply);
                later(target);
            }
        }

        @Override
        public void onBroken(Throwable cause, boolean mayHaveArrived) {
            fetching = false;
            gate.broken(ControlQueue.this);
            later(target);
        }
    }

    /** A command whose loss does no lasting harm: an order expires after a minute. */
    private static final class Unwatched implements Request {
        private final byte[] command;

        Unwatched(byte[] command) {
            this.command = command;
        }

        @Override
        public byte[] command() {
            return command;
        }

        @Override
        public void onReply(Reply reply) {}

        @Override
        public void onBroken(Throwable cause, boolean mayHaveArrived) {}
    }
}
