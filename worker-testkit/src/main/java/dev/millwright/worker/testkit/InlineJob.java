package dev.millwright.worker.testkit;

import dev.millwright.worker.AsyncJobHandler;
import dev.millwright.worker.CancellationReason;
import dev.millwright.worker.FaktoryClient;
import dev.millwright.worker.Job;
import dev.millwright.worker.JobContext;
import dev.millwright.worker.JobHandler;
import dev.millwright.worker.JobOptions;
import dev.millwright.worker.JobOutcome;
import dev.millwright.worker.JobProgress;
import dev.millwright.worker.JobRegistry;
import dev.millwright.worker.JobType;
import dev.millwright.worker.TypedAsyncJobHandler;
import dev.millwright.worker.TypedJobHandler;
import dev.millwright.worker.WorkerClock;
import dev.millwright.worker.testkit.internal.inline.InlineContext;
import dev.millwright.worker.testkit.internal.inline.InlineFunction;
import dev.millwright.worker.testkit.internal.inline.InlineRun;
import dev.millwright.worker.testkit.internal.inline.RecordingClient;
import dev.millwright.worker.testkit.internal.inline.RegisteredFunction;
import java.lang.StackWalker.StackFrame;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
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
 * <p>A function that is registered with {@link JobRegistry#registerAsync} is run with {@link #runAsync} or
 * {@link #startAsync}. {@code run} and {@code start} would take it as well, and nobody would look at its stage.
 *
 * <p>As in a worker, the job is FAILed the moment its signal fires, however its function ends, and its thread is interrupted,
 * or the stage that it waits for cancelled. For one run; {@link #fire} may be called by any thread, the rest is the test's.
 */
public final class InlineJob {
    private final Job job;
    private final InlineRun run = new InlineRun();
    private final RecordingClient recorder = new RecordingClient();
    private FaktoryClient client = recorder;
    private JobOptions options = JobOptions.DEFAULT;
    private boolean used;
    private volatile @Nullable JobProgress progress;

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
        return run(new InlineFunction.Blocking(Objects.requireNonNull(handler, "handler")));
    }

    private JobOutcome run(InlineFunction function) {
        return run.call(function, use(), options);
    }

    /**
     * Runs a function that receives decoded args, see {@link #run(JobHandler)}. Args that do not fit FAIL the job.
     *
     * @param <T> the type of the args
     * @param type jobtype and type of the args
     * @param handler the function
     * @return what the server would be told
     * @throws IllegalStateException if the job has been run before
     */
    public <T> JobOutcome run(JobType<T> type, TypedJobHandler<? super T> handler) {
        return run(RegisteredFunction.by(registry -> registry.register(type, handler)));
    }

    /**
     * Runs a function that answers with a stage, and waits on the calling thread until the stage is done.
     *
     * @param handler the function
     * @return what the server would be told
     * @throws IllegalStateException if the job has been run before
     */
    public JobOutcome runAsync(AsyncJobHandler handler) {
        return run(RegisteredFunction.by(registry -> registry.registerAsync(job.jobtype(), handler)));
    }

    /**
     * Runs a function that receives decoded args and answers with a stage, see {@link #runAsync(AsyncJobHandler)}.
     *
     * @param <T> the type of the args
     * @param type jobtype and type of the args
     * @param handler the function
     * @return what the server would be told
     * @throws IllegalStateException if the job has been run before
     */
    public <T> JobOutcome runAsync(JobType<T> type, TypedAsyncJobHandler<? super T> handler) {
        return run(RegisteredFunction.by(registry -> registry.registerAsync(type, handler)));
    }

    /**
     * Starts a function on a thread of its own, for a test that does something while it runs.
     *
     * @param handler the function
     * @return this job; {@link #awaitOutcome()} is to follow
     * @throws IllegalStateException if the job has been run before
     */
    public InlineJob start(JobHandler handler) {
        return start(new InlineFunction.Blocking(Objects.requireNonNull(handler, "handler")));
    }

    private InlineJob start(InlineFunction function) {
        JobContext context = use();
        Thread runner = new Thread(() -> run.call(function, context, options), "inline-" + job.jid());
        runner.setDaemon(true);
        runner.start();
        return this;
    }

    /**
     * Starts a function that receives decoded args, see {@link #start(JobHandler)}. Args that do not fit FAIL the job.
     *
     * @param <T> the type of the args
     * @param type jobtype and type of the args
     * @param handler the function
     * @return this job; {@link #awaitOutcome()} is to follow
     * @throws IllegalStateException if the job has been run before
     */
    public <T> InlineJob start(JobType<T> type, TypedJobHandler<? super T> handler) {
        return start(RegisteredFunction.by(registry -> registry.register(type, handler)));
    }

    /**
     * Starts a function that answers with a stage, on a thread of its own that waits until the stage is done.
     *
     * @param handler the function
     * @return this job; {@link #awaitOutcome()} is to follow
     * @throws IllegalStateException if the job has been run before
     */
    public InlineJob startAsync(AsyncJobHandler handler) {
        return start(RegisteredFunction.by(registry -> registry.registerAsync(job.jobtype(), handler)));
    }

    /**
     * Starts a function that receives decoded args and answers with a stage, see {@link #startAsync(AsyncJobHandler)}.
     *
     * @param <T> the type of the args
     * @param type jobtype and type of the args
     * @param handler the function
     * @return this job; {@link #awaitOutcome()} is to follow
     * @throws IllegalStateException if the job has been run before
     */
    public <T> InlineJob startAsync(JobType<T> type, TypedAsyncJobHandler<? super T> handler) {
        return start(RegisteredFunction.by(registry -> registry.registerAsync(type, handler)));
    }

    private JobContext use() {
        if (used) {
            throw new IllegalStateException("this job has been run: make another one with InlineJob.of(...)");
        }
        used = true;
        return new InlineContext(
                job,
                run.signal(),
                WorkerClock.system().instant().plus(job.reserveFor()),
                client,
                said -> progress = said);
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
        return run.await(limit);
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
        StackTraceElement[] caller = StackWalker.getInstance()
                .walk(frames -> frames.skip(1) // this method
                        .map(StackFrame::toStackTraceElement)
                        .toArray(StackTraceElement[]::new));
        return run.fire(reason, caller);
    }

    /**
     * What the function threw, even if its signal had fired before.
     *
     * @return empty if it returned or has not ended
     */
    public Optional<Throwable> thrown() {
        return run.thrown();
    }

    /**
     * How far the function says it has got, see {@link JobContext#progress}.
     *
     * @return the last that it said; empty if it has said nothing
     */
    public Optional<JobProgress> progress() {
        return Optional.ofNullable(progress);
    }

    /**
     * The jobs that the function pushed, unless it was given another {@link #client}.
     *
     * @return in order
     */
    public List<Job> pushed() {
        return recorder.pushed();
    }
}
