package dev.millwright.worker.cli.internal;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code fleet}: its subcommands look at a group of workers and give it orders; by itself it shows its help. */
@Command(
        name = "fleet",
        description = {
            "Looks at a group of workers that share a store, and cancels jobs in all of them.",
            "A worker joins a group with run --fleet URL --group NAME."
        },
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class FleetCommand implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    static CommandLine withSubcommands(ServerOptions server, Streams streams) {
        FleetOptions options = new FleetOptions();
        CommandLine fleet = new CommandLine(new FleetCommand());
        fleet.addMixin("fleet", options);
        fleet.addSubcommand(new FleetStatusCommand(options, streams));
        fleet.addSubcommand(new FleetWorkersCommand(options, streams));
        fleet.addSubcommand(new FleetJobsCommand(options, streams));
        fleet.addSubcommand(new FleetCancelCommand(options, server, streams));
        fleet.addSubcommand(new FleetOperationsCommand(options, streams));
        fleet.addSubcommand(new FleetAbortCommand(options));
        return fleet;
    }

    @Override
    public Integer call() {
        if (spec != null) {
            spec.commandLine().usage(spec.commandLine().getErr());
        }
        return CommandLineProgram.USAGE;
    }
}
