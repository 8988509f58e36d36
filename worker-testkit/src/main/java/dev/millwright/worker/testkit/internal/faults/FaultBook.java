package dev.millwright.worker.testkit.internal.faults;

import dev.millwright.worker.testkit.Faults;
import dev.millwright.worker.testkit.RecordedCommand;
import dev.millwright.worker.testkit.internal.store.Broker;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** All faults that are set up. For use by any thread; the list is guarded by the broker's lock. */
public final class FaultBook implements Faults {
    private static final Set<String> HANDSHAKE = Set.of(RecordedCommand.CONNECT, "HELLO");

    private final Broker broker;
    private final List<FaultRule> rules = new ArrayList<>();

    public FaultBook(Broker broker) {
        this.broker = broker;
    }

    @Override
    public When on(String verb) {
        return new FaultRule(this, broker, command -> command.verb().equals(verb));
    }

    @Override
    public When onAny() {
        return new FaultRule(this, broker, command -> !HANDSHAKE.contains(command.verb()));
    }

    @Override
    public void clear() {
        broker.write(rules::clear);
    }

    void add(FaultRule rule) {
        broker.write(() -> {
            if (!rules.contains(rule)) {
                rules.add(rule);
            }
        });
    }

    void remove(FaultRule rule) {
        broker.write(() -> {
            rules.remove(rule);
        });
    }

    /** What is to become of a command. */
    public FaultAction strike(RecordedCommand command) {
        FaultAction[] action = {FaultAction.NONE};
        broker.write(() -> {
            FaultRule first = null;
            for (FaultRule rule : rules) {
                // All rules count the command, also those that come too late to strike it.
                if (rule.fits(command) && first == null) {
                    first = rule;
                }
            }
            if (first != null) {
                action[0] = first.strike();
            }
        });
        return action[0];
    }
}
