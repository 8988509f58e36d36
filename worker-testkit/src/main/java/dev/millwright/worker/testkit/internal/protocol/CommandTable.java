package dev.millwright.worker.testkit.internal.protocol;

import dev.millwright.worker.testkit.internal.store.Broker;
import dev.millwright.worker.testkit.internal.store.Housekeeping;
import dev.millwright.worker.testkit.internal.store.Refused;
import java.util.HashMap;
import java.util.Map;

/** Finds and runs the command of a line. For use by any thread. */
public final class CommandTable {
    /** The command that ends a connection. */
    public static final String END = "END";

    private final Map<String, Command> commands = new HashMap<>();
    private final ServerStats stats;

    /**
     * Sets all commands up.
     *
     * @param bulkLimit how many jobs a PUSHB takes in
     * @param strandOnDisconnect whether a blocked FETCH takes a job even if its client has gone
     * @param cancel whether there is CANCEL, which stock servers do not know
     */
    public CommandTable(
            Broker broker,
            Housekeeping housekeeping,
            ServerStats stats,
            int bulkLimit,
            boolean strandOnDisconnect,
            boolean cancel) {
        this.stats = stats;
        JobCommands jobs = new JobCommands(broker, bulkLimit, strandOnDisconnect);
        QueueCommands queues = new QueueCommands(broker);
        WorkerCommands workers = new WorkerCommands(broker);
        commands.put("PUSH", jobs::push);
        commands.put("PUSHB", jobs::pushBulk);
        commands.put("FETCH", jobs::fetch);
        commands.put("ACK", jobs::ack);
        commands.put("FAIL", jobs::fail);
        commands.put("BEAT", workers::beat);
        commands.put("INFO", new InfoCommand(broker, housekeeping, stats));
        commands.put("MUTATE", new MutateCommand(broker));
        commands.put("QUEUE", queues::queue);
        commands.put("FLUSH", queues::flush);
        commands.put(END, (session, line) -> Reply.NONE);
        commands.put("TRACK", enterprise("tracking"));
        commands.put("BATCH", enterprise("batch"));
        if (cancel) {
            commands.put("CANCEL", workers::cancel);
        }
    }

    private static Command enterprise(String subsystem) {
        return (session, line) -> {
            throw new Refused(subsystem + " subsystem is only available in Faktory Enterprise");
        };
    }

    /** Handles a line; blocks if it is a FETCH. */
    public Reply run(Session session, String line) {
        String verb = Words.first(line);
        Command command = commands.get(verb);
        if (command == null) {
            return Reply.error("unknown command " + verb);
        }
        stats.commandHandled();
        try {
            return command.run(session, line);
        } catch (Refused e) {
            return Reply.error(e.getMessage());
        } catch (RuntimeException | StackOverflowError e) {
            return Reply.error("internal error");
        }
    }
}
