package dev.millwright.worker.fleet.internal.member;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millwright.worker.fleet.FleetStatus;
import dev.millwright.worker.fleet.LastOneOut;
import dev.millwright.worker.fleet.PauseResult;
import dev.millwright.worker.fleet.internal.store.PauseRecord.Owner;
import dev.millwright.worker.fleet.internal.store.PauseRecord.State;
import dev.millwright.worker.fleet.internal.store.Renewal;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The last worker of a group pauses what nobody fetches any more, and the next one resumes that, on driven time. */
class LastOneOutTest {
    private final World world = new World(7);

    @Test
    void theLastOneDrainsAndThenPauses() {
        SimWorker last = world.running("w1", "a", "b");
        last.stop(Duration.ofMinutes(10));
        world.pass(Duration.ofMinutes(10).minusSeconds(1));
        assertThat(world.paused).as("while jobs run").isEmpty();
        world.seconds(5);
        assertThat(last.gone).isTrue();
        assertThat(world.paused).containsExactly("a", "b");
        world.assertRecorded(State.PAUSED, "a", "b");
        assertThat(world.records().values()).allSatisfy(record -> {
            assertThat(record.owner()).isEqualTo(Owner.FLEET);
            assertThat(record.by()).startsWith("w1 on ");
        });
        assertThat(world.lines("last of the group: paused a, b")).hasSize(1);
    }

    @Test
    void whoIsNotTheLastPausesNothingAndLeavesAtOnce() {
        SimWorker first = world.running("w1", "a");
        world.running("w2", "a", "b");
        first.stop();
        world.seconds(2);
        assertThat(first.gone).isTrue();
        assertThat(world.orders).isEmpty();
        assertThat(world.records()).isEmpty();
        assertThat(world.lines("not the last: 1 other worker fetches from its queues too; nothing is paused"))
                .hasSize(1);
    }

    @Test
    void eachQueueIsLookedAtByItself() {
        SimWorker leaving = world.running("w1", "a", "b");
        world.running("w2", "b", "c");
        leaving.stop();
        world.seconds(60);
        assertThat(world.paused).containsExactly("a");
        world.assertRecorded(State.PAUSED, "a");
        assertThat(world.lines("last of the group: paused a;")).hasSize(1);
    }

    @Test
    void aQuietWorkerFetchesNothing() {
        SimWorker leaving = world.running("w1", "a");
        SimWorker quiet = world.running("w2", "a");
        quiet.quiet();
        world.seconds(2);
        leaving.stop();
        world.seconds(5);
        assertThat(world.paused).containsExactly("a");
    }

    @Test
    void theNextOneResumesExactlyWhatWasRecorded() {
        world.running("w1", "a", "b").stop();
        world.seconds(5);
        world.paused.add("past the group");
        world.orders.clear();
        SimWorker next = world.running("w2", "b");
        assertThat(world.paused).containsExactly("past the group");
        assertThat(world.orders).containsExactlyInAnyOrder("RESUME a by w2", "RESUME b by w2");
        world.assertRecorded(State.RESUMED, "a", "b");
        assertThat(world.lines(
                        "w2 INFO group g: resumed a, b: paused when the last worker of the group left, by w1 on "))
                .hasSize(1);
        world.seconds(75);
        assertThat(world.records()).as("looked after for a minute").isEmpty();
        assertThat(world.lines("resumed")).hasSize(1);
        assertThat(next.status().pauses()).isEqualTo(new FleetStatus.Pauses(0, 0, 0, 0));
    }

    @Test
    void whatNobodyFetchesWhoIsThereStaysPaused() {
        SimWorker a = world.running("w1", "a");
        world.running("w2", "b");
        a.stop();
        world.seconds(120);
        assertThat(world.paused).containsExactly("a");
        world.running("w3", "b");
        world.seconds(120);
        assertThat(world.paused).as("w2 was there when it was paused").containsExactly("a");
        world.running("w4", "a");
        assertThat(world.paused).isEmpty();
    }

    @Test
    void ofWorkersWithoutTheOptionAllResumeAndNonePauses() {
        world.running("w1", "a").stop();
        world.seconds(5);
        SimWorker other = world.worker("w2", (LastOneOut) null, "a").start();
        world.seconds(5);
        assertThat(world.paused).isEmpty();
        other.stop();
        world.seconds(5);
        assertThat(other.gone).isTrue();
        assertThat(world.paused).isEmpty();
        assertThat(world.lines("w2 WARN")).isEmpty();
    }

