package dev.millwright.worker.testkit.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millwright.worker.FaktoryConnectionException;
import dev.millwright.worker.ServerAddress;
import dev.millwright.worker.Worker;
import dev.millwright.worker.WorkerState;
import dev.millwright.worker.testkit.ConnectedWorker;
import dev.millwright.worker.testkit.ManualClock;
import dev.millwright.worker.testkit.RecordedCommand;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server that is late, that forgets, that stalls, or that goes away and comes back. */
class TroubleTest extends WorkerTest {
    @Test
    void waitsForAServerThatComesUpLate() throws Exception {
        server.crash();
        Worker worker = worker().build();
        CompletableFuture<Void> started = CompletableFuture.runAsync(worker::start);
        server.restart();
        started.get(30, TimeUnit.SECONDS);

        try (worker) {
            server.push("noop");
            awaitAcks(1);
            server.endFetches();
        }
    }

    @Test
    void givesUpWithOneLineIfTheServerNeverComes() {
        Worker worker = worker().server(ServerAddress.parse("tcp://localhost:1"))
                .startupTimeout(Duration.ofMillis(200))
                .build();

        assertThatThrownBy(worker::start)
                .isInstanceOf(FaktoryConnectionException.class)
                .hasMessageContaining("tcp://localhost:1")
                .hasMessageContaining("refused")
                .hasMessageNotContaining("\n");
        worker.close();
    }

    @Test
    void registersAnewUnderTheSameWidWhenTheServerHasForgottenIt() {
        Worker worker = start(worker());
        int hellos = server.commands("HELLO").size();
        server.faults().on("BEAT").error("unknown worker " + worker.wid());

        server.awaitCommand("HELLO", hellos + 1, LIMIT);
        server.push("noop");

        awaitAcks(1);
        assertThat(server.commands("HELLO"))
                .allSatisfy(hello -> assertThat(hello.payload()).contains(worker.wid()));
        assertThat(worker.state()).isEqualTo(WorkerState.RUNNING);
    }

    @Test
    void saysAgainThatItIsQuietAfterAReconnect() throws Exception {
        Worker worker = start(worker());
        server.push("stubborn");
        awaitStarted(1);
        server.quiet(worker.wid());
        server.await("the worker to be quiet", now -> worker.state() == WorkerState.QUIET);
        server.await("the lanes to leave, whose last FETCH may have been sent just before", now -> {
            now.endFetches();
            return worker.status().pools().get(0).connectedLanes() == 0;
        });

        server.disconnectAll();

        // The server has forgotten the state with the last connection; the worker has not.
        server.await(
                "quiet anew",
                now -> now.workers().stream()
                        .map(ConnectedWorker::state)
                        .toList()
                        .contains(ConnectedWorker.State.QUIET));
        server.push("noop");
        server.awaitCommand("BEAT", server.commands("BEAT").size() + 2, LIMIT);
        assertThat(server.queue("default")).hasSize(1);
    }

    @Test
    void reportsOverANewConnectionWhatItRanDuringAnOutage() throws Exception {
        start(worker());
        server.push("stubborn");
        awaitStarted(1);
        server.crash();
        released.countDown();
        server.restart();

        awaitAcks(1);
        server.push("noop");
        awaitAcks(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ACK", "FETCH", "BEAT"})
    void leavesAConnectionThatHasGoneSilent(String verb) {
        ManualClock clock = new ManualClock();
        // Without the connection for cancel orders: it is made when a job has run for a second, and its HELLO would
        // look like that of the connection which takes the place of the silent one.
        Worker worker = start(worker().clock(clock).controlQueue(false));
        server.await("both lanes to fetch", now -> now.blockedFetches() == 2);
        int before = server.commands(verb).size();
        server.faults().on(verb).stall();
        server.push("noop");
        server.push("noop");
        clock.advance(Duration.ofSeconds(1)); // a heartbeat
        RecordedCommand stalled = server.awaitCommand(verb, before + 1, LIMIT);

        // A report has 5 s. A FETCH has 10 s and then ten in which the server has been seen to work.
        advanceUntil(
                clock,
                Duration.ofSeconds(30),
                now -> now.commands("HELLO").stream().anyMatch(hello -> hello.number() > stalled.number()));
        clock.advance(Duration.ofSeconds(1)); // what waits for its next try is sent
        server.await("all jobs done", now -> now.processed() == 2 && now.failures() == 0, LIMIT);
        assertThat(worker.state()).isEqualTo(WorkerState.RUNNING);
    }

    @Test
    void sendsAnAckAgainWhoseReplyWasLost() {
        start(worker());
        server.faults().on("ACK").cutBeforeReply();
        server.push("noop");

        server.awaitCommand("ACK", 2, LIMIT);
        server.push("noop");
        server.await(
                "both done",
                now -> now.working().isEmpty() && now.queue("default").isEmpty(),
                LIMIT);
        assertThat(server.failures()).isZero();
    }

    @Test
    void stopsAskingAServerThatWillNotKill() throws Exception {
        ManualClock clock = new ManualClock();
        Worker worker = start(worker().clock(clock));
        server.faults().on("MUTATE").always().error("no");
        String jid = server.push("sleep");
        awaitStarted(1);

        worker.cancel(jid);

        advanceUntil(clock, Duration.ofMinutes(2), now -> now.commands("MUTATE").size() == 10);
        server.push("noop");
        awaitAcks(1);
        int beats = server.commands("BEAT").size();
        clock.advance(Duration.ofSeconds(30)); // longer than the longest pause between two tries
        server.awaitCommand("BEAT", beats + 1, LIMIT);
        assertThat(server.commands("FAIL")).hasSize(1);
        assertThat(server.commands("MUTATE")).hasSize(10);
    }
}
