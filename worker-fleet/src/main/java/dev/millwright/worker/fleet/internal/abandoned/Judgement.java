package dev.millwright.worker.fleet.internal.abandoned;

import dev.millwright.worker.fleet.internal.store.CareRecords;
import dev.millwright.worker.fleet.internal.store.Decision;
import dev.millwright.worker.fleet.internal.store.Facts;
import dev.millwright.worker.fleet.internal.store.HandOrders;
import dev.millwright.worker.fleet.internal.store.Unit;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What is decided of all units at one moment, from all that is known: a function, as {@link Rules} are. Confined to one
 * call.
 */
final class Judgement {
    /** What nobody runs and nobody has a function for is forgotten after this time. */
    private static final Duration FORGOTTEN = Duration.ofDays(90);

    /** An order to release is for what is there when it is given. */
    private static final Duration ORDER_HOLDS = Duration.ofHours(1);

    private final String group;
    private final CareRecords.All all;
    private final Set<String> registered;
    private final Rulebook rules;
    private final Set<Notice.Way> ways;
    private final Predicate<Unit> emptied;
    private final Set<String> ran = new HashSet<>();
    private final List<Decision> decisions = new ArrayList<>();
    private final Set<Unit> unreadable = new TreeSet<>();

    private Judgement(
            String group,
            CareRecords.All all,
            Set<String> registered,
            Rulebook rules,
            Set<Notice.Way> ways,
            Predicate<Unit> emptied) {
        this.group = group;
        this.all = all;
        this.registered = registered;
        this.rules = rules;
        this.ways = ways;
        this.emptied = emptied;
    }

    /**
     * What is to be written.
     *
     * @param decisions of the units of which something has changed
     * @param unreadable those whose state cannot be read; nothing is decided of them
     */
    record Result(List<Decision> decisions, Set<Unit> unreadable) {}

    /**
     * Judges.
     *
     * @param group whose units
     * @param all what the store has
     * @param registered the jobtypes that live workers have functions for
     * @param rules which thresholds hold
     * @param ways how notices are sent
     * @param emptied whether nothing that was held of a unit is left
     */
    static Result of(
            String group,
            CareRecords.All all,
            Set<String> registered,
            Rulebook rules,
            Set<Notice.Way> ways,
            Predicate<Unit> emptied) {
        return new Judgement(group, all, registered, rules, ways, emptied).judged();
    }

    private Result judged() {
        all.facts().forEach((unit, facts) -> {
            if (!unit.queue().isEmpty() && facts.runs() > 0) {
                ran.add(unit.jobtype());
            }
        });
        Set<Unit> units = new TreeSet<>(all.facts().keySet());
        units.addAll(all.care().keySet());
        units.forEach(this::judge);
        return new Result(decisions, unreadable);
    }

    private void judge(Unit unit) {
        String kept = all.care().get(unit);
        HandOrders orders = all.orders().getOrDefault(unit.jobtype(), HandOrders.NONE);
        Optional<Care> read = kept == null ? Optional.of(Care.NEW) : CareText.parse(kept);
        if (read.isEmpty()) {
            // Whoever orders a release wants it to begin anew.
            boolean released = !Moments.passed(orders.releasedAt(), ORDER_HOLDS, all.now());
            if (released) {
                decisions.add(new Decision(unit, null, null, Map.of()));
            } else {
                unreadable.add(unit);
            }
            return;
        }
        Care before = read.get();
        Facts facts = all.facts().getOrDefault(unit, Facts.none(all.now()));
        if (isToBeForgotten(unit, before, facts)) {
            decisions.add(new Decision(unit, null, null, Map.of()));
            return;
        }
        Facts type = all.facts().get(new Unit("", unit.jobtype()));
        Around around = new Around(
                all.now(),
                registered.contains(unit.jobtype()),
                ran.contains(unit.jobtype()),
                type == null ? Instant.EPOCH : type.deployed(),
                orders,
                all.looked(),
                emptied.test(unit));
        Verdict verdict = Rules.judge(before, facts, around, rules.thresholds(unit.jobtype()));
        if (!verdict.care().equals(before)) {
            String care = CareText.of(verdict.care());
            decisions.add(new Decision(unit, care, hold(verdict.care().episode()), notices(unit, facts, verdict)));
        }
    }

    private boolean isToBeForgotten(Unit unit, Care care, Facts facts) {
        Instant last = Moments.later(facts.first(), Moments.later(facts.lastRun(), facts.deployed()));
        return care.episode() == null
                && !registered.contains(unit.jobtype())
                && Moments.passed(last, FORGOTTEN, all.now());
    }

    /** The moment of the last trial says which job may be tried. */
    private static @Nullable String hold(@Nullable Episode episode) {
        if (episode == null || !episode.has(Mark.HELD) || episode.has(Mark.RELEASED)) {
            return null;
        }
        Instant tried = episode.at(Mark.TRIED);
        return tried == null ? "0" : Long.toString(tried.toEpochMilli());
    }

    private Map<String, String> notices(Unit unit, Facts facts, Verdict verdict) {
        Episode episode = verdict.about();
        Map<String, String> notices = new HashMap<>();
        if (episode != null) {
            Notice.Subject subject = new Notice.Subject(group, unit.queue(), unit.jobtype(), facts.lastError());
            int ordinal = episode.sent();
            for (Act act : verdict.acts()) {
                Notice notice = Notice.of(act, ++ordinal, subject, verdict, episode, all.now(), ways);
                if (act != Act.DETECT || !verdict.acts().contains(Act.NOTIFY)) { // which says the same
                    notices.put(notice.id(), notice.text());
                }
            }
        }
        return notices;
    }
}
