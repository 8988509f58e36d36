package dev.millwright.worker.testkit.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millwright.worker.StopResult;
import dev.millwright.worker.Worker;
import dev.millwright.worker.WorkerPool;
import dev.millwright.worker.WorkerPool.State;
import dev.millwright.worker.testkit.ManualClock;
import dev.millwright.worker.testkit.RecordedCommand;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Pools and queues that are told not to be fetched from for a while. */
class PausesTest extends WorkerTest {
    private final ManualClock clock = new ManualClock();

    private void awaitNoFetch() {
        server.await("no FETCH", now -> now.blockedFetches() == 0, LIMIT);
    }

    @Test
    void fetchesNothingUntilItIsResumed() {
        WorkerPool pool = start(worker()).pool("");
        pool.pause("a test");
        awaitNoFetch();
        server.push("noop");
        int fetches = server.commands("FETCH").size();
        server.awaitCommand("BEAT", server.commands("BEAT").size() + 7, LIMIT); // longer than a sweep

        assertThat(server.commands("FETCH")).hasSize(fetches);
        assertThat(pool.state()).isEqualTo(State.PAUSED);
        pool.resume();

        awaitAcks(1);
        assertThat(pool.state()).isEqualTo(State.RUNNING);
        assertThat(pool.pause()).isEmpty();
    }

    @Test
    void whatRunsGoesOn() throws Exception {
        WorkerPool pool = start(worker()).pool("");
        server.push("stubborn");
        awaitStarted(1);

        pool.pause("a test");
        assertThat(pool.used()).isEqualTo(1);
        released.countDown();

        awaitAcks(1);
    }

    @Test
    void goesOnByItselfAtThePausesEnd() {
        WorkerPool pool = start(worker().clock(clock)).pool("");
        Instant end = clock.instant().plusSeconds(5);
        pool.pause(end, "a test");
        awaitNoFetch();
        server.push("noop");

        clock.advance(Duration.ofMillis(4_999));
        assertThat(pool.state()).isEqualTo(State.PAUSED);
        assertThat(server.queue("default")).hasSize(1);
        clock.advance(Duration.ofMillis(1));

        awaitAcks(1);
        assertThat(pool.lastChange()).contains(new WorkerPool.Change(end, "its end", "resumed"));
    }

    @Test
    void aNewPauseTakesThePlaceOfTheOld() {
        WorkerPool pool = start(worker().clock(clock)).pool("");
        pool.pause(Duration.ofSeconds(2), "short");
        pool.pause(Duration.ofSeconds(9), "long");

        clock.advance(Duration.ofSeconds(3));
        assertThat(pool.pause())
                .hasValueSatisfying(pause -> assertThat(pause.why()).isEqualTo("long"));
        pool.resume();
        pool.pause("no end");
        clock.advance(Duration.ofSeconds(9));

        assertThat(pool.state()).isEqualTo(State.PAUSED);
    }

    /** The clock can be the program's, and live on. */
    @Test
    void leavesNoTimerBehind() {
        Worker worker = start(worker().clock(clock));
        worker.pool("").pause(Duration.ofDays(1), "a test");

        assertThat(worker.stop()).succeedsWithin(LIMIT);
        int left = clock.scheduledTasks();
        clock.advance(Duration.ofHours(1)); // whatever else waits ends by then

        assertThat(clock.scheduledTasks()).as("of %s", left).isZero();
    }

