package dev.millwright.worker.fleet.internal.last;

import dev.millwright.worker.WorkerClock;
import dev.millwright.worker.fleet.internal.common.Said;
import dev.millwright.worker.fleet.internal.common.Shown;
import dev.millwright.worker.fleet.internal.store.FleetStore;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * A worker, as far as it matters here.
 *
 * @param group its group
 * @param wid its id
 * @param host the name of its machine
 * @param clock its clock
 * @param store its way to the group's store
 * @param server its way to the server's queues
 * @param log where its lines go
 * @param announce writes how it stands into the store: complete when it is written
 * @param queues those that it fetches from, or did until it stopped
 * @param fetches whether it fetches now
 */
public record Myself(
        String group,
        String wid,
        String host,
        WorkerClock clock,
        FleetStore store,
        QueueControl server,
        Said log,
        Supplier<CompletionStage<?>> announce,
        Supplier<Set<String>> queues,
        BooleanSupplier fetches) {

    /** How it is named in a record. */
    String author() {
        return wid + " on " + Shown.inLine(host);
    }

    void info(String line) {
        log.info("group " + group + ": " + line);
    }

    void warn(String line) {
        log.warn("group " + group + ": " + line);
    }
}
