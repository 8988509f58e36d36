package dev.millwright.worker.testkit.internal.store;

import dev.millwright.worker.WorkerClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What the server does by itself, every few seconds by its clock, while it is up. Runs on the clock's
 * thread; start, stop and stats are for any thread.
 */
public final class Housekeeping {
    private static final Duration SCAN = Duration.ofSeconds(5);
    private static final Duration REAP = Duration.ofSeconds(15);
    private static final Duration PURGE = Duration.ofSeconds(60);

    private final Broker broker;
    private final List<Task> tasks = new ArrayList<>();

    public Housekeeping(Broker broker) {
        this.broker = broker;
        Store store = broker.store();
        tasks.add(new Task("Scheduled", SCAN, store::enqueueScheduled, store.scheduled()));
        tasks.add(new Task("Retries", SCAN, store::enqueueRetries, store.retries()));
        tasks.add(new Task("Dead", PURGE, store::purgeDead, store.dead()));
        tasks.add(new Task("Busy", REAP, store::reapReservations, null));
        tasks.add(new Task("Workers", REAP, () -> broker.workers().expire(), null));
    }

    public void start() {
        broker.write(() -> tasks.forEach(Task::scheduleNext));
    }

    public void stop() {
        broker.write(() -> tasks.forEach(Task::cancel));
    }

    /** INFO's figures of each task, by name. */
    public Map<String, Object> stats() {
        return broker.read(() -> {
            Map<String, Object> stats = new TreeMap<>();
            tasks.forEach(task -> stats.put(task.name, task.stats()));
            return stats;
        });
    }

    private int sizeOf(String name) {
        return name.equals("Busy")
                ? broker.store().working().held().size()
                : broker.workers().all().size();
    }

    /** One duty; its fields are guarded by the broker's lock. */
    private final class Task {
        private final String name;
        private final Duration period;
        private final IntSupplier work;
        private final @Nullable TimedJobs set;
        private WorkerClock.@Nullable Scheduled next;
        private long jobs;
        private long cycles;

        Task(String name, Duration period, IntSupplier work, @Nullable TimedJobs set) {
            this.name = name;
            this.period = period;
            this.work = work;
            this.set = set;
        }

        void scheduleNext() {
            next = broker.clock().schedule(() -> broker.write(this::run), period);
        }

        void cancel() {
            if (next != null) {
                next.cancel();
                next = null;
            }
        }

        private void run() {
            if (next == null) {
                return;
            }
            // First the next run, so that a failing one is not the last.
            scheduleNext();
            jobs += work.getAsInt();
            cycles++;
        }

        Map<String, Object> stats() {
            Map<String, Object> stats = new LinkedHashMap<>();
            if (set == null) {
                stats.put("reaped", jobs);
                stats.put("size", sizeOf(name));
            } else {
                stats.put("cycles", cycles);
                stats.put("enqueued", jobs);
                stats.put("size", set.size());
                // Kept for those who read it; in memory a scan takes no time worth telling.
                stats.put("wall_time_sec", 0);
            }
            return stats;
        }
    }
}
