package dev.millwright.worker;

import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How jobs of one jobtype are treated. Immutable; each {@code with…} makes new options. */
public final class JobOptions {
    /** The options of a job registered without any. */
    public static final JobOptions DEFAULT = new JobOptions(true, null);

    private final boolean interruptible;
    private final @Nullable RetryPolicy retry;

    private JobOptions(boolean interruptible, @Nullable RetryPolicy retry) {
        this.interruptible = interruptible;
        this.retry = retry;
    }

    /**
     * Whether the job's thread is interrupted when its signal fires; true by default.
     *
     * @return whether it is
     */
    public boolean interruptible() {
        return interruptible;
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
     * These options, with the interrupt switched on or off. Switch it off for code that cannot bear an interrupt, and
     * watch the signal instead.
     *
     * @param value whether the job's thread is interrupted when its signal fires
     * @return new options
     */
    public JobOptions withInterruptible(boolean value) {
        return new JobOptions(value, retry);
    }

    /**
     * These options, with a policy that says when a job that threw is tried again, whatever its {@code retry} says. When
     * the policy's tries are used up, the job is FAILed and in Dead at once.
     *
     * @param policy for instance {@link RetryPolicy#DEFAULT}
     * @return new options
     */
    public JobOptions withRetry(RetryPolicy policy) {
        return new JobOptions(interruptible, Objects.requireNonNull(policy, "policy"));
    }

    @Override
    public String toString() {
        return "JobOptions[interruptible=" + interruptible + (retry == null ? "" : ", retry=" + retry) + "]";
    }
}
