package dev.millwright.worker.fleet.internal.operation;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.millwright.worker.fleet.internal.store.Counts;
import dev.millwright.worker.fleet.internal.store.FleetStore;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Writes what a worker has done for operations: what has changed, one write at a time. What could not be written stays
 * to be written. Any thread.
 */
final class Answers {
    private final FleetStore store;
    private final String wid;
    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private boolean writing;

    Answers(FleetStore store, String wid) {
        this.store = store;
        this.wid = wid;
    }

    /**
     * Writes what the store does not have, unless a write goes on.
     *
     * @param watches the oldest first: of two that have the same id, the store knows the newer one only
     */
    void write(Collection<Watch> watches) {
        Map<Watch, Counts> news = news(watches);
        lock.lock();
        try {
            if (writing || news.isEmpty()) {
                return;
            }
            writing = true;
        } finally {
            lock.unlock();
        }
        store.acknowledge(wid, byId(news)).whenComplete((done, failure) -> {
            if (failure == null) {
                news.forEach(Watch::written);
            }
            lock.lock();
            try {
                writing = false;
            } finally {
                lock.unlock();
            }
        });
    }

    /** Writes for the last time, and waits for that. */
    void writeLast(Collection<Watch> watches, long limitMillis) throws Exception {
        Map<Watch, Counts> news = news(watches);
        if (!news.isEmpty()) {
            store.acknowledge(wid, byId(news)).toCompletableFuture().get(limitMillis, TimeUnit.MILLISECONDS);
        }
    }

    private static Map<Watch, Counts> news(Collection<Watch> watches) {
        Map<Watch, Counts> news = new LinkedHashMap<>();
        for (Watch watch : watches) {
            Counts counts = watch.news();
            if (counts != null) {
                news.put(watch, counts);
            }
        }
        return news;
    }

    private static Map<String, Counts> byId(Map<Watch, Counts> news) {
        Map<String, Counts> byId = new LinkedHashMap<>();
        news.forEach((watch, counts) -> byId.put(watch.operation().id(), counts));
        return byId;
    }
}
