package dev.millwright.worker.fleet.internal.member;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millwright.worker.fleet.FleetStatus;
import dev.millwright.worker.fleet.PauseResult;
import dev.millwright.worker.fleet.internal.store.PauseRecord.State;
import dev.millwright.worker.fleet.internal.store.Renewal;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What a worker that leaves or comes does when something is away, refuses or stands still, on driven time. */
class LastOneOutTroubleTest {
    private final World world = new World(7);

    @Test
    void aLeaseThatCannotBeHadIsWaitedForAndThenNothingIsPaused() {
        SimWorker last = world.running("w1", "a");
        world.keepLease(Duration.ofSeconds(400));
        last.stop();
        world.seconds(299);
        assertThat(last.gone).isFalse();
        world.seconds(3);
        assertThat(last.gone).isTrue();
        assertThat(world.orders).isEmpty();
        assertThat(world.records()).isEmpty();
        assertThat(world.lines("w1 WARN group g: drained, and nothing is paused: the lease is held by another"))
                .hasSize(1);
    }

    @Test
    void aLeaseWhoseHolderHasDiedExpires() {
        SimWorker last = world.running("w1", "a");
        world.keepLease(Duration.ofSeconds(20));
        last.stop();
        world.seconds(45);
        assertThat(world.paused).containsExactly("a");
    }

    @Test
    void aStoreThatIsAwayEndsNoStop() {
        SimWorker last = world.running("w1", "a");
        world.storeAway = true;
        last.stop();
        world.seconds(25);
        assertThat(last.gone).isTrue();
        assertThat(world.orders).isEmpty();
        assertThat(world.lines("w1 WARN group g: drained, and nothing is paused: the store is away"))
                .hasSize(1);
    }

    @Test
    void aServerThatIsAwayLeavesAnIntentThatTheNextOnePutsRight() {
        SimWorker last = world.running("w1", "a", "b");
        world.serverAway = true;
        last.stop();
        world.seconds(30);
        assertThat(last.gone).isTrue();
        world.assertRecorded(State.INTENDED, "a", "b");
        assertThat(world.lines(
                        "w1 WARN group g: last of the group, but whether a is paused is not certain: the server is"
                                + " away; the next worker that starts resumes it"))
                .hasSize(1);
        world.serverAway = false;
        world.running("w2", "a", "b");
        world.seconds(90);
        assertThat(world.records()).isEmpty();
        assertThat(world.paused).isEmpty();
    }

    @Test
    void oneQueueThatFailsDoesNotStopTheOthers() {
        SimWorker last = world.running("w1", "a", "b", "c");
        world.refused = "b";
        last.stop();
        world.seconds(10);
        assertThat(world.paused).containsExactly("a", "c");
        assertThat(world.lines("paused a, c;")).hasSize(1);
        assertThat(world.lines("whether b is paused is not certain: the server refuses b"))
                .hasSize(1);
        assertThat(world.records().get("b").state()).isEqualTo(State.INTENDED);
    }

    @Test
    void ofAQueueThatTheServerDoesNotKnowNothingIsClaimed() {
        SimWorker last = world.running("w1", "a", "new");
        world.unknown.add("new");
        last.stop();
        world.seconds(5);
        assertThat(world.lines("paused a;")).hasSize(1);
        assertThat(world.lines("INFO group g: last of the group, but the server does not know new"))
                .hasSize(1);
        assertThat(world.lines("WARN")).isEmpty();
        assertThat(world.records().get("new").state()).as("not certain").isEqualTo(State.INTENDED);
        world.running("w2", "a");
        world.seconds(90);
        assertThat(world.records()).isEmpty();

        PauseResult result = world.byHand(true, "a", "new");
        assertThat(result.done()).containsExactly("a");
        assertThat(result.failed()).containsOnlyKeys("new");
        assertThat(world.records()).containsOnlyKeys("a");
    }

    @Test
    void aQueueThatCannotBeResumedIsTriedAgainUntilItIs() {
        world.running("w1", "a", "b").stop();
        world.seconds(5);
        world.refused = "a";
        SimWorker next = world.running("w2", "a", "b");
        world.seconds(600);
        assertThat(world.paused).containsExactly("a");
        assertThat(next.status().pauses()).isEqualTo(new FleetStatus.Pauses(1, 0, 0, 1));
        assertThat(world.lines(
                        "w2 WARN group g: a is paused since the last worker of the group left, and cannot be resumed"))
                .as("said once")
                .hasSize(1);
        assertThat(world.lines("resumed b:")).hasSize(1);
        world.refused = null;
        world.seconds(20);
        assertThat(world.paused).isEmpty();
        assertThat(world.lines("resumed a:")).hasSize(1);
        assertThat(next.status().pauses().failing()).isZero();
    }

    @Test
    void whoIsToldToEndAtOnceSaysSo() {
        SimWorker last = world.running("w1", "a");
        world.keepLease(Duration.ofSeconds(400));
        last.stop();
        world.seconds(10);
        last.close();
        world.seconds(600);
        assertThat(world.orders).isEmpty();
        assertThat(world.lines("w1 WARN group g: drained, and nothing is paused: it was told to end at once"))
                .hasSize(1);
    }

    @Test
    void whoHasNotDrainedPausesNothingAndSaysSo() {
        SimWorker last = world.running("w1", "a");
        last.quiet();
        last.close();
        world.seconds(600);
        assertThat(world.orders).isEmpty();
        assertThat(world.lines("w1 WARN group g: the worker has not drained")).hasSize(1);
    }

    @Test
    void aWorkerThatCannotBeReadMayFetchAnything() {
        SimWorker last = world.running("w1", "a");
        world.store.renew(new Renewal("w9", "of another release", "[]"));
        last.stop();
        world.seconds(10);
        assertThat(world.orders).isEmpty();
        assertThat(world.lines(
                        "not the last: 1 other workers that another release or a hand has written may fetch from"))
                .hasSize(1);
    }

    /** It stood still while it had the lease, another one has come and gone on, and then its order comes through. */
    @Test
    void whoLosesItsLeaseOverAPausePutsRightWhatItHasDone() {
        SimWorker last = world.running("w1", "a");
        last.stop();
        while (world.ordered("PAUSE") == 0) {
            world.pass(Duration.ofMillis(1));
        }
        last.site.standStill(Duration.ofMinutes(2));
        world.running("w2", "a");
        world.seconds(100);
        assertThat(world.paused).as("resumed by the next one").isEmpty();
        assertThat(world.records()).as("and no longer looked after").isEmpty();
        world.paused.add("a"); // as if the order had lain somewhere
        world.seconds(60);
        assertThat(world.paused).as(world.toString()).isEmpty();
        assertThat(world.records()).isEmpty();
        assertThat(last.gone).isTrue();
    }

    @Test
    void anIntentIsLookedAfterAsLongAsItsOrderMayBeOnItsWay() {
        SimWorker last = world.running("w1", "a");
        world.serverAway = true;
        last.stop();
        world.seconds(4);
        last.crash();
        world.serverAway = false;
        world.running("w2", "a");
        world.seconds(20);
        world.paused.add("a");
        world.seconds(16);
        assertThat(world.paused).isEmpty();
        world.seconds(60);
        assertThat(world.records()).isEmpty();
        assertThat(world.lines("resumed a")).hasSize(1);
    }
}
