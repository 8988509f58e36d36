package dev.millwright.worker.fleet.internal.redis;

import static org.awaitility.Awaitility.await;

import dev.millwright.worker.WorkerClock;
import dev.millwright.worker.fleet.FleetAddress;
import dev.millwright.worker.fleet.internal.store.FleetStore;
import dev.millwright.worker.fleet.internal.store.FleetStoreContract;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;

/** The contract, for a store in Redis. Each test has a group of its own, as all share a server. */
abstract class RedisFleetStoreContract extends FleetStoreContract {
    /** Time cannot be moved in Redis, so what is written is made older instead. */
    private static final String OLDER = """
            local back = tonumber(ARGV[1])
            local prefix = ARGV[2]
            local function older_scores(key)
              local all = redis.call('ZRANGE', key, 0, -1, 'WITHSCORES')
              for i = 1, #all, 2 do
                redis.call('ZADD', key, string.format('%.0f', all[i + 1] - back), all[i])
              end
            end
            older_scores(prefix .. 'members')
            older_scores(prefix .. 'operations:open')
            older_scores(prefix .. 'operations:kept')
            local records = redis.call('HGETALL', prefix .. 'operations')
            for i = 1, #records, 2 do
              local version, rest = string.match(records[i + 1], '^1 (%d+ [01]) (.*)$')
              local opened, cutoff, expires, ended, text = string.match(rest, '^(%d+) (%d+) (%d+) (%d+)(\\n.*)$')
              local function older(time) return string.format(' %.0f', time - back) end
              redis.call('HSET', prefix .. 'operations', records[i],
                '1 ' .. version .. older(opened) .. older(cutoff) .. older(expires) .. older(ended) .. text)
            end
            local paused = redis.call('HGETALL', prefix .. 'pauses')
            for i = 1, #paused, 2 do
              local start, at, rest = string.match(paused[i + 1], '^(1 %l+ %l+ %d+ )(%d+)( .*)$')
              redis.call('HSET', prefix .. 'pauses', paused[i], start .. string.format('%.0f', at - back) .. rest)
            end
            for _, name in ipairs({'l', 'pauses'}) do
              local lease = redis.call('GET', prefix .. 'lease:' .. name)
              if lease then
                local token, till, holder = string.match(lease, '^(%d+) (%d+) (.*)$')
                redis.call('SET', prefix .. 'lease:' .. name,
                  token .. ' ' .. string.format('%.0f', till - back) .. ' ' .. holder, 'KEEPTTL')
              end
            end
            for _, key in ipairs(redis.call('KEYS', '*')) do
              if string.sub(key, 1, #prefix) == prefix then
                local left = redis.call('PTTL', key)
                if left > 0 then redis.call('PEXPIRE', key, math.max(0, left - back)) end
              end
            end
            return 'older'
            """;

    protected final String group = "test-" + UUID.randomUUID();
    private final FleetStore store = new RedisFleetStore(address(), group, WorkerClock.system());
    private final FleetStore another = new RedisFleetStore(address(), group, WorkerClock.system());

    protected abstract FleetAddress address();

    /** As {@code redis-cli} for the server that has this group. */
    protected abstract String cli(String... command);

    @AfterEach
    void closeStores() {
        store.close();
        another.close();
    }

    @Override
    protected FleetStore store() {
        return store;
    }

    @Override
    protected FleetStore another() {
        return another;
    }

    @Override
    protected void pass(Duration time) {
        String prefix = new Keys(group).members().replaceAll("members$", "");
        cli("EVAL", OLDER, "1", prefix + "members", Long.toString(time.toMillis()), prefix);
    }

    @Override
    protected void awaitHearing() {
        await("a subscriber").atMost(Duration.ofSeconds(30)).until(() -> subscribers() > 0);
    }

    protected int subscribers() {
        return subscribers(cli("PUBSUB", "NUMSUB", channel()));
    }

    protected final String channel() {
        return new Keys(group).channel();
    }

    /** Of the reply to a question about one channel. */
    protected static int subscribers(String reply) {
        return Integer.parseInt(reply.substring(reply.lastIndexOf('\n') + 1).strip());
    }
}
