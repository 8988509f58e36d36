package dev.millwright.worker.testkit.internal.protocol;

import dev.millwright.worker.testkit.internal.json.GoJson;
import dev.millwright.worker.testkit.internal.store.Broker;
import dev.millwright.worker.testkit.internal.store.QueueAdmin;
import dev.millwright.worker.testkit.internal.store.Refused;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/** QUEUE PAUSE, RESUME, REMOVE, LATENCY, and FLUSH. For use by any thread. */
final class QueueCommands {
    private static final String ALL = "*";

    private final Broker broker;
    private final QueueAdmin admin;

    QueueCommands(Broker broker) {
        this.broker = broker;
        this.admin = new QueueAdmin(broker);
    }

    Reply queue(Session session, String line) throws Refused {
        List<String> words = Words.of(line);
        String subcommand = words.get(1).toUpperCase(Locale.ROOT);
        List<String> names = words.subList(2, words.size());
        switch (subcommand) {
            case "LATENCY" -> {
                return latency(names);
            }
            case "PAUSE" -> change(names, admin::pause);
            case "RESUME" -> change(names, admin::resume);
            case "REMOVE" -> change(names, admin::remove);
            default -> throw new Refused("no such QUEUE subcommand: " + subcommand);
        }
        return Reply.OK;
    }

    private void change(List<String> names, Consumer<String> operation) {
        List<String> chosen = names.get(0).equals(ALL) ? admin.names() : names;
        broker.write(() -> chosen.forEach(operation));
    }

    private Reply latency(List<String> names) throws Refused {
        if (names.equals(List.of(ALL))) {
            throw new Refused("QUEUE LATENCY does not support wildcards");
        }
        Map<String, Double> latencies = admin.latencies(names);
        return Reply.bulk(GoJson.write(latencies));
    }

    Reply flush(Session session, String line) {
        broker.write(() -> broker.store().flush());
        return Reply.OK;
    }
}
