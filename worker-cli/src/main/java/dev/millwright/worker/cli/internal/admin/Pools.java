package dev.millwright.worker.cli.internal.admin;

import dev.millwright.worker.WorkerPool;
import dev.millwright.worker.WorkerView;
import dev.millwright.worker.cli.internal.values.Durations;
import dev.millwright.worker.cli.internal.values.Words;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The pools of a worker: shows and changes them. Any thread. */
final class Pools {
    private static final String AUTHOR = "http";

    private final WorkerView worker;

    Pools(WorkerView worker) {
        this.worker = worker;
    }

    Answer list() {
        ArrayNode list = JsonMapper.shared().createArrayNode();
        worker.pools().forEach(pool -> describe(pool, list.addObject()));
        return Answer.of("application/json", list + "\n");
    }

    private static Answer show(WorkerPool pool) {
        ObjectNode json = JsonMapper.shared().createObjectNode();
        describe(pool, json);
        return Answer.of("application/json", json + "\n");
    }

    /** The name under which scripts know a pool. */
    static String shown(String pool) {
        return pool.isEmpty() ? "default" : pool;
    }

    private static void describe(WorkerPool pool, ObjectNode json) {
        json.put("name", shown(pool.name()));
        json.put("slots", pool.slots());
        json.put("used", pool.used());
        json.put("waiting", pool.waiting());
        ArrayNode queues = json.putArray("queues");
        pool.queues().forEach(queues::add);
        json.put("state", Words.of(pool.state()));
        pool.pause().ifPresent(pause -> describe(pause, json));
        ArrayNode paused = json.putArray("paused_queues");
        pool.pausedQueues().forEach((queue, pause) -> {
            ObjectNode one = paused.addObject();
            one.put("queue", queue);
            describe(pause, one);
        });
        pool.lastChange().ifPresent(change -> {
            json.put("change", change.what());
            json.put("changed_at", change.at().toString());
            json.put("changed_by", change.by());
        });
    }

    private static void describe(WorkerPool.Pause pause, ObjectNode json) {
        json.put("paused_since", pause.since().toString());
        pause.until().ifPresent(until -> json.put("paused_until", until.toString()));
        json.put("paused_by", pause.by());
        json.put("why", pause.why());
    }

    Answer resize(String name, Request request) throws IOException {
        WorkerPool pool = find(name);
        int slots = JsonBody.read(request, "slots").requiredInt("slots");
        refusing(() -> pool.resize(slots));
        return show(pool);
    }

    Answer pause(String name, Request request) throws IOException {
        WorkerPool pool = find(name);
        JsonBody body = JsonBody.read(request, "until", "for", "why", "queue");
        Optional<Instant> until = body.text("until").map(Pools::instant);
        Optional<String> time = body.text("for");
        String why = body.text("why").orElse("");
        Optional<String> queue = body.text("queue");
        if (until.isPresent() && time.isPresent()) {
            throw JsonBody.bad("a pause has one end: send until or for, not both");
        }
        refusing(() -> {
            Optional<Duration> length = time.map(Durations::parse);
            if (queue.isPresent()) {
                pauseQueue(pool, queue.get(), until, length, why);
            } else if (until.isPresent()) {
                pool.pause(until.get(), why);
            } else if (length.isPresent()) {
                pool.pause(length.get(), why);
            } else {
                pool.pause(why);
            }
        });
        return show(pool);
    }

    private static void pauseQueue(
            WorkerPool pool, String queue, Optional<Instant> until, Optional<Duration> time, String why) {
        if (until.isPresent()) {
            pool.pauseQueue(queue, until.get(), why);
        } else if (time.isPresent()) {
            pool.pauseQueue(queue, time.get(), why);
        } else {
            pool.pauseQueue(queue, why);
        }
    }

    private static Instant instant(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeException e) {
            throw JsonBody.bad("until must be a moment such as 2030-01-31T08:00:00Z, not '" + text + "'");
        }
    }

    Answer resume(String name, Request request) throws IOException {
        WorkerPool pool = find(name);
        Optional<String> queue = JsonBody.read(request, "queue").text("queue");
        refusing(() -> {
            if (queue.isPresent()) {
                pool.resumeQueue(queue.get());
            } else {
                pool.resume();
            }
        });
        return show(pool);
    }

    private WorkerPool find(String name) {
        try {
            return worker.pool(name).by(AUTHOR);
        } catch (IllegalArgumentException e) {
            throw new BadRequest(404, String.valueOf(e.getMessage()));
        }
    }

    /** What a pool refuses is the request's fault. */
    private static void refusing(Runnable change) {
        try {
            change.run();
        } catch (IllegalArgumentException e) {
            throw JsonBody.bad(String.valueOf(e.getMessage()));
        }
    }
}
