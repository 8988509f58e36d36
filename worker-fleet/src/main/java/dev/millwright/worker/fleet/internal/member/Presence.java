package dev.millwright.worker.fleet.internal.member;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.millwright.worker.WorkerClock;
import dev.millwright.worker.WorkerView;
import dev.millwright.worker.fleet.internal.member.Snapshot.Identity;
import dev.millwright.worker.fleet.internal.store.FleetStore;
import dev.millwright.worker.fleet.internal.store.Renewal;
import dev.millwright.worker.fleet.internal.store.Renewed;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Writes what has changed of a worker, or that it is still alive, one write at a time. The worker is looked at when it is its
 * turn, so what is written later is newer. Any thread.
 */
final class Presence {
    private static final Duration AT_LEAST = Duration.ofSeconds(15);
    private static final long LEAVE_LIMIT_SECONDS = 2;

    private final WorkerView worker;
    private final FleetStore store;
    private final Identity self;
    private final StoreWatch watch;
    private final Heard heard;
    private final StoreTime time = new StoreTime();
    private final ReentrantLock lock = new ReentrantLock();

    /** Complete once what is being written is; null while nothing is. */
    @GuardedBy("lock")
    private @Nullable CompletableFuture<Void> writing;

    /** As the store has it; null if that is not known. */
    @GuardedBy("lock")
    private @Nullable Snapshot written;

    @GuardedBy("lock")
    private @Nullable Long renewedAt;

    @GuardedBy("lock")
    private boolean over;

    /** Hears what an answer says of the group's operations. */
    @FunctionalInterface
    interface Heard {
        /**
         * The store has answered.
         *
         * @param version that of the last change of an operation
         * @param lost whether the store has lost what it had
         * @param askedNanos when it was asked, on the monotonic clock
         */
        void heard(long version, boolean lost, long askedNanos);
    }

    Presence(WorkerView worker, FleetStore store, Identity self, StoreWatch watch, Heard heard) {
        this.worker = worker;
        this.store = store;
        this.self = self;
        this.watch = watch;
        this.heard = heard;
    }

    /** Writes what is to be written, unless something is being written. */
    void renew() {
        CompletableFuture<Void> turn = new CompletableFuture<>();
        lock.lock();
        try {
            if (over || writing != null) {
                return;
            }
            writing = turn;
        } finally {
            lock.unlock();
        }
        write(turn);
    }

    /** Writes how the worker stands now, if the store does not have it. Complete when it has. */
    CompletionStage<Void> announce() {
        CompletableFuture<Void> turn = new CompletableFuture<>();
        CompletableFuture<Void> before;
        lock.lock();
        try {
            if (over) {
                return CompletableFuture.failedStage(new IllegalStateException("the worker has left its group"));
            }
            before = writing;
            if (before == null) {
                writing = turn;
            }
        } finally {
            lock.unlock();
        }
        return before != null ? before.thenCompose(done -> announce()) : write(turn);
    }

    private CompletionStage<Void> write(CompletableFuture<Void> turn) {
        WorkerClock clock = worker.clock();
        Instant asked = clock.instant();
        long askedNanos = clock.nanoTime();
        CompletionStage<Renewed> answered;
        Snapshot now;
        try {
            now = Snapshot.of(worker, self, time);
            Renewal renewal = renewal(now);
            if (renewal == null) {
                ended(turn);
                return CompletableFuture.completedStage(null);
            }
            answered = store.renew(renewal);
        } catch (Throwable e) {
            ended(turn);
            throw e;
        }
        return answered.whenComplete((answer, failure) -> {
                    written(now, answer);
                    if (answer != null) {
                        time.learn(answer.now(), asked, clock.instant());
                        watch.answered();
                        heard.heard(answer.version(), !answer.complete(), askedNanos);
                    } else if (failure != null && !isOver()) {
                        watch.failed(failure);
                    }
                    ended(turn);
                })
                .thenAccept(answer -> {});
    }

    /** What is to be written; null for nothing. */
    private @Nullable Renewal renewal(Snapshot now) {
        lock.lock();
        try {
            boolean due = renewedAt == null || worker.clock().nanoTime() - renewedAt >= AT_LEAST.toNanos();
            if (!due && now.equals(written)) {
                return null;
            }
            boolean sameWorker = written != null && now.worker().equals(written.worker());
            boolean sameJobs = written != null && now.jobs().equals(written.jobs());
            return new Renewal(worker.wid(), sameWorker ? null : now.worker(), sameJobs ? null : now.jobs());
        } finally {
            lock.unlock();
        }
    }

    private void written(Snapshot sent, @Nullable Renewed answer) {
        lock.lock();
        try {
            // After a failure it is not known what the store has: all is sent anew.
            written = answer != null && answer.complete() ? sent : null;
            if (answer != null) {
                renewedAt = worker.clock().nanoTime();
            }
        } finally {
            lock.unlock();
        }
    }

    private void ended(CompletableFuture<Void> turn) {
        lock.lock();
        try {
            writing = null;
        } finally {
            lock.unlock();
        }
        turn.complete(null);
    }

    /** How long ago the store last heard of the worker. */
    Optional<Duration> renewed() {
        lock.lock();
        try {
            return renewedAt == null
                    ? Optional.empty()
                    : Optional.of(Duration.ofNanos(worker.clock().nanoTime() - renewedAt));
        } finally {
            lock.unlock();
        }
    }

    boolean isOver() {
        lock.lock();
        try {
            return over;
        } finally {
            lock.unlock();
        }
    }

    /** Nothing is written any more. */
    void end() {
        lock.lock();
        try {
            over = true;
        } finally {
            lock.unlock();
        }
    }

    /** Says that the worker is gone, and waits for that a little. */
    void leave() {
        try {
            store.leave(worker.wid()).toCompletableFuture().get(LEAVE_LIMIT_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception e) {
            // It expires.
        }
    }
}
