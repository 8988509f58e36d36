package dev.millwright.worker.cli.internal;

import dev.millwright.worker.Worker;
import dev.millwright.worker.fleet.Fleet;
import dev.millwright.worker.fleet.FleetClient;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Whether {@code run} joins a group, and as what. Confined to the thread that runs the command. */
final class FleetMembership {
    @Mixin
    private final FleetOptions options = new FleetOptions();

    @Option(
            names = "--worker-version",
            paramLabel = "TEXT",
            description =
                    "The version of the program whose jobs these are, such as 1.4.2: shown in the group, and cancels can"
                            + " ask for it. Default: none.")
    private String version = "";

    private @Nullable Fleet fleet;

    /** Checks the options, and has a worker join that is about to be built. */
    void join(Worker.Builder builder) {
        options.membership(version.strip()).ifPresent(joined -> {
            joined.join(builder);
            fleet = joined;
        });
    }

    /** What a worker joins, in words; empty for nothing. */
    String inWords() {
        return fleet == null ? "" : ", " + options.inWords();
    }

    /** What the worker has joined; null for nothing. */
    @Nullable
    Fleet fleet() {
        return fleet;
    }

    /** Asks the group's store who is there: says so, or null where there is no group. */
    @Nullable
    String tryOut() {
        if (options.address().isEmpty()) {
            return null;
        }
        try (FleetClient client = options.connect()) {
            return options.requiredAddress() + ", group " + options.group() + " ("
                    + Quantity.of(client.workers().size(), "worker") + ")";
        }
    }
}
