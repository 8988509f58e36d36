package dev.millwright.worker.internal.job;

import dev.millwright.worker.WorkerClock;
import dev.millwright.worker.internal.platform.LogText;
import dev.millwright.worker.internal.platform.SafeLogger;
import java.time.Duration;
import java.util.function.BiFunction;
import org.slf4j.Logger;

/**
 * Runs the callbacks of signals, each signal's on a thread of its own: one that blocks must not hold up other jobs.
 * A stop waits for them. Any thread.
 */
final class CallbackThreads {
    private static final Logger LOG = SafeLogger.of(CallbackThreads.class);

    private static final Duration RETRY = Duration.ofSeconds(1);

    private final WorkerClock clock;
    private final PendingWork pending;
    private final BiFunction<Runnable, String, Thread> maker;

    CallbackThreads(WorkerClock clock, PendingWork pending) {
        this(clock, pending, Thread::new);
    }

    /** With another way to make threads, for a test. */
    CallbackThreads(WorkerClock clock, PendingWork pending, BiFunction<Runnable, String, Thread> maker) {
        this.clock = clock;
        this.pending = pending;
        this.maker = maker;
    }

    /** Runs a signal's callbacks soon. If the system gives no thread, a second later. */
    void run(String jid, Runnable callbacks) {
        start(jid, callbacks, pending.begin());
    }

    private void start(String jid, Runnable callbacks, PendingWork.Token token) {
        Runnable task = () -> {
            try {
                callbacks.run();
            } finally {
                token.end();
            }
        };
        try {
            Thread thread = maker.apply(task, "millwright-cancel-" + LogText.name(jid));
            thread.setDaemon(true);
            thread.start();
        } catch (OutOfMemoryError e) {
            LOG.warn("the system gives no thread to run the cancellation callbacks of job {}: trying again", jid, e);
            clock.schedule(() -> start(jid, callbacks, token), RETRY);
        }
    }
}
