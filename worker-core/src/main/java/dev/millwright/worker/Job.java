package dev.millwright.worker;

import dev.millwright.worker.internal.protocol.JobId;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A unit of work as Faktory knows it. Immutable. A producer makes one with {@link #of} or
 * {@link #builder}; a worker receives one in {@link JobContext#job()}.
 */
public final class Job {
    /** The queue of a job that names none. */
    public static final String DEFAULT_QUEUE = "default";

    /** Faktory's own number of retries for a job that names none. */
    public static final int DEFAULT_RETRY = 25;

    /** How long the server reserves a job that names no {@code reserve_for}. */
    public static final Duration DEFAULT_RESERVE_FOR = Duration.ofMinutes(30);

    /** The server raises a shorter {@code reserve_for} to this when the job is fetched. */
    public static final Duration MIN_RESERVE_FOR = Duration.ofSeconds(60);

    /** The server refuses a longer {@code reserve_for}. */
    public static final Duration MAX_RESERVE_FOR = Duration.ofDays(1);

    private static final Pattern QUEUE_NAME = Pattern.compile("[a-zA-Z0-9._-]+");

    private final String jid;
    private final String jobtype;
    private final String queue;
    private final JobArgs args;
    private final int retry;
    private final int backtrace;
    private final @Nullable Duration reserveFor;
    private final @Nullable Instant at;
    private final @Nullable Instant createdAt;
    private final @Nullable Instant enqueuedAt;
    private final @Nullable JobFailure failure;
    private final Map<String, Object> custom;

    private Job(Builder builder) {
        this.jid = builder.jid;
        this.jobtype = builder.jobtype;
        this.queue = builder.queue;
        this.args = builder.args;
        this.retry = builder.retry;
        this.backtrace = builder.backtrace;
        this.reserveFor = builder.reserveFor;
        this.at = builder.at;
        this.createdAt = builder.createdAt;
        this.enqueuedAt = builder.enqueuedAt;
        this.failure = builder.failure;
        this.custom =
                builder.custom.isEmpty() ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(builder.custom));
    }

    /**
     * A job for the queue {@code default}, ready to push.
     *
     * @param jobtype names the function that runs it
     * @param args see {@link JobArgs#of}
     * @return the job, with a new jid
     */
    public static Job of(String jobtype, Object... args) {
        return builder(jobtype).args(args).build();
    }

    /**
     * Begins a job.
     *
     * @param jobtype names the function that runs it
     * @return a builder that holds Faktory's defaults and a new jid
     * @throws IllegalArgumentException if the jobtype is blank
     */
    public static Builder builder(String jobtype) {
        return new Builder(jobtype, true);
    }

    /**
     * Begins a job as a worker receives it, for tests of functions: other producers, and the server, may have
     * given it anything, so no value is checked.
     *
     * @param jobtype names the function that runs it
     * @return a builder that holds Faktory's defaults and a new jid
     * @throws IllegalArgumentException if the jobtype is blank
     */
    public static Builder received(String jobtype) {
        return new Builder(jobtype, false);
    }

    /**
     * Begins a job that is like this one, its jid included. The values of a job that was received are taken as
     * they are, so it can always be pushed again; those that are set are checked.
     *
     * @return a builder that holds this job's values
     */
    public Builder toBuilder() {
        Builder builder = new Builder(jobtype, true);
        builder.jid = jid;
        builder.queue = queue;
        builder.args = args;
        builder.retry = retry;
        builder.backtrace = backtrace;
        builder.reserveFor = reserveFor;
        builder.at = at;
        builder.createdAt = createdAt;
        builder.enqueuedAt = enqueuedAt;
        builder.failure = failure;
        builder.custom.putAll(custom);
        return builder;
    }

    /**
     * The job's id.
     *
     * @return unique to the job
     */
    public String jid() {
        return jid;
    }

    /**
     * Names the function that runs the job.
     *
     * @return never blank
     */
    public String jobtype() {
        return jobtype;
    }

    /**
     * The queue the job was pushed to.
     *
     * @return {@code default} unless the producer chose another
     */
    public String queue() {
        return queue;
    }

    /**
     * What the function works on.
     *
     * @return never null, may be empty
     */
    public JobArgs args() {
        return args;
    }

    /**
     * How often the server tries again after a FAIL. 0: a failed job vanishes; -1: it goes straight
     * to Dead.
     *
     * @return 25 unless the producer chose another
     */
    public int retry() {
        return retry;
    }

    /**
     * How many lines of backtrace the server is asked to keep.
     *
     * @return 0 unless the producer chose another
     */
    public int backtrace() {
        return backtrace;
    }

    /**
     * How long a worker may hold the job, as the server reckons it: with its default and its minimum.
     *
     * @return 30 minutes unless the producer chose another; at least a minute
     */
    public Duration reserveFor() {
        if (reserveFor == null) {
            return DEFAULT_RESERVE_FOR;
        }
        return reserveFor.compareTo(MIN_RESERVE_FOR) < 0 ? MIN_RESERVE_FOR : reserveFor;
    }

    /**
     * The {@code reserve_for} that the producer chose.
     *
     * @return empty if it chose none
     */
    public Optional<Duration> requestedReserveFor() {
        return Optional.ofNullable(reserveFor);
    }

    /**
     * When the job is to run at the earliest.
     *
     * @return empty for a job that was not scheduled
     */
    public Optional<Instant> at() {
        return Optional.ofNullable(at);
    }

    /**
     * When the job was made.
     *
     * @return empty if unknown
     */
    public Optional<Instant> createdAt() {
        return Optional.ofNullable(createdAt);
    }

    /**
     * When the server put the job into its queue.
     *
     * @return empty for a job that was not fetched
     */
    public Optional<Instant> enqueuedAt() {
        return Optional.ofNullable(enqueuedAt);
    }

    /**
     * The job's earlier failures.
     *
     * @return empty for a job that never failed
     */
    public Optional<JobFailure> failure() {
        return Optional.ofNullable(failure);
    }

    /**
     * Which try of the job this is, by its earlier failures.
     *
     * @return 1 for the first try, 2 for the first retry
     */
    public int attempt() {
        return failure == null ? 1 : failure.retryCount() + 2;
    }

    /**
     * What the producer attached: a trace id, a locale, a tenant. Keys that begin with {@code _} are
     * the server's.
     *
     * @return unmodifiable; values are what Jackson makes of JSON
     */
    public Map<String, Object> custom() {
        return custom;
    }

    /** Jobtype, jid and queue; no args, as they can hold secrets. */
    @Override
    public String toString() {
        return jobtype + " " + jid + " (queue " + queue + ")";
    }

    /**
     * Collects the values of a job. What Faktory would refuse or take for something else is refused when it is
     * set. Not for use by many threads at once.
     */
    public static final class Builder {
        private String jid = JobId.random();
        private final String jobtype;
        private final boolean checked;
        private String queue = DEFAULT_QUEUE;
        private JobArgs args = JobArgs.of();
        private int retry = DEFAULT_RETRY;
        private int backtrace;
        private @Nullable Duration reserveFor;
        private @Nullable Instant at;
        private @Nullable Instant createdAt;
        private @Nullable Instant enqueuedAt;
        private @Nullable JobFailure failure;
        private final Map<String, Object> custom = new LinkedHashMap<>();

        private Builder(String jobtype, boolean checked) {
            JobCheck.jobtype(jobtype);
            this.jobtype = jobtype;
            this.checked = checked;
        }

        /**
         * Sets the id.
         *
         * @param value at least 8 bytes; a random one if not set
         * @return this builder
         * @throws IllegalArgumentException if it is shorter
         */
        public Builder jid(String value) {
            this.jid = check(JobCheck::jid, Objects.requireNonNull(value, "jid"));
            return this;
        }

        /**
         * Sets the queue.
         *
         * @param value letters, digits and {@code . _ -}; {@code default} if not set
         * @return this builder
         * @throws IllegalArgumentException if it holds anything else, or nothing
         */
        public Builder queue(String value) {
            this.queue = check(JobCheck::queue, Objects.requireNonNull(value, "queue"));
            return this;
        }

        /**
         * Sets the args from values.
         *
         * @param values see {@link JobArgs#of}
         * @return this builder
         */
        public Builder args(Object... values) {
            return args(JobArgs.of(values));
        }

        /**
         * Sets the args.
         *
         * @param value the args; empty if not set
         * @return this builder
         */
        public Builder args(JobArgs value) {
            this.args = Objects.requireNonNull(value, "args");
            return this;
        }

        /**
         * Sets how often the server tries again after a FAIL.
         *
         * @param value 0: a failed job vanishes; -1: it goes straight to Dead; 25 if not set
         * @return this builder
         * @throws IllegalArgumentException if it is under -1
         */
        public Builder retry(int value) {
            this.retry = check(JobCheck::retry, value);
            return this;
        }

        /**
         * Sets how many lines of backtrace the server keeps.
         *
         * @param lines from 0 to 50; 0 if not set
         * @return this builder
         * @throws IllegalArgumentException if it is out of that range
         */
        public Builder backtrace(int lines) {
            this.backtrace = check(JobCheck::backtrace, lines);
            return this;
        }

        /**
         * Sets how long a worker may hold the job before the server hands it to another.
         *
         * @param value from 60 s to 24 h, in whole seconds, to which it is rounded up; the server's 30 minutes if
         *     not set
         * @return this builder
         * @throws IllegalArgumentException if it is out of that range
         */
        public Builder reserveFor(Duration value) {
            this.reserveFor = check(JobCheck::reserveFor, Objects.requireNonNull(value, "reserveFor"));
            return this;
        }

        /**
         * Schedules the job. A time more than four years ahead is refused when the job is pushed; one more than a year
         * back is then left out.
         *
         * @param value when it is to run at the earliest; at once if not set or past
         * @return this builder
         * @throws IllegalArgumentException if its year has not four digits
         */
        public Builder at(Instant value) {
            this.at = check(it -> JobCheck.time("at", it), Objects.requireNonNull(value, "at"));
            return this;
        }

        /**
         * Sets when the job was made.
         *
         * @param value the moment of the push if not set
         * @return this builder
         * @throws IllegalArgumentException if its year has not four digits
         */
        public Builder createdAt(Instant value) {
            this.createdAt = check(it -> JobCheck.time("created_at", it), Objects.requireNonNull(value, "createdAt"));
            return this;
        }

        /**
         * Attaches a value for middlewares, dashboards, other jobs.
         *
         * @param key must not begin with {@code _}, which is the server's
         * @param value whatever Jackson can write as JSON, null too
         * @return this builder
         * @throws IllegalArgumentException if the key begins with {@code _}
         */
        public Builder custom(String key, @Nullable Object value) {
            custom.put(check(JobCheck::customKey, Objects.requireNonNull(key, "key")), value);
            return this;
        }

        /**
         * Sets when the server enqueued the job; for tests of handlers, as the server sets it itself.
         *
         * @param value the moment
         * @return this builder
         */
        public Builder enqueuedAt(Instant value) {
            this.enqueuedAt = Objects.requireNonNull(value, "enqueuedAt");
            return this;
        }

        /**
         * Sets earlier failures; for tests of handlers, as the server keeps them itself.
         *
         * @param value the failures
         * @return this builder
         */
        public Builder failure(JobFailure value) {
            this.failure = Objects.requireNonNull(value, "failure");
            return this;
        }

        /**
         * Makes the job. Numbers in args and custom are looked at when it is pushed.
         *
         * @return the job
         */
        public Job build() {
            return new Job(this);
        }

        private <T> T check(Consumer<T> check, T value) {
            if (checked) {
                check.accept(value);
            }
            return value;
        }
    }

    /**
     * Whether the server takes this as the name of a queue.
     *
     * @param name a name
     * @return true for letters, digits and {@code . _ -}
     */
    public static boolean isQueueName(String name) {
        return QUEUE_NAME.matcher(name).matches();
    }
}
