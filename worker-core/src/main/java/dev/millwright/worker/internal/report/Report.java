package dev.millwright.worker.internal.report;

import dev.millwright.worker.Job;
import dev.millwright.worker.JobFilter;
import dev.millwright.worker.JobOutcome;
import dev.millwright.worker.JobOutcome.Fail;
import dev.millwright.worker.Mutation;
import dev.millwright.worker.WorkerClock;
import dev.millwright.worker.internal.net.Request;
import dev.millwright.worker.internal.protocol.Commands;
import dev.millwright.worker.internal.protocol.Reply;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An outcome on its way to the server, as one or two commands: ACK; FAIL; FAIL and kill for a cancelled
 * job; PUSH and then ACK for one that is to run later. Sent again after a lost connection for as long as that can
 * do no harm:
 *
 * <ul>
 *   <li>An ACK carries only the jid. Once the reservation has run out, or the requeued job can start, it
 *       would clear the reservation of whoever runs the job then. Until that moment nobody else can hold
 *       the job, so it may be repeated even if it perhaps arrived.
 *   <li>A FAIL that perhaps arrived may have the job running elsewhere 15 s later, as no retry comes
 *       sooner; a second FAIL would hit that run. So it is repeated only for 12 s.
 *   <li>A kill only touches the retries and may be repeated at any time.
 *   <li>A PUSH for later may be repeated until then: the server keeps a set, and the same job at the same
 *       time is in it once. Its ACK follows only when the server has confirmed it.
 * </ul>
 *
 * <p>Handed from thread to thread through the {@link Outbox}, owned by one at a time: by who settles the
 * job, then by the I/O thread that sends it.
 */
public final class Report {
    /** The server's earliest retry comes 15 s after a FAIL. */
    static final long FAIL_REPEAT_NANOS = Duration.ofSeconds(12).toNanos();
    /** Time enough to send a FAIL again over another connection within that. */
    private static final long FAIL_URGENT_NANOS = Duration.ofSeconds(8).toNanos();
    /** A report must have arrived, not only left, before the reservation ends. */
    static final long RESERVATION_MARGIN_NANOS = Duration.ofSeconds(2).toNanos();
    /** How soon a requeued job may start: time enough for the ACK of this run to arrive. */
    public static final Duration REQUEUE_DELAY = Duration.ofSeconds(10);

    /** A server that refuses the kill so often will not take it. */
    private static final int KILL_ATTEMPTS = 10;
    /** Nothing ahead of a report blocks, and a FAIL that gets no answer must be repeated soon or never. */
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private final Job job;
    private final long reservationEndNanos; // on the monotonic clock
    private final Outbox outbox;
    private final WorkerClock clock;
    private long endNanos;
    private JobOutcome outcome;
    private Step main;
    private @Nullable Step second;
    private boolean givenUp;
    private int attempts;
    private int unanswered;
    private @Nullable String trouble;

    /** Made by the {@link Outbox}, which knows of it from then on. */
    Report(Job job, JobOutcome outcome, long reservationEndNanos, Outbox outbox, WorkerClock clock) {
        this.job = job;
        this.outbox = outbox;
        this.clock = clock;
        this.outcome = outcome;
        this.reservationEndNanos = reservationEndNanos;
        String jid = job.jid();
        long end = reservationEndNanos;
        Job next = PushedAgain.next(outcome);
        if (next != null) {
            end = Math.min(end, PushedAgain.startNanos(job, next, reservationEndNanos, clock));
            main = new Step(Commands.push(next, clock.instant()));
            second = new Step(Commands.ack(jid));
        } else if (outcome instanceof Fail fail) {
            main = failStep(fail);
            second = fail.kill() ? new Step(Commands.mutate(killOf(jid))) : null;
        } else {
            main = new Step(Commands.ack(jid));
        }
        this.endNanos = end - RESERVATION_MARGIN_NANOS;
    }

    private Step failStep(Fail fail) {
        return new Step(Commands.fail(job.jid(), fail.errtype(), fail.message(), fail.backtrace()));
    }

    private static Mutation killOf(String jid) {
        return new Mutation(Mutation.Command.KILL, Mutation.Target.RETRIES, JobFilter.jids(List.of(jid)));
    }

    Job job() {
        return job;
    }

    JobOutcome outcome() {
        return outcome;
    }

    int attempts() {
        return attempts;
    }

    private boolean isFail() {
        return outcome instanceof Fail;
    }

    private boolean isRequeue() {
        return PushedAgain.next(outcome) != null;
    }

    /** Adds to a batch what is to be sent now, and tells the outbox what must not be sent any more. */
    void prepare(List<Request> batch, long now) {
        reconsider(now);
        String harmful = harmful(now);
        if (harmful != null) {
            outbox.dropped(this, harmful);
            if (!skipHarmful()) {
                outbox.remove(this);
                return;
            }
        }
        addTo(batch, now);
    }

