package dev.millwright.worker;

import dev.millwright.worker.internal.config.WorkerDraft;
import dev.millwright.worker.internal.run.WorkerRuntime;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * Fetches jobs from a Faktory server and runs them on a bounded number of slots.
 *
 * <pre>{@code
 * Worker worker = Worker.builder()
 *         .concurrency(10)
 *         .queues("critical", "default")
 *         .register("hello", context -> System.out.println("hello " + context.arg(0, String.class)))
 *         .build();
 * worker.run();
 * }</pre>
 *
 * <p>A worker is started once and stopped once. All methods may be called from any thread. While it is
 * started it keeps the JVM alive.
 */
public interface Worker extends WorkerView, AutoCloseable {

    /**
     * Begins a worker.
     *
     * @return a builder with the defaults: server from the environment, queue {@code default}, 10 slots
     */
    static Builder builder() {
        return new Builder();
    }

    /**
     * Connects and begins to fetch. Returns when the server has accepted this worker.
     *
     * @throws FaktoryConnectionException if the server cannot be reached within the startup timeout
     * @throws FaktoryAuthenticationException if the server refuses the password; at once
     * @throws IllegalStateException if the worker has been started before; or, at once and with its cause, for what is
     *     neither the server's fault nor the network's: a class of a library that is missing or of another version
     */
    void start();

    /**
     * {@link #start() Starts} and blocks until the worker has stopped: by {@link #stop()}, because the server said
     * {@code terminate}, or because the JVM is told to end, unless {@link Builder#stopOnShutdown} is off. At the JVM's
     * end it is left to chance how much of what comes after this call still runs.
     *
     * @return how it ended; also if it was stopped before it had reached the server
     * @throws InterruptedException if the calling thread is interrupted; the worker goes on
     */
    StopResult run() throws InterruptedException;

    /** Stops fetching; running jobs go on. There is no way back: stop this worker and start another. */
    void quiet();

    /**
     * Stops: quiet; up to the shutdown timeout for running jobs to finish undisturbed; then their
     * signals fire, their threads are interrupted and they are FAILed; up to the cleanup grace for their
     * functions to clean up. Returns at once. A second call skips the wait for the shutdown timeout.
     *
     * @return completes when all is over; each call returns one of its own, with the same result
     */
    CompletableFuture<StopResult> stop();

    /**
     * Blocks until the worker has stopped.
     *
     * @return how it ended
     * @throws InterruptedException if the calling thread is interrupted
     */
    StopResult awaitStopped() throws InterruptedException;

    /**
     * {@link #stop() Stops} unless that has begun, and waits until it is over. Called by the function of one of the worker's
     * own jobs it does not wait, as it would wait for itself. What an asynchronous function does after its return, listeners,
     * callbacks of signals and functions that hear of the end of jobs, which the worker waits for too, call {@link #stop()}.
     */
    @Override
    void close();

    /** Collects a worker's settings. Not for use by many threads at once. */
    final class Builder implements JobRegistry {
        private final WorkerDraft draft = new WorkerDraft();

        private Builder() {}

        /**
         * Sets the server.
         *
         * @param address where it is; {@link ServerAddress#fromEnvironment()} if not set
         * @return this builder
         */
        public Builder server(ServerAddress address) {
            draft.server = Objects.requireNonNull(address, "address");
            return this;
        }

        /**
         * Sets the queues of the unnamed pool. Plain names are fetched in strict order: a later queue
         * only when the earlier ones are empty. With weights ({@code critical,5}) the order is shuffled
         * for each fetch, a queue of weight 5 coming first five times as often as one of weight 1.
         *
         * @param queues names, each with an optional weight after a comma, from 1 to 2147483647; {@code default} if not
         *     set
         * @return this builder
         * @throws IllegalArgumentException if a name or weight is not valid
         */
        public Builder queues(String... queues) {
            return queues(Arrays.asList(Objects.requireNonNull(queues, "queues")));
        }

        /**
         * Sets the queues of the unnamed pool, see {@link #queues(String...)}.
         *
         * @param queues names, each with an optional weight after a comma
         * @return this builder
         * @throws IllegalArgumentException if a name or weight is not valid
         */
        public Builder queues(Collection<String> queues) {
            draft.defaultPool.queues(queues);
            return this;
        }

        /**
         * Sets the number of slots of the unnamed pool: how many of its jobs run at once.
         *
         * @param slots from 1 to {@value WorkerPool#MAX_SLOTS}; 10 if not set. {@link WorkerPool#resize} changes it later
         * @return this builder
         * @throws IllegalArgumentException if it is not in this range
         */
        public Builder concurrency(int slots) {
            draft.defaultPool.slots(slots);
            return this;
        }

