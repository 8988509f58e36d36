package dev.millwright.worker.fleet.internal.member;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millwright.worker.fleet.FleetStatus;
import dev.millwright.worker.fleet.LastOneOut;
import dev.millwright.worker.fleet.PauseResult;
import dev.millwright.worker.fleet.internal.last.PausesByHand;
import dev.millwright.worker.fleet.internal.store.Leased;
import dev.millwright.worker.fleet.internal.store.PauseRecord.Owner;
import dev.millwright.worker.fleet.internal.store.PauseRecord.State;
import dev.millwright.worker.fleet.internal.store.PauseRecords;
import dev.millwright.worker.fleet.internal.store.Renewal;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** The last worker of a group pauses what nobody fetches any more, and the next one resumes that, on driven time. */
class LastOneOutTest {
    private final World world = new World(7);

    private SimWorker running(String wid, String... queues) {
        SimWorker worker = world.worker(wid, queues).start();
        world.seconds(3);
        return worker;
    }

    private void assertRecorded(State state, String... queues) {
        assertThat(world.records().keySet()).as(world.toString()).containsExactly(queues);
        assertThat(world.records().values())
                .allSatisfy(record -> assertThat(record.state()).isEqualTo(state));
    }

    private PauseResult byHand(boolean pause, String... queues) {
        Site site = new Site(world, "hand");
        PausesByHand hand = world.hand(site);
        CompletableFuture<PauseResult> result = (pause
                        ? hand.pause(site.server(), List.of(queues), "me", "why")
                        : hand.resume(site.server(), List.of(queues)))
                .toCompletableFuture();
        for (int i = 0; i < 100 && !result.isDone(); i++) {
            world.seconds(1);
        }
        return result.join();
    }

    @Test
    void theLastOneDrainsAndThenPauses() {
        SimWorker last = running("w1", "a", "b");
        last.stop(Duration.ofMinutes(10));
        world.pass(Duration.ofMinutes(10).minusSeconds(1));
        assertThat(world.paused).as("while jobs run").isEmpty();
        world.seconds(5);
        assertThat(last.gone).isTrue();
        assertThat(world.paused).containsExactly("a", "b");
        assertRecorded(State.PAUSED, "a", "b");
        assertThat(world.records().values()).allSatisfy(record -> {
            assertThat(record.owner()).isEqualTo(Owner.FLEET);
            assertThat(record.by()).startsWith("w1 on ");
        });
        assertThat(world.lines("last of the group: paused a, b")).hasSize(1);
    }

    @Test
    void whoIsNotTheLastPausesNothingAndLeavesAtOnce() {
        SimWorker first = running("w1", "a");
        running("w2", "a", "b");
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
        SimWorker leaving = running("w1", "a", "b");
        running("w2", "b", "c");
        leaving.stop();
        world.seconds(60);
        assertThat(world.paused).containsExactly("a");
        assertRecorded(State.PAUSED, "a");
        assertThat(world.lines("last of the group: paused a;")).hasSize(1);
    }

    @Test
    void aQuietWorkerFetchesNothing() {
        SimWorker leaving = running("w1", "a");
        SimWorker quiet = running("w2", "a");
        quiet.quiet();
        world.seconds(2);
        leaving.stop();
        world.seconds(5);
        assertThat(world.paused).containsExactly("a");
    }

    @Test
    void theNextOneResumesExactlyWhatWasRecorded() {
        running("w1", "a", "b").stop();
        world.seconds(5);
        world.paused.add("past the group");
        world.orders.clear();
        SimWorker next = running("w2", "b");
        assertThat(world.paused).containsExactly("past the group");
        assertThat(world.orders).containsExactlyInAnyOrder("RESUME a by w2", "RESUME b by w2");
        assertRecorded(State.RESUMED, "a", "b");
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
        SimWorker a = running("w1", "a");
        running("w2", "b");
        a.stop();
        world.seconds(120);
        assertThat(world.paused).containsExactly("a");
        running("w3", "b");
        world.seconds(120);
        assertThat(world.paused).as("w2 was there when it was paused").containsExactly("a");
        running("w4", "a");
        assertThat(world.paused).isEmpty();
    }

