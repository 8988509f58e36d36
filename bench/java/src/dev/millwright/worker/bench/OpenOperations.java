package dev.millwright.worker.bench;

import dev.millwright.worker.JobFilter;
import dev.millwright.worker.fleet.FleetAddress;
import dev.millwright.worker.fleet.FleetCancelOptions;
import dev.millwright.worker.fleet.FleetClient;

/**
 * Opens cancels by filters that no job of the benchmark fits, of several kinds: by jobtype, by queue, and by what each job
 * has to be looked at for.
 */
public final class OpenOperations {
    private OpenOperations() {}

    public static void main(String[] args) {
        try (FleetClient fleet = FleetClient.connect(FleetAddress.parse(args[0]), args[1])) {
            for (int i = 0; i < Integer.parseInt(args[2]); i++) {
                JobFilter filter =
                        switch (i % 4) {
                            case 0, 1 -> JobFilter.EMPTY.withJobtypes("bench.none-" + i);
                            case 2 -> JobFilter.EMPTY.withQueues("none-" + i);
                            default -> JobFilter.EMPTY.withCustom("tenant", "none-" + i);
                        };
                fleet.cancel(filter, FleetCancelOptions.DEFAULT);
            }
        }
    }
}