        /**
         * Sets how many connections the unnamed pool fetches over.
         *
         * @param lanes at least 1; no more are used than there are slots. The number of slots but at most 32 if not set
         * @return this builder
         * @throws IllegalArgumentException if it is under 1
         */
        public Builder lanes(int lanes) {
            draft.defaultPool.lanes(lanes);
            return this;
        }

        @Override
        public Builder pool(String name, int slots, String... queues) {
            draft.addPool(name, slots, Arrays.asList(Objects.requireNonNull(queues, "queues")));
            return this;
        }

        @Override
        public Builder queueGate(QueueGate gate) {
            draft.gates.add(gate);
            return this;
        }

        /**
         * Sets on which kind of threads jobs run.
         *
         * @param threads {@link Threads#PLATFORM} if not set
         * @return this builder
         */
        public Builder threads(Threads threads) {
            draft.threads = Objects.requireNonNull(threads, "threads");
            return this;
        }

        /**
         * Runs the jobs of all pools on the caller's own executor. It must run as many tasks at once as
         * there are slots, also after {@link WorkerPool#resize}, which does not resize it; a job that it refuses is FAILed.
         * The worker does not shut it down.
         *
         * @param executor the executor
         * @return this builder
         */
        public Builder executor(Executor executor) {
            draft.executor = Objects.requireNonNull(executor, "executor");
            return this;
        }

        /**
         * Sets how long running jobs may finish undisturbed once the worker stops.
         *
         * @param timeout zero or more; 25 s if not set
         * @return this builder
         */
        public Builder shutdownTimeout(Duration timeout) {
            draft.shutdownTimeout = WorkerDraft.notNegative("shutdown timeout", timeout);
            return this;
        }

        /**
         * Sets how long interrupted functions may clean up.
         *
         * @param grace zero or more; 3 s if not set
         * @return this builder
         */
        public Builder cleanupGrace(Duration grace) {
            draft.cleanupGrace = WorkerDraft.notNegative("cleanup grace", grace);
            return this;
        }

        /**
         * Sets what becomes of jobs that a shutdown interrupts. Normally they are FAILed, which spends one of
         * their retries and ends a job that has none. Requeued ones are pushed again under their jids, to
         * start some seconds later, and then ACKed; a job that never ends in time comes back for ever.
         *
         * @param on false if not set
         * @return this builder
         */
        public Builder requeueInterrupted(boolean on) {
            draft.requeueInterrupted = on;
            return this;
        }

        /**
         * Sets how long {@link Worker#start()} keeps trying to reach the server.
         *
         * @param timeout zero or more; 30 s if not set
         * @return this builder
         */
        public Builder startupTimeout(Duration timeout) {
            draft.startupTimeout = WorkerDraft.notNegative("startup timeout", timeout);
            return this;
        }

        /**
         * Sets whether the worker stops, as by {@link Worker#stop()}, when its JVM is told to end: by SIGTERM, SIGINT
         * (Ctrl-C) or {@link System#exit}. A shutdown hook then holds that end back until the worker has stopped, for
         * at most shutdown timeout, cleanup grace and 10 s. Off is right where a container, Spring for instance, stops
         * the worker. The JVM's exit code is that of its end: 143 after SIGTERM, 130 after SIGINT.
         *
         * @param on if not set, {@link Worker#run()} does it and {@link Worker#start()} does not
         * @return this builder
         */
        public Builder stopOnShutdown(boolean on) {
            draft.stopOnShutdown = on;
            return this;
        }

        /**
         * Sets how often the worker sends a heartbeat. The server forgets a worker after 60 s without one,
         * and a server that has CANCEL gives its orders in the reply.
         *
         * @param interval more than zero, at most 30 s; 15 s if not set
         * @return this builder
         * @throws IllegalArgumentException if it is not in this range
         */
        public Builder heartbeat(Duration interval) {
            draft.heartbeat(interval);
            return this;
        }

        /**
         * Sets how long before the end of a job's reservation it is interrupted.
         *
         * @param margin 5 s if not set; at least 4 s and at most half of the reservation in effect; zero switches
         *     the deadline off
         * @return this builder
         */
        public Builder deadlineMargin(Duration margin) {
            draft.deadlineMargin = WorkerDraft.notNegative("deadline margin", margin);
            return this;
        }

        /**
         * Sets labels that the server's Web UI shows beside this worker.
         *
         * @param labels short words; {@code java} if not set
         * @return this builder
         */
        public Builder labels(String... labels) {
            draft.labels = List.of(labels);
            return this;
        }