    private void addTo(List<Request> batch, long now) {
        attempts++;
        trouble = null;
        boolean mainIsDone = main.done;
        if (!mainIsDone) {
            add(main, batch, now);
        }
        // A kill may follow its FAIL at once, but an ACK must not get there without its PUSH.
        if (second != null && !second.done && (mainIsDone || !isRequeue())) {
            add(second, batch, now);
        }
    }

    private void add(Step step, List<Request> batch, long now) {
        if (!step.written) {
            step.written = true;
            step.firstWritten = now;
        }
        batch.add(step);
        unanswered++;
    }

    /** A requeue that has never got out and now comes too late becomes a FAIL, which may still be in time. */
    private void reconsider(long now) {
        if (isRequeue() && !main.done && !main.mayHaveArrived && now - endNanos >= 0) {
            pushRefused("the server was not reached in time");
        }
    }

    /** Why the report must not be sent any more; null if it may be. */
    private @Nullable String harmful(long now) {
        if (main.done && !isRequeue()) {
            return null;
        }
        if (now - endNanos >= 0) {
            return isRequeue()
                    ? "the time has come at which it may start again: the server hands it out, at the latest when its"
                            + " reservation runs out"
                    : "the reservation has run out: the server hands the job out again";
        }
        if (isFail() && main.mayHaveArrived && now - main.firstWritten >= FAIL_REPEAT_NANOS) {
            return "the connection broke as it was sent and it may have arrived: the server knows, or hands the job"
                    + " out again when its reservation has run out";
        }
        return null;
    }

    /** Gives up what has become harmful; a kill is still worth sending. Returns whether one is left. */
    private boolean skipHarmful() {
        givenUp = true;
        main.done = true;
        return !isRequeue() && second != null && !second.done;
    }

    /** Whether the main command was given up, so that its confirmation will never come. */
    boolean givenUp() {
        return givenUp;
    }

    private void answered(@Nullable String problem) {
        if (problem != null) {
            trouble = problem;
        }
        if (--unanswered > 0) {
            return;
        }
        if (second != null && !main.done) {
            // A kill that came before its FAIL has found nothing.
            second.done = false;
        }
        String why = trouble;
        if (why != null) {
            outbox.retry(this, why);
        } else if (main.done && (second == null || second.done)) {
            outbox.confirmed(this);
        } else {
            outbox.add(this);
        }
    }

    /** The server does not take the job back, so it is FAILed as others are. */
    private void pushRefused(String why) {
        Fail otherwise = PushedAgain.otherwise(outcome);
        outbox.requeueRefused(job(), why);
        outcome = otherwise;
        main = failStep(otherwise);
        second = null;
        endNanos = reservationEndNanos - RESERVATION_MARGIN_NANOS;
    }

    /** One command of a report. Confined like its report. */
    private final class Step implements Request {
        private final byte[] command;
        private boolean written;
        private long firstWritten; // if written
        private boolean mayHaveArrived;
        private boolean done;

        Step(byte[] command) {
            this.command = command;
        }

        @Override
        public byte[] command() {
            return command;
        }

        @Override
        public Duration timeout() {
            return TIMEOUT;
        }

        /** A FETCH may stand behind it, for which the connection would otherwise be kept. */
        @Override
        public boolean isUrgent() {
            long now = clock.nanoTime();
            boolean tooLate = (this == main || isRequeue()) && now - endNanos >= 0;
            return tooLate || (this == main && isFail() && now - firstWritten >= FAIL_URGENT_NANOS);
        }

        @Override
        public void onReply(Reply reply) {
            if (reply instanceof Reply.Failure failure) {
                refused(failure);
            } else {
                done = true;
                answered(null);
            }
        }

        private void refused(Reply.Failure failure) {
            if (this == main && isFail() && failure.message().startsWith("Job not found")) {
                // Final: its reservation is gone, by an earlier try of this FAIL or by the reaper.
                outbox.unknownToServer(Report.this);
                done = true;
                answered(null);
            } else if (this == main && isRequeue() && !mayHaveArrived) {
                pushRefused(failure.message());
                answered(null);
            } else if (this == second && isFail() && attempts >= KILL_ATTEMPTS) {
                outbox.killRefused(Report.this, failure.message());
                done = true;
                answered(null);
            } else {
                answered("the server answered: " + failure.code() + " " + failure.message());
            }
        }

        @Override
        public void onBroken(Throwable cause, boolean arrived) {
            mayHaveArrived |= arrived;
            if (!mayHaveArrived) {
                written = false;
            }
            answered(String.valueOf(cause.getMessage()));
        }
    }

    @Override
    public String toString() {
        String what = isFail() ? "FAIL" : isRequeue() ? "requeue" : "ACK";
        return what + " of job " + job;
    }
}
