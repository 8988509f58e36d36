package dev.millwright.worker.fleet.internal.member;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millwright.worker.fleet.FleetException;
import dev.millwright.worker.fleet.LastOneOut;
import dev.millwright.worker.fleet.PauseResult;
import dev.millwright.worker.fleet.internal.last.PausesByHand;
import dev.millwright.worker.fleet.internal.store.Leased;
import dev.millwright.worker.fleet.internal.store.MemoryFleetStore;
import dev.millwright.worker.fleet.internal.store.MemoryGroup;
import dev.millwright.worker.fleet.internal.store.PauseRecord;
import dev.millwright.worker.fleet.internal.store.PauseRecord.State;
import dev.millwright.worker.fleet.internal.store.PauseRecords;
import dev.millwright.worker.testkit.ManualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A group of workers, its store and its server, on one clock and one thread. All takes a while that a seed decides; what is
 * to go wrong is switched on. Confined to its test.
 */
final class World {
    final ManualClock clock = new ManualClock();
    final MemoryGroup group = new MemoryGroup(clock);
    final MemoryFleetStore store = new MemoryFleetStore(group);
    final Random random;

    /** The queues that the server holds back. */
    final Set<String> paused = new TreeSet<>();

    /** What the server has done, in order: {@code PAUSE q by w}. */
    final List<String> orders = new ArrayList<>();

    final List<String> lines = new ArrayList<>();
    final List<Site> sites = new ArrayList<>();

    /** Whether the store is away. */
    boolean storeAway;

    /** Whether the server is away. */
    boolean serverAway;

    /** How many of a thousand calls get lost, half of them with what they were to do done. */
    int lost;

    /** The queue whose orders the server refuses. */
    @Nullable
    String refused;

    /** The queues that the server does not know. */
    final Set<String> unknown = new TreeSet<>();

    /** For how long an answer takes, at most, in milliseconds, there and back each. */
    int slowness = 50;

    World(long seed) {
        this.random = new Random(seed);
    }

    SimWorker worker(String wid, String... queues) {
        return worker(wid, LastOneOut.DEFAULT, queues);
    }

    SimWorker worker(String wid, @Nullable LastOneOut options, String... queues) {
        Site site = new Site(this, wid);
        sites.add(site);
        return new SimWorker(site, wid, options, List.of(queues));
    }

    /** One who pauses by hand. */
    PausesByHand hand(Site site) {
        return new PausesByHand(site.store(), site.clock());
    }

    /** One that has been there for a while. */
    SimWorker running(String wid, String... queues) {
        SimWorker worker = worker(wid, queues).start();
        seconds(3);
        return worker;
    }

    /** Pauses or resumes by hand, and waits for that. */
    PauseResult byHand(boolean pause, String... queues) {
        Site site = new Site(this, "hand");
        CompletableFuture<PauseResult> result = (pause
                        ? hand(site).pause(site.server(), List.of(queues), "me", "why")
                        : hand(site).resume(site.server(), List.of(queues)))
                .toCompletableFuture();
        for (int i = 0; i < 100 && !result.isDone(); i++) {
            seconds(1);
        }
        return result.join();
    }

    /** Somebody else holds the lease, and keeps it. */
    void keepLease(Duration time) {
        Leased.Held held = (Leased.Held) store.leases()
                .take(PauseRecords.LEASE, "another", Duration.ofSeconds(30))
                .toCompletableFuture()
                .join();
        for (long second = 10; second < time.toSeconds(); second += 10) {
            clock.schedule(
                    () -> store.leases().keep(PauseRecords.LEASE, held.token(), Duration.ofSeconds(30)),
                    Duration.ofSeconds(second));
        }
    }

    void assertRecorded(State state, String... queues) {
        assertThat(records().keySet()).as(toString()).containsExactly(queues);
        assertThat(records().values())
                .allSatisfy(record -> assertThat(record.state()).isEqualTo(state));
    }

    void order(String what, String queue, String who) {
        if (queue.equals(refused)) {
            throw new IllegalStateException("the server refuses " + queue);
        }
        if (unknown.contains(queue)) {
            return;
        }
        if (what.equals("PAUSE")) {
            paused.add(queue);
        } else {
            paused.remove(queue);
        }
        orders.add(what + " " + queue + " by " + who);
    }

    long ordered(String start) {
        return orders.stream().filter(one -> one.startsWith(start)).count();
    }

    void pass(Duration time) {
        clock.advance(time);
    }

    void seconds(long seconds) {
        pass(Duration.ofSeconds(seconds));
    }

    Map<String, PauseRecord> records() {
        return store.pauses().all().toCompletableFuture().join().records().stream()
                .collect(Collectors.toMap(PauseRecord::queue, Function.identity(), (a, b) -> a, TreeMap::new));
    }

    List<String> lines(String part) {
        return lines.stream().filter(line -> line.contains(part)).toList();
    }

    FleetException away(String what) {
        return new FleetException(what + " is away", null);
    }

    @Override
    public String toString() {
        return "paused " + paused + "\nrecords " + records() + "\norders " + orders + "\nlines "
                + String.join("\n  ", lines);
    }
}
