package dev.millwright.worker.fleet.internal.abandoned;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millwright.worker.fleet.AbandonedJobtype.Kind;
import dev.millwright.worker.fleet.internal.store.Facts;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Months of a jobtype, and what was sent in them. */
class RulesTest {
    private final Months it = new Months();

    @Test
    void neverSucceeded() {
        it.failingDays(90);
        assertThat(it.done).containsExactly("day 30 1h detect", "day 30 1h notify");
        assertThat(it.verdict.failures()).isEqualTo(90 * 24);
        assertThat(it.care.episode()).satisfies(episode -> {
            assertThat(episode.kind()).isEqualTo(Kind.FAILING);
            assertThat(episode.since()).isEqualTo(Months.START.plus(Duration.ofHours(1)));
            assertThat(episode.at(Mark.DISABLE_AT)).isNull();
        });
    }

    @Test
    void succeededOnceLongAgo() {
        it.succeed(1);
        it.days(100, () -> {});
        assertThat(it.done).containsExactly("day 30 detect", "day 30 notify");
        it.failingDays(60);
        assertThat(it.done)
                .as("idle, then it runs, then it has failed for long")
                .containsExactly(
                        "day 30 detect",
                        "day 30 notify",
                        "day 100 1h resolve",
                        "day 130 1h detect",
                        "day 130 1h notify");
    }

    @Test
    void oneSuccessADayAmongManyFailuresIsNone() {
        int[] hours = {0};
        it.days(60, () -> {
            it.fail(42);
            if (hours[0]++ % 24 == 0) {
                it.succeed(1);
            }
        });
        assertThat(it.done).containsExactly("day 30 1h detect", "day 30 1h notify");
        assertThat(it.verdict.failures()).isEqualTo(60 * 24 * 42);
        assertThat(it.verdict.runs()).isEqualTo(60 * 24 * 42 + 59);
    }

    @Test
    void oneSuccessADayAmongAnHourlyFailureIsNone() {
        int[] hours = {0};
        it.days(60, () -> {
            if (hours[0]++ % 24 == 5) {
                it.succeed(1);
            } else {
                it.fail(1);
            }
        });
        assertThat(it.done).containsExactly("day 30 1h detect", "day 30 1h notify");
    }

    @Test
    void someFailuresAmongManySuccessesAreNone() {
        it.days(90, () -> {
            it.fail(10);
            it.succeed(1_000);
        });
        assertThat(it.done).isEmpty();
    }

    @Test
    void jobsThatSucceedAtTheThirdTryAreNotAbandoned() {
        it.days(90, () -> {
            it.fail(20);
            it.succeed(10);
        });
        assertThat(it.done).isEmpty();
    }

    @Test
    void rareFailuresAreNoStreak() {
        it.days(90, () -> {
            if (Duration.between(Months.START, it.now).toHours() % 5 == 0) {
                it.fail(1);
            }
        });
        assertThat(it.done).as("two in eight hours").isEmpty();
    }

    @Test
    void aJobOnceAMonthThatSucceedsInTheEndIsNotAbandoned() {
        for (int month = 0; month < 6; month++) {
            it.fail(3);
            it.judge();
            it.now = it.now.plus(Duration.ofMinutes(20));
            it.succeed(1);
            it.days(29);
        }
        assertThat(it.done).isEmpty();
    }

    @Test
    void idle() {
        it.days(5, () -> it.succeed(1));
        it.days(60);
        assertThat(it.done).containsExactly("day 35 detect", "day 35 notify");
        assertThat(it.care.episode())
                .satisfies(episode -> assertThat(episode.kind()).isEqualTo(Kind.IDLE));
        it.thresholds = Months.HOLDING;
        it.look();
        it.days(60);
        assertThat(it.done).as("there is nothing to hold").hasSize(2);
        it.succeed(1);
        it.days(1);
        assertThat(it.done).endsWith("day 125 resolve").hasSize(3);
    }

    @Test
    void whatWasNeverRunIsIdleAndWhatWasTakenOutOfUseIsNot() {
        it.days(20);
        it.registered = false;
        it.days(60);
        assertThat(it.done).isEmpty();
        it.registered = true;
        it.days(1);
        assertThat(it.done).containsExactly("day 80 detect", "day 80 notify");
    }

