package dev.millwright.worker;

import dev.millwright.worker.JobCompletion.Result;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** How jobs of one jobtype are treated. Immutable; each {@code with…} makes new options. */
public final class JobOptions {
    /** The options of a job registered without any. */
    public static final JobOptions DEFAULT = new JobOptions(true, null, null, null, EnumSet.allOf(Result.class));

    private final boolean interruptible;
    private final @Nullable RetryPolicy retry;
    private final @Nullable Consumer<? super JobCompletion> onComplete;
    private final @Nullable Function<? super JobCompletion, Job> callback;
    private final Set<Result> callbackOn;

    private JobOptions(
            boolean interruptible,
            @Nullable RetryPolicy retry,
            @Nullable Consumer<? super JobCompletion> onComplete,
            @Nullable Function<? super JobCompletion, Job> callback,
            Set<Result> callbackOn) {
        this.interruptible = interruptible;
        this.retry = retry;
        this.onComplete = onComplete;
        this.callback = callback;
        this.callbackOn = callbackOn;
    }

    /**
     * Whether the job's thread is interrupted when its signal fires, or the stage of an asynchronous function cancelled;
     * true by default.
     *
     * @return whether it is
     */
    public boolean interruptible() {
        return interruptible;
    }

    /**
     * These options, with the interrupt switched on or off. Switch it off for code that cannot bear an interrupt, or to have
     * its stage cancelled, and watch the signal instead.
     *
     * @param value whether the job's thread is interrupted, or its stage cancelled, when its signal fires
     * @return new options
     */
    public JobOptions withInterruptible(boolean value) {
        return new JobOptions(value, retry, onComplete, callback, callbackOn);
    }

    /**
     * When a job that threw is tried again.
     *
     * @return empty by default: then it is FAILed, and Faktory tries it again by its own rule
     */
    public Optional<RetryPolicy> retry() {
        return Optional.ofNullable(retry);
    }

    /**
     * These options, with a policy that says when a job that threw is tried again, whatever its {@code retry} says. When
     * the policy's tries are used up, the job is FAILed and in Dead at once.
     *
     * @param policy for instance {@link RetryPolicy#DEFAULT}
     * @return new options
     */
    public JobOptions withRetry(RetryPolicy policy) {
        return new JobOptions(
                interruptible, Objects.requireNonNull(policy, "policy"), onComplete, callback, callbackOn);
    }

    /**
     * The function that is called at the end of each job, see {@link #withOnComplete}.
     *
     * @return empty by default
     */
    public Optional<Consumer<? super JobCompletion>> onComplete() {
        return Optional.ofNullable(onComplete);
    }

    /**
     * These options, with a function that is called in this process once a job has come to its end and the server has
     * confirmed that: once a job, with how it ended. It is not called after a FAIL that is followed by a retry, for a job
     * that goes back to its queue, nor if it is not known what the server made of the report; a log line says the latter.
     * If the process dies between the server's confirmation and the call, it is not called at all: what must happen after
     * a job belongs into its {@linkplain #withCallback callback}, or into the job.
     *
     * <p>The calls come one after another, in the order in which the server has confirmed, on a thread of the worker's for
     * that, and may block. A call that takes longer than 10 s is warned of, and the next ones go on beside it. While 16
     * calls have not returned, or 20,000 wait, no further ones are made, and a log line says so. A stop waits for the calls
     * as it does for jobs, up to shutdown timeout and cleanup grace. What a call throws is logged.
     *
     * @param function what to call; replaces the one before
     * @return new options
     */
    public JobOptions withOnComplete(Consumer<? super JobCompletion> function) {
        return new JobOptions(interruptible, retry, Objects.requireNonNull(function, "function"), callback, callbackOn);
    }

    /**
     * The function that makes the callback of a job, see {@link #withCallback(Function)}.
     *
     * @return empty by default
     */
    public Optional<Function<? super JobCompletion, Job>> callback() {
        return Optional.ofNullable(callback);
    }

    /**
     * These options, with a job that is pushed at the end of each job, always the same one but for its jid and what
     * {@code custom} says of its origin, see {@link #withCallback(Function)}.
     *
     * @param job the jobtype, queue, args and all else of the callback; its jid is not used
     * @return new options
     */
    public JobOptions withCallback(Job job) {
        Objects.requireNonNull(job, "job");
        return withCallback(completion -> job);
    }

    /**
     * These options, with a job, the callback, that is pushed when a job has come to its end. The server has the callback
     * before it is told of the end: at least once, whatever dies in between. If this process does, or its report is lost,
     * the job runs again and its callback is pushed again, under the same jid: {@link JobCompletion#callbackJid}. So
     * what runs the callback should be idempotent, as any job's function, and the callback of a repeated run can tell
     * another result than the one before.
     *
     * <p>The callback gets {@code custom} with the key {@code callback_of}: an object with {@code jid}, {@code jobtype}
     * and {@code result} ({@code succeeded}, {@code failed}, {@code cancelled} or {@code discarded}) of the job that has
     * ended, unless it has that key already.
     *
     * <p>The job is reported without its callback, and a warning says so, if the function throws, returns null or a job
     * that cannot be pushed, if it does not return within 10 s, and if the server goes on refusing the callback. The
     * function is called once a report, one call after another, on a thread of the worker's for that; it should do no more
     * than make the job.
     *
     * @param function makes the callback, of how the job has ended; its jid is not used
     * @return new options
     */
    public JobOptions withCallback(Function<? super JobCompletion, Job> function) {
        return new JobOptions(
                interruptible, retry, onComplete, Objects.requireNonNull(function, "function"), callbackOn);
    }

    /**
     * Which results a callback is pushed for.
     *
     * @return all by default; unmodifiable
     */
    public Set<Result> callbackOn() {
        return Collections.unmodifiableSet(callbackOn);
    }

    /**
     * These options, with a callback for some results only.
     *
     * @param results those that a callback is pushed for
     * @return new options
     */
    public JobOptions withCallbackOn(Collection<Result> results) {
        Set<Result> wanted = EnumSet.noneOf(Result.class);
        wanted.addAll(Objects.requireNonNull(results, "results"));
        return new JobOptions(interruptible, retry, onComplete, callback, wanted);
    }

    @Override
    public String toString() {
        return "JobOptions[interruptible=" + interruptible
                + (retry == null ? "" : ", retry=" + retry)
                + (onComplete == null ? "" : ", onComplete")
                + (callback == null ? "" : ", callback on " + callbackOn)
                + "]";
    }
}
