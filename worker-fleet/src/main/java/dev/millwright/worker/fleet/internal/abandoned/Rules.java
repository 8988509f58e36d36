package dev.millwright.worker.fleet.internal.abandoned;

import dev.millwright.worker.fleet.AbandonedJobtype.Kind;
import dev.millwright.worker.fleet.internal.store.Facts;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Decides on one unit: from how it stood, its facts and what is around it, how it stands now and what is to be done. The
 * same question has the same answer, so who asks it, and how often, makes no difference. Confined to one question.
 *
 * <p>An episode that was told of keeps to what was told, whatever the thresholds say by now: the date is the one that the
 * notice named. It ends when the jobs work again, when somebody has deployed or snoozed the jobtype, or, once its jobs are
 * held, when they are released.
 */
final class Rules {
    /** Workers may not know for this long that a unit was released. */
    static final Duration SPREAD = Duration.ofMinutes(2);

    private final Facts facts;
    private final Around around;
    private final Thresholds thresholds;
    private final Instant now;

    /** Whether jobs have run, and succeeded, since the last question. Counted, as a clock can be set back. */
    private final boolean ran;

    private final boolean succeeded;
    private final List<Act> acts = new ArrayList<>();
    private Care care;
    private @Nullable Episode episode;

    private Rules(Care before, Facts facts, Around around, Thresholds thresholds) {
        this.facts = facts;
        this.around = around;
        this.thresholds = thresholds;
        this.now = around.now();
        this.ran = facts.runs() > 0 && facts.runs() != before.runs();
        this.succeeded = facts.successes() > 0 && facts.successes() != before.successes();
        this.care = before.notAfter(now).counting(facts, now, thresholds);
        this.episode = care.episode();
    }

    static Verdict judge(Care before, Facts facts, Around around, Thresholds thresholds) {
        return new Rules(before, facts, around, thresholds).judge(before);
    }

    private Verdict judge(Care before) {
        Episode old = episode;
        if (old != null && old.has(Mark.HELD)) {
            held(old);
        } else {
            episode = old == null ? begun() : isOver(old) ? null : old;
            if (episode != null) {
                advance(episode);
            }
        }
        Episode about = episode == null ? old : episode;
        if (episode != null) {
            episode = episode.sending(acts.size());
            care = care.upTo(facts);
        }
        Streak streak = care.streak() != null ? care.streak() : before.streak();
        return new Verdict(
                care.with(episode),
                acts,
                about,
                streak == null ? 0 : streak.failures(),
                streak == null ? facts.runs() : streak.runs());
    }

    /** From when on the unit may count as abandoned. */
    private Instant graceEnds() {
        return Moments.later(
                around.deployed().plus(thresholds.deployGrace()),
                around.orders().snoozedUntil());
    }

    private boolean hasLastSucceeded() {
        return facts.lastSuccess().isAfter(facts.lastFailure());
    }

    private @Nullable Kind kind() {
        if (!thresholds.detecting() || now.isBefore(graceEnds())) {
            return null;
        }
        Streak streak = care.streak();
        if (streak != null) {
            boolean failing = Moments.passed(streak.since(), thresholds.failingFor(), now) && !hasLastSucceeded();
            return !failing ? null : around.registered() ? Kind.FAILING : Kind.UNKNOWN;
        }
        // What no worker has a function for has been taken out of use, and where it was never run nothing is idle.
        boolean idle = around.registered()
                && (facts.runs() > 0 || !around.ran())
                && Moments.passed(quietSince(), thresholds.idleFor(), now);
        return idle ? Kind.IDLE : null;
    }

    private Instant quietSince() {
        return Moments.earlier(Moments.later(facts.lastRun(), facts.first()), now);
    }

    private @Nullable Episode begun() {
        Kind kind = kind();
        if (kind == null) {
            return null;
        }
        acts.add(Act.DETECT);
        Streak streak = care.streak();
        Instant since = streak == null ? quietSince() : streak.since();
        return new Episode(care.episodes() + 1, kind, since, 0, Map.of(Mark.DETECTED, now));
    }

