package dev.millwright.worker.cli.internal;

import dev.millwright.worker.FaktoryClient;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code queues pause}. */
@Command(
        name = "pause",
        description =
                "Holds queues back: workers get no job from them until they are resumed. Lasts over restarts of the server. Jobs that run already go on.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class PauseQueues implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private final QueueNames names = new QueueNames();

    private final ServerOptions server;

    PauseQueues(ServerOptions server) {
        this.server = server;
    }

    @Override
    public Integer call() {
        Set<String> queues;
        try (FaktoryClient client = server.connect()) {
            queues = names.existing(client).keySet();
            client.pauseQueues(queues.toArray(String[]::new));
        }
        if (spec != null) {
            spec.commandLine().getOut().println("paused: " + String.join(", ", queues));
        }
        return 0;
    }
}
