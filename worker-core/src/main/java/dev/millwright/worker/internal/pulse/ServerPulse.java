package dev.millwright.worker.internal.pulse;

import dev.millwright.worker.WorkerClock;
import dev.millwright.worker.internal.net.Request;
import dev.millwright.worker.internal.protocol.Commands;
import dev.millwright.worker.internal.protocol.Commands.QueueVerb;
import dev.millwright.worker.internal.protocol.Reply;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/**
 * Proof that the server works, and its Redis: asks, while somebody wants to know, for what the server must ask its
 * Redis for, and counts the answers. A BEAT would prove nothing, as the server answers it from memory. Any thread.
 */
public final class ServerPulse {
    private static final long PERIOD_NANOS = Duration.ofSeconds(1).toNanos();

    /** A queue that does not exist, so the answer is short. */
    private static final byte[] QUESTION = Commands.queue(QueueVerb.LATENCY, List.of("millwright"));

    private final WorkerClock clock;
    private final Predicate<Request> line;
    private final AtomicBoolean asking = new AtomicBoolean();
    private final AtomicInteger beats = new AtomicInteger();
    private volatile long asked; // written by who has set asking
    private volatile long proven;

    /**
     * Makes one.
     *
     * @param line sends a request over the heartbeat's connection; false if there is none
     */
    public ServerPulse(WorkerClock clock, Predicate<Request> line) {
        this.clock = clock;
        this.line = line;
        this.asked = clock.nanoTime() - PERIOD_NANOS;
    }

    /** For how many seconds, not always in a row, the server has been seen to work. */
    int beats() {
        return beats.get();
    }

    /** Whether a question was answered that was asked at this moment or later. */
    boolean hasBeatenSince(long nanos) {
        return beats() > 0 && proven - nanos >= 0;
    }

    /** Asks, unless a question is under way or is less than a second old. To be called again and again. */
    void ask() {
        long now = clock.nanoTime();
        if (now - asked < PERIOD_NANOS || !asking.compareAndSet(false, true)) {
            return;
        }
        asked = now;
        if (!line.test(new Question())) {
            asking.set(false);
        }
    }

    private final class Question implements Request {
        @Override
        public byte[] command() {
            return QUESTION;
        }

        @Override
        public void onReply(Reply reply) {
            if (reply instanceof Reply.Bulk || isUnheardOf(reply)) {
                proven = asked;
                beats.incrementAndGet();
            }
            asking.set(false);
        }

        /** By a server before 1.9.2. Its Redis has not been asked, but it gives no better proof. */
        private boolean isUnheardOf(Reply reply) {
            return reply instanceof Reply.Failure failure
                    && (failure.message().startsWith("no such QUEUE subcommand")
                            || failure.message().startsWith("unknown command"));
        }

        @Override
        public void onBroken(Throwable cause, boolean mayHaveArrived) {
            asking.set(false);
        }
    }
}