    @Test
    void failingThatBecomesIdleStaysFailing() {
        it.failingDays(10);
        it.days(90);
        assertThat(it.done).containsExactly("day 30 1h detect", "day 30 1h notify");
        assertThat(it.care.episode())
                .satisfies(episode -> assertThat(episode.kind()).isEqualTo(Kind.FAILING));
    }

    @Test
    void unknown() {
        it.registered = false;
        it.thresholds = Months.HOLDING;
        it.failingDays(60);
        assertThat(it.done).containsExactly("day 30 1h detect", "day 30 1h notify");
        assertThat(it.care.episode()).satisfies(episode -> {
            assertThat(episode.kind()).isEqualTo(Kind.UNKNOWN);
            assertThat(episode.at(Mark.DISABLE_AT)).isNull();
        });
    }

    @Test
    void aDeployGivesTwoWeeks() {
        it.failingDays(20);
        it.deploy();
        it.failingDays(40);
        assertThat(it.done).containsExactly("day 34 detect", "day 34 notify");
        it.deploy();
        it.failingDays(20);
        assertThat(it.done).endsWith("day 74 detect", "day 74 notify").hasSize(4);
    }

    @Test
    void aSnoozeGivesTheTimeThatItNames() {
        it.failingDays(31);
        it.snooze(Duration.ofDays(3));
        it.failingDays(20);
        assertThat(it.done).containsExactly("day 30 1h detect", "day 30 1h notify", "day 34 detect", "day 34 notify");
    }

    @Test
    void heldOnTheSeventhDayAndTriedOnceADay() {
        it.thresholds = Months.HOLDING;
        it.failingDays(32);
        it.look();
        it.failingDays(10);
        assertThat(it.done)
                .containsExactly(
                        "day 30 1h detect",
                        "day 30 1h notify",
                        "day 36 1h remind",
                        "day 37 1h hold",
                        "day 38 1h trial",
                        "day 39 1h trial",
                        "day 40 1h trial",
                        "day 41 1h trial");
    }

    @Test
    void heldOnTheDayThatTheNoticeNamedWhateverTheThresholdsSayByThen() {
        it.thresholds = Months.HOLDING;
        it.failingDays(31);
        it.look();
        it.thresholds = Months.holdingAfter(Duration.ofDays(30), Duration.ofDays(3));
        it.failingDays(5);
        assertThat(it.done).as("not sooner").endsWith("day 30 1h notify").hasSize(2);
        it.thresholds = Months.holdingAfter(Duration.ofDays(90), Duration.ofDays(60));
        it.failingDays(2);
        assertThat(it.done).as("not later").endsWith("day 36 1h remind", "day 37 1h hold");
    }

    @Test
    void nothingIsHeldBeforeSomebodyHasLookedAtTheList() {
        it.thresholds = Months.HOLDING;
        it.failingDays(20);
        it.look();
        it.failingDays(25);
        assertThat(it.done).endsWith("day 36 1h remind", "day 37 1h refuse").hasSize(4);
        it.look();
        it.failingDays(2);
        assertThat(it.done)
                .as("a day to do something")
                .endsWith("day 46 hold", "day 47 trial")
                .hasSize(6);
    }

    @Test
    void whatIsToBeHeldAfterAllIsToldWithItsDate() {
        it.failingDays(50);
        it.thresholds = Months.HOLDING;
        it.failingDays(1);
        it.look();
        it.failingDays(7);
        assertThat(it.done)
                .containsExactly(
                        "day 30 1h detect", "day 30 1h notify", "day 50 notify", "day 56 remind", "day 57 hold");
    }

    @Test
    void holdingThatWasSwitchedOffAndOnAgainNamesANewDate() {
        it.thresholds = Months.HOLDING;
        it.failingDays(31);
        it.thresholds = Months.DEFAULTS;
        it.failingDays(20);
        it.thresholds = Months.HOLDING;
        it.failingDays(2);
        it.look();
        it.failingDays(6);
        assertThat(it.done).endsWith("day 30 1h notify", "day 51 notify", "day 57 remind", "day 58 hold");
    }

