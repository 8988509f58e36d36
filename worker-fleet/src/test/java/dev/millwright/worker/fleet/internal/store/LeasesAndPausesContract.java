package dev.millwright.worker.fleet.internal.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millwright.worker.fleet.internal.store.PauseRecord.Owner;
import dev.millwright.worker.fleet.internal.store.PauseRecord.State;
import dev.millwright.worker.fleet.internal.store.PauseRecords.Intent;
import dev.millwright.worker.fleet.internal.store.PauseRecords.Written;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What each store must do for one member at a time, and for paused queues. */
public abstract class LeasesAndPausesContract {
    private static final Duration TTL = Duration.ofSeconds(30);

    /** A way to the group of this test; closed by the subclass. */
    protected abstract FleetStore store();

    /** Another way to the same group. */
    protected abstract FleetStore another();

    /** Lets time pass for the store. */
    protected abstract void pass(Duration time);

    protected static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    private static long held(Leased leased) {
        return ((Leased.Held) leased).token();
    }

    private long lease(String holder) throws Exception {
        return held(get(store().leases().take(PauseRecords.LEASE, holder, TTL)));
    }

    private Intent fleet(String queue) {
        return new Intent(queue, Owner.FLEET, "w1 on host a", "");
    }

    private Intent hand(String queue) {
        return new Intent(queue, Owner.HAND, "ä b", "two\nlines");
    }

    private List<PauseRecord> records() throws Exception {
        return get(another().pauses().all()).records();
    }

    private State state(String queue) throws Exception {
        return records().stream()
                .filter(one -> one.queue().equals(queue))
                .findFirst()
                .orElseThrow()
                .state();
    }

    @Test
    void oneAtATimeHoldsALease() throws Exception {
        Leases leases = store().leases();
        long first = held(get(leases.take("l", "a", TTL)));
        assertThat(get(another().leases().take("l", "b", TTL))).isEqualTo(new Leased.Taken("a"));
        assertThat(held(get(leases.take("other", "b", TTL)))).isPositive();

        get(leases.release("l", first));
        long second = held(get(another().leases().take("l", "b", TTL)));
        assertThat(second).isGreaterThan(first);
        get(leases.release("l", first));
        assertThat(get(leases.take("l", "a", TTL))).isEqualTo(new Leased.Taken("b"));
    }

    @Test
    void itsHolderTakesItAnewAndTheOlderTokenIsVoid() throws Exception {
        Leases leases = store().leases();
        long first = held(get(leases.take("l", "a", TTL)));
        long second = held(get(leases.take("l", "a", TTL)));
        assertThat(second).isGreaterThan(first);
        assertThat(get(leases.keep("l", first, TTL))).isFalse();
        assertThat(get(leases.keep("l", second, TTL))).isTrue();
        get(leases.release("l", first));
        assertThat(get(leases.take("l", "b", TTL))).isEqualTo(new Leased.Taken("a"));
    }

    @Test
    void aLeaseThatIsNotKeptExpires() throws Exception {
        Leases leases = store().leases();
        long first = held(get(leases.take("l", "a", TTL)));
        pass(TTL.minusSeconds(10));
        assertThat(get(leases.keep("l", first, TTL))).isTrue();
        pass(TTL.minusSeconds(10));
        assertThat(get(leases.take("l", "b", TTL))).isEqualTo(new Leased.Taken("a"));
        pass(Duration.ofSeconds(11));
        assertThat(get(leases.keep("l", first, TTL))).isFalse();
        assertThat(held(get(leases.take("l", "b", TTL)))).isGreaterThan(first);
        assertThat(get(leases.keep("l", first, TTL))).isFalse();
    }

    @Test
    void aPauseIsIntendedThenThereThenGone() throws Exception {
        long token = lease("a");
        PauseRecords pauses = store().pauses();
        assertThat(get(pauses.intend(token, fleet("q")))).isEqualTo(Written.DONE);
        assertThat(records()).singleElement().satisfies(one -> {
            assertThat(one.queue()).isEqualTo("q");
            assertThat(one.state()).isEqualTo(State.INTENDED);
            assertThat(one.owner()).isEqualTo(Owner.FLEET);
            assertThat(one.token()).isEqualTo(token);
            assertThat(one.by()).isEqualTo("w1 on host a");
            assertThat(one.why()).isEmpty();
            assertThat(one.at()).isBeforeOrEqualTo(get(another().pauses().all()).now());
        });
        PauseRecord intended = records().get(0);
        assertThat(get(pauses.paused(token, "q"))).isEqualTo(Written.DONE);
        assertThat(records()).containsExactly(intended.as(State.PAUSED, token));

        pass(PauseRecord.DOUBT);
        PauseRecord old = records().get(0);
        long later = lease("a");
        assertThat(get(pauses.resuming(later, "q", Owner.FLEET))).isEqualTo(Written.DONE);
        assertThat(records()).containsExactly(old.as(State.RESUMING, later));
        assertThat(get(pauses.resumed(later, "q", Owner.FLEET))).isEqualTo(Written.DONE);
        assertThat(records()).isEmpty();
        assertThat(get(pauses.resumed(later, "q", Owner.FLEET))).isEqualTo(Written.MISSING);
        assertThat(get(pauses.resuming(later, "q", Owner.HAND))).isEqualTo(Written.MISSING);
        assertThat(get(pauses.paused(later, "q"))).isEqualTo(Written.MISSING);
    }

