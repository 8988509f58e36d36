package dev.millwright.worker.examples;

import dev.millwright.worker.FaktoryClient;
import dev.millwright.worker.Job;
import dev.millwright.worker.JobFilter;
import dev.millwright.worker.Worker;
import dev.millwright.worker.fleet.Fleet;
import dev.millwright.worker.fleet.FleetCancelOptions;
import dev.millwright.worker.fleet.FleetClient;
import dev.millwright.worker.fleet.FleetMemory;
import dev.millwright.worker.fleet.FleetOperation;
import java.time.Duration;

/**
 * Takes back an import that was wrong, on all workers of a group: what runs, and what is fetched later. The group's store is in
 * this process; workers of several share one in Redis, by a {@code FleetAddress} in place of the {@code FleetMemory}.
 */
public final class FleetCancel {
    private FleetCancel() {}

    static void push(FaktoryClient client, String importId, int rows) {
        for (int row = 0; row < rows; row++) {
            client.push(Job.builder("import-row")
                    .args(row)
                    .custom("import", importId)
                    .build());
        }
    }

    static FleetOperation takeBack(FleetClient group, String importId) throws InterruptedException {
        return group.cancel(
                        JobFilter.EMPTY.withJobtypes("import-row").withCustom("import", importId),
                        FleetCancelOptions.DEFAULT.withReason("wrong file").withBy("the import page"))
                .onProgress(now -> System.out.println(
                        now.acknowledged() + " of " + now.workers() + " workers, " + now.cancelled() + " jobs"))
                .await(Duration.ofSeconds(30));
    }

    static Worker.Builder worker(FleetMemory store) {
        return Worker.builder()
                .concurrency(3)
                .register("import-row", context -> context.signal().sleep(Duration.ofSeconds(20)))
                .apply(Fleet.of(store, "imports")::join);
    }

    /** Cancels ten rows on two workers, of which six run. */
    public static void main(String[] args) throws InterruptedException {
        FleetMemory store = new FleetMemory();
        try (Worker one = worker(store).build();
                Worker other = worker(store).build();
                FleetClient group = FleetClient.connect(store, "imports")) {
            one.start();
            other.start();
            push(one.client(), "2026-01-31", 10);
            while (one.runningJobs().size() + other.runningJobs().size() < 6) {
                Thread.onSpinWait(); // for this example: they are to run first
            }
            System.out.println(takeBack(group, "2026-01-31"));
        }
    }
}
