package dev.millwright.worker.cli.internal;

import dev.millwright.worker.Mutation;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code jobs}: its subcommands change the sets; by itself it shows its help. */
@Command(
        name = "jobs",
        description = {
            "Kills, discards or requeues jobs in the server's sets.",
            "scheduled: pushed for later; retries: failed, wait for their next try; dead: have used up their retries, or"
                    + " were killed.",
            "For a job that runs, see cancel; for jobs in queues, see queues. No command lists the jobs of a set, as a"
                    + " server tells its clients only how many there are, see info; its Web UI shows them."
        },
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class JobsCommand implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    static CommandLine withSubcommands(ServerOptions server, Streams streams) {
        CommandLine jobs = new CommandLine(new JobsCommand());
        jobs.addMixin("server", server);
        add(jobs, "kill", Mutation.Command.KILL, server, streams, "Moves jobs to Dead: they are not run any more.");
        add(jobs, "discard", Mutation.Command.DISCARD, server, streams, "Deletes jobs for good.");
        add(jobs, "requeue", Mutation.Command.REQUEUE, server, streams, "Puts jobs into their queues, to run at once.");
        jobs.addSubcommand(new ClearJobs(server, new Confirmation(streams)));
        jobs.addSubcommand(new ListJobs(server));
        return jobs;
    }

    private static void add(
            CommandLine jobs,
            String name,
            Mutation.Command command,
            ServerOptions server,
            Streams streams,
            String description) {
        CommandLine added = new CommandLine(new MutateJobs(command, server, new Confirmation(streams)));
        added.getCommandSpec().usageMessage().description(description + " Asks first.");
        jobs.addSubcommand(name, added);
    }

    @Override
    public Integer call() {
        if (spec != null) {
            spec.commandLine().usage(spec.commandLine().getErr());
        }
        return CommandLineProgram.USAGE;
    }
}
