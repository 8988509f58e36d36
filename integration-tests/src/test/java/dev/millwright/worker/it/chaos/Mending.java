package dev.millwright.worker.it.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Ends faults when their time is over, or earlier when all is to be calm. Owns a thread. Any thread. */
final class Mending implements AutoCloseable {
    private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, task -> {
        Thread thread = new Thread(task, "chaos-mending");
        thread.setDaemon(true);
        return thread;
    });
    // Confined to the timer's thread.
    private final List<Runnable> due = new ArrayList<>();

    /** Runs a task once, after this time or at {@link #now()}. */
    void after(Duration length, Runnable task) {
        timer.execute(() -> due.add(task));
        timer.schedule(() -> run(task), length.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Runs a task again and again. */
    void every(Duration period, Runnable task) {
        timer.scheduleWithFixedDelay(task, period.toMillis(), period.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void run(Runnable task) {
        if (due.remove(task)) {
            task.run();
        }
    }

    /** Runs what is still due. Returns when that is done. */
    void now() {
        CompletableFuture.runAsync(() -> List.copyOf(due).forEach(this::run), timer)
                .join();
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
