package dev.millwright.worker.cli.internal;

import dev.millwright.worker.FaktoryClient;
import dev.millwright.worker.Mutation;
import dev.millwright.worker.Mutation.Command;
import dev.millwright.worker.cli.internal.values.Words;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code jobs kill}, {@code jobs discard} and {@code jobs requeue}. */
@CommandLine.Command(mixinStandardHelpOptions = true, sortOptions = false)
final class MutateJobs implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(index = "0", paramLabel = "SET", description = "scheduled, retries or dead.")
    private JobSet set = JobSet.retries;

    @Mixin
    private final FilterOptions filter = new FilterOptions();

    @Mixin
    private final Confirmation confirmation;

    private final Command command;
    private final ServerOptions server;

    MutateJobs(Command command, ServerOptions server, Confirmation confirmation) {
        this.command = command;
        this.server = server;
        this.confirmation = confirmation;
    }

    @Override
    public Integer call() {
        if (spec == null) {
            throw new IllegalStateException("called without picocli");
        }
        if (command == Command.KILL && set == JobSet.dead) {
            throw new UsageException(
                    "the jobs in dead have been killed already; to delete them use: jobs discard dead");
        }
        Mutation mutation = new Mutation(command, set.target(), filter.value());
        String deed = Words.of(command) + " " + filter.inWords();
        return change(server, mutation, deed, confirmation, spec);
    }

    /** Asks, changes, and says what can be known of the effect. */
    static int change(
            ServerOptions server, Mutation mutation, String deed, Confirmation confirmation, CommandSpec spec) {
        String set = Words.of(mutation.target());
        try (FaktoryClient client = server.connect()) {
            long before = size(client, set);
            String question = deed + " in " + set + " (" + Quantity.of(before, "job") + ") on " + client.address();
            if (!confirmation.allows(question, spec.commandLine().getErr())) {
                return CommandLineProgram.DECLINED;
            }
            client.mutate(mutation);
            // MUTATE answers no count. The difference would be one only while nothing else happens.
            spec.commandLine()
                    .getOut()
                    .println(set + " had " + Quantity.of(before, "job") + " and has " + size(client, set) + " now");
        }
        return 0;
    }

    private static long size(FaktoryClient client, String set) {
        return client.info().path("faktory").path("sets").path(set).asLong(0);
    }
}