    @Test
    void oneSuccessReleasesAllAndNothingIsCalledResolved() {
        it.thresholds = Months.HOLDING;
        it.failingDays(31);
        it.look();
        it.failingDays(8);
        it.succeed(1);
        it.days(1);
        assertThat(it.done).endsWith("day 37 1h hold", "day 38 1h trial", "day 39 release");
        assertThat(it.care.episode()).as("until all is back").isNotNull();
        it.emptied = true;
        it.days(1);
        assertThat(it.care.episode()).isNull();
        assertThat(it.care.streak()).isNull();
        assertThat(it.done).hasSize(6);
        it.failingDays(33);
        assertThat(it.done).endsWith("day 71 1h detect", "day 71 1h notify");
    }

    @Test
    void aDeployIsTriedAtOnceAndAHandReleases() {
        it.thresholds = Months.HOLDING;
        it.failingDays(31);
        it.look();
        it.failingDays(7);
        it.now = it.now.plus(Duration.ofHours(2));
        it.deploy();
        it.days(1);
        assertThat(it.done).contains("day 38 2h trial").doesNotContain("day 38 2h release");
        it.release();
        it.now = it.now.plus(Duration.ofMinutes(1));
        it.judge();
        assertThat(it.done).last().asString().endsWith("release");
    }

    @Test
    void recoveryIsToldOnce() {
        it.failingDays(40);
        it.days(30, () -> it.succeed(1));
        assertThat(it.done).containsExactly("day 30 1h detect", "day 30 1h notify", "day 40 3h resolve");
        assertThat(it.care.episode()).isNull();
    }

    @Test
    void recoveryBeforeTheNoticeIsNotToldOf() {
        it.thresholds = Months.with(false, false, Months.DEFAULTS.failingFor(), Months.DEFAULTS.holdAfter());
        it.failingDays(40);
        it.days(1, () -> it.succeed(1));
        assertThat(it.done).containsExactly("day 30 1h detect");
    }

    @Test
    void aClockThatIsSetBackNeitherRepeatsNorHastens() {
        it.thresholds = Months.HOLDING;
        it.failingDays(31);
        List<String> before = List.copyOf(it.done);
        for (int i = 0; i < 3; i++) {
            it.now = it.now.minus(Duration.ofDays(20));
            it.failingDays(20);
            assertThat(it.done).isEqualTo(before);
        }
        it.look();
        it.failingDays(7);
        assertThat(it.done).endsWith("day 36 1h remind", "day 37 1h hold").hasSize(4);
        it.now = it.now.minus(Duration.ofDays(60));
        it.failingDays(60);
        assertThat(it.done).filteredOn(line -> line.endsWith("hold")).hasSize(1);
        assertThat(it.done).noneMatch(line -> line.endsWith("release") || line.endsWith("resolve"));
    }

    @Test
    void aClockThatWasAheadMakesNothingOld() {
        it.now = Months.START.plus(Duration.ofDays(1_000));
        it.deploy();
        it.failingDays(1);
        it.now = Months.START;
        it.deploy();
        it.failingDays(29);
        assertThat(it.done).isEmpty();
        it.failingDays(3);
        assertThat(it.done).containsExactly("day 30 detect", "day 30 notify");
    }

    @Test
    void factsThatWereLostBeginAnew() {
        it.failingDays(40);
        it.facts = Facts.none(it.now);
        it.failingDays(40);
        assertThat(it.done).containsExactly("day 30 1h detect", "day 30 1h notify");
        assertThat(it.verdict.failures()).isEqualTo(80 * 24);
        it.facts = Facts.none(it.now);
        it.care = Care.NEW;
        it.failingDays(29);
        assertThat(it.done).as("all was lost").hasSize(2);
    }

    @Test
    void theSameQuestionHasTheSameAnswer() {
        it.failingDays(30);
        it.now = it.now.plus(Duration.ofHours(1));
        Verdict once = Rules.judge(it.care, it.facts, it.around(), it.thresholds);
        Verdict twice = Rules.judge(it.care, it.facts, it.around(), it.thresholds);
        assertThat(once).isEqualTo(twice);
        assertThat(once.acts()).containsExactly(Act.DETECT, Act.NOTIFY);
        assertThat(Rules.judge(once.care(), it.facts, it.around(), it.thresholds)
                        .acts())
                .isEmpty();
    }
}
