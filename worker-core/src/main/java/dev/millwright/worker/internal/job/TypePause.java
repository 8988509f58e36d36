package dev.millwright.worker.internal.job;

import dev.millwright.worker.WorkerClock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Until when no job of a type begins on this worker. Any thread. */
final class TypePause {
    private static final Duration LONGEST = Duration.ofDays(365);

    private final WorkerClock clock;
    private final AtomicReference<@Nullable End> end = new AtomicReference<>();

    /** On the monotonic clock. */
    private record End(long nanos) {}

    TypePause(WorkerClock clock) {
        this.clock = clock;
    }

    /** Whether there may be one; cheap, as each job asks. */
    boolean isOn() {
        return end.get() != null;
    }

    /** How long it still lasts; zero if there is none. */
    Duration remaining() {
        End until = end.get();
        if (until == null) {
            return Duration.ZERO;
        }
        long nanos = until.nanos - clock.nanoTime();
        if (nanos > 0) {
            return Duration.ofNanos(nanos);
        }
        end.compareAndSet(until, null);
        return Duration.ZERO;
    }

    /** Pauses for so long from now, unless a pause that is under way lasts longer. */
    void extend(Duration duration) {
        if (duration.isNegative() || duration.isZero() || duration.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "a jobtype can be paused for more than 0 s and at most 365 days, not for " + duration);
        }
        End wanted = new End(clock.nanoTime() + duration.toNanos());
        end.updateAndGet(before -> before != null && before.nanos - wanted.nanos > 0 ? before : wanted);
    }
}
