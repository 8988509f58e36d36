package dev.millwright.worker;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.CompletionStage;

/** What a {@link JobAdmission} says of a job. */
public sealed interface Admission {

    /** The function is called; the next admission is asked first, if there is one. */
    record Run() implements Admission {
        /** The one value there is of it. */
        public static final Run INSTANCE = new Run();
    }

    /**
     * The job counts as cancelled: it is FAILed as {@code JobCancelled} and moved to Dead.
     *
     * @param reason why, for the message of its FAIL
     */
    record Cancel(String reason) implements Admission {}

    /** The job is ACKed without being done. */
    record Discard() implements Admission {
        /** The one value there is of it. */
        public static final Discard INSTANCE = new Discard();
    }

    /**
     * The job is not run now, and asked about again later; that spends no try. Under 10 s it waits in the worker, without
     * slot or thread; for longer it goes back to the server, which hands it out up to 5 s after that.
     *
     * @param until when it may be asked about again, by the worker's clock; what is past, or less than 100 ms ahead,
     *     counts as in 100 ms
     */
    record Postpone(Instant until) implements Admission {}

    /**
     * As {@link Postpone}, with the wait instead of its end.
     *
     * @param delay up to 730 days; less than 100 ms counts as 100 ms
     */
    record PostponeBy(Duration delay) implements Admission {
        /** Checks the delay. */
        public PostponeBy {
            if (delay.compareTo(Duration.ofDays(2 * 365)) > 0) {
                throw new IllegalArgumentException(
                        "a job can be postponed by 730 days at most, not by " + delay + ": cancel it instead");
            }
        }
    }

    /**
     * The answer comes later. Until then the job holds its slot but no thread; its deadline, a cancel or a stop can end it
     * meanwhile.
     *
     * @param answer completes with it; a failure, or null, lets the job run
     */
    record Later(CompletionStage<? extends Admission> answer) implements Admission {}

    /**
     * The function is called.
     *
     * @return the answer
     */
    static Admission run() {
        return Run.INSTANCE;
    }

    /**
     * The job counts as cancelled.
     *
     * @param reason why, for the message of its FAIL
     * @return the answer
     */
    static Admission cancel(String reason) {
        return new Cancel(Objects.requireNonNull(reason, "reason"));
    }

    /**
     * The job is ACKed without being done.
     *
     * @return the answer
     */
    static Admission discard() {
        return Discard.INSTANCE;
    }

    /**
     * The job is asked about again at some time.
     *
     * @param until not before this, by the worker's clock
     * @return the answer
     */
    static Admission postpone(Instant until) {
        return new Postpone(Objects.requireNonNull(until, "until"));
    }

    /**
     * The job is asked about again after some time.
     *
     * @param delay up to 730 days
     * @return the answer
     * @throws IllegalArgumentException if it is longer
     */
    static Admission postpone(Duration delay) {
        return new PostponeBy(delay);
    }

    /**
     * The answer comes later.
     *
     * @param answer completes with it
     * @return the answer for now
     */
    static Admission later(CompletionStage<? extends Admission> answer) {
        return new Later(Objects.requireNonNull(answer, "answer"));
    }
}
