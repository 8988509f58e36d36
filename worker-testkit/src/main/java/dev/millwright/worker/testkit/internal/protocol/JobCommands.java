package dev.millwright.worker.testkit.internal.protocol;

import dev.millwright.worker.testkit.ConnectedWorker.State;
import dev.millwright.worker.testkit.internal.json.GoJson;
import dev.millwright.worker.testkit.internal.json.GoSchema;
import dev.millwright.worker.testkit.internal.json.GoStruct;
import dev.millwright.worker.testkit.internal.json.InvalidJson;
import dev.millwright.worker.testkit.internal.store.Broker;
import dev.millwright.worker.testkit.internal.store.FailReport;
import dev.millwright.worker.testkit.internal.store.JobRecord;
import dev.millwright.worker.testkit.internal.store.Refused;
import dev.millwright.worker.testkit.internal.store.Reservation;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The life of a job: PUSH, PUSHB, FETCH, ACK, FAIL. For use by any thread. */
final class JobCommands {
    private static final GoSchema FAIL = GoSchema.named("manager.FailPayload")
            .strings("jid", "message", "errtype")
            .stringList("backtrace");

    private final Broker broker;
    private final int bulkLimit;
    private final boolean strandOnDisconnect;

    JobCommands(Broker broker, int bulkLimit, boolean strandOnDisconnect) {
        this.broker = broker;
        this.bulkLimit = bulkLimit;
        this.strandOnDisconnect = strandOnDisconnect;
    }

    Reply push(Session session, String line) throws Refused {
        JobRecord job;
        try {
            job = JobRecord.read(line.substring("PUSH ".length()));
        } catch (InvalidJson e) {
            throw new Refused("invalid JSON: " + e.getMessage());
        }
        broker.write(() -> broker.store().pushOne(job));
        return Reply.OK;
    }

    Reply pushBulk(Session session, String line) throws Refused {
        List<JobRecord> jobs;
        try {
            jobs = JobRecord.readAll(line.substring("PUSHB ".length()));
        } catch (InvalidJson e) {
            throw new Refused("invalid JSON: " + e.getMessage());
        }
        Map<String, Object> refused = new TreeMap<>();
        broker.write(() -> {
            int taken = 0;
            for (JobRecord job : jobs) {
                try {
                    job.check();
                    if (taken == bulkLimit) {
                        throw new Refused("context deadline exceeded");
                    }
                    broker.store().push(job);
                    taken++;
                } catch (Refused e) {
                    refused.put(job.jid(), String.valueOf(e.getMessage()));
                }
            }
        });
        return Reply.bulk(GoJson.write(refused));
    }

    Reply fetch(Session session, String line) throws Refused {
        if (broker.read(() -> session.hello().state()) != State.RUNNING) {
            broker.fetch(session.life(), session.wid(), List.of());
            return Reply.NIL;
        }
        List<String> words = Words.of(line);
        if (words.size() == 1) {
            throw new Refused("must call fetch with at least one queue");
        }
        Reservation reservation = broker.fetch(session.life(), session.wid(), words.subList(1, words.size()));
        if (reservation == null) {
            return Reply.NIL;
        }
        if (!strandOnDisconnect && session.peerGone().getAsBoolean()) {
            broker.giveBack(reservation);
            return Reply.NIL;
        }
        return Reply.bulk(broker.read(() -> reservation.job().write()));
    }

    Reply ack(Session session, String line) throws Refused {
        String text = line.substring("ACK ".length());
        String jid = jidOf(text);
        broker.write(() -> broker.store().acknowledge(jid));
        return Reply.OK;
    }

    private static String jidOf(String text) throws Refused {
        try {
            String jid = GoStruct.parseStringMap(text).get("jid");
            if (jid != null) {
                return jid;
            }
        } catch (InvalidJson e) {
            // Said below: the stock server does not tell the two apart.
        }
        throw new Refused("invalid ACK " + text);
    }

    Reply fail(Session session, String line) throws Refused {
        String text = line.substring("FAIL ".length());
        String jid;
        FailReport report;
        try {
            GoStruct json = GoStruct.parse(FAIL, text);
            jid = json.string("jid");
            report = new FailReport(json.string("errtype"), json.string("message"), json.strings("backtrace"));
        } catch (InvalidJson e) {
            throw new Refused("invalid FAIL " + text);
        }
        if (jid.isEmpty()) {
            throw new Refused("missing JID");
        }
        broker.write(() -> broker.store().fail(jid, report));
        return Reply.OK;
    }
}
