package dev.millwright.worker.fleet.internal.abandoned;

import dev.millwright.worker.fleet.internal.store.Facts;
import dev.millwright.worker.fleet.internal.store.HandOrders;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A unit over months: time passes in steps of ten minutes, and at each the rules are asked, as an evaluator would. */
final class Months {
    static final Thresholds DEFAULTS = new Thresholds(
            true,
            true,
            false,
            3,
            Duration.ofHours(8),
            Duration.ofHours(2),
            Duration.ofDays(30),
            Duration.ofDays(30),
            Duration.ofDays(14),
            Duration.ofDays(7),
            Duration.ofDays(1),
            Duration.ofDays(1));
    static final Thresholds HOLDING = with(true, true, DEFAULTS.failingFor(), DEFAULTS.holdAfter());
    static final Instant START = Instant.parse("2025-01-01T00:00:00Z");
    private static final Duration STEP = Duration.ofMinutes(10);

    /** What was done, each as "day hour what". */
    final List<String> done = new ArrayList<>();

    Instant now = START;
    Thresholds thresholds = DEFAULTS;
    Facts facts = Facts.none(START);
    Care care = Care.NEW;
    Verdict verdict = new Verdict(care, List.of(), null, 0, 0);
    boolean registered = true;
    boolean emptied;
    HandOrders orders = HandOrders.NONE;
    Instant deployed = START;
    Instant looked = Instant.EPOCH;

    static Thresholds holdingAfter(Duration failingFor, Duration holdAfter) {
        return with(true, true, failingFor, holdAfter);
    }

    /** The defaults, but for these. */
    static Thresholds with(boolean notifying, boolean holding, Duration failingFor, Duration holdAfter) {
        return new Thresholds(
                DEFAULTS.detecting(),
                notifying,
                holding,
                DEFAULTS.failures(),
                DEFAULTS.within(),
                DEFAULTS.recovery(),
                failingFor,
                DEFAULTS.idleFor(),
                DEFAULTS.deployGrace(),
                holdAfter,
                DEFAULTS.remindBefore(),
                DEFAULTS.trialEvery());
    }

    void fail(long times) {
        facts = new Facts(
                facts.runs() + times,
                facts.successes(),
                facts.failures() + times,
                facts.first(),
                now,
                facts.lastSuccess(),
                now,
                facts.deployed(),
                "",
                "E: down");
    }

    void succeed(long times) {
        facts = new Facts(
                facts.runs() + times,
                facts.successes() + times,
                facts.failures(),
                facts.first(),
                now,
                now,
                facts.lastFailure(),
                facts.deployed(),
                "",
                facts.lastError());
    }

    void deploy() {
        deployed = now;
    }

    void snooze(Duration time) {
        orders = new HandOrders(now, now.plus(time), orders.releasedAt(), "me");
    }

    void release() {
        orders = new HandOrders(orders.snoozedAt(), orders.snoozedUntil(), now, "me");
    }

    void look() {
        looked = now;
    }

    void judge() {
        verdict = Rules.judge(care, facts, around(), thresholds);
        care = verdict.care();
        verdict.acts().forEach(act -> done.add(when() + " " + act.name().toLowerCase(Locale.ROOT)));
    }

    Around around() {
        return new Around(now, registered, facts.runs() > 0, deployed, orders, looked, emptied);
    }

    private String when() {
        Duration passed = Duration.between(START, now);
        return "day " + passed.toDays() + (passed.toHoursPart() == 0 ? "" : " " + passed.toHoursPart() + "h");
    }

    /** Lets days pass in which nothing happens. */
    void days(int days) {
        days(days, () -> {});
    }

    /** Lets days pass in which something happens each hour. */
    void days(int days, Runnable hourly) {
        Instant end = now.plus(Duration.ofDays(days));
        while (now.isBefore(end)) {
            now = now.plus(STEP);
            if (Duration.between(START, now).toMinutes() % 60 == 0) {
                hourly.run();
            }
            judge();
        }
    }

    /** Lets days pass in which it fails each hour. */
    void failingDays(int days) {
        days(days, () -> fail(1));
    }
}
