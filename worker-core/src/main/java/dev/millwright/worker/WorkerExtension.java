package dev.millwright.worker;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Something that lives beside a worker, from its start to its end: pages about it, its part in a group of workers, a
 * source of orders. Added by {@link JobRegistry#extension}. Each method is called at most once, in the order in which
 * they stand here; {@link #close} follows each {@link #start} that has returned.
 */
public interface WorkerExtension extends AutoCloseable {

    /**
     * The worker starts, and has not connected yet. Called on the thread that starts it; must not block for long. What
     * it throws comes out of {@link Worker#start()}, and the worker is closed.
     *
     * @param worker to look at; the same each time
     */
    default void start(WorkerView worker) {}

    /**
     * The worker is connected and is about to fetch its first jobs. Called on the thread that starts it; must not block
     * for long. What it throws comes out of {@link Worker#start()}, and the worker is closed.
     *
     * @param worker to look at
     */
    default void onRunning(WorkerView worker) {}

    /**
     * The worker fetches no more; running jobs go on, perhaps for hours. It has been told to be quiet, or to stop. Called on
     * the thread that told it; must not block.
     *
     * @param worker to look at
     */
    default void onQuiet(WorkerView worker) {}

    /**
     * A stop has come as far as it can: no function runs, each report is confirmed, and the worker is still
     * connected. Not called where a job was abandoned or a report could not be delivered in time. Called on any thread;
     * must not block: what takes a while goes on in the stage.
     *
     * @param worker to look at
     * @return completes when the worker may close; it does so too if this takes longer than {@link #drainedTimeout()}, or
     *     when it is told to stop once more. By default at once
     */
    default CompletionStage<?> onDrained(WorkerView worker) {
        return CompletableFuture.completedFuture(null);
    }

    /**
     * How long the worker waits for {@link #onDrained}.
     *
     * @return zero or more, by the worker's clock; 10 s by default
     */
    default Duration drainedTimeout() {
        return Duration.ofSeconds(10);
    }

    /**
     * The worker closes: nothing of this may be left. Called on the worker's own thread, or on the thread that starts it
     * if that fails; may block for a few seconds.
     */
    @Override
    void close();
}
