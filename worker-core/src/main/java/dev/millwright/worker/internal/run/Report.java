package dev.millwright.worker.internal.run;

import dev.millwright.worker.CancellationReason;
import dev.millwright.worker.FaktoryClient.Filter;
import dev.millwright.worker.FaktoryClient.Mutation;
import dev.millwright.worker.Job;
import dev.millwright.worker.JobOutcome;
import dev.millwright.worker.JobOutcome.Fail;
import dev.millwright.worker.internal.net.Request;
import dev.millwright.worker.internal.protocol.Commands;
import dev.millwright.worker.internal.protocol.Reply;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An outcome on its way to the server: one command, or two for a cancelled job (FAIL, then kill).
 * Sent again after a lost connection for as long as that can do no harm:
 *
 * <ul>
 *   <li>An ACK carries only the jid. Once the reservation has run out, it would clear the reservation
 *       of whoever runs the job then. Until that moment nobody else can hold the job, so it may be
 *       repeated even if it perhaps arrived.
 *   <li>A FAIL that perhaps arrived may have the job running elsewhere 15 s later, as no retry comes
 *       sooner; a second FAIL would hit that run. So it is repeated only for 12 s.
 *   <li>A kill only touches the retries and may be repeated at any time.
 * </ul>
 *
 * <p>Handed from thread to thread through the {@link Outbox}, owned by one at a time: by who settles the
 * job, then by the I/O thread that sends it.
 */
final class Report {
    /** The server's earliest retry comes 15 s after a FAIL. */
    static final long FAIL_REPEAT_NANOS = Duration.ofSeconds(12).toNanos();
    /** A report must have arrived, not only left, before the reservation ends. */
    static final long RESERVATION_MARGIN_NANOS = Duration.ofSeconds(2).toNanos();

    /** A server that refuses the kill so often will not take it. */
    private static final int KILL_ATTEMPTS = 10;
    /** Nothing ahead of a report blocks, and a FAIL that gets no answer must be repeated soon or never. */
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private final ActiveJob active;
    private final ActiveJob.Settled settled;
    private final Outbox outbox;
    private final Step main;
    private final @Nullable Step kill;
    private int attempts;
    private int unanswered;
    private @Nullable String trouble;

    Report(ActiveJob active, ActiveJob.Settled settled, Outbox outbox) {
        this.active = active;
        this.settled = settled;
        this.outbox = outbox;
        String jid = active.jid();
        this.main = new Step(
                settled.outcome() instanceof Fail fail
                        ? Commands.fail(jid, fail.errtype(), fail.message(), fail.backtrace())
                        : Commands.ack(jid));
        this.kill = settled.reason() == CancellationReason.CANCELLED ? new Step(Commands.mutate(killOf(jid))) : null;
    }

    private static Mutation killOf(String jid) {
        return new Mutation(Mutation.Command.KILL, Mutation.Target.RETRIES, Filter.jids(List.of(jid)));
    }

    Job job() {
        return active.job();
    }

    JobOutcome outcome() {
        return settled.outcome();
    }

    int attempts() {
        return attempts;
    }

    private boolean isFail() {
        return settled.outcome() instanceof Fail;
    }

    /** Adds the commands that are still to be sent. Empty afterwards means that there is nothing left to do. */
    void addTo(List<Request> batch, long now) {
        attempts++;
        trouble = null;
        if (!main.done) {
            if (main.firstWritten == 0) {
                main.firstWritten = now;
            }
            batch.add(main);
            unanswered++;
        }
        if (kill != null && !kill.done) {
            batch.add(kill);
            unanswered++;
        }
    }

    /** Why the report must not be sent any more; null if it may be. */
    @Nullable
    String harmful(long now) {
        if (main.done) {
            return null;
        }
        if (now - (active.deadlineNanos() - RESERVATION_MARGIN_NANOS) >= 0) {
            return "the reservation has run out: the server hands the job out again";
        }
        if (isFail() && main.mayHaveArrived && now - main.firstWritten >= FAIL_REPEAT_NANOS) {
            return "the connection broke as it was sent and it may have arrived: the server knows, or hands the job"
                    + " out again when its reservation has run out";
        }
        return null;
    }

    /** Gives the main command up; a kill is still worth sending. Returns whether one is left. */
    boolean skipMain() {
        main.done = true;
        return kill != null && !kill.done;
    }

    private void answered(@Nullable String problem) {
        if (problem != null) {
            trouble = problem;
        }
        if (--unanswered > 0) {
            return;
        }
        if (kill != null && !main.done) {
            // A kill that came before its FAIL has found nothing.
            kill.done = false;
        }
        String why = trouble;
        if (why == null) {
            outbox.confirmed(this);
        } else {
            outbox.retry(this, why);
        }
    }

    /** One command of a report. Confined like its report. */
    private final class Step implements Request {
        private final byte[] command;
        private long firstWritten;
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

        @Override
        public void onReply(Reply reply) {
            if (reply instanceof Reply.Failure failure) {
                if (this == main && isFail() && failure.message().startsWith("Job not found")) {
                    // Final: its reservation is gone, by an earlier try of this FAIL or by the reaper.
                    outbox.unknownToServer(Report.this);
                    done = true;
                    answered(null);
                } else if (this == kill && attempts >= KILL_ATTEMPTS) {
                    outbox.killRefused(Report.this, failure.message());
                    done = true;
                    answered(null);
                } else {
                    answered("the server answered: " + failure.code() + " " + failure.message());
                }
            } else {
                done = true;
                answered(null);
            }
        }

        @Override
        public void onBroken(Throwable cause, boolean arrived) {
            mayHaveArrived |= arrived;
            if (!mayHaveArrived) {
                firstWritten = 0;
            }
            answered(String.valueOf(cause.getMessage()));
        }
    }

    @Override
    public String toString() {
        return (isFail() ? "FAIL" : "ACK") + " of job " + active.job();
    }
}