    @Test
    void anOlderTokenWritesNothing() throws Exception {
        long old = lease("a");
        PauseRecords pauses = store().pauses();
        get(pauses.intend(old, fleet("q")));
        long newest = lease("a");
        assertThat(get(pauses.paused(old, "q"))).isEqualTo(Written.STALE);
        assertThat(get(pauses.intend(old, fleet("other")))).isEqualTo(Written.STALE);
        assertThat(get(pauses.intend(old, hand("other")))).isEqualTo(Written.STALE);
        assertThat(get(pauses.resuming(old, "q", Owner.FLEET))).isEqualTo(Written.STALE);
        assertThat(get(pauses.resumed(old, "q", Owner.FLEET))).isEqualTo(Written.STALE);
        assertThat(state("q")).isEqualTo(State.INTENDED);
        assertThat(get(pauses.paused(newest, "q")))
                .as("an intent of an older token")
                .isEqualTo(Written.MISSING);
        assertThat(get(pauses.intend(newest + 1, fleet("q"))))
                .as("a token that nobody has given")
                .isEqualTo(Written.STALE);
    }

    @Test
    void aTokenIsGoodUntilTheNextOneIsGiven() throws Exception {
        long token = lease("a");
        get(store().leases().release(PauseRecords.LEASE, token));
        pass(TTL);
        assertThat(get(store().pauses().intend(token, fleet("q")))).isEqualTo(Written.DONE);
        lease("b");
        assertThat(get(store().pauses().paused(token, "q"))).isEqualTo(Written.STALE);
    }

    @Test
    void whatAHandHasPausedIsTheHands() throws Exception {
        long token = lease("a");
        PauseRecords pauses = store().pauses();
        get(pauses.intend(token, fleet("q")));
        get(pauses.paused(token, "q"));
        assertThat(get(pauses.intend(token, hand("q")))).as("taken over").isEqualTo(Written.DONE);
        get(pauses.paused(token, "q"));
        PauseRecord paused = records().get(0);
        assertThat(paused.owner()).isEqualTo(Owner.HAND);
        assertThat(paused.by()).isEqualTo("ä b");
        assertThat(paused.why()).isEqualTo("two\nlines");

        assertThat(get(pauses.intend(token, fleet("q")))).isEqualTo(Written.BY_HAND);
        assertThat(get(pauses.resuming(token, "q", Owner.FLEET))).isEqualTo(Written.BY_HAND);
        assertThat(get(pauses.resumed(token, "q", Owner.FLEET))).isEqualTo(Written.BY_HAND);
        assertThat(records()).containsExactly(paused);
        pass(Duration.ofDays(400));
        assertThat(records()).as("long after").hasSize(1);

        long later = lease("a");
        assertThat(get(pauses.resuming(later, "q", Owner.HAND))).isEqualTo(Written.DONE);
        assertThat(get(pauses.resumed(later, "q", Owner.HAND))).isEqualTo(Written.DONE);
        assertThat(records()).isEmpty();
    }

    @Test
    void aPauseIsLookedAfterForAMinuteThoughItWasResumed() throws Exception {
        long token = lease("a");
        PauseRecords pauses = store().pauses();
        get(pauses.intend(token, fleet("q")));
        assertThat(get(pauses.resuming(token, "q", Owner.FLEET))).isEqualTo(Written.DONE);
        assertThat(state("q")).isEqualTo(State.INTENDED);
        assertThat(get(pauses.resumed(token, "q", Owner.FLEET))).isEqualTo(Written.DONE);
        assertThat(state("q")).isEqualTo(State.RESUMED);
        pass(PauseRecord.DOUBT.minusSeconds(10));
        long later = lease("a");
        assertThat(get(pauses.resumed(later, "q", Owner.HAND))).isEqualTo(Written.DONE);
        assertThat(state("q")).isEqualTo(State.RESUMED);
        pass(Duration.ofSeconds(11));
        later = lease("a");
        assertThat(get(pauses.resumed(later, "q", Owner.FLEET))).isEqualTo(Written.DONE);
        assertThat(records()).isEmpty();

        get(pauses.intend(later, fleet("q")));
        get(pauses.paused(later, "q"));
        get(pauses.resuming(later, "q", Owner.FLEET));
        get(pauses.resumed(later, "q", Owner.FLEET));
        assertThat(state("q")).as("one that was confirmed").isEqualTo(State.RESUMED);
        assertThat(get(pauses.intend(later, fleet("q")))).isEqualTo(Written.DONE);
        assertThat(state("q")).isEqualTo(State.INTENDED);
    }

    @Test
    void queuesHaveRecordsOfTheirOwn() throws Exception {
        long token = lease("a");
        PauseRecords pauses = store().pauses();
        get(pauses.intend(token, fleet("one")));
        get(pauses.intend(token, fleet("two.x-y_z")));
        get(pauses.intend(token, hand("three")));
        get(pauses.paused(token, "two.x-y_z"));
        pass(PauseRecord.DOUBT);
        assertThat(state("one")).isEqualTo(State.INTENDED);
        assertThat(state("two.x-y_z")).isEqualTo(State.PAUSED);
        get(pauses.resumed(token, "two.x-y_z", Owner.FLEET));
        assertThat(records()).extracting(PauseRecord::queue).containsExactlyInAnyOrder("one", "three");
    }
}
