package dev.millwright.worker.internal.job;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.millwright.worker.CancellationReason;
import dev.millwright.worker.CancellationSignal;
import dev.millwright.worker.JobCancelledException;
import dev.millwright.worker.WorkerClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The asynchronous sleeps of a worker's jobs. They share one timer, which fires once a millisecond at most: of ten thousand
 * that are over in the same second, each would otherwise wake the clock for itself. Any thread.
 */
final class Delays {
    private static final long TICK = Duration.ofMillis(1).toNanos();

    /** Far enough to be for ever, near enough to be added to a reading of the clock. */
    private static final Duration LONGEST = Duration.ofDays(100 * 365);

    private static final Comparator<Delay> BY_TIME = (a, b) -> {
        long difference = a.dueNanos - b.dueNanos; // of a clock that can wrap around
        return difference != 0 ? Long.signum(difference) : Long.compare(a.number, b.number);
    };

    private final WorkerClock clock;
    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private final TreeSet<Delay> waiting = new TreeSet<>(BY_TIME);

    @GuardedBy("lock")
    private long count;

    @GuardedBy("lock")
    private WorkerClock.@Nullable Scheduled timer;

    @GuardedBy("lock")
    private long timerDue;

    @GuardedBy("lock")
    private long notBefore;

    Delays(WorkerClock clock) {
        this.clock = clock;
        this.notBefore = clock.nanoTime();
    }

    /** How many go on. */
    int size() {
        lock.lock();
        try {
            return waiting.size();
        } finally {
            lock.unlock();
        }
    }

    /** Begins one, which fails as soon as the job's signal fires. */
    CompletableFuture<@Nullable Void> begin(ActiveJob job, Signal signal, Duration duration) {
        if (duration.isNegative() || duration.isZero()) {
            return signal.reason()
                    .<CompletableFuture<@Nullable Void>>map(
                            why -> CompletableFuture.failedFuture(new JobCancelledException(why)))
                    .orElseGet(() -> CompletableFuture.completedFuture(null));
        }
        Duration bounded = duration.compareTo(LONGEST) > 0 ? LONGEST : duration;
        Delay delay = add(job, bounded.toNanos());
        delay.registration = signal.onCancelOwn(delay::fail);
        if (delay.isDone()) {
            delay.untie(); // over meanwhile
        }
        return delay;
    }

    private Delay add(ActiveJob job, long nanos) {
        long now = clock.nanoTime();
        lock.lock();
        try {
            Delay delay = new Delay(this, job, now + nanos, count++);
            waiting.add(delay);
            arm(now);
            return delay;
        } finally {
            lock.unlock();
        }
    }

    /** Sees to it that the timer fires for the first of them. */
    @GuardedBy("lock")
    private void arm(long now) {
        if (waiting.isEmpty()) {
            return;
        }
        long due = waiting.first().dueNanos;
        due = due - notBefore < 0 ? notBefore : due;
        if (timer != null) {
            if (timerDue - due <= 0) {
                return;
            }
            timer.cancel();
        }
        timerDue = due;
        timer = clock.schedule(this::fire, Duration.ofNanos(due - now));
    }

    private void fire() {
        List<Delay> over = new ArrayList<>();
        long now = clock.nanoTime();
        lock.lock();
        try {
            while (!waiting.isEmpty() && waiting.first().dueNanos - now <= 0) {
                over.add(waiting.pollFirst());
            }
            notBefore = now + TICK;
            timer = null;
            arm(now);
        } finally {
            lock.unlock();
        }
        over.forEach(Delay::goOn);
    }

    private void remove(Delay delay) {
        lock.lock();
        try {
            waiting.remove(delay);
            if (waiting.isEmpty() && timer != null) {
                timer.cancel();
                timer = null;
            }
        } finally {
            lock.unlock();
        }
    }

    /** One sleep. The user has it as a stage, and can complete or cancel it. */
    private static final class Delay extends CompletableFuture<@Nullable Void> implements Runnable {
        private final Delays delays;
        private final ActiveJob job;
        private final long dueNanos;
        private final long number;
        private volatile CancellationSignal.@Nullable Registration registration;

        Delay(Delays delays, ActiveJob job, long dueNanos, long number) {
            this.delays = delays;
            this.job = job;
            this.dueNanos = dueNanos;
            this.number = number;
        }

        /** Stages that are made of this one are ordinary ones. */
        @Override
        public <U> CompletableFuture<U> newIncompleteFuture() {
            return new CompletableFuture<>();
        }

        /** Its time has come, which the clock's thread says: others do what follows. */
        void goOn() {
            RunEnd run = job.run();
            JobFunction function = job.function();
            if (run == null || function == null) {
                complete(null); // not so: its function was called
            } else {
                run.continuations().goOnAsJob(this, function.afterPace());
            }
        }

        @Override
        public void run() {
            if (!isDone()) {
                new JobCode(job, () -> complete(null)).run();
            }
            untie(); // not before: until it is complete it fails with the signal
        }

        void fail(CancellationReason reason) {
            delays.remove(this);
            completeExceptionally(new JobCancelledException(reason));
        }

        @Override
        public boolean cancel(boolean mayInterrupt) {
            delays.remove(this);
            untie();
            return super.cancel(mayInterrupt);
        }

        private void untie() {
            CancellationSignal.Registration tied = registration;
            if (tied != null) {
                tied.close();
            }
        }
    }
}