    @Test
    void refusesAnEndThatIsNone() {
        WorkerPool pool = worker().clock(clock).build().pool("");
        Instant now = clock.instant();

        assertThatThrownBy(() -> pool.pause(now, "why"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a pause ends in the future, but " + now + " is past: it is " + now + " now");
        assertThatThrownBy(() -> pool.pause(Instant.MIN, "why")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> pool.pause(Instant.MAX, "why"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("leave its end out");
        for (Duration time : new Duration[] {
            Duration.ZERO,
            Duration.ofSeconds(-1),
            Duration.ofSeconds(Long.MAX_VALUE),
            Duration.ofSeconds(Long.MIN_VALUE)
        }) {
            assertThatThrownBy(() -> pool.pause(time, "why"))
                    .as(time.toString())
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThat(pool.pause()).isEmpty();
    }

    @Test
    void aPausedQueueLeavesTheOthersAlone() {
        WorkerPool pool = start(worker().queues("a", "b")).pool("");
        pool.pauseQueue("a", "a test");
        awaitNoFetch();
        server.pushTo("a", "noop");
        server.pushTo("b", "noop");

        awaitAcks(1);
        RecordedCommand last =
                server.commands("FETCH").get(server.commands("FETCH").size() - 1);
        assertThat(last.payload()).isEqualTo("b");
        assertThat(server.queue("a")).hasSize(1);
        assertThat(pool.state()).isEqualTo(State.RUNNING);
        assertThat(pool.pausedQueues()).containsOnlyKeys("a");
        pool.resumeQueue("a");

        awaitAcks(2);
    }

    @Test
    void aPoolWhoseQueuesAreAllPausedFetchesNothing() {
        WorkerPool pool = start(worker().queues("a,2", "b,1").clock(clock)).pool("");
        pool.pauseQueue("a", "a test");
        pool.pauseQueue("b", Duration.ofSeconds(3), "a test");
        awaitNoFetch();
        server.pushTo("a", "noop");
        server.pushTo("b", "noop");
        int fetches = server.commands("FETCH").size();

        clock.advance(Duration.ofSeconds(2));
        assertThat(pool.state()).isEqualTo(State.PAUSED);
        assertThat(server.commands("FETCH")).hasSize(fetches);
        pool.resume(); // of the pool, which has no pause of its own
        assertThat(pool.state()).isEqualTo(State.PAUSED);
        clock.advance(Duration.ofSeconds(1));

        awaitAcks(1);
        assertThat(server.queue("a")).hasSize(1);
        assertThat(pool.state()).isEqualTo(State.RUNNING);
    }

    @Test
    void refusesAQueueThatThePoolDoesNotHave() {
        WorkerPool pool = worker().queues("a", "b,3").build().pool("");

        assertThatThrownBy(() -> pool.pauseQueue("default", "why"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("this pool has no queue 'default': it fetches from a, b");
        assertThatThrownBy(() -> pool.resumeQueue("")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void stopsWhileItIsPaused() {
        Worker worker = start(worker());
        WorkerPool pool = worker.pool("");
        pool.pause(Duration.ofHours(1), "a test");
        pool.resize(0);

        CompletableFuture<StopResult> stopped = worker.stop();
        pool.resume();
        pool.resize(50);

        assertThat(stopped).succeedsWithin(LIMIT).isEqualTo(new StopResult(0, 0, 0));
        assertThat(pool.state()).isEqualTo(State.QUIET);
    }

    @Test
    void quietWinsOverAResume() {
        Worker worker = start(worker());
        WorkerPool pool = worker.pool("");
        pool.pause("a test");
        awaitNoFetch();
        int fetches = server.commands("FETCH").size();

        worker.quiet();
        pool.resume();
        pool.resize(9);
        server.push("noop");
        server.awaitCommand("BEAT", server.commands("BEAT").size() + 7, LIMIT);

        assertThat(pool.state()).isEqualTo(State.QUIET);
        assertThat(server.commands("FETCH")).hasSize(fetches);
    }

    @Test
    void aPausedPoolStartsPaused() {
        Worker worker = worker().build();
        worker.pool("").pause("before the start");
        worker.start();
        try (worker) {
            server.push("noop");
            server.awaitCommand("BEAT", 3, LIMIT);
            assertThat(server.commands("FETCH")).isEmpty();
            worker.pool("").resume();
            awaitAcks(1);
            server.endFetches();
        }
    }
}