        /**
         * Sets how many functions may be written off at a time. One that still runs when its signal fired the cleanup grace
         * ago ignores it: its job has been FAILed, and nothing comes of what it does, but it has a slot. Written off, it
         * runs on without; another job runs in its place, and a stop does not wait for it. It keeps its thread, and what
         * memory it needs: hence the limit. With {@link #executor} the caller's executor needs so many threads more than
         * there are slots.
         *
         * @param max 0 or more; 0, for none, if not set
         * @return this builder
         * @throws IllegalArgumentException if it is negative
         */
        public Builder writeOff(int max) {
            draft.writeOff(max);
            return this;
        }

        /**
         * Sets whether the report of each minute says how much waits on the server, in the worker's queues. For that the
         * worker's client asks QUEUE LATENCY once a minute, and INFO if something waits. Server 1.10.0 reads its list of
         * queues for INFO without a lock, and can end, rarely, if a queue is made or removed just then.
         *
         * @param on false if not set
         * @return this builder
         */
        public Builder reportBacklog(boolean on) {
            draft.reportBacklog = on;
            return this;
        }

        @Override
        public Builder middleware(JobMiddleware middleware) {
            draft.middlewares.add(Objects.requireNonNull(middleware, "middleware"));
            return this;
        }

        @Override
        public Builder listener(JobListener listener) {
            draft.listeners.add(Objects.requireNonNull(listener, "listener"));
            return this;
        }

        @Override
        public Builder onComplete(Consumer<? super JobCompletion> function) {
            draft.completions.add(Objects.requireNonNull(function, "function"));
            return this;
        }

        /**
         * Sets whether the worker listens for cancel orders on a server that has no CANCEL: for each job
         * that has run for a moment it fetches from the queue {@code cancel.<jid>}, over one further
         * connection for all. {@link FaktoryClient#cancel} sends such orders.
         *
         * @param on true if not set
         * @return this builder
         */
        public Builder controlQueue(boolean on) {
            draft.controlQueue = on;
            return this;
        }

        @Override
        public Builder cancellationSource(CancellationSource source) {
            draft.sources.add(Objects.requireNonNull(source, "source"));
            return this;
        }

        @Override
        public Builder admission(JobAdmission admission) {
            draft.admissions.add(Objects.requireNonNull(admission, "admission"));
            return this;
        }

        @Override
        public Builder failureDecision(FailureDecision decision) {
            draft.failureDecisions.add(Objects.requireNonNull(decision, "decision"));
            return this;
        }

        @Override
        public Builder extension(WorkerExtension extension) {
            draft.extensions.add(Objects.requireNonNull(extension, "extension"));
            return this;
        }

        /**
         * Sets the clock; for tests.
         *
         * @param clock {@link WorkerClock#system()} if not set
         * @return this builder
         */
        public Builder clock(WorkerClock clock) {
            draft.clock = Objects.requireNonNull(clock, "clock");
            return this;
        }

        @Override
        public Builder register(String jobtype, JobHandler handler) {
            return register(jobtype, JobOptions.DEFAULT, handler);
        }

        @Override
        public Builder register(String jobtype, JobOptions options, JobHandler handler) {
            draft.addHandler(jobtype, options, handler);
            return this;
        }

        @Override
        public <T> Builder register(JobType<T> type, TypedJobHandler<? super T> handler) {
            JobRegistry.super.register(type, handler);
            return this;
        }

        @Override
        public <T> Builder register(JobType<T> type, JobOptions options, TypedJobHandler<? super T> handler) {
            JobRegistry.super.register(type, options, handler);
            return this;
        }

        @Override
        public Builder registerAsync(String jobtype, AsyncJobHandler handler) {
            JobRegistry.super.registerAsync(jobtype, handler);
            return this;
        }

        @Override
        public Builder registerAsync(String jobtype, JobOptions options, AsyncJobHandler handler) {
            draft.addAsyncHandler(jobtype, options, handler);
            return this;
        }

        @Override
        public <T> Builder registerAsync(JobType<T> type, TypedAsyncJobHandler<? super T> handler) {
            JobRegistry.super.registerAsync(type, handler);
            return this;
        }

        @Override
        public <T> Builder registerAsync(JobType<T> type, JobOptions options, TypedAsyncJobHandler<? super T> handler) {
            JobRegistry.super.registerAsync(type, options, handler);
            return this;
        }

        /**
         * Applies something to this builder; to keep a chain of calls unbroken.
         *
         * @param change gets this builder
         * @return this builder
         */
        public Builder apply(Consumer<? super Builder> change) {
            change.accept(this);
            return this;
        }

        /**
         * Makes the worker. Nothing is connected yet.
         *
         * @return a worker to start
         * @throws IllegalArgumentException with one line that names the setting that is wrong
         */
        public Worker build() {
            return new WorkerRuntime(draft.settings());
        }
    }
}
