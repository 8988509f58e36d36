package dev.millwright.worker.fleet.internal.redis;

import dev.millwright.worker.WorkerClock;
import dev.millwright.worker.fleet.FleetAddress;
import dev.millwright.worker.fleet.internal.common.Unwrapped;
import dev.millwright.worker.fleet.internal.store.Aborted;
import dev.millwright.worker.fleet.internal.store.CareRecords;
import dev.millwright.worker.fleet.internal.store.Counts;
import dev.millwright.worker.fleet.internal.store.FleetStore;
import dev.millwright.worker.fleet.internal.store.Found;
import dev.millwright.worker.fleet.internal.store.Leases;
import dev.millwright.worker.fleet.internal.store.Members;
import dev.millwright.worker.fleet.internal.store.Opened;
import dev.millwright.worker.fleet.internal.store.Opening;
import dev.millwright.worker.fleet.internal.store.Operation;
import dev.millwright.worker.fleet.internal.store.Operations;
import dev.millwright.worker.fleet.internal.store.PauseRecords;
import dev.millwright.worker.fleet.internal.store.Renewal;
import dev.millwright.worker.fleet.internal.store.Renewed;
import io.lettuce.core.KeyValue;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/**
 * A group's store in Redis or Valkey: each step that reads and writes is a script, so that it is done whole or not at all
 * and by Redis' own time. Any thread; stages complete on a thread of Lettuce.
 */
public final class RedisFleetStore implements FleetStore {
    private static final Duration KEPT = Duration.ofHours(24);
    private static final int MAX_KEPT = 2_000;

    /** How much one answer may hold, so that Redis is never busy with us for long. */
    private static final int MEMBERS_A_READ = 50;

    private static final int OPERATIONS_A_READ = 200;
    private static final int COUNTS_A_WRITE = 100;

    private final RedisLink link;
    private final Keys keys;
    private final Hints hints;
    private final AtomicLong unreadable = new AtomicLong();

    /**
     * A way to a group's store. Connects when it is first asked.
     *
     * @param address where it is
     * @param group a checked name
     * @param clock by which it waits between attempts to connect
     */
    public RedisFleetStore(FleetAddress address, String group, WorkerClock clock) {
        this.link = new RedisLink(address, clock);
        this.keys = new Keys(group);
        this.hints = new Hints(keys.channel(), link::reached);
    }

    @Override
    public CompletionStage<Renewed> renew(Renewal renewal) {
        String wid = renewal.wid();
        String[] touched = {keys.members(), keys.worker(wid), keys.jobs(wid), keys.version()};
        return run(
                        Script.RENEW,
                        touched,
                        wid,
                        millis(Renewal.EXPIRY),
                        renewal.worker() == null ? "" : renewal.worker(),
                        renewal.jobs() == null ? "" : renewal.jobs())
                .thenApply(reply -> new Renewed(
                        Replies.number(reply, 0) == 1, Replies.number(reply, 1), Replies.instant(reply, 2)));
    }

    @Override
    public CompletionStage<Void> leave(String wid) {
        return run(Script.LEAVE, new String[] {keys.members(), keys.worker(wid), keys.jobs(wid)}, wid)
                .thenAccept(done -> {});
    }

    @Override
    public CompletionStage<Members> members(boolean withJobs) {
        return run(Script.MEMBERS, new String[] {keys.members()}).thenCompose(reply -> {
            List<Living> living = new ArrayList<>();
            for (int i = 1; i + 1 < reply.size(); i += 2) {
                living.add(new Living(Replies.text(reply, i), Replies.instant(reply, i + 1)));
            }
            List<CompletionStage<List<Members.Member>>> reads = new ArrayList<>();
            for (int from = 0; from < living.size(); from += MEMBERS_A_READ) {
                reads.add(read(living.subList(from, Math.min(living.size(), from + MEMBERS_A_READ)), withJobs));
            }
            return all(reads)
                    .thenApply(read -> new Members(
                            Replies.instant(reply, 0),
                            read.stream().flatMap(List::stream).toList()));
        });
    }

    private record Living(String wid, Instant expires) {}

    private CompletionStage<List<Members.Member>> read(List<Living> some, boolean withJobs) {
        Stream<String> asked = some.stream().map(one -> keys.worker(one.wid()));
        String[] read = (withJobs ? Stream.concat(asked, some.stream().map(one -> keys.jobs(one.wid()))) : asked)
                .toArray(String[]::new);
        return link.ask(redis -> redis.mget(read)).thenApply(found -> {
            List<Members.Member> members = new ArrayList<>();
            for (int i = 0; i < some.size(); i++) {
                String jobs = withJobs ? value(found.get(i + some.size())) : "";
                String worker = value(found.get(i));
                if (!worker.isEmpty()) { // else it has just expired, or someone has deleted it
                    members.add(
                            new Members.Member(some.get(i).wid(), some.get(i).expires(), worker, jobs));
                }
            }
            return members;
        });
    }

    private static String value(KeyValue<String, String> found) {
        return found.getValueOrElse("");
    }

    @Override
    public CompletionStage<Opened> open(Opening opening) {
        return run(
                        Script.OPEN,
                        keys.ofOperations(),
                        opening.id(),
                        opening.subject(),
                        opening.details(),
                        millis(opening.tolerance()),
                        millis(opening.lifetime()),
                        Integer.toString(MAX_OPEN),
                        Integer.toString(MAX_KEPT),
                        millis(KEPT),
                        keys.channel())
                .thenApply(reply -> switch (Replies.text(reply, 0)) {
                    case "full" -> new Opened.TooMany(Replies.number(reply, 1));
                    case "opened" -> new Opened.Known(ours(opening.id(), reply), false, Replies.instant(reply, 2));
                    case "known" -> new Opened.Known(ours(opening.id(), reply), true, Replies.instant(reply, 2));
                    default -> new Opened.OtherSubject();
                });
    }