    /** Whether an episode whose jobs are not held is over. */
    private boolean isOver(Episode current) {
        Instant detected = current.at(Mark.DETECTED, current.since());
        boolean works = current.kind() == Kind.IDLE ? ran || care.streak() != null : care.streak() == null;
        if (works && current.has(Mark.NOTIFIED)) {
            acts.add(Act.RESOLVE);
        }
        // Who deploys or snoozes it knows, so there is nothing to tell.
        return works
                || around.deployed().isAfter(detected)
                || around.orders().snoozedAt().isAfter(detected)
                || (!current.has(Mark.NOTIFIED) && kind() == null);
    }

    private void advance(Episode current) {
        Episode next = current;
        boolean holds = thresholds.holding() && current.kind() == Kind.FAILING;
        if (!holds) {
            next = next.without(Mark.DISABLE_AT).without(Mark.LOOKED);
        }
        if (thresholds.notifying() && (!next.has(Mark.NOTIFIED) || (holds && !next.has(Mark.DISABLE_AT)))) {
            acts.add(Act.NOTIFY);
            next = next.with(Mark.NOTIFIED, now).without(Mark.REMINDED).without(Mark.LOOKED);
            next = holds ? next.with(Mark.DISABLE_AT, now.plus(thresholds.holdAfter())) : next;
        }
        episode = next;
        Instant disableAt = next.at(Mark.DISABLE_AT);
        Instant notified = next.at(Mark.NOTIFIED);
        if (disableAt != null && notified != null) {
            approach(next, notified, disableAt);
        }
    }

    private void approach(Episode current, Instant notified, Instant disableAt) {
        Episode next = current;
        if (!next.has(Mark.LOOKED) && !around.looked().isBefore(notified)) {
            next = next.with(Mark.LOOKED, Moments.earlier(around.looked(), now));
        }
        Instant reminder = disableAt.minus(thresholds.remindBefore());
        if (!next.has(Mark.REMINDED) && reminder.isAfter(notified) && within(reminder, disableAt)) {
            acts.add(Act.REMIND);
            next = next.with(Mark.REMINDED, now);
        }
        Instant looked = next.at(Mark.LOOKED);
        if (!now.isBefore(disableAt) && !hasLastSucceeded()) {
            if (looked == null) {
                if (!next.has(Mark.REFUSED)) {
                    acts.add(Act.REFUSE);
                    next = next.with(Mark.REFUSED, now);
                }
            } else if (!looked.isAfter(disableAt) || Moments.passed(looked, thresholds.remindBefore(), now)) {
                // Who has looked too late is given as much time as who was reminded.
                acts.add(Act.HOLD);
                next = next.with(Mark.HELD, now);
            }
        }
        episode = next;
    }

    private boolean within(Instant from, Instant until) {
        return !now.isBefore(from) && now.isBefore(until);
    }

    private void held(Episode current) {
        Instant held = current.at(Mark.HELD, now);
        Instant released = current.at(Mark.RELEASED);
        if (released != null) {
            if (around.emptied() && Moments.passed(released, SPREAD, now)) {
                episode = null;
            }
            return;
        }
        if ((succeeded && facts.lastSuccess().isAfter(held))
                || around.orders().releasedAt().isAfter(held)
                || around.orders().snoozedAt().isAfter(held)) {
            acts.add(Act.RELEASE);
            care = care.cleared();
            episode = current.with(Mark.RELEASED, now);
            return;
        }
        Instant tried = current.at(Mark.TRIED, held);
        if (Moments.passed(tried, thresholds.trialEvery(), now)
                || around.deployed().isAfter(tried)) {
            acts.add(Act.TRIAL);
            episode = current.with(Mark.TRIED, now);
        }
    }
}
