package dev.millwright.worker.fleet.internal.redis;

import dev.millwright.worker.fleet.internal.store.Leased;
import dev.millwright.worker.fleet.internal.store.Leases;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** The leases of a group in Redis. Any thread. */
final class RedisLeases implements Leases {
    /** After this a token needs no memory: the next one is greater by the time that has passed. */
    private static final String REMEMBERED = Long.toString(Duration.ofHours(24).toMillis());

    private final ScriptRunner scripts;
    private final Keys keys;

    RedisLeases(ScriptRunner scripts, Keys keys) {
        this.scripts = scripts;
        this.keys = keys;
    }

    @Override
    public CompletionStage<Leased> take(String name, String holder, Duration ttl) {
        return run("take", name, ttl, holder)
                .thenApply(reply -> Replies.text(reply, 0).equals("held")
                        ? new Leased.Held(Replies.number(reply, 1))
                        : new Leased.Taken(Replies.text(reply, 1)));
    }

    @Override
    public CompletionStage<Boolean> keep(String name, long token, Duration ttl) {
        return run("keep", name, ttl, Long.toString(token))
                .thenApply(reply -> Replies.text(reply, 0).equals("held"));
    }

    @Override
    public CompletionStage<Void> release(String name, long token) {
        return run("release", name, Duration.ZERO, Long.toString(token)).thenAccept(done -> {});
    }

    private CompletionStage<List<Object>> run(String what, String name, Duration ttl, String who) {
        return scripts.run(
                Script.LEASE,
                new String[] {keys.lease(name), keys.token(name)},
                what,
                Long.toString(ttl.toMillis()),
                Long.toString(MAX_TTL.toMillis()),
                REMEMBERED,
                who);
    }
}
