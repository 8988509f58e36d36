package dev.millwright.worker.fleet.internal.abandoned;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.millwright.worker.WorkerClock;
import dev.millwright.worker.fleet.internal.store.CareRecords;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Writes what a worker has seen to the group's facts, one write at a time. What could not be written is written again,
 * under the same number, before anything else: it counts once. Any thread.
 */
final class FactsWriter {
    private final String wid;
    private final WorkerClock clock;
    private final Sightings sightings;
    private final CareRecords records;
    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private List<Tally.Taken> unwritten = List.of();

    @GuardedBy("lock")
    private long number;

    @GuardedBy("lock")
    private boolean writing;

    private volatile long refused;

    FactsWriter(String wid, WorkerClock clock, Sightings sightings, CareRecords records) {
        this.wid = wid;
        this.clock = clock;
        this.sightings = sightings;
        this.records = records;
    }

    /** For how many units there was no room in the store, last time. */
    long refused() {
        return refused;
    }

    /** Writes what there is. Completes when that has been tried; never exceptionally. */
    CompletionStage<Void> write() {
        List<Tally.Taken> batch;
        long batchNumber;
        lock.lock();
        try {
            if (writing) {
                return CompletableFuture.completedFuture(null);
            }
            if (unwritten.isEmpty()) {
                unwritten = sightings.take(CareRecords.MAX_DELTAS);
                number++;
            }
            if (unwritten.isEmpty()) {
                return CompletableFuture.completedFuture(null);
            }
            writing = true;
            batch = unwritten;
            batchNumber = number;
        } finally {
            lock.unlock();
        }
        long now = clock.nanoTime();
        return records.add(
                        wid,
                        batchNumber,
                        batch.stream().map(one -> one.since(now)).toList())
                .handle((added, failure) -> {
                    written(failure == null);
                    if (added != null) {
                        refused = added.refused();
                    }
                    return added != null && batch.size() == CareRecords.MAX_DELTAS;
                })
                .thenCompose(more -> more ? write() : CompletableFuture.completedFuture(null));
    }

    private void written(boolean done) {
        lock.lock();
        try {
            writing = false;
            unwritten = done ? List.of() : unwritten;
        } finally {
            lock.unlock();
        }
    }
}
