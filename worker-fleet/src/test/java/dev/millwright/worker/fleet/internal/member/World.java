package dev.millwright.worker.fleet.internal.member;

import dev.millwright.worker.fleet.FleetException;
import dev.millwright.worker.fleet.LastOneOut;
import dev.millwright.worker.fleet.internal.last.PausesByHand;
import dev.millwright.worker.fleet.internal.store.MemoryFleetStore;
import dev.millwright.worker.fleet.internal.store.MemoryGroup;
import dev.millwright.worker.fleet.internal.store.PauseRecord;
import dev.millwright.worker.testkit.ManualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
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
