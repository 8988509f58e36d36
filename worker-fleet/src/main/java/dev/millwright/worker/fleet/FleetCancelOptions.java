package dev.millwright.worker.fleet;

import dev.millwright.worker.CancelRequest;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How {@link FleetClient#cancel} goes about it. Immutable; each {@code with…} makes new options. Any thread.
 */
public final class FleetCancelOptions {
    /** Moves jobs to Dead, those that are met within 25 h as well, says neither why nor who, under an id that is made up. */
    public static final FleetCancelOptions DEFAULT =
            new FleetCancelOptions(CancelRequest.DEFAULT, null, Duration.ofHours(25), Duration.ZERO, false);

    /** The longest lifetime of an operation. */
    public static final Duration MAX_LIFETIME = Duration.ofDays(365);

    private final CancelRequest request;
    private final @Nullable String id;
    private final Duration lifetime;
    private final Duration tolerance;
    private final boolean dryRun;

    private FleetCancelOptions(
            CancelRequest request, @Nullable String id, Duration lifetime, Duration tolerance, boolean dryRun) {
        this.request = request;
        this.id = id;
        this.lifetime = lifetime;
        this.tolerance = tolerance;
        this.dryRun = dryRun;
    }

    /**
     * Why, for the log and the message of each FAIL.
     *
     * @return one line, cut as {@link CancelRequest#reason()} is; empty by default
     */
    public String reason() {
        return request.reason();
    }

    /**
     * Who wants it.
     *
     * @return one line, cut as {@link CancelRequest#by()} is; empty by default
     */
    public String by() {
        return request.by();
    }

    /**
     * Whether the jobs are ACKed instead of moved to Dead.
     *
     * @return false by default
     */
    public boolean discard() {
        return request.discard();
    }

    /**
     * What the operation is called.
     *
     * @return empty, the default, to have an id made up
     */
    public Optional<String> id() {
        return Optional.ofNullable(id);
    }

    /**
     * For how long jobs are cancelled that wait now and are fetched later. A dry run watches nothing and is kept for a minute
     * at most.
     *
     * @return 25 h by default: the longest usual reservation and an hour
     */
    public Duration lifetime() {
        return lifetime;
    }

    /**
     * By how much a job's {@code created_at} may lie after the call: it is written by the clock of who pushes the job, which
     * may be fast.
     *
     * @return zero by default
     */
    public Duration tolerance() {
        return tolerance;
    }

    /**
     * Whether the workers only count the jobs that they hold.
     *
     * @return false by default
     */
    public boolean dryRun() {
        return dryRun;
    }

    /**
     * These options with a reason.
     *
     * @param value in words
     * @return new options
     */
    public FleetCancelOptions withReason(String value) {
        return with(request.withReason(value));
    }

    /**
     * These options with an author.
     *
     * @param value a person, or a program
     * @return new options
     */
    public FleetCancelOptions withBy(String value) {
        return with(request.withBy(value));
    }

    /**
     * These options, discarding jobs or moving them to Dead.
     *
     * @param value whether the jobs vanish
     * @return new options
     */
    public FleetCancelOptions withDiscard(boolean value) {
        return with(request.withDiscard(value));
    }

    /**
     * These options with an id: the same id again with the same filter is the same operation.
     *
     * @param value 1 to 64 letters, digits and {@code . - _}, the first a letter or a digit
     * @return new options
     * @throws IllegalArgumentException if it is anything else
     */
    public FleetCancelOptions withId(String value) {
        return new FleetCancelOptions(request, Name.ofOperation(value), lifetime, tolerance, dryRun);
    }

    /**
     * These options with another lifetime.
     *
     * @param value more than zero, up to {@link #MAX_LIFETIME}
     * @return new options
     * @throws IllegalArgumentException if it is anything else
     */
    public FleetCancelOptions withLifetime(Duration value) {
        if (value.toMillis() <= 0 || value.compareTo(MAX_LIFETIME) > 0) {
            throw new IllegalArgumentException("an operation lives for 1 ms to 365 days, not " + value);
        }
        return new FleetCancelOptions(request, id, value, tolerance, dryRun);
    }

    /**
     * These options with another tolerance for the clocks of those who push jobs.
     *
     * @param value zero or more, up to a day
     * @return new options
     * @throws IllegalArgumentException if it is anything else
     */
    public FleetCancelOptions withTolerance(Duration value) {
        if (value.isNegative() || value.compareTo(Duration.ofDays(1)) > 0) {
            throw new IllegalArgumentException("the tolerance for clocks must be from zero to a day, not " + value);
        }
        return new FleetCancelOptions(request, id, lifetime, value, dryRun);
    }

    /**
     * These options, cancelling jobs or only counting them.
     *
     * @param value whether none is cancelled
     * @return new options
     */
    public FleetCancelOptions withDryRun(boolean value) {
        return new FleetCancelOptions(request, id, lifetime, tolerance, value);
    }

    CancelRequest request() {
        return request;
    }

    private FleetCancelOptions with(CancelRequest value) {
        return new FleetCancelOptions(Objects.requireNonNull(value, "request"), id, lifetime, tolerance, dryRun);
    }
}
