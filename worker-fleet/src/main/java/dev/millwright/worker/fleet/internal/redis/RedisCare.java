package dev.millwright.worker.fleet.internal.redis;

import dev.millwright.worker.fleet.internal.store.CareRecords;
import dev.millwright.worker.fleet.internal.store.Decision;
import dev.millwright.worker.fleet.internal.store.Facts;
import dev.millwright.worker.fleet.internal.store.FactsDelta;
import dev.millwright.worker.fleet.internal.store.HandOrders;
import dev.millwright.worker.fleet.internal.store.Unit;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a group knows of its jobtypes, in Redis. Any thread. */
final class RedisCare implements CareRecords {
    private static final String FOR_LONG = Long.toString(KEPT.toMillis());

    /** A worker that has not heard of its last write for so long will not repeat it. */
    private static final String NUMBERS_KEPT = Long.toString(Duration.ofDays(1).toMillis());

    private static final int DECISIONS_A_WRITE = 50;

    private final ScriptRunner scripts;
    private final Keys keys;

    RedisCare(ScriptRunner scripts, Keys keys) {
        this.scripts = scripts;
        this.keys = keys;
    }

    @Override
    public CompletionStage<Added> add(String wid, long number, List<FactsDelta> deltas) {
        List<String> values =
                new ArrayList<>(List.of(Long.toString(number), NUMBERS_KEPT, FOR_LONG, Integer.toString(MAX_UNITS)));
        for (FactsDelta delta : deltas) {
            values.add(delta.unit().text());
            values.add(Long.toString(delta.runs()));
            values.add(Long.toString(delta.successes()));
            values.add(Long.toString(delta.failures()));
            values.add(age(delta.sinceRun()));
            values.add(age(delta.sinceSuccess()));
            values.add(age(delta.sinceFailure()));
            values.add(delta.version() == null ? "0" : "1" + delta.version());
            values.add(delta.lastError());
        }
        return scripts.run(
                        Script.FACTS, new String[] {keys.factsOf(wid), keys.ofCare()[0]}, values.toArray(String[]::new))
                .thenApply(reply -> new Added(Replies.instant(reply, 0), Replies.number(reply, 1)));
    }

    private static String age(@Nullable Duration age) {
        return age == null ? "" : Long.toString(Math.max(0, age.toMillis()));
    }

    @Override
    public CompletionStage<All> all() {
        return scripts.run(Script.CARE, keys.ofCare()).thenApply(RedisCare::all);
    }

    private static All all(List<Object> reply) {
        List<String> unreadable = new ArrayList<>();
        Map<String, String> watch = texts(reply, 6);
        return new All(
                Replies.instant(reply, 0),
                parsed(units(reply, 1), Facts::parse, unreadable),
                units(reply, 2),
                units(reply, 3),
                parsed(texts(reply, 4), HandOrders::parse, unreadable),
                texts(reply, 5),
                watch.getOrDefault("rules", ""),
                Instant.ofEpochMilli(Replies.number(watch.getOrDefault("looked", "0"))),
                unreadable);
    }

    private static Map<String, String> texts(List<?> reply, int index) {
        Map<String, String> texts = new HashMap<>();
        if (reply.get(index) instanceof List<?> fields) {
            for (int i = 0; i + 1 < fields.size(); i += 2) {
                texts.put(Replies.text(fields, i), Replies.text(fields, i + 1));
            }
        }
        return texts;
    }

    private static Map<Unit, String> units(List<?> reply, int index) {
        Map<Unit, String> units = new HashMap<>();
        texts(reply, index).forEach((unit, text) -> units.put(Unit.parse(unit), text));
        return units;
    }

    private static <K, V> Map<K, V> parsed(
            Map<K, String> texts, Function<String, Optional<V>> parser, List<String> unreadable) {
        Map<K, V> parsed = new HashMap<>();
        texts.forEach((key, text) -> parser.apply(text)
                .ifPresentOrElse(value -> parsed.put(key, value), () -> unreadable.add(key.toString())));
        return parsed;
    }

    @Override
    public CompletionStage<Map<Unit, String>> held() {
        return scripts.run(Script.CARE, new String[] {keys.ofCare()[2]}).thenApply(reply -> units(reply, 1));
    }

    @Override
    public CompletionStage<Boolean> decide(long token, String rules, List<Decision> decisions) {
        int some = Math.min(decisions.size(), DECISIONS_A_WRITE);
        Stream<String> texts = decisions.subList(0, some).stream().flatMap(RedisCare::texts);
        String[] touched = Stream.concat(Stream.of(keys.token(LEASE)), Stream.of(keys.ofCare()))
                .toArray(String[]::new);
        String[] values = Stream.concat(Stream.of(Long.toString(token), rules, FOR_LONG), texts)
                .toArray(String[]::new);
        return scripts.run(Script.DECIDE, touched, values).thenCompose(reply -> {
            boolean done = Replies.text(reply, 0).equals("done");
            return done && some < decisions.size()
                    ? decide(token, rules, decisions.subList(some, decisions.size()))
                    : CompletableFuture.completedFuture(done);
        });
    }

    /** Triples: what, of which, how. */
    private static Stream<String> texts(Decision decision) {
        String unit = decision.unit().text();
        String care = decision.care();
        String hold = decision.hold();
        Stream<String> own = Stream.of(
                care == null ? "forget" : "care",
                unit,
                care == null ? "" : care,
                "hold",
                unit,
                hold == null ? "" : hold);
        return Stream.concat(
                own,
                decision.notices().entrySet().stream()
                        .flatMap(notice -> Stream.of("notice", notice.getKey(), notice.getValue())));
    }

    @Override
    public CompletionStage<Void> told(String id, String left) {
        return order("told", id, left, "").thenAccept(reply -> {});
    }

    @Override
    public CompletionStage<Instant> snooze(String jobtype, Duration time, String by) {
        return order("snooze", jobtype, Long.toString(time.toMillis()), by)
                .thenApply(reply -> Replies.instant(reply, 0));
    }

    @Override
    public CompletionStage<Long> release(String jobtype, String by) {
        return order("release", jobtype, "", by).thenApply(reply -> Replies.number(reply, 0));
    }

    @Override
    public CompletionStage<Void> look() {
        return order("look", "", "", "").thenAccept(reply -> {});
    }

    private CompletionStage<List<Object>> order(String what, String whose, String how, String by) {
        return scripts.run(Script.CARE_ORDER, keys.ofCare(), what, whose, how, by, FOR_LONG);
    }
}
