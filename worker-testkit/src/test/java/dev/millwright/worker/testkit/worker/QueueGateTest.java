package dev.millwright.worker.testkit.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millwright.worker.QueueGate;
import dev.millwright.worker.Worker;
import dev.millwright.worker.WorkerPool.State;
import dev.millwright.worker.testkit.ManualClock;
import dev.millwright.worker.testkit.RecordedCommand;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

class QueueGateTest extends WorkerTest {
    private final ManualClock clock = new ManualClock();

    /** Closed for the queues that a test has put in. */
    private static final class Closing implements QueueGate {
        final Set<String> closed = ConcurrentHashMap.newKeySet();
        volatile Runnable changed = () -> {};

        @Override
        public boolean isOpen(String queue) {
            return !closed.contains(queue);
        }

        @Override
        public void start(Runnable whenChanged) {
            changed = whenChanged;
        }

        void open(String queue) {
            closed.remove(queue);
            changed.run();
        }
    }

    private final Closing gate = new Closing();

    private String lastFetch() {
        return server.commands("FETCH").get(server.commands("FETCH").size() - 1).payload();
    }

    /** Time stands still: nothing but the gate can wake the lanes. */
    @Test
    void aClosedQueueIsLeftOutUntilItOpens() {
        gate.closed.add("a");
        Worker worker = start(worker().queues("a", "b").queueGate(gate).clock(clock));
        server.pushTo("a", "noop");
        server.pushTo("b", "noop");

        awaitAcks(1);
        assertThat(server.queue("a")).hasSize(1);
        assertThat(server.commands("FETCH"))
                .extracting(RecordedCommand::payload)
                .containsOnly("b");
        gate.open("a");

        awaitAcks(2);
        server.await("both queues", now -> lastFetch().equals("a b"));
        assertThat(worker.pool("").state()).isEqualTo(State.RUNNING);
    }

    @Test
    void withAllClosedThereIsNoFetchUntilOneOpens() {
        gate.closed.add("default");
        Worker worker = start(worker().queueGate(gate).clock(clock));
        server.push("noop");
        server.await("lanes", now -> worker.status().pools().get(0).connectedLanes() == 2);
        assertThat(server.commands("FETCH")).isEmpty();

        gate.open("default");

        awaitAcks(1);
    }

    @Test
    void withAllClosedItIsNeitherStalledNorUnready() {
        gate.closed.add("default");
        Worker worker = start(worker().queueGate(gate).clock(clock));
        advanceUntil(
                clock, Duration.ofMinutes(2), now -> worker.status().notReady().isEmpty());

        for (int second = 0; second < 180; second++) {
            clock.advance(Duration.ofSeconds(1));
        }

        assertThat(worker.status().stalled()).isEmpty();
        advanceUntil(
                clock, Duration.ofMinutes(2), now -> worker.status().notReady().isEmpty());
    }

    @Test
    void closesWhileJobsComeAndLosesNone() {
        start(worker().queueGate(gate));
        for (int round = 1; round <= 50; round++) {
            gate.closed.add("default");
            server.push("noop");
            gate.open("default");
            awaitAcks(round);
        }
        assertThat(server.failures()).isZero();
    }

    @Test
    void allOfSeveralGatesMustBeOpen() {
        Closing other = new Closing();
        gate.closed.add("a");
        other.closed.add("b");
        start(worker().queues("a", "b", "c").queueGate(gate).queueGate(other));
        server.pushTo("c", "noop");

        awaitAcks(1);

        assertThat(server.commands("FETCH"))
                .extracting(RecordedCommand::payload)
                .containsOnly("c");
    }

    @Test
    void aGateThatThrowsIsOpen() {
        start(worker().queueGate(new QueueGate() {
            @Override
            public void start(Runnable changed) {
                throw new AssertionError("on purpose");
            }

            @Override
            public boolean isOpen(String queue) {
                throw new StackOverflowError("on purpose");
            }
        }));
        server.push("noop");

        awaitAcks(1);
    }
}
