package dev.millwright.worker.cli.internal;

import dev.millwright.worker.FaktoryClient;
import java.util.SortedMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code queues remove}. */
@Command(
        name = "remove",
        description = "Removes queues with all jobs that wait in them. They are gone for good. Asks first.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class RemoveQueues implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private final QueueNames names = new QueueNames();

    @Mixin
    private final Confirmation confirmation;

    private final ServerOptions server;

    RemoveQueues(ServerOptions server, Confirmation confirmation) {
        this.server = server;
        this.confirmation = confirmation;
    }

    @Override
    public Integer call() {
        if (spec == null) {
            throw new IllegalStateException("called without picocli");
        }
        try (FaktoryClient client = server.connect()) {
            SortedMap<String, Long> queues = names.existing(client, false);
            String list = queues.entrySet().stream()
                    .map(queue -> queue.getKey() + " (" + Quantity.of(queue.getValue(), "job") + ")")
                    .collect(Collectors.joining(", "));
            String deed = "remove " + list + " from " + client.address();
            if (!confirmation.allows(deed, spec.commandLine().getErr())) {
                return CommandLineProgram.DECLINED;
            }
            client.removeQueues(queues.keySet().toArray(String[]::new));
            spec.commandLine().getOut().println("removed: " + list);
        }
        return 0;
    }
}
