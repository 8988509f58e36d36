package dev.millwright.worker.cli.internal;

import dev.millwright.worker.RunningJob;
import dev.millwright.worker.Worker;
import dev.millwright.worker.cli.internal.log.StandardError;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the process does on signals, as workers for Faktory do: TERM and INT stop, a second one skips the
 * wait, a third halts; TSTP quiets; TTIN prints the running jobs; HUP is ignored, so that a worker
 * outlives its terminal. The handlers run on the JVM's signal threads; {@link #close()}
 * puts back what was there before.
 */
final class ProcessSignals implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ProcessSignals.class);

    private static final Duration HALT_LIMIT = Duration.ofMillis(500);

    private final Worker worker;
    private final AtomicInteger stops = new AtomicInteger();
    private final List<SignalHook> hooks;

    private ProcessSignals(Worker worker) {
        this.worker = worker;
        this.hooks = List.of(
                SignalHook.on("TERM", this::stop),
                SignalHook.on("INT", this::stop),
                SignalHook.on("TSTP", worker::quiet),
                SignalHook.on("TTIN", this::printJobs),
                SignalHook.on("HUP", () -> LOG.info("HUP is ignored; TERM stops this worker")));
    }

    static ProcessSignals install(Worker worker) {
        return new ProcessSignals(worker);
    }

    /** Whether a signal has told the worker to stop. */
    boolean stopRequested() {
        return stops.get() > 0;
    }

    @Override
    public void close() {
        hooks.forEach(SignalHook::close);
    }

    private void stop() {
        if (stops.incrementAndGet() >= 3) {
            LOG.error(
                    "halted by a third signal; jobs that are not reported yet come back when their reservations run out");
            StandardError.OF_PROCESS.flush(HALT_LIMIT);
            Runtime.getRuntime().halt(CommandLineProgram.INTERRUPTED);
        }
        worker.stop();
    }

    private void printJobs() {
        Collection<RunningJob> jobs = worker.runningJobs();
        LOG.info("{} jobs are running", jobs.size());
        for (RunningJob job : jobs) {
            LOG.info(
                    "{} for {} ms on {}{}",
                    job.job(),
                    job.running().toMillis(),
                    job.thread()
                            .map(thread -> thread.getName() + ", " + thread.getState())
                            .orElse("no thread: it " + job.awaits().orElse("has just ended")),
                    job.progress().map(progress -> ", done: " + progress).orElse("")
                            + (job.writtenOff() ? ", written off" : ""),
                    new StackOfJob(job));
        }
    }

    /** Where a job is: as an exception, which the log knows how to write in either form. */
    @SuppressWarnings("OverrideThrowableToString") // it has not been thrown, and no message
    private static final class StackOfJob extends Throwable {
        private static final long serialVersionUID = 1;

        StackOfJob(RunningJob job) {
            super(null, null, false, true);
            setStackTrace(job.stack().toArray(StackTraceElement[]::new));
        }

        @Override
        public String toString() {
            return "now in";
        }
    }
}
