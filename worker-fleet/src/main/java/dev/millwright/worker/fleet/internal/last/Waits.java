package dev.millwright.worker.fleet.internal.last;

import dev.millwright.worker.WorkerClock;
import dev.millwright.worker.fleet.internal.common.Unwrapped;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.IntPredicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Waits and repeats by a clock; no thread waits. Any thread. */
final class Waits {
    /** For how long a store that does not answer is asked again. */
    static final Duration PATIENCE = Duration.ofSeconds(15);

    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

    private final WorkerClock clock;
    private volatile boolean cut;

    Waits(WorkerClock clock) {
        this.clock = clock;
    }

    /** Has all that waits here end, once it has waited. */
    void cut() {
        cut = true;
    }

    boolean isCut() {
        return cut;
    }

    long now() {
        return clock.nanoTime();
    }

    /** A moment, as {@link #now} will show it. */
    long in(Duration time) {
        return now() + time.toNanos();
    }

    /** How long it is until a moment; negative if it has passed. */
    Duration until(long moment) {
        return Duration.ofNanos(moment - now());
    }

    boolean isPast(long moment) {
        return moment - now() <= 0;
    }

    CompletionStage<Void> later(Duration delay) {
        CompletableFuture<Void> over = new CompletableFuture<>();
        clock.schedule(
                () -> {
                    if (cut) {
                        over.completeExceptionally(new Failure.Cut());
                    } else {
                        over.complete(null);
                    }
                },
                delay);
        return over;
    }

    /** Does a step of the store; again, while it fails, for {@link #PATIENCE}. */
    <T> CompletionStage<T> patiently(Supplier<CompletionStage<T>> step) {
        long until = in(PATIENCE);
        return again(step, FIRST_PAUSE, tries -> !isPast(until));
    }

    /** Does a step of the server; again, while it fails, a few times. */
    <T> CompletionStage<T> tried(int times, Supplier<CompletionStage<T>> step) {
        return again(step, FIRST_PAUSE, tries -> tries < times);
    }

    private <T> CompletionStage<T> again(Supplier<CompletionStage<T>> step, Duration pause, IntPredicate goOn) {
        return again(step, pause, goOn, 1);
    }

    private <T> CompletionStage<T> again(
            Supplier<CompletionStage<T>> step, Duration pause, IntPredicate goOn, int tries) {
        return guarded(step).exceptionallyCompose(failure -> {
            Throwable cause = Unwrapped.of(failure);
            if (cause instanceof Failure.Settled || !goOn.test(tries)) {
                return CompletableFuture.failedStage(cause);
            }
            return later(pause)
                    .thenCompose(done -> again(step, shorter(pause.multipliedBy(2), LONGEST_PAUSE), goOn, tries + 1));
        });
    }

    /** Begins a step whose end nobody waits for, even if all is cut short. */
    void ignoring(Supplier<CompletionStage<Void>> step) {
        try {
            step.get().whenComplete((done, failure) -> {});
        } catch (RuntimeException e) {
            // Nobody relies on it.
        }
    }

    static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) <= 0 ? one : other;
    }

    /** Begins a step, which may throw. */
    private <T> CompletionStage<T> guarded(Supplier<CompletionStage<T>> step) {
        if (cut) {
            return CompletableFuture.failedStage(new Failure.Cut());
        }
        try {
            @Nullable CompletionStage<T> begun = step.get();
            return begun == null ? CompletableFuture.failedStage(new IllegalStateException("no stage")) : begun;
        } catch (Throwable e) {
            return CompletableFuture.failedStage(e);
        }
    }
}
