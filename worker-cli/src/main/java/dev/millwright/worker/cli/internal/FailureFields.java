package dev.millwright.worker.cli.internal;

import ch.qos.logback.classic.spi.ThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import dev.millwright.worker.JobContext;
import dev.millwright.worker.JobHandler;
import dev.millwright.worker.JobListener;
import dev.millwright.worker.JobMiddleware;
import dev.millwright.worker.JobOutcome;
import java.time.Duration;
import java.util.stream.Collectors;
import org.slf4j.MDC;

/**
 * Adds what a job's function has thrown to the line that the worker logs about it, in fields named as
 * in a FAIL. For people that line stands alone: the stack is in Faktory's Web UI. A program that
 * collects logs wants it in the same object. Stateless; on the threads of the jobs.
 */
final class FailureFields implements JobMiddleware, JobListener {
    static final String ERRTYPE = "errtype";
    static final String MESSAGE = "message";
    static final String BACKTRACE = "backtrace";

    /** Collectors cut lines that are too long, and half an object is none: a StackOverflowError has 1024. */
    private static final int MAX_LINES = 100;

    @Override
    public void call(JobContext context, JobHandler next) throws Exception {
        try {
            next.run(context);
        } catch (Throwable t) {
            note(t);
            throw t;
        }
    }

    private static void note(Throwable thrown) {
        MDC.put(ERRTYPE, thrown.getClass().getName());
        try {
            MDC.put(MESSAGE, thrown.getMessage());
            MDC.put(
                    BACKTRACE,
                    ThrowableProxyUtil.asString(new ThrowableProxy(thrown))
                            .lines()
                            .limit(MAX_LINES)
                            .collect(Collectors.joining("\n")));
        } catch (RuntimeException e) {
            // The exception is the user's, and its methods can throw. It must reach the worker all the same.
            MDC.put(BACKTRACE, "unknown: the exception cannot be printed");
        }
    }

    @Override
    public void onJobEnded(JobContext context, JobOutcome outcome, Duration elapsed) {
        MDC.remove(ERRTYPE);
        MDC.remove(MESSAGE);
        MDC.remove(BACKTRACE);
    }
}
