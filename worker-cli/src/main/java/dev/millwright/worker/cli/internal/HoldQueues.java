package dev.millwright.worker.cli.internal;

import dev.millwright.worker.FaktoryClient;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code queues pause} and {@code queues resume}: the same but for what the server is told. */
@Command(mixinStandardHelpOptions = true, sortOptions = false)
abstract sealed class HoldQueues implements Callable<Integer> {
    @Command(
            name = "pause",
            description = "Holds queues back: workers get no job from them until they are resumed. Lasts over restarts"
                    + " of the server. Jobs that run already go on.")
    static final class Pause extends HoldQueues {
        Pause(ServerOptions server) {
            super(server, FaktoryClient::pauseQueues, "paused");
        }
    }

    @Command(name = "resume", description = "Lets paused queues go on.")
    static final class Resume extends HoldQueues {
        Resume(ServerOptions server) {
            super(server, FaktoryClient::resumeQueues, "resumed");
        }
    }

    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private final QueueNames names = new QueueNames();

    private final ServerOptions server;
    private final BiConsumer<FaktoryClient, String[]> order;
    private final String done;

    private HoldQueues(ServerOptions server, BiConsumer<FaktoryClient, String[]> order, String done) {
        this.server = server;
        this.order = order;
        this.done = done;
    }

    @Override
    public Integer call() {
        if (spec == null) {
            throw new IllegalStateException("called without picocli");
        }
        try (FaktoryClient client = server.connect()) {
            Set<String> queues = names.existing(client, true).keySet();
            order.accept(client, queues.toArray(String[]::new));
            spec.commandLine().getOut().println(done + ": " + String.join(", ", queues));
        }
        return 0;
    }
}
