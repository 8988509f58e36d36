package dev.millwright.worker.testkit.internal.protocol;

import dev.millwright.worker.testkit.internal.json.GoSchema;
import dev.millwright.worker.testkit.internal.json.GoStruct;
import dev.millwright.worker.testkit.internal.json.InvalidJson;
import dev.millwright.worker.testkit.internal.store.Broker;
import dev.millwright.worker.testkit.internal.store.Mutation;
import dev.millwright.worker.testkit.internal.store.Refused;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** MUTATE. For use by any thread. */
final class MutateCommand implements Command {
    private static final GoSchema FILTER =
            GoSchema.named("client.JobFilter").strings("regexp", "jobtype").stringList("jids");
    private static final GoSchema OPERATION = GoSchema.named("client.Operation")
            .struct("filter", FILTER)
            .strings("cmd")
            .string("target", "client.Structure");

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
            GoStruct json = GoStruct.parse(OPERATION, text);
            return new Mutation(json.string("cmd"), json.string("target"), filter(json.struct("filter")));
        } catch (InvalidJson e) {
            throw new Refused(String.valueOf(e.getMessage()));
        }
    }

    private static Mutation.@Nullable Filter filter(@Nullable GoStruct json) {
        if (json == null) {
            return null;
        }
        return new Mutation.Filter(json.strings("jids"), json.string("regexp"), json.string("jobtype"));
    }
}
