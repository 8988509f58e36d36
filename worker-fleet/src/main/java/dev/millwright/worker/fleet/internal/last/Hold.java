package dev.millwright.worker.fleet.internal.last;

import dev.millwright.worker.fleet.internal.common.Unwrapped;
import dev.millwright.worker.fleet.internal.store.FleetStore;
import dev.millwright.worker.fleet.internal.store.Leased;
import dev.millwright.worker.fleet.internal.store.PauseRecords;
import dev.millwright.worker.fleet.internal.store.PauseRecords.Written;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * The lease for pausing queues, held. The server cannot check its token: so before each order it is held for long enough
 * that the answer, or the failure, comes before somebody else can have it. For one step after the other; any thread.
 */
final class Hold {
    /** After this somebody else can have it, if its holder is gone. */
    static final Duration TTL = Duration.ofSeconds(30);

    /** For how long it must be held when something is ordered: two commands at most, and a client gives each 10 s. */
    private static final Duration NEEDED = Duration.ofSeconds(22);

    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

    private final FleetStore store;
    private final Waits waits;
    private final long token;
    private volatile long until;

    private Hold(FleetStore store, Waits waits, long token, long until) {
        this.store = store;
        this.waits = waits;
        this.token = token;
        this.until = until;
    }

    /** Tries once. Fails with {@link Failure.LeaseTaken} if somebody else has it. */
    static CompletionStage<Hold> take(FleetStore store, Waits waits, String holder) {
        long until = waits.in(TTL);
        return store.leases().take(PauseRecords.LEASE, holder, TTL).thenApply(leased -> {
            if (leased instanceof Leased.Taken taken) {
                throw new Failure.LeaseTaken(taken.holder());
            }
            return new Hold(store, waits, ((Leased.Held) leased).token(), until);
        });
    }

    /** Tries until it is had, or a moment has passed; once at least. */
    static CompletionStage<Hold> await(FleetStore store, Waits waits, String holder, long moment) {
        return await(store, waits, holder, moment, FIRST_PAUSE);
    }

    private static CompletionStage<Hold> await(
            FleetStore store, Waits waits, String holder, long moment, Duration pause) {
        return waits.patiently(() -> take(store, waits, holder)).exceptionallyCompose(failure -> {
            if (!(Unwrapped.of(failure) instanceof Failure.LeaseTaken) || waits.isPast(moment)) {
                return CompletableFuture.failedStage(Unwrapped.of(failure));
            }
            Duration left = waits.until(moment);
            Duration next = Waits.shorter(pause.multipliedBy(2), LONGEST_PAUSE);
            return waits.later(Waits.shorter(left, pause))
                    .thenCompose(done -> await(store, waits, holder, moment, next));
        });
    }

    /** Orders something of the server, while the lease is held. Fails with {@link Failure.LeaseLost} once it is not. */
    <T> CompletionStage<T> order(int tries, Supplier<CompletionStage<T>> order) {
        return waits.tried(tries, () -> kept().thenCompose(held -> order.get()));
    }

    private CompletionStage<Void> kept() {
        if (waits.until(until).compareTo(NEEDED) >= 0) {
            return CompletableFuture.completedStage(null);
        }
        long longer = waits.in(TTL);
        return store.leases().keep(PauseRecords.LEASE, token, TTL).thenAccept(held -> {
            if (!held) {
                throw new Failure.LeaseLost();
            }
            until = longer;
        });
    }

    /** Writes something into the records. Fails with {@link Failure.LeaseLost} if this lease is not the newest one. */
    CompletionStage<Written> write(Step step) {
        return waits.patiently(() -> step.write(store.pauses(), token)).thenApply(written -> {
            if (written == Written.STALE) {
                throw new Failure.LeaseLost();
            }
            return written;
        });
    }

    /** Something that is written in the name of a lease. */
    interface Step {
        /** Writes it. */
        CompletionStage<Written> write(PauseRecords records, long token);
    }

    /** Gives it back; if that fails it expires. */
    void release() {
        waits.ignoring(() -> store.leases().release(PauseRecords.LEASE, token));
    }
}
