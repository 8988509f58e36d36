package dev.millwright.worker;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * When a job that threw is tried again, instead of Faktory's own rule, see {@link JobOptions#withRetry}. After the nth
 * failure it waits {@code min(cap, initial · base^(n−1)) · [0.5, 1.5)}. A wait under 10 s happens in the worker, which
 * keeps the job's reservation but neither a slot nor a thread; for a longer one the job goes back to the server, which
 * starts it up to 5 s later than that.
 *
 * <p>Immutable; each method that changes something makes a new policy. Any thread.
 */
public final class RetryPolicy {
    /**
     * 5 tries in all, 250 ms before the second one, then each wait twice as long as the last one, but no longer than a
     * day.
     */
    public static final RetryPolicy DEFAULT =
            new RetryPolicy(5, Duration.ofMillis(250), 2, Duration.ofDays(1), it -> false, null);

    /** With its jitter the longest wait stays under the four years that a job can be scheduled ahead. */
    private static final Duration MAX_CAP = Duration.ofDays(2 * 365);

    private static final int MAX_ATTEMPTS = 10_000;
    private static final double MAX_BASE = 1_000;

    private final int attempts;
    private final Duration initial;
    private final double base;
    private final Duration cap;
    private final Predicate<? super Throwable> forGood;
    private final @Nullable RandomGenerator random;

    private RetryPolicy(
            int attempts,
            Duration initial,
            double base,
            Duration cap,
            Predicate<? super Throwable> forGood,
            @Nullable RandomGenerator random) {
        this.attempts = attempts;
        this.initial = initial;
        this.base = base;
        this.cap = cap;
        this.forGood = forGood;
        this.random = random;
    }

    /**
     * How often a job is tried in all. When its last try has thrown it is in Dead at once.
     *
     * @return 5 by default
     */
    public int attempts() {
        return attempts;
    }

    /**
     * The wait after the first failure, before its jitter.
     *
     * @return 250 ms by default
     */
    public Duration initial() {
        return initial;
    }

    /**
     * By how much each wait is longer than the one before.
     *
     * @return 2 by default
     */
    public double base() {
        return base;
    }

    /**
     * The longest wait, before its jitter.
     *
     * @return a day by default
     */
    public Duration cap() {
        return cap;
    }

    /**
     * This policy, with another number of tries.
     *
     * @param value in all, the first one included: from 1, which is not to try again, to 10000
     * @return a new policy
     * @throws IllegalArgumentException if it is out of that range
     */
    public RetryPolicy withAttempts(int value) {
        if (value < 1 || value > MAX_ATTEMPTS) {
            throw new IllegalArgumentException(
                    "a retry policy has from 1 to " + MAX_ATTEMPTS + " attempts, the first try included, not " + value);
        }
        return new RetryPolicy(value, initial, base, cap, forGood, random);
    }

    /**
     * This policy, with another wait after the first failure.
     *
     * @param value from 1 ms to 730 days; 250 ms by default
     * @return a new policy
     * @throws IllegalArgumentException if it is out of that range
     */
    public RetryPolicy withInitial(Duration value) {
        return new RetryPolicy(attempts, checked("initial wait", value), base, cap, forGood, random);
    }

    /**
     * This policy, with waits that grow otherwise.
     *
     * @param value from 1, which is the same wait each time, to 1000; 2 by default
     * @return a new policy
     * @throws IllegalArgumentException if it is out of that range
     */
    public RetryPolicy withBase(double value) {
        if (!(value >= 1 && value <= MAX_BASE)) {
            throw new IllegalArgumentException("the base of a retry policy must be from 1 to 1000, not " + value
                    + ": each wait is that many times" + " as long as the one before");
        }
        return new RetryPolicy(attempts, initial, value, cap, forGood, random);
    }

    /**
     * This policy, with another longest wait.
     *
     * @param value before its jitter, which can make half as much again of it; from 1 ms to 730 days; a day by default
     * @return a new policy
     * @throws IllegalArgumentException if it is out of that range
     */
    public RetryPolicy withCap(Duration value) {
        return new RetryPolicy(attempts, initial, base, checked("cap", value), forGood, random);
    }

    private static Duration checked(String what, Duration value) {
        if (value.compareTo(Duration.ofMillis(1)) < 0 || value.compareTo(MAX_CAP) > 0) {
            throw new IllegalArgumentException(
                    "the " + what + " of a retry policy must be from 1 ms to 730 days, but is " + value);
        }
        return value;
    }

    /**
     * This policy, for some failures only: any other one is for good, and the job is in Dead at once.
     *
     * @param accepts looks at what the function threw, on the job's thread; what it throws itself is logged and
     *     counts as true
     * @return a new policy; several of these, and of {@link #failForGoodIf}, must all let a failure pass
     */
    public RetryPolicy retryIf(Predicate<? super Throwable> accepts) {
        Objects.requireNonNull(accepts, "accepts");
        return failForGoodIf(thrown -> !accepts.test(thrown));
    }

    /**
     * This policy, without some failures: these are for good, and the job is in Dead at once. A
     * {@link NonRetryableException} is that without being named here.
     *
     * @param condition looks at what the function threw, on the job's thread; what it throws itself is logged and
     *     counts as false
     * @return a new policy
     */
    public RetryPolicy failForGoodIf(Predicate<? super Throwable> condition) {
        Objects.requireNonNull(condition, "condition");
        Predicate<? super Throwable> before = forGood;
        return new RetryPolicy(
                attempts, initial, base, cap, thrown -> before.test(thrown) || condition.test(thrown), random);
    }

    /**
     * This policy, with its jitter from another source; for tests that want exact waits.
     *
     * @param source is asked for one {@link RandomGenerator#nextDouble() double} a wait, from many threads
     * @return a new policy
     */
    public RetryPolicy withRandom(RandomGenerator source) {
        Objects.requireNonNull(source, "source");
        return new RetryPolicy(attempts, initial, base, cap, forGood, source);
    }

    /**
     * Whether a failure is one after which no further try is made.
     *
     * @param thrown what the function threw
     * @return true if a condition of {@link #retryIf} or {@link #failForGoodIf} says so
     */
    public boolean isForGood(Throwable thrown) {
        return forGood.test(thrown);
    }

    /**
     * A wait, with a jitter of its own each time that this is asked.
     *
     * @param failures how many tries have failed, from 1
     * @return at least half and less than one and a half times the wait without jitter
     */
    public Duration delay(int failures) {
        double growth = Math.pow(base, Math.max(0, failures - 1));
        double nanos = Math.min((double) cap.toNanos(), (double) initial.toNanos() * growth);
        double jitter = random == null ? ThreadLocalRandom.current().nextDouble() : random.nextDouble();
        return Duration.ofNanos((long) (nanos * Math.min(0.5 + jitter, Math.nextDown(1.5))));
    }

    @Override
    public String toString() {
        return "RetryPolicy[attempts=" + attempts + ", initial=" + initial + ", base=" + base + ", cap=" + cap + "]";
    }
}
