package dev.millwright.worker;

import dev.millwright.worker.internal.platform.ProcessEnd;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Tells one running job to stop. Every job has its own; it fires at most once, and only the runtime
 * fires it: at the end of the shutdown timeout, on a cancel command for the job's jid, or shortly
 * before the job's reservation runs out.
 *
 * <p>When it fires, the job's outcome is settled: it will be FAILed and cannot be ACKed any more,
 * however its function ends. The function's duty is to stop soon: let {@link InterruptedException}
 * pass (the job's thread is interrupted too, unless the job type opts out), or look at
 * {@link #isCancelled()} between steps, or tie what it waits for to the signal with
 * {@link #closeOnCancel}, {@link #cancelOnCancel} or {@link #destroyOnCancel}.
 *
 * <p>All methods may be called from any thread. Those that are not {@link #reason} and {@link #onCancel} are made of these
 * two, so that a test can have a signal of its own in a few lines.
 */
public interface CancellationSignal {

    /** A callback or resource that was tied to a signal; closing it unties it. */
    interface Registration extends AutoCloseable {
        /** Unties the callback. Does nothing once it has begun to run. Never throws. */
        @Override
        void close();
    }

    /**
     * Whether the job should stop.
     *
     * @return true once the signal has fired
     */
    default boolean isCancelled() {
        return reason().isPresent();
    }

    /**
     * Why the signal fired.
     *
     * @return the reason, empty as long as the signal has not fired
     */
    Optional<CancellationReason> reason();

    /**
     * Ends the caller if the job should stop.
     *
     * @throws JobCancelledException if the signal has fired
     */
    default void throwIfCancelled() {
        Optional<CancellationReason> why = reason();
        if (why.isPresent()) {
            throw new JobCancelledException(why.get());
        }
    }

    /**
     * Runs a callback when the signal fires, or at once, on the calling thread, if it has fired.
     * When it fires later, the callbacks of a job run one after the other on a thread of their own,
     * in the order of registration. One that throws is logged and harms nobody.
     *
     * @param callback what to do; it gets the reason
     * @return closing it takes the callback back
     */
    Registration onCancel(Consumer<CancellationReason> callback);

    /**
     * The signal as a stage that completes with the reason when it fires, and never otherwise.
     *
     * @return a stage of its own for each call; completing it by force affects nobody else
     */
    default CompletionStage<CancellationReason> asStage() {
        CompletableFuture<CancellationReason> stage = new CompletableFuture<>();
        onCancel(stage::complete);
        return stage;
    }

    /**
     * Waits, unless the signal fires first.
     *
     * @param duration how long to wait; zero or less does not wait
     * @throws JobCancelledException if the signal has fired or fires while waiting
     * @throws InterruptedException if the thread is interrupted by somebody else
     */
    default void sleep(Duration duration) throws InterruptedException {
        throwIfCancelled();
        CountDownLatch fired = new CountDownLatch(1);
        Registration registration = onCancel(why -> fired.countDown());
        try {
            fired.await(TimeUnit.NANOSECONDS.convert(duration), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            // The runtime interrupts only after it has fired: then the reason says more than the interrupt.
            throwIfCancelled();
            throw e;
        } finally {
            registration.close();
        }
        throwIfCancelled();
    }

    /**
     * Waits without a thread, unless the signal fires first: the asynchronous {@link #sleep}. What follows is run by threads
     * of the worker's, with the logger fields (MDC) of the job, and should be short;
     * {@code thenRunAsync(…, context.executor())} is for what blocks.
     *
     * @param duration how long to wait, by the worker's clock and up to 1 ms longer; zero or less does not wait
     * @return completes with null after that time, or exceptionally with {@link JobCancelledException} as soon as the signal
     *     fires; to cancel it ends the wait
     */
    default CompletionStage<@Nullable Void> delay(Duration duration) {
        CompletableFuture<@Nullable Void> over = new CompletableFuture<>();
        CompletableFuture<@Nullable Void> timer = new CompletableFuture<>();
        Registration registration = onCancel(why -> over.completeExceptionally(new JobCancelledException(why)));
        over.whenComplete((nothing, failure) -> {
            registration.close();
            timer.cancel(false);
        });
        // On the common pool: the timer's own thread is that of the whole JVM.
        timer.thenRunAsync(() -> over.complete(null));
        timer.completeOnTimeout(null, TimeUnit.NANOSECONDS.convert(duration), TimeUnit.NANOSECONDS);
        return over;
    }

    /**
     * Closes something when the signal fires: a socket, a statement, an HTTP response.
     *
     * @param resource what to close, by a thread other than the job's; if that fails, it is logged
     * @return closing the registration unties the resource and leaves it open
     */
    default Registration closeOnCancel(AutoCloseable resource) {
        return onCancel(why -> {
            try {
                resource.close();
            } catch (Exception e) {
                throw new IllegalStateException("closing " + resource + " failed", e);
            }
        });
    }

    /**
     * Cancels a future, with interruption, when the signal fires.
     *
     * @param future what to cancel
     * @return closing the registration unties the future
     */
    default Registration cancelOnCancel(Future<?> future) {
        return onCancel(why -> future.cancel(true));
    }

    /**
     * Ends a child process and its descendants when the signal fires: first politely (SIGTERM), and
     * by force (SIGKILL) whatever still lives one second later.
     *
     * @param process the child process
     * @return closing the registration unties the process
     */
    default Registration destroyOnCancel(Process process) {
        return onCancel(why -> ProcessEnd.destroy(process));
    }
}
