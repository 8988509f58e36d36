package dev.millwright.worker.cli.internal;

import dev.millwright.worker.Mutation;
import dev.millwright.worker.MutationFilter;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code jobs clear}. */
@Command(
        name = "clear",
        description = "Deletes every job in a set for good. Asks first.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class ClearJobs implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(index = "0", paramLabel = "SET", description = "scheduled, retries or dead.")
    private JobSet set = JobSet.retries;

    @Mixin
    private final Confirmation confirmation;

    private final ServerOptions server;

    ClearJobs(ServerOptions server, Confirmation confirmation) {
        this.server = server;
        this.confirmation = confirmation;
    }

    @Override
    public Integer call() {
        if (spec == null) {
            throw new IllegalStateException("called without picocli");
        }
        Mutation mutation = new Mutation(Mutation.Command.CLEAR, set.target(), MutationFilter.ALL);
        return MutateJobs.change(server, mutation, "delete every job", confirmation, spec);
    }
}
