package dev.millwright.worker.internal.job;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millwright.worker.Admission;
import dev.millwright.worker.FailureDecision;
import dev.millwright.worker.JobOptions;
import dev.millwright.worker.RetryPolicy;
import dev.millwright.worker.ServerAddress;
import dev.millwright.worker.WorkerClock;
import dev.millwright.worker.internal.config.WorkerDraft;
import dev.millwright.worker.internal.config.WorkerSettings;
import dev.millwright.worker.internal.net.Request;
import dev.millwright.worker.internal.protocol.Reply;
import dev.millwright.worker.internal.report.Listeners;
import dev.millwright.worker.internal.report.LogFields;
import dev.millwright.worker.internal.report.Outbox;
import dev.millwright.worker.internal.report.Report;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A no-op job's way from a lane to its slot and back, without a network: decoded, run, and its report made,
 * sent and confirmed. With the function on the thread that read it, and handed over to another one.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class HandOverBenchmark {
    private static final byte[] JSON = ("{\"jid\":\"b4a577edbccf1d805744efa9\",\"queue\":\"default\","
                    + "\"jobtype\":\"noop\",\"args\":[12345,\"hello\"],"
                    + "\"created_at\":\"2026-11-25T02:33:40.123456789Z\","
                    + "\"enqueued_at\":\"2026-11-25T02:33:40.123466789Z\",\"reserve_for\":1800,\"retry\":25}")
            .getBytes(UTF_8);

    private final WorkerClock clock = WorkerClock.system();
    private final Listeners listeners = new Listeners(List.of());
    private final LogFields fields = new LogFields("wid");
    private final Outbox outbox = new Outbox(clock, listeners, fields);
    private JobIntake jobs;
    private final List<Request> batch = new ArrayList<>(2);
    private final ExecutorService slot = Executors.newSingleThreadExecutor();
    private volatile Report handedBack;

    /** Whether there are a retry policy, an admission and a failure decision, none of which ever binds. */
    @Param({"false", "true"})
    public boolean doors;

    @Setup
    public void assemble() {
        jobs = jobs();
    }

    private JobIntake jobs() {
        WorkerDraft draft = new WorkerDraft();
        draft.server = ServerAddress.parse("tcp://localhost");
        JobOptions options = JobOptions.DEFAULT;
        if (doors) {
            options = options.withRetry(RetryPolicy.DEFAULT);
            draft.admissions.add(context -> Admission.run());
            draft.failureDecisions.add((context, failure) -> FailureDecision.Policy.INSTANCE);
        }
        draft.addHandler("noop", options, context -> {});
        WorkerSettings settings = draft.settings();
        Completions completions = new Completions(settings, new PendingWork(), fields);
        ActiveJobs active = new ActiveJobs(clock, listeners, outbox, completions, fields);
        Retries retries = new Retries(settings, active, outbox);
        JobRunner runner = new JobRunner(settings, listeners, fields, active, retries);
        Interruptions interruptions =
                new Interruptions(settings, active, runner, listeners, outbox, new PendingWork(), fields);
        return new JobIntake(clock, active, interruptions, runner, null, fields, outbox.serverClock());
    }

    @TearDown
    public void close() {
        slot.shutdown();
    }

    @Benchmark
    public int onTheLanesThread() {
        run(accept(report -> handedBack = report));
        return report();
    }

    /** There and back: the lane waits for the report, as it does while the server has no other job. */
    @Benchmark
    public int onAnotherThread() {
        Thread lane = Thread.currentThread();
        ActiveJob job = accept(report -> {
            handedBack = report;
            LockSupport.unpark(lane);
        });
        slot.execute(() -> run(job));
        while (handedBack == null) {
            LockSupport.park(this);
        }
        return report();
    }

    private void run(ActiveJob job) {
        jobs.run(job, job.run());
    }

    private ActiveJob accept(Consumer<Report> over) {
        ActiveJob job = jobs.accept(JSON, "", clock.nanoTime());
        job.runsWith(new RunEnd() {
            @Override
            public boolean claim() {
                return true;
            }

            @Override
            public void unclaim() {
                throw new AssertionError("there is no admission");
            }

            @Override
            public void resume() {
                throw new AssertionError("there is no admission");
            }

            @Override
            public void suspend() {
                throw new AssertionError("no function is asynchronous");
            }

            @Override
            public Continuations continuations() {
                throw new AssertionError("no function is asynchronous");
            }

            @Override
            public WaitingPlaces waitingPlaces() {
                throw new AssertionError("no job fails");
            }

            @Override
            public void over(Report report) {
                over.accept(report);
            }

            @Override
            public boolean writeOff(Runnable whenReturned) {
                return false;
            }
        });
        return job;
    }

    private int report() {
        Report report = handedBack;
        handedBack = null;
        outbox.addTo(batch, report);
        int bytes = 0;
        for (Request request : batch) {
            bytes += request.command().length;
            request.onReply(Reply.Simple.OK);
        }
        batch.clear();
        return bytes;
    }
}