    @Test
    void whoIsToOutlastTheOthersLooksEveryTwoSecondsUntilTheDeadline() {
        SimWorker patient =
                world.worker("w1", LastOneOut.DEFAULT.outlastingOthers(), "a").start();
        world.running("w2", "a");
        patient.stop();
        world.pass(Duration.ofSeconds(299));
        assertThat(patient.gone).isFalse();
        world.seconds(3);
        assertThat(patient.gone).isTrue();
        assertThat(world.orders).isEmpty();
        assertThat(world.lines("w1 INFO group g: not the last")).hasSize(1);
        // A life sign every 15 s and a look every 2 s, 150 of them, and a handful at start and end.
        assertThat(patient.site.calls).isBetween(165, 195);
    }

    @Test
    void whoOutlastsTheOthersPauses() {
        SimWorker patient =
                world.worker("w1", LastOneOut.DEFAULT.outlastingOthers(), "a").start();
        SimWorker other = world.running("w2", "a");
        patient.stop();
        world.seconds(100);
        other.crash();
        world.pass(Renewal.EXPIRY.plusSeconds(4));
        assertThat(patient.gone).isTrue();
        assertThat(world.paused).containsExactly("a");
    }

    @Test
    void aRestartWithinTheGraceDoesNotCountAsLeaving() {
        LastOneOut options = LastOneOut.DEFAULT.withGrace(Duration.ofSeconds(30));
        SimWorker old = world.worker("w1", options, "a").start();
        world.seconds(3);
        old.stop();
        world.seconds(20);
        assertThat(old.gone).isFalse();
        world.running("w2", "a");
        world.seconds(2);
        assertThat(old.gone).isTrue();
        assertThat(world.orders).isEmpty();
        assertThat(world.lines("w1 INFO group g: not the last")).hasSize(1);

        SimWorker alone = world.worker("w3", options, "b").start();
        alone.stop();
        world.seconds(29);
        assertThat(world.paused).isEmpty();
        world.seconds(3);
        assertThat(world.paused).containsExactly("b");
    }

    @Test
    void whatWasPausedByHandStaysSo() {
        SimWorker first = world.running("w1", "a", "b");
        assertThat(world.byHand(true, "b").done()).containsExactly("b");
        world.seconds(60);
        first.stop();
        world.seconds(5);
        assertThat(world.paused).containsExactly("a", "b");
        assertThat(world.ordered("PAUSE b")).isEqualTo(1);
        assertThat(world.lines("b is paused by me, by hand: that stays")).hasSize(1);
        SimWorker next = world.running("w2", "a", "b");
        world.seconds(600);
        assertThat(world.paused).containsExactly("b");
        assertThat(next.status().pauses()).isEqualTo(new FleetStatus.Pauses(0, 1, 0, 0));
        assertThat(world.records().get("b").why()).isEqualTo("why");

        assertThat(world.byHand(false, "b").done()).containsExactly("b");
        assertThat(world.paused).isEmpty();
        assertThat(world.records()).isEmpty();
    }

    @Test
    void aHandTakesOverWhatTheFleetHasPaused() {
        world.running("w1", "a", "b").stop();
        world.seconds(5);
        world.byHand(true, "a");
        world.running("w2", "a", "b");
        world.seconds(60);
        assertThat(world.paused).containsExactly("a");
    }

    @Test
    void aHandResumesWhatTheFleetHasPausedAndWhatNobodyHasRecorded() {
        world.running("w1", "a", "b").stop();
        world.seconds(5);
        world.seconds(60);
        world.paused.add("c");
        PauseResult result = world.byHand(false, "a", "c");
        assertThat(result.done()).containsExactly("a", "c");
        assertThat(world.paused).containsExactly("b");
        world.assertRecorded(State.PAUSED, "b");
        world.refused = "b";
        result = world.byHand(false, "b", "a");
        assertThat(result.done()).containsExactly("a");
        assertThat(result.failed()).containsExactly(java.util.Map.entry("b", "the server refuses b"));
    }
}
