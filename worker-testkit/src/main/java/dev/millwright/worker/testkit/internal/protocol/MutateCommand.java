package dev.millwright.worker.testkit.internal.protocol;

import dev.millwright.worker.testkit.internal.json.GoStruct;
import dev.millwright.worker.testkit.internal.json.InvalidJson;
import dev.millwright.worker.testkit.internal.store.Broker;
import dev.millwright.worker.testkit.internal.store.Mutation;
import dev.millwright.worker.testkit.internal.store.Refused;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** MUTATE. For use by any thread. */
final class MutateCommand implements Command {
    private final Broker broker;

    MutateCommand(Broker broker) {
        this.broker = broker;
    }

    @Override
    public Reply run(Session session, String line) throws Refused {
        List<String> words = Words.of(line);
        if (words.size() != 2) {
            // The stock server cuts at every space, so the JSON cannot hold one.
            throw new Refused("invalid format");
        }
        Mutation mutation = read(words.get(1));
        broker.write(() -> mutation.apply(broker.store(), broker.clock().instant()));
        return Reply.OK;
    }

    private static Mutation read(String text) throws Refused {
        try {
            GoStruct json = GoStruct.parse("client.Operation", text);
            return new Mutation(
                    json.string("cmd"), json.string("target"), filter(json.struct("filter", "client.JobFilter")));
        } catch (InvalidJson e) {
            throw new Refused(String.valueOf(e.getMessage()));
        }
    }

    private static Mutation.@Nullable Filter filter(@Nullable GoStruct json) throws InvalidJson {
        if (json == null) {
            return null;
        }
        List<String> jids = json.strings("jids");
        return new Mutation.Filter(jids == null ? List.of() : jids, json.string("regexp"), json.string("jobtype"));
    }
}
