package dev.millwright.worker.internal.report;

import dev.millwright.worker.Job;
import dev.millwright.worker.JobOutcome;
import dev.millwright.worker.JobOutcome.Fail;
import dev.millwright.worker.WorkerClock;
import dev.millwright.worker.internal.net.Request;
import dev.millwright.worker.internal.protocol.Reply;
import dev.millwright.worker.internal.report.Step.Kind;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An outcome on its way to the server, as some commands in order: ACK; FAIL; FAIL and kill for a cancelled job; PUSH and
 * then ACK for one that is to run later; before each of them the PUSH of a callback, if one goes with the job. Sent again after a
 * lost connection for as long as that can do no harm:
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
 *   <li>The PUSH of a callback may be repeated, as a callback comes at least once. What comes after it follows only when
 *       the server has confirmed it, or goes on refusing it. If that takes until the reservation's end, the job runs
 *       again, and its callback is pushed then.
 * </ul>
 *
 * <p>Handed from thread to thread through the {@link Outbox}, owned by one at a time: by who settles the
 * job, then by the I/O thread that sends it, and meanwhile by who makes the callback.
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

    /** A server that refuses a kill or a callback so often will not take it. */
    static final int ATTEMPTS = 10;

    /** The code with which the server refuses what it has not decided to refuse, for instance while its Redis is down. */
    private static final String UNEXPECTED = "ERR";

    private final Job job;
    private final long reservationEndNanos; // on the monotonic clock
    private final @Nullable Sequel sequel;
    private final Outbox outbox;
    private final WorkerClock clock;
    private JobOutcome outcome;
    private Steps steps;
    private long endNanos;
    private boolean callbackAsked;
    private boolean givenUp;
    private @Nullable String doubt;
    private int attempts;
    private int unanswered;
    private @Nullable String trouble;

    /** Made by the {@link Outbox}, which knows of it from then on. */
    Report(
            Job job,
            JobOutcome outcome,
            long reservationEndNanos,
            @Nullable Sequel sequel,
            Outbox outbox,
            WorkerClock clock) {
        this.job = job;
        this.outbox = outbox;
        this.clock = clock;
        this.sequel = sequel;
        this.reservationEndNanos = reservationEndNanos;
        this.outcome = outcome;
        this.steps = plan();
    }

    /** Makes the steps of the outcome. */
    private Steps plan() {
        Job next = PushedAgain.next(outcome);
        long end = next == null
                ? reservationEndNanos
                : Math.min(
                        reservationEndNanos,
                        PushedAgain.startNanos(job, next, reservationEndNanos, outbox.serverClock(), clock));
        endNanos = end - RESERVATION_MARGIN_NANOS;
        callbackAsked = false;
        return new Steps(this, job, outcome, clock.instant());
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

    private boolean isRequeue() {
        return PushedAgain.next(outcome) != null;
    }

    /** Adds to a batch what is to be sent now, and tells the outbox what must not be sent any more. */
    void prepare(List<Request> batch, long now) {
        reconsider(now);
        String harmful = harmful(now);
        if (harmful != null) {
            outbox.dropped(this, harmful);
            tellUnknown(harmful);
            givenUp = true;
            steps.giveUp(); // but a kill is still worth sending
            if (steps.next() == null) {
                outbox.remove(this);
                return;
            }
        } else if (awaitsCallback()) {
            return;
        }
        attempts++;
        trouble = null;
        unanswered += steps.addTo(batch, now);
    }

    /** Has the callback made, if one goes with the outcome: with it, the report comes back to the outbox. */
    private boolean awaitsCallback() {
        Sequel with = sequel;
        if (with == null || callbackAsked || givenUp) {
            return false;
        }
        callbackAsked = true;
        return with.callback(outcome, push -> {
            if (push != null) {
                steps.precededBy(push);
            }
            outbox.add(this);
        });
    }

    /** A requeue that has never got out and now comes too late becomes a FAIL, which may still be in time. */
    private void reconsider(long now) {
        if (isRequeue() && now - endNanos >= 0) {
            Step next = steps.next();
            if (next != null && next.is(Kind.REQUEUE) && !next.mayHaveArrived()) {
                pushRefused("the server was not reached in time");
            }
        }
    }

    /** Why the report must not be sent any more; null if it may be. */
    private @Nullable String harmful(long now) {
        Step next = steps.next();
        if (next == null || next.is(Kind.KILL)) {
            return null;
        }
        if (now - endNanos >= 0) {
            return isRequeue()
                    ? "the time has come at which it may start again: the server hands it out, at the latest when its"
                            + " reservation runs out"
                    : "the reservation has run out: the server hands the job out again";
        }
        if (next.is(Kind.FAIL) && next.mayHaveArrived() && next.waits(now) >= FAIL_REPEAT_NANOS) {
            return "the connection broke as it was sent and it may have arrived: the server knows, or hands the job"
                    + " out again when its reservation has run out";
        }
        return null;
    }

    /** Whether the report was given up, so that its confirmation will never come. */
    boolean givenUp() {
        return givenUp;
    }

    /** The server does not take the job back, so it is FAILed as others are. */
    private void pushRefused(String why) {
        outbox.requeueRefused(job(), why);
        outcome = PushedAgain.otherwise(outcome);
        steps = plan();
    }

    /** See {@link Request#isUrgent}. */
    boolean isUrgent(Step step) {
        long now = clock.nanoTime();
        boolean tooLate = !step.is(Kind.KILL) && !step.is(Kind.CALLBACK) && now - endNanos >= 0;
        return tooLate || (step.is(Kind.FAIL) && step.waits(now) >= FAIL_URGENT_NANOS);
    }

    /** The server has done a step. */
    void done(Step step) {
        step.done(true);
        answered(null);
    }

    /** The server does not do a step. */
    void refused(Step step, Reply.Failure failure) {
        String why = failure.code() + " " + failure.message();
        if (step.is(Kind.FAIL) && failure.message().startsWith("Job not found")) {
            // Final: its reservation is gone, by an earlier try of this FAIL or by the reaper.
            outbox.unknownToServer(this);
            doubt = step.mayHaveArrived() ? doubt : "the server does not know it as reserved";
            done(step);
        } else if (step.is(Kind.REQUEUE) && !step.mayHaveArrived()) {
            pushRefused(failure.message());
            answered(null);
        } else if (step.is(Kind.KILL) && step.refused() >= ATTEMPTS) {
            outbox.killRefused(this, failure.message());
            doubt = "it is not in Dead and will be retried";
            done(step);
        } else if (step.is(Kind.CALLBACK) && (!failure.code().equals(UNEXPECTED) || step.refused() >= ATTEMPTS)) {
            if (sequel != null) {
                sequel.callbackRefused(why);
            }
            done(step);
        } else {
            answered((step.is(Kind.CALLBACK) ? "its callback was refused: " : "the server answered: ") + why);
        }
    }

    /** There will be no answer to a step. */
    void broken(Throwable cause) {
        answered(String.valueOf(cause.getMessage()));
    }

    private void answered(@Nullable String problem) {
        if (problem != null) {
            trouble = problem;
        }
        if (--unanswered > 0) {
            return;
        }
        steps.answered();
        String why = trouble;
        if (why != null) {
            outbox.retry(this, why);
        } else if (steps.next() == null) {
            outbox.confirmed(this);
        } else {
            outbox.add(this);
        }
    }

    /** The server has answered all steps; to be called before the outbox forgets the report. */
    void tellConfirmed() {
        if (sequel != null && !givenUp) {
            if (doubt == null) {
                sequel.confirmed(outcome);
            } else {
                sequel.unknown(outcome, doubt);
            }
        }
    }

    /** The fate of this report will not be known here. */
    void tellUnknown(String why) {
        if (sequel != null && !givenUp) {
            sequel.unknown(outcome, why);
        }
    }

    @Override
    public String toString() {
        String what = outcome instanceof Fail ? "FAIL" : isRequeue() ? "requeue" : "ACK";
        return what + " of job " + job;
    }
}
