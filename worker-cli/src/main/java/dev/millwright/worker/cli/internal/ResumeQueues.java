package dev.millwright.worker.cli.internal;

import dev.millwright.worker.FaktoryClient;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code queues resume}. */
@Command(
        name = "resume",
        description = "Lets paused queues go on.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class ResumeQueues implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private final QueueNames names = new QueueNames();

    private final ServerOptions server;

    ResumeQueues(ServerOptions server) {
        this.server = server;
    }

    @Override
    public Integer call() {
        Set<String> queues;
        try (FaktoryClient client = server.connect()) {
            queues = names.existing(client).keySet();
            client.resumeQueues(queues.toArray(String[]::new));
        }
        if (spec != null) {
            spec.commandLine().getOut().println("resumed: " + String.join(", ", queues));
        }
        return 0;
    }
}
