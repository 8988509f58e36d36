package dev.millwright.worker.internal.stats;

import dev.millwright.worker.FaktoryClient;
import dev.millwright.worker.WorkerClock;
import dev.millwright.worker.WorkerReport;
import dev.millwright.worker.WorkerReport.Queue;
import dev.millwright.worker.internal.platform.Guard;
import dev.millwright.worker.internal.platform.SafeLogger;
import dev.millwright.worker.internal.pool.Pool;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import tools.jackson.databind.JsonNode;

/**
 * Asks the server how much waits in the queues of a worker, on a thread of its own, and for no longer than a command may
 * take. Any thread.
 */
public final class Backlog {
    private static final Logger LOG = SafeLogger.of(Backlog.class);

    private final boolean on;
    private final FaktoryClient client;
    private final WorkerClock clock;
    private final Duration limit;
    private final AtomicBoolean asking = new AtomicBoolean();

    /**
     * A question that is not asked yet.
     *
     * @param on whether it is ever asked
     * @param limit after so long the answer is that it is not known
     */
    public Backlog(boolean on, FaktoryClient client, WorkerClock clock, Duration limit) {
        this.on = on;
        this.client = client;
        this.clock = clock;
        this.limit = limit;
    }

    /** Whether it is ever asked. */
    boolean isOn() {
        return on;
    }

    /** The queues of a pool, with nothing known of them; none if nothing is asked. */
    List<Queue> unknown(Pool pool) {
        return on
                ? pool.settings().queues().names().stream()
                        .map(Backlog::unknown)
                        .toList()
                : List.of();
    }

    private static Queue unknown(String name) {
        return new Queue(name, OptionalLong.empty(), Optional.empty());
    }

    /**
     * Completes a report.
     *
     * @param then gets it once, at once or soon, on any thread
     */
    void ask(WorkerReport report, Consumer<WorkerReport> then) {
        if (!on) {
            then.accept(report);
            return;
        }
        AtomicBoolean answered = new AtomicBoolean();
        Consumer<Map<String, Queue>> once = known -> {
            if (answered.compareAndSet(false, true)) {
                then.accept(with(report, known));
            }
        };
        if (asking.getAndSet(true)) { // the last question is open still
            once.accept(Map.of());
            return;
        }
        WorkerClock.Scheduled timer = clock.schedule(() -> once.accept(Map.of()), limit);
        Thread thread = new Thread(
                () -> {
                    Map<String, Queue> known = answer(queues(report));
                    asking.set(false);
                    timer.cancel();
                    once.accept(known);
                },
                "millwright-backlog");
        thread.setDaemon(true);
        if (!Guard.run(thread::start, LOG, "no thread to ask for the backlog")) {
            asking.set(false);
            timer.cancel();
            once.accept(Map.of());
        }
    }

    private static Set<String> queues(WorkerReport report) {
        Set<String> names = new LinkedHashSet<>();
        report.pools().forEach(pool -> pool.queues().forEach(queue -> names.add(queue.name())));
        return names;
    }

    /** What the server says; of what it does not say, nothing. */
    private Map<String, Queue> answer(Set<String> names) {
        Map<String, Queue> known = new HashMap<>();
        try {
            client.queueLatency(names.toArray(String[]::new))
                    .forEach((name, latency) -> known.put(
                            name,
                            new Queue(
                                    name,
                                    latency.isZero() ? OptionalLong.of(0) : OptionalLong.empty(),
                                    Optional.of(latency))));
            if (known.values().stream().anyMatch(queue -> queue.backlog().isEmpty())) {
                // Only then: INFO is no light question, see Orders.look.
                JsonNode sizes = client.info().path("faktory").path("queues");
                known.replaceAll((name, queue) ->
                        new Queue(name, OptionalLong.of(sizes.path(name).asLong(0)), queue.latency()));
            }
        } catch (Throwable e) {
            LOG.debug("the backlog is not known", e);
        }
        return known;
    }

    private static WorkerReport with(WorkerReport report, Map<String, Queue> known) {
        Function<Queue, Queue> told = queue -> known.getOrDefault(queue.name(), queue);
        List<WorkerReport.Pool> pools = report.pools().stream()
                .map(pool -> new WorkerReport.Pool(
                        pool.name(),
                        pool.counts(),
                        pool.queues().stream().map(told).toList()))
                .toList();
        return new WorkerReport(report.from(), report.until(), report.total(), pools);
    }
}
