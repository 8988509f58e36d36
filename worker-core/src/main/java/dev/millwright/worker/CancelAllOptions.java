package dev.millwright.worker;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How {@link WorkerView#cancelAll(JobFilter, CancelAllOptions)} goes about it. Immutable; each {@code with…} makes new
 * options.
 */
public final class CancelAllOptions {
    /** Moves the jobs to Dead; leaves alone what says that it was made later than the call. */
    public static final CancelAllOptions DEFAULT =
            new CancelAllOptions(CancelRequest.DEFAULT, false, Duration.ZERO, null);

    private final CancelRequest request;
    private final boolean dryRun;
    private final Duration tolerance;
    private final @Nullable WorkerFacts worker;

    private CancelAllOptions(CancelRequest request, boolean dryRun, Duration tolerance, @Nullable WorkerFacts worker) {
        this.request = request;
        this.dryRun = dryRun;
        this.tolerance = tolerance;
        this.worker = worker;
    }

    /**
     * What becomes of each job, why and by whom; {@link CancelRequest#DEFAULT} by default.
     *
     * @return the request
     */
    public CancelRequest request() {
        return request;
    }

    /**
     * Whether the jobs are counted only; false by default.
     *
     * @return whether none is cancelled
     */
    public boolean dryRun() {
        return dryRun;
    }

    /**
     * By how much a job's {@code created_at} may lie after the call; zero by default. It is written by the clock of who
     * pushes the job, which may be fast.
     *
     * @return zero or more
     */
    public Duration tolerance() {
        return tolerance;
    }

    /**
     * What the filter is told of the worker; by default its labels and its host.
     *
     * @return empty for that
     */
    public Optional<WorkerFacts> worker() {
        return Optional.ofNullable(worker);
    }

    /**
     * These options with another request.
     *
     * @param value what becomes of each job, why and by whom
     * @return new options
     */
    public CancelAllOptions withRequest(CancelRequest value) {
        return new CancelAllOptions(Objects.requireNonNull(value, "request"), dryRun, tolerance, worker);
    }

    /**
     * These options with a reason, see {@link CancelRequest#reason()}.
     *
     * @param value in words
     * @return new options
     */
    public CancelAllOptions withReason(String value) {
        return withRequest(request.withReason(value));
    }

    /**
     * These options with an author, see {@link CancelRequest#by()}.
     *
     * @param value a person, or a program
     * @return new options
     */
    public CancelAllOptions withBy(String value) {
        return withRequest(request.withBy(value));
    }

    /**
     * These options, discarding jobs or moving them to Dead.
     *
     * @param value whether the jobs vanish
     * @return new options
     */
    public CancelAllOptions withDiscard(boolean value) {
        return withRequest(request.withDiscard(value));
    }

    /**
     * These options, cancelling jobs or only counting them.
     *
     * @param value whether none is cancelled
     * @return new options
     */
    public CancelAllOptions withDryRun(boolean value) {
        return new CancelAllOptions(request, value, tolerance, worker);
    }

    /**
     * These options with another tolerance for the clocks of those who push jobs.
     *
     * @param value zero or more
     * @return new options
     * @throws IllegalArgumentException if it is negative
     */
    public CancelAllOptions withTolerance(Duration value) {
        if (value.isNegative()) {
            throw new IllegalArgumentException("the tolerance must be zero or more, not " + value);
        }
        return new CancelAllOptions(request, dryRun, value, worker);
    }

    /**
     * These options with other facts of the worker, for who knows more of it: its version, say.
     *
     * @param value the facts
     * @return new options
     */
    public CancelAllOptions withWorker(WorkerFacts value) {
        return new CancelAllOptions(request, dryRun, tolerance, Objects.requireNonNull(value, "worker"));
    }
}
