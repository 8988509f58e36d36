package dev.millwright.worker;

import dev.millwright.worker.internal.job.Backtrace;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What the server is told about a job that was fetched: the one report it gets. */
public sealed interface JobOutcome {

    /** The job is done. */
    record Ack() implements JobOutcome {
        /** The one value there is of it. */
        public static final Ack INSTANCE = new Ack();
    }

    /**
     * The job failed or was interrupted.
     *
     * @param errtype the class of the exception, or {@link CancellationReason#errtype()}
     * @param message what went wrong; never null, may be empty
     * @param backtrace one line a frame, innermost first; for an interrupted job the stack of its
     *     thread at the moment of the signal, or what its asynchronous function waits for
     * @param kill whether the job is then moved to Dead instead of being retried: it was cancelled, or threw a
     *     {@link NonRetryableException}
     */
    record Fail(String errtype, String message, List<String> backtrace, boolean kill) implements JobOutcome {
        /** Copies the backtrace. */
        public Fail {
            backtrace = List.copyOf(backtrace);
        }

        /**
         * A FAIL after which the server retries the job, as often as it has been told to.
         *
         * @param errtype the class of the exception, or {@link CancellationReason#errtype()}
         * @param message what went wrong
         * @param backtrace one line a frame
         */
        public Fail(String errtype, String message, List<String> backtrace) {
            this(errtype, message, backtrace, false);
        }

        /**
         * What a worker tells the server of what a function threw: class, message, the stacks of the throwable and its
         * causes, and whether a {@link NonRetryableException} among them makes the failure one for good. For what
         * calls functions without a worker, in tests for instance. Takes any throwable, also one whose own methods
         * throw.
         *
         * @param thrown what the function threw
         * @param caller the class that called the function: from its first frame on, a stack is not the function's
         *     and is left out
         * @return at most 1,000 chars of message and 50 lines of stack
         */
        public static Fail of(Throwable thrown, Class<?> caller) {
            return Backtrace.fail(Objects.requireNonNull(thrown, "thrown"), Objects.requireNonNull(caller, "caller"));
        }

        /**
         * What a worker tells the server of a job that is interrupted by its signal. For what calls functions without a
         * worker, in tests for instance.
         *
         * @param reason why the signal fires
         * @param stack what the job's thread is doing at that moment, innermost first; null if the job has not begun
         * @param caller the class that called the function: from its first frame on, the stack is not the function's
         *     and is left out
         * @return at most 50 lines of stack
         */
        public static Fail of(CancellationReason reason, StackTraceElement @Nullable [] stack, Class<?> caller) {
            return Backtrace.interrupted(
                    Objects.requireNonNull(reason, "reason"), stack, Objects.requireNonNull(caller, "caller"));
        }

        /**
         * What a worker tells the server of a job that is interrupted by its signal while its asynchronous function waits.
         * For what calls functions without a worker, in tests for instance.
         *
         * @param reason why the signal fires
         * @param awaits what the function waits for, in words and in one line
         * @return that line in place of a stack
         */
        public static Fail awaiting(CancellationReason reason, String awaits) {
            return Backtrace.awaiting(
                    Objects.requireNonNull(reason, "reason"), Objects.requireNonNull(awaits, "awaits"));
        }
    }

    /**
     * The job has not failed, but goes back to the server: a shutdown interrupted it (see
     * {@link Worker.Builder#requeueInterrupted}), a stop began while it waited for its next try, or it is postponed. It is
     * pushed again under its jid, to start no sooner than a given time, and then ACKed. No retry is spent.
     *
     * @param next what is pushed; {@link Job#at()} says when it may start
     * @param otherwise what the server is told if it refuses the push
     */
    record Requeue(Job next, Fail otherwise) implements JobOutcome {
        /**
         * When it may start again.
         *
         * @return as in {@link #next()}
         */
        public Instant at() {
            return next.at().orElse(Instant.EPOCH);
        }
    }

    /**
     * The job threw and its {@link RetryPolicy} has it tried again: it waits in this worker, and the server is told nothing
     * for the time being; or it is pushed again under its jid for later, and then ACKed.
     *
     * @param next the job of the next try; {@link Job#at()} says when
     * @param delay how long it waits from the failure on
     * @param failure what it failed of, and what the server is told if it refuses the push
     * @param here whether it waits in this worker
     */
    record Retry(Job next, Duration delay, Fail failure, boolean here) implements JobOutcome {}

    /** The job was cancelled and is not to be seen again: its signal fired, and it is ACKed without being done. */
    record Discard() implements JobOutcome {
        /** The one value there is of it. */
        public static final Discard INSTANCE = new Discard();
    }
}
