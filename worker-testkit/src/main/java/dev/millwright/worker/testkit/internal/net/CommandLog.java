package dev.millwright.worker.testkit.internal.net;

import dev.millwright.worker.testkit.RecordedCommand;
import dev.millwright.worker.testkit.internal.store.Broker;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The last commands that came in. For use by any thread; guarded by the broker's lock. */
public final class CommandLog {
    private final Broker broker;
    private final int limit;
    private final Deque<RecordedCommand> commands = new ArrayDeque<>();
    private long count;

    public CommandLog(Broker broker, int limit) {
        this.broker = broker;
        this.limit = limit;
    }

    RecordedCommand add(int connection, String wid, String verb, String payload) {
        RecordedCommand[] command = new RecordedCommand[1];
        broker.write(() -> {
            command[0] = new RecordedCommand(
                    ++count, connection, wid, verb, payload, broker.clock().instant());
            commands.add(command[0]);
            if (commands.size() > limit) {
                commands.remove();
            }
        });
        return command[0];
    }

    public List<RecordedCommand> all() {
        return broker.read(() -> List.copyOf(commands));
    }

    public List<RecordedCommand> of(String verb) {
        return broker.read(() ->
                commands.stream().filter(command -> command.verb().equals(verb)).toList());
    }
}
