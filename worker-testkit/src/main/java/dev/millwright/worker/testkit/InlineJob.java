package dev.millwright.worker.testkit;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.millwright.worker.CancellationReason;
import dev.millwright.worker.CancellationSignal;
import dev.millwright.worker.FaktoryClient;
import dev.millwright.worker.Job;
import dev.millwright.worker.JobContext;
import dev.millwright.worker.JobHandler;
import dev.millwright.worker.JobOptions;
import dev.millwright.worker.JobOutcome;
import dev.millwright.worker.JobOutcome.Fail;
import dev.millwright.worker.JobType;
import dev.millwright.worker.NonRetryableException;
import dev.millwright.worker.TypedJobHandler;
import dev.millwright.worker.WorkerClock;
import dev.millwright.worker.testkit.internal.inline.InlineSignal;
import dev.millwright.worker.testkit.internal.inline.RecordingClient;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Runs one job's function as a worker would, without worker and server, and tells what the server
 * would have been told.
 *
 * <pre>{@code
 * InlineJob job = InlineJob.of(Job.of("resize", "cat.png", 200));
 * assertThat(job.run(new Resizer())).isEqualTo(JobOutcome.Ack.INSTANCE);
 *
 * InlineJob stopped = InlineJob.of(Job.of("resize", "cat.png", 200)).start(new Resizer());
 * stopped.fire(CancellationReason.SHUTDOWN);
 * assertThat(stopped.awaitOutcome()).isInstanceOf(JobOutcome.Fail.class);
 * }</pre>
 *
 * <p>A function that is registered with {@code registerAsync} is run here as one that waits: {@code
 * job.run(context -> function.run(context).toCompletableFuture().join())}. Without the {@code join} nobody looks at its stage.
 *
 * <p>As in a worker, the job is FAILed the moment its signal fires, however its function ends, and its
 * thread is interrupted. For one run; {@link #fire} may be called by any thread, the rest is the test's.
 */
public final class InlineJob {
    private static final int MAX_BACKTRACE = 50;

    private final Job job;
    private final InlineSignal signal = new InlineSignal(this::told);
    private final RecordingClient recorder = new RecordingClient();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final ReentrantLock lock = new ReentrantLock();
    private FaktoryClient client = recorder;
    private JobOptions options = JobOptions.DEFAULT;
    private boolean used;

    @GuardedBy("lock")
    private @Nullable Thread thread;

    @GuardedBy("lock")
    private boolean interrupted;

    @GuardedBy("lock")
    private boolean told;

    @GuardedBy("lock")
    private @Nullable JobOutcome outcome;

    private volatile @Nullable Throwable thrown;

    private InlineJob(Job job) {
        this.job = Objects.requireNonNull(job, "job");
    }

    /**
     * A job to run.
     *
     * @param job what the function is given
     * @return ready to run
     */
    public static InlineJob of(Job job) {
        return new InlineJob(job);
    }

    /**
     * A job to run, of a type and with its args. They go through JSON, as they do on their way over a server.
     *
     * @param <T> the type of the args
     * @param type jobtype and type of the args
     * @param args what the function works on
     * @return ready to run
     */
    public static <T> InlineJob of(JobType<T> type, T args) {
        return of(type.job(args));
    }

    /**
     * Sets what {@link JobContext#client()} returns.
     *
     * @param value for instance a mock; by default one that only records what is pushed, see {@link #pushed()}
     * @return this job
     */
    public InlineJob client(FaktoryClient value) {
        this.client = Objects.requireNonNull(value, "client");
        return this;
    }

    /**
     * Sets the options that the function is registered with.
     *
     * @param value {@link JobOptions#DEFAULT} if not set
     * @return this job
     */
    public InlineJob options(JobOptions value) {
        this.options = Objects.requireNonNull(value, "options");
        return this;
    }

    /**
     * Runs a function on the calling thread, to its end.
     *
     * @param handler the function
     * @return what the server would be told
     * @throws IllegalStateException if the job has been run before
     */
    public JobOutcome run(JobHandler handler) {
        use();
        return execute(handler);
    }

    /**
     * Runs a function that receives decoded args on the calling thread, to its end. Args that do not fit
     * FAIL the job.
     *
     * @param <T> the type of the args
     * @param type jobtype and type of the args
     * @param handler the function
     * @return what the server would be told
     * @throws IllegalStateException if the job has been run before
     */
    public <T> JobOutcome run(JobType<T> type, TypedJobHandler<? super T> handler) {
        return run(decoded(type, handler));
    }

    private static <T> JobHandler decoded(JobType<T> type, TypedJobHandler<? super T> handler) {
        return context -> handler.run(context, type.decode(context.args()));
    }

    /**
     * Starts a function on a thread of its own, for a test that does something while it runs.
     *
     * @param handler the function
     * @return this job; {@link #awaitOutcome()} is to follow
     * @throws IllegalStateException if the job has been run before
     */
    public InlineJob start(JobHandler handler) {
        use();
        Thread runner = new Thread(() -> execute(handler), "inline-" + job.jid());
        runner.setDaemon(true);
        runner.start();
        return this;
    }

    /**
     * Starts a function that receives decoded args on a thread of its own, see {@link #start(JobHandler)}. Args that do
     * not fit FAIL the job.
     *
     * @param <T> the type of the args
     * @param type jobtype and type of the args
     * @param handler the function
     * @return this job; {@link #awaitOutcome()} is to follow
     * @throws IllegalStateException if the job has been run before
     */
    public <T> InlineJob start(JobType<T> type, TypedJobHandler<? super T> handler) {
        return start(decoded(type, handler));
    }

    private void use() {
        if (used) {
            throw new IllegalStateException("this job has been run: make another one with InlineJob.of(...)");
        }
        used = true;
    }

    /**
     * Waits until the function has ended.
     *
     * @return what the server would be told
     * @throws AssertionError if it takes longer than 10 seconds; the message shows what it was doing
     */
    public JobOutcome awaitOutcome() {
        return awaitOutcome(DevServer.DEFAULT_LIMIT);
    }

    /**
     * Waits until the function has ended.
     *
     * @param limit how long to wait at most, in real time
     * @return what the server would be told
     * @throws AssertionError if it takes longer; the message shows what the function was doing
     */
    public JobOutcome awaitOutcome(Duration limit) {
        try {
            if (!ended.await(limit.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new AssertionError(
                        "the function has not ended within " + limit.toMillis() + " ms; it is at " + stack());
            }
            return settled();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting for " + job, e);
        }
    }

    /**
     * Fires the job's signal, and interrupts its thread unless its options say otherwise. Before the
     * function runs, it will find the signal fired from its beginning. Callbacks of the signal run on
     * the calling thread, and what one throws is thrown to the test.
     *
     * @param reason why
     * @return whether this settled the job; false if its function had ended or the signal had fired
     */
    public boolean fire(CancellationReason reason) {
        lock.lock();
        try {
            if (outcome != null) {
                return false;
            }
            boolean kill = reason == CancellationReason.CANCELLED;
            outcome = new Fail(reason.errtype(), reason.description(), stack(), kill);
            signal.fire(reason);
            interrupt();
        } finally {
            lock.unlock();
        }
        signal.runCallbacks(reason);
        return true;
    }

    /**
     * What the function threw, even if its signal had fired before.
     *
     * @return empty if it returned or has not ended
     */
    public Optional<Throwable> thrown() {
        return Optional.ofNullable(thrown);
    }

    /**
     * The jobs that the function pushed, unless it was given another {@link #client}.
     *
     * @return in order
     */
    public List<Job> pushed() {
        return recorder.pushed();
    }

    private JobOutcome execute(JobHandler handler) {
        begin();
        try {
            handler.run(new Context(WorkerClock.system().instant().plus(job.reserveFor())));
        } catch (Throwable t) {
            // An Error FAILs a job like anything else.
            thrown = t;
        }
        return end();
    }

    private void begin() {
        lock.lock();
        try {
            thread = Thread.currentThread();
            if (outcome != null) {
                interrupt();
            }
        } finally {
            lock.unlock();
        }
    }

    @GuardedBy("lock")
    private void interrupt() {
        if (thread != null && options.interruptible() && !told) {
            interrupted = true;
            thread.interrupt();
        }
    }

    /** The function has seen its signal, so that the interrupt has nothing left to say. */
    private void told() {
        lock.lock();
        try {
            if (thread == Thread.currentThread()) {
                told = true;
                if (interrupted) {
                    Thread.interrupted();
                }
            }
        } finally {
            lock.unlock();
        }
    }

    private JobOutcome end() {
        lock.lock();
        try {
            thread = null;
            // What was meant for the function must not reach the test.
            Thread.interrupted();
            if (outcome == null) {
                Throwable t = thrown;
                outcome = t == null ? JobOutcome.Ack.INSTANCE : fail(t);
            }
            return outcome;
        } finally {
            lock.unlock();
            ended.countDown();
        }
    }

    private static Fail fail(Throwable t) {
        Throwable cause = t.getCause();
        // As a worker does: one that only wraps the real failure is reported as that.
        Throwable real = t.getClass() == NonRetryableException.class && cause != null ? cause : t;
        String message = t.getMessage() == null ? real.getMessage() : t.getMessage();
        return new Fail(
                real.getClass().getName(),
                Objects.requireNonNullElse(message, ""),
                lines(real.getStackTrace()),
                isForGood(t));
    }

    private static boolean isForGood(Throwable thrown) {
        return Stream.iterate(thrown, t -> t != null, Throwable::getCause)
                .limit(MAX_BACKTRACE)
                .anyMatch(NonRetryableException.class::isInstance);
    }

    private JobOutcome settled() {
        lock.lock();
        try {
            return Objects.requireNonNull(outcome, "outcome");
        } finally {
            lock.unlock();
        }
    }

    private List<String> stack() {
        lock.lock();
        try {
            if (thread == null) {
                return List.of();
            }
            StackTraceElement[] stack = thread.getStackTrace();
            return lines(thread == Thread.currentThread() ? belowThisClass(stack) : stack);
        } finally {
            lock.unlock();
        }
    }

    /** What called this class: the function itself, if it fires its own signal. */
    private static StackTraceElement[] belowThisClass(StackTraceElement[] stack) {
        return Arrays.stream(stack)
                .dropWhile(frame -> !isOwn(frame))
                .dropWhile(InlineJob::isOwn)
                .toArray(StackTraceElement[]::new);
    }

    private static boolean isOwn(StackTraceElement frame) {
        return frame.getClassName().equals(InlineJob.class.getName());
    }

    /** Down to the function: what is below is not the user's. */
    private static List<String> lines(StackTraceElement[] stack) {
        return Arrays.stream(stack)
                .takeWhile(frame -> !isOwn(frame))
                .limit(MAX_BACKTRACE)
                .map(StackTraceElement::toString)
                .toList();
    }

    /** What the function is given. */
    private final class Context implements JobContext {
        private final Instant deadline;

        Context(Instant deadline) {
            this.deadline = deadline;
        }

        @Override
        public Job job() {
            return job;
        }

        @Override
        public CancellationSignal signal() {
            return signal;
        }

        @Override
        public Instant deadline() {
            return deadline;
        }

        @Override
        public FaktoryClient client() {
            return client;
        }
    }
}
