package dev.millwright.worker.cli.internal;

import dev.millwright.worker.RunningJob;
import dev.millwright.worker.Worker;
import java.lang.reflect.Proxy;
import java.util.Collection;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the process does on signals, as workers for Faktory do: TERM and INT stop, a second one skips the
 * wait, a third halts; TSTP quiets; TTIN prints the running jobs; HUP is ignored, so that a worker
 * outlives its terminal. Called on the JVM's signal threads.
 */
final class ProcessSignals {
    private static final Logger LOG = LoggerFactory.getLogger(ProcessSignals.class);

    private final Worker worker;
    private final AtomicInteger stops = new AtomicInteger();

    private ProcessSignals(Worker worker) {
        this.worker = worker;
    }

    static void install(Worker worker) {
        ProcessSignals signals = new ProcessSignals(worker);
        on("TERM", signals::stop);
        on("INT", signals::stop);
        on("TSTP", worker::quiet);
        on("TTIN", signals::printJobs);
        on("HUP", () -> LOG.info("HUP is ignored; TERM stops this worker"));
    }

    /** By reflection: every JDK has this class, and there is no other way, but javac warns of its very name. */
    static void on(String name, Runnable action) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object proxy = Proxy.newProxyInstance(
                    handler.getClassLoader(), new Class<?>[] {handler}, (self, method, arguments) -> {
                        action.run();
                        return null;
                    });
            Object named = signal.getConstructor(String.class).newInstance(name);
            signal.getMethod("handle", signal, handler).invoke(null, named, proxy);
        } catch (ReflectiveOperationException e) {
            LOG.debug("no signal {} here", name, e);
        }
    }

    private void stop() {
        if (stops.incrementAndGet() >= 3) {
            LOG.error("halted by a third signal; running jobs come back when their reservations run out");
            Runtime.getRuntime().halt(CommandLineProgram.INTERRUPTED);
        }
        worker.stop();
    }

    private void printJobs() {
        Collection<RunningJob> jobs = worker.runningJobs();
        LOG.info("{} jobs are running", jobs.size());
        for (RunningJob job : jobs) {
            StringBuilder text = new StringBuilder();
            text.append(job.job())
                    .append(" for ")
                    .append(job.running().toMillis())
                    .append(" ms on ");
            text.append(job.thread().getName()).append(", ").append(job.thread().getState());
            for (StackTraceElement frame : job.thread().getStackTrace()) {
                if (frame.getClassName().startsWith("dev.millwright.worker.internal.run.JobRunner")) {
                    break; // below is the runtime, the same for every job
                }
                text.append(System.lineSeparator()).append("    at ").append(frame);
            }
            LOG.info("{}", text);
        }
    }
}