    @Test
    void ofWorkersWithoutTheOptionAllResumeAndNonePauses() {
        running("w1", "a").stop();
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
        running("w2", "a");
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
        SimWorker other = running("w2", "a");
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
        running("w2", "a");
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
    void aLeaseThatCannotBeHadIsWaitedForAndThenNothingIsPaused() {
        SimWorker last = running("w1", "a");
        keepLease(Duration.ofSeconds(400));
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

    /** Somebody else holds the lease, and keeps it. */
    private void keepLease(Duration time) {
        Leased.Held held = (Leased.Held) world.store
                .leases()
                .take(PauseRecords.LEASE, "another", Duration.ofSeconds(30))
                .toCompletableFuture()
                .join();
        for (long second = 10; second < time.toSeconds(); second += 10) {
            world.clock.schedule(
                    () -> world.store.leases().keep(PauseRecords.LEASE, held.token(), Duration.ofSeconds(30)),
                    Duration.ofSeconds(second));
        }
    }

    @Test
    void aLeaseWhoseHolderHasDiedExpires() {
        SimWorker last = running("w1", "a");
        keepLease(Duration.ofSeconds(20));
        last.stop();
        world.seconds(45);
        assertThat(world.paused).containsExactly("a");
    }

    @Test
    void aStoreThatIsAwayEndsNoStop() {
        SimWorker last = running("w1", "a");
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
        SimWorker last = running("w1", "a", "b");
        world.serverAway = true;
        last.stop();
        world.seconds(30);
        assertThat(last.gone).isTrue();
        assertRecorded(State.INTENDED, "a", "b");
        assertThat(world.lines(
                        "w1 WARN group g: last of the group, but whether a is paused is not certain: the server is"
                                + " away; the next worker that starts resumes it"))
                .hasSize(1);
        world.serverAway = false;
        running("w2", "a", "b");
        world.seconds(90);
        assertThat(world.records()).isEmpty();
        assertThat(world.paused).isEmpty();
    }

    @Test
    void oneQueueThatFailsDoesNotStopTheOthers() {
        SimWorker last = running("w1", "a", "b", "c");
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
        SimWorker last = running("w1", "a", "new");
        world.unknown.add("new");
        last.stop();
        world.seconds(5);
        assertThat(world.lines("paused a;")).hasSize(1);
        assertThat(world.lines("INFO group g: last of the group, but the server does not know new"))
                .hasSize(1);
        assertThat(world.lines("WARN")).isEmpty();
        assertThat(world.records().get("new").state()).as("not certain").isEqualTo(State.INTENDED);
        running("w2", "a");
        world.seconds(90);
        assertThat(world.records()).isEmpty();

        PauseResult result = byHand(true, "a", "new");
        assertThat(result.done()).containsExactly("a");
        assertThat(result.failed()).containsOnlyKeys("new");
        assertThat(world.records()).containsOnlyKeys("a");
    }

    @Test
    void aQueueThatCannotBeResumedIsTriedAgainUntilItIs() {
        running("w1", "a", "b").stop();
        world.seconds(5);
        world.refused = "a";
        SimWorker next = running("w2", "a", "b");
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
    void whatWasPausedByHandStaysSo() {
        SimWorker first = running("w1", "a", "b");
        assertThat(byHand(true, "b").done()).containsExactly("b");
        world.seconds(60);
        first.stop();
        world.seconds(5);
        assertThat(world.paused).containsExactly("a", "b");
        assertThat(world.ordered("PAUSE b")).isEqualTo(1);
        assertThat(world.lines("b is paused by me, by hand: that stays")).hasSize(1);
        SimWorker next = running("w2", "a", "b");
        world.seconds(600);
        assertThat(world.paused).containsExactly("b");
        assertThat(next.status().pauses()).isEqualTo(new FleetStatus.Pauses(0, 1, 0, 0));
        assertThat(world.records().get("b").why()).isEqualTo("why");

        assertThat(byHand(false, "b").done()).containsExactly("b");
        assertThat(world.paused).isEmpty();
        assertThat(world.records()).isEmpty();
    }

    @Test
    void aHandTakesOverWhatTheFleetHasPaused() {
        running("w1", "a", "b").stop();
        world.seconds(5);
        byHand(true, "a");
        running("w2", "a", "b");
        world.seconds(60);
        assertThat(world.paused).containsExactly("a");
    }

    @Test
    void aHandResumesWhatTheFleetHasPausedAndWhatNobodyHasRecorded() {
        running("w1", "a", "b").stop();
        world.seconds(5);
        world.seconds(60);
        world.paused.add("c");
        PauseResult result = byHand(false, "a", "c");
        assertThat(result.done()).containsExactly("a", "c");
        assertThat(world.paused).containsExactly("b");
        assertRecorded(State.PAUSED, "b");
        world.refused = "b";
        result = byHand(false, "b", "a");
        assertThat(result.done()).containsExactly("a");
        assertThat(result.failed()).containsExactly(java.util.Map.entry("b", "the server refuses b"));
    }

    @Test
    void whoIsToldToEndAtOnceSaysSo() {
        SimWorker last = running("w1", "a");
        keepLease(Duration.ofSeconds(400));
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
        SimWorker last = running("w1", "a");
        last.quiet();
        last.close();
        world.seconds(600);
        assertThat(world.orders).isEmpty();
        assertThat(world.lines("w1 WARN group g: the worker has not drained")).hasSize(1);
    }

    @Test
    void aWorkerThatCannotBeReadMayFetchAnything() {
        SimWorker last = running("w1", "a");
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
        SimWorker last = running("w1", "a");
        last.stop();
        while (world.ordered("PAUSE") == 0) {
            world.pass(Duration.ofMillis(1));
        }
        last.site.standStill(Duration.ofMinutes(2));
        running("w2", "a");
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
        SimWorker last = running("w1", "a");
        world.serverAway = true;
        last.stop();
        world.seconds(4);
        last.crash();
        world.serverAway = false;
        running("w2", "a");
        world.seconds(20);
        world.paused.add("a");
        world.seconds(16);
        assertThat(world.paused).isEmpty();
        world.seconds(60);
        assertThat(world.records()).isEmpty();
        assertThat(world.lines("resumed a")).hasSize(1);
    }
}
