package dev.millwright.worker.testkit.internal.protocol;

import dev.millwright.worker.testkit.ConnectedWorker.State;
import dev.millwright.worker.testkit.internal.json.GoJson;
import dev.millwright.worker.testkit.internal.json.GoSchema;
import dev.millwright.worker.testkit.internal.json.GoStruct;
import dev.millwright.worker.testkit.internal.json.InvalidJson;
import dev.millwright.worker.testkit.internal.store.Broker;
import dev.millwright.worker.testkit.internal.store.Cancellations;
import dev.millwright.worker.testkit.internal.store.Refused;
import dev.millwright.worker.testkit.internal.store.WorkerRecord;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** BEAT, and CANCEL, which stock servers do not have. For use by any thread. */
final class WorkerCommands {
    private static final GoSchema BEAT =
            GoSchema.named("server.ClientBeat").strings("current_state", "wid").int64("rss_kb");

    private final Broker broker;

    WorkerCommands(Broker broker) {
        this.broker = broker;
    }

    Reply beat(Session session, String line) throws Refused {
        String text = line.substring("BEAT ".length());
        String wid;
        String state;
        int rssKb;
        try {
            GoStruct json = GoStruct.parse(BEAT, text);
            wid = json.string("wid");
            state = json.string("current_state");
            rssKb = json.clampedInteger("rss_kb");
        } catch (InvalidJson e) {
            throw new Refused("invalid BEAT " + text);
        }
        List<Reply> reply = new ArrayList<>(1);
        broker.write(() -> reply.add(reply(broker.workers().beat(wid, state, rssKb), wid)));
        return reply.get(0);
    }

    private Reply reply(@org.jspecify.annotations.Nullable WorkerRecord worker, String wid) throws Refused {
        if (worker == null) {
            throw new Refused("unknown worker " + wid);
        }
        Map<String, Object> told = new LinkedHashMap<>();
        if (worker.state() != State.RUNNING) {
            told.put("state", worker.state().name().toLowerCase(Locale.ROOT));
        }
        List<String> cancelled = Cancellations.of(broker, wid);
        if (!cancelled.isEmpty()) {
            told.put("cancel", cancelled);
        }
        return told.isEmpty() ? Reply.OK : Reply.bulk(GoJson.write(told));
    }

    Reply cancel(Session session, String line) throws Refused {
        List<String> words = Words.of(line);
        if (words.size() == 1) {
            throw new Refused("must call CANCEL with at least one jid");
        }
        int[] count = new int[1];
        broker.write(() -> count[0] = Cancellations.mark(broker, words.subList(1, words.size())));
        return Reply.integer(count[0]);
    }
}
