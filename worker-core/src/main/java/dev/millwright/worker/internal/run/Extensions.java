package dev.millwright.worker.internal.run;

import dev.millwright.worker.WorkerExtension;
import dev.millwright.worker.WorkerView;
import dev.millwright.worker.internal.platform.Guard;
import dev.millwright.worker.internal.platform.SafeLogger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * The extensions of a worker. They are not ours: one that throws, blocks or lies harms neither the worker nor the others,
 * except that a worker does not start without one that refuses to. Any thread.
 */
final class Extensions {
    private static final Logger LOG = SafeLogger.of(Extensions.class);

    private static final long CLOSE_LIMIT_SECONDS = 5;

    private final List<WorkerExtension> all;
    private final List<WorkerExtension> started = new CopyOnWriteArrayList<>();
    // Not a lock: it is held while their code runs, and who closes waits for it only so long.
    private final Semaphore turn = new Semaphore(1);
    private final AtomicBoolean quiet = new AtomicBoolean();
    private volatile boolean closed;

    Extensions(List<WorkerExtension> all) {
        this.all = all;
    }

    /** Starts them; throws what one of them throws. */
    void start(WorkerView worker) {
        inTurn(() -> {
            for (WorkerExtension extension : all) {
                extension.start(worker);
                started.add(extension);
            }
        });
    }

    /** The worker is connected; throws what one of them throws. */
    void running(WorkerView worker) {
        inTurn(() -> started.forEach(extension -> extension.onRunning(worker)));
    }

    private void inTurn(Runnable step) {
        turn.acquireUninterruptibly();
        try {
            if (!closed) {
                step.run();
            }
        } finally {
            turn.release();
        }
    }

    /** The worker fetches no more. May be called twice. */
    void quiet(WorkerView worker) {
        if (quiet.compareAndSet(false, true)) {
            started.forEach(extension -> guarded(extension, whose -> whose.onQuiet(worker)));
        }
    }

    /** The worker has drained. Completes when all have said that it may close, and never exceptionally. */
    CompletableFuture<Void> drained(WorkerView worker) {
        List<CompletableFuture<?>> stages = new ArrayList<>();
        for (WorkerExtension extension : started) {
            CompletableFuture<Void> over = new CompletableFuture<>();
            stages.add(over);
            if (!guarded(extension, whose -> whenComplete(whose, whose.onDrained(worker), over))) {
                over.complete(null);
            }
        }
        return CompletableFuture.allOf(stages.toArray(CompletableFuture[]::new));
    }

    private static void whenComplete(
            WorkerExtension whose, @Nullable CompletionStage<?> stage, CompletableFuture<Void> over) {
        if (stage == null) {
            over.complete(null);
            return;
        }
        stage.whenComplete((result, failure) -> {
            if (failure != null) {
                LOG.warn("an extension failed once the worker had drained: {}", name(whose), failure);
            }
            over.complete(null);
        });
    }

    /** How long {@link #drained} is waited for. */
    Duration drainedTimeout() {
        Duration longest = Duration.ZERO;
        for (WorkerExtension extension : all) {
            Duration[] asked = {Duration.ZERO};
            guarded(extension, whose -> asked[0] = whose.drainedTimeout());
            if (asked[0] != null && asked[0].compareTo(longest) > 0) {
                longest = asked[0];
            }
        }
        return longest;
    }

    /** Closes those that were started, the last one first. May block for some seconds; never throws. */
    void close() {
        if (started.isEmpty() && turn.tryAcquire()) {
            closed = true; // nothing was started, and nothing will be
            turn.release();
            return;
        }
        Thread closing = new Thread(this::closeAll, "millwright-extensions");
        closing.setDaemon(true);
        try {
            closing.start();
            closing.join(TimeUnit.SECONDS.toMillis(CLOSE_LIMIT_SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (OutOfMemoryError e) { // the system gives no thread
            closeAll();
        }
        if (closing.isAlive()) {
            LOG.warn("an extension does not close within {} s: the worker ends without it", CLOSE_LIMIT_SECONDS);
        }
    }

    private void closeAll() {
        inTurn(() -> closed = true);
        List<WorkerExtension> last = new ArrayList<>(started);
        Collections.reverse(last);
        last.forEach(extension -> guarded(extension, WorkerExtension::close));
    }

    private static boolean guarded(WorkerExtension extension, Consumer<WorkerExtension> step) {
        return Guard.run(() -> step.accept(extension), LOG, "an extension failed: " + name(extension));
    }

    private static String name(WorkerExtension extension) {
        return extension instanceof SourceExtension source
                ? source.name()
                : extension.getClass().getName();
    }
}