    /** The script has read or written it, so it can be read. */
    private static Operation ours(String id, List<?> reply) {
        return Replies.operation(id, Replies.text(reply, 1)).orElseThrow();
    }

    @Override
    public CompletionStage<Operations> operations(long since) {
        return run(Script.OPERATIONS, keys.ofOperations(), Long.toString(since), Integer.toString(OPERATIONS_A_READ))
                .thenApply(this::operations);
    }

    private Operations operations(List<?> reply) {
        List<Operation> read = new ArrayList<>();
        long last = Replies.number(reply, 1);
        boolean more = Replies.number(reply, 2) == 1;
        for (int i = 3; i + 2 < reply.size(); i += 3) {
            if (more) {
                last = Replies.number(reply, i + 1);
            }
            Optional<Operation> operation = Replies.operation(Replies.text(reply, i), Replies.text(reply, i + 2));
            operation.ifPresentOrElse(read::add, unreadable::incrementAndGet);
        }
        return new Operations(Replies.instant(reply, 0), last, more, read);
    }

    @Override
    public CompletionStage<Found> operation(String id) {
        return run(Script.OPERATION, keys.ofOperations(), id).thenApply(reply -> {
            String record = Replies.text(reply, 1);
            Optional<Operation> operation = Replies.operation(id, record);
            if (operation.isEmpty() && !record.isEmpty()) {
                unreadable.incrementAndGet();
            }
            return new Found(Replies.instant(reply, 0), operation);
        });
    }

    @Override
    public CompletionStage<Void> acknowledge(String wid, Map<String, Counts> counts) {
        List<Map.Entry<String, Counts>> entries = List.copyOf(counts.entrySet());
        List<CompletionStage<List<Object>>> writes = new ArrayList<>();
        for (int from = 0; from < entries.size(); from += COUNTS_A_WRITE) {
            List<Map.Entry<String, Counts>> some =
                    entries.subList(from, Math.min(entries.size(), from + COUNTS_A_WRITE));
            String[] touched = Stream.concat(
                            Stream.of(keys.operations()), some.stream().map(one -> keys.counts(one.getKey())))
                    .toArray(String[]::new);
            String[] values = Stream.concat(
                            Stream.of(wid, millis(KEPT)),
                            some.stream()
                                    .flatMap(one -> Stream.of(
                                            one.getKey(), one.getValue().text())))
                    .toArray(String[]::new);
            writes.add(run(Script.ACKNOWLEDGE, touched, values));
        }
        return all(writes).thenAccept(done -> {});
    }

    @Override
    public CompletionStage<List<Map<String, Counts>>> acknowledged(List<String> ids) {
        return all(ids.stream()
                .map(id -> link.ask(redis -> redis.hgetall(keys.counts(id))).thenApply(this::counts))
                .toList());
    }

    private Map<String, Counts> counts(Map<String, String> texts) {
        Map<String, Counts> counts = new HashMap<>();
        texts.forEach((wid, text) ->
                Counts.parse(text).ifPresentOrElse(what -> counts.put(wid, what), unreadable::incrementAndGet));
        return counts;
    }

    @Override
    public CompletionStage<Aborted> abort(String id) {
        return run(Script.ABORT, keys.ofOperations(), id, millis(KEPT), keys.channel())
                .thenApply(reply -> switch (Replies.text(reply, 0)) {
                    case "aborted" -> new Aborted.Done(ours(id, reply), Replies.instant(reply, 2));
                    case "over" -> new Aborted.WasOver(ours(id, reply), Replies.instant(reply, 2));
                    default -> new Aborted.Unknown();
                });
    }

    @Override
    public CompletionStage<Long> version() {
        return link.ask(redis -> redis.get(keys.version())).thenApply(text -> {
            hints.hear();
            return text == null ? 0 : Replies.number(text);
        });
    }

    @Override
    public void listen(Runnable hint) {
        hints.listen(hint);
    }

    @Override
    public Leases leases() {
        return new RedisLeases(this::run, keys);
    }

    @Override
    public PauseRecords pauses() {
        return new RedisPauses(this::run, keys);
    }

    @Override
    public CareRecords care() {
        return new RedisCare(this::run, keys);
    }

    @Override
    public long unreadable() {
        return unreadable.get();
    }

    @Override
    public void close() {
        link.close();
    }

    private CompletionStage<List<Object>> run(Script script, String[] touched, String... values) {
        return link.ask(redis -> run(redis, script, touched, values));
    }

    /** By its digest, and where Redis does not know it yet or any more, by its text. */
    private static CompletionStage<List<Object>> run(
            RedisClusterAsyncCommands<String, String> redis, Script script, String[] touched, String[] values) {
        CompletionStage<List<Object>> byDigest =
                redis.evalsha(script.digest(), ScriptOutputType.MULTI, touched, values);
        return byDigest.exceptionallyCompose(failure -> {
            if (Unwrapped.of(failure) instanceof RedisNoScriptException) {
                return redis.eval(script.text(), ScriptOutputType.MULTI, touched, values);
            }
            return CompletableFuture.failedStage(failure);
        });
    }

    private static <T> CompletionStage<List<T>> all(List<? extends CompletionStage<T>> stages) {
        List<CompletableFuture<T>> futures =
                stages.stream().map(CompletionStage::toCompletableFuture).toList();
        return CompletableFuture.allOf(futures.toArray(CompletableFuture[]::new))
                .thenApply(done -> futures.stream().map(CompletableFuture::join).toList());
    }

    private static String millis(Duration duration) {
        return Long.toString(duration.toMillis());
    }
}
