package dev.millwright.worker;

import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** Waits for the stage of an asynchronous function on the job's thread. Stateless; any thread. */
record AwaitedJobHandler(AsyncJobHandler handler) implements JobHandler {
    AwaitedJobHandler {
        Objects.requireNonNull(handler, "handler");
    }

    @Override
    public void run(JobContext context) throws Exception {
        CompletionStage<?> stage = handler.run(context);
        if (stage == null) {
            throw new NullPointerException("the asynchronous function of jobtype '"
                    + context.job().jobtype() + "' returned null, not a stage");
        }
        CompletableFuture<?> done = stage.toCompletableFuture();
        CancellationSignal.Registration registration = context.signal().cancelOnCancel(done);
        try {
            done.get();
        } catch (ExecutionException e) {
            throw failure(e);
        } finally {
            registration.close();
        }
    }

    /** Stages that depend on others wrap what those failed with, and it is that which says what happened. */
    private static Exception failure(ExecutionException wrapper) {
        @Nullable Throwable cause = wrapper.getCause();
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        if (cause instanceof Error error) {
            throw error;
        }
        return cause instanceof Exception exception ? exception : wrapper;
    }
}
