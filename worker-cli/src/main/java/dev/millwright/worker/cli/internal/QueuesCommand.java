package dev.millwright.worker.cli.internal;

import dev.millwright.worker.FaktoryClient;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code queues}: lists them; its subcommands change them. */
@Command(
        name = "queues",
        description = {
            "Lists the queues: how many jobs wait in each, and for how long the oldest has been waiting.",
            "A queue exists once a job has been pushed to it. Which ones are paused is shown by Faktory's Web UI only:"
                    + " the server does not tell its clients."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class QueuesCommand implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private final ServerOptions server;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            description = "text or json. Default: text.")
    private InfoCommand.Output output = InfoCommand.Output.text;

    private QueuesCommand(ServerOptions server) {
        this.server = server;
    }

    static CommandLine withSubcommands(ServerOptions server, Streams streams) {
        CommandLine queues = new CommandLine(new QueuesCommand(server));
        queues.addSubcommand(new HoldQueues.Pause(server));
        queues.addSubcommand(new HoldQueues.Resume(server));
        queues.addSubcommand(new RemoveQueues(server, new Confirmation(streams)));
        return queues;
    }

    @Override
    public Integer call() {
        List<QueueStatus> queues;
        try (FaktoryClient client = server.connect()) {
            queues = QueueStatus.all(client);
        }
        if (spec != null) {
            PrintWriter out = spec.commandLine().getOut();
            if (output == InfoCommand.Output.json) {
                out.println(json(queues));
            } else {
                print(out, queues);
            }
        }
        return 0;
    }

    private static ArrayNode json(List<QueueStatus> queues) {
        ArrayNode array = JsonMapper.shared().createArrayNode();
        for (QueueStatus queue : queues) {
            ObjectNode object = array.addObject().put("name", queue.name()).put("size", queue.size());
            if (queue.latency() == null) {
                object.putNull("latency_seconds");
            } else {
                object.put("latency_seconds", queue.latency().toMillis() / 1000.0);
            }
        }
        return array;
    }

    private static void print(PrintWriter out, List<QueueStatus> queues) {
        if (queues.isEmpty()) {
            out.println("The server has no queues.");
            return;
        }
        Table table = new Table().words("QUEUE").numbers("JOBS").numbers("LATENCY");
        for (QueueStatus queue : queues) {
            String latency = queue.latency() == null ? "unknown" : DurationConverter.forPeople(queue.latency());
            table.row(queue.name(), queue.size(), latency);
        }
        table.print(out);
    }
}
