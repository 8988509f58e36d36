package dev.millwright.worker.testkit.worker;

import dev.millwright.worker.JobContext;
import dev.millwright.worker.JobHandler;
import java.util.concurrent.CompletableFuture;

/** A stage of what runs on a thread of its own: to cancel it interrupts that thread, whose end it awaits all the same. */
final class ThreadStage extends CompletableFuture<Void> {
    private final Thread thread;

    private ThreadStage(JobHandler handler, JobContext context) {
        thread = new Thread(() -> runOn(handler, context), "stage-" + context.jid());
        thread.setDaemon(true);
    }

    static CompletableFuture<?> run(JobHandler handler, JobContext context) {
        ThreadStage stage = new ThreadStage(handler, context);
        stage.thread.start();
        return stage;
    }

    private void runOn(JobHandler handler, JobContext context) {
        try {
            handler.run(context);
            complete(null);
        } catch (Throwable e) {
            completeExceptionally(e);
        }
    }

    @Override
    public boolean cancel(boolean mayInterrupt) {
        thread.interrupt();
        return false;
    }
}
