package dev.millwright.worker.fleet;

import dev.millwright.worker.JobFilter;
import dev.millwright.worker.fleet.internal.operation.CancelOrder;
import dev.millwright.worker.fleet.internal.record.Records;
import dev.millwright.worker.fleet.internal.store.Aborted;
import dev.millwright.worker.fleet.internal.store.Counts;
import dev.millwright.worker.fleet.internal.store.FleetStore;
import dev.millwright.worker.fleet.internal.store.Found;
import dev.millwright.worker.fleet.internal.store.Members;
import dev.millwright.worker.fleet.internal.store.Opened;
import dev.millwright.worker.fleet.internal.store.Opening;
import dev.millwright.worker.fleet.internal.store.Operation;
import dev.millwright.worker.fleet.internal.store.Operations;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/** The operations of a group, for who is not its member: what a {@link FleetClient} says of them. Any thread. */
final class GroupOperations {
    /** Nobody waits for long for a number. */
    private static final Duration DRY_RUN = Duration.ofMinutes(1);

    /** How many operations' counts are asked for at once. */
    private static final int COUNTS_A_READ = 200;

    private final FleetStore store;
    private final AtomicLong unreadable;

    /**
     * Of a store.
     *
     * @param unreadable counts what cannot be read
     */
    GroupOperations(FleetStore store, AtomicLong unreadable) {
        this.store = store;
        this.unreadable = unreadable;
    }

    /**
     * Opens one.
     *
     * @return whether it was there before
     */
    boolean open(String id, JobFilter filter, FleetCancelOptions options) {
        CancelOrder order = new CancelOrder(filter, options.request(), options.dryRun());
        Duration lifetime = options.lifetime();
        if (options.dryRun() && lifetime.compareTo(DRY_RUN) > 0) {
            lifetime = DRY_RUN;
        }
        Opening opening = new Opening(id, order.subject(), order.details(), options.tolerance(), lifetime);
        Opened opened = ask(id, opening);
        if (opened instanceof Opened.Known known) {
            return known.repeated();
        }
        if (opened instanceof Opened.TooMany many) {
            throw new FleetException(
                    "operation " + id + " is refused: " + many.open()
                            + " operations of the group are open, and no more than " + FleetStore.MAX_OPEN
                            + " can be; abort one that is not needed, or wait until one expires",
                    null);
        }
        throw new FleetException(
                "there is an operation " + id
                        + " already that has another filter, or does something else: take another id",
                null);
    }

    private Opened ask(String id, Opening opening) {
        try {
            return FleetClient.await(store.open(opening));
        } catch (FleetException e) {
            // It may have arrived, and only the answer be lost.
            throw new FleetException(
                    e.getMessage() + "; whether operation " + id
                            + " is open is not certain: ask for it, or cancel again" + " under this id",
                    e.getCause());
        }
    }

    /** An id that nobody else makes up. */
    static String newId() {
        return UUID.randomUUID().toString().replace("-", "").substring(0, 12);
    }

    Optional<FleetOperation> one(String id) {
        Found found = FleetClient.await(store.operation(id));
        return found.operation()
                .flatMap(operation ->
                        look(List.of(operation), found.now()).stream().findAny());
    }

    List<FleetOperation> all() {
        List<Operation> read = new ArrayList<>();
        Operations page = FleetClient.await(store.operations(0));
        read.addAll(page.operations());
        while (page.more()) {
            page = FleetClient.await(store.operations(page.version()));
            read.addAll(page.operations());
        }
        List<FleetOperation> all = look(read, page.now());
        all.sort(Comparator.comparing(FleetOperation::opened)
                .thenComparing(FleetOperation::id)
                .reversed());
        return List.copyOf(all);
    }

    FleetAbort abort(String id) {
        Aborted aborted = FleetClient.await(store.abort(id));
        if (aborted instanceof Aborted.Done) {
            return FleetAbort.ABORTED;
        }
        return aborted instanceof Aborted.WasOver ? FleetAbort.WAS_OVER : FleetAbort.UNKNOWN;
    }

    /** The counts are read before the members: who has acknowledged and then left is not waited for. */
    private List<FleetOperation> look(List<Operation> operations, Instant now) {
        Map<String, Map<String, Counts>> counts = new HashMap<>();
        List<String> ids = operations.stream().map(Operation::id).toList();
        for (int from = 0; from < ids.size(); from += COUNTS_A_READ) {
            List<String> some = ids.subList(from, Math.min(ids.size(), from + COUNTS_A_READ));
            List<Map<String, Counts>> read = FleetClient.await(store.acknowledged(some));
            for (int i = 0; i < some.size(); i++) {
                counts.put(some.get(i), read.get(i));
            }
        }
        Map<String, String> hosts = operations.isEmpty() ? Map.of() : hosts();
        List<FleetOperation> looks = new ArrayList<>();
        for (Operation operation : operations) {
            try {
                CancelOrder order = CancelOrder.read(operation.subject(), operation.details());
                looks.add(look(operation, order, now, counts.getOrDefault(operation.id(), Map.of()), hosts));
            } catch (IllegalArgumentException e) {
                unreadable.incrementAndGet();
            }
        }
        return looks;
    }

    private Map<String, String> hosts() {
        Map<String, String> hosts = new HashMap<>();
        for (Members.Member member : FleetClient.await(store.members(false)).members()) {
            String host = Records.worker(member.wid(), member.worker())
                    .map(FleetWorker::host)
                    .orElse("");
            hosts.put(member.wid(), host);
        }
        return hosts;
    }

    private static FleetOperation look(
            Operation operation,
            CancelOrder order,
            Instant now,
            Map<String, Counts> counts,
            Map<String, String> hosts) {
        List<FleetOperation.PerWorker> perWorker = new ArrayList<>();
        counts.forEach((wid, done) -> perWorker.add(of(wid, done, hosts)));
        hosts.keySet().stream()
                .filter(wid -> !counts.containsKey(wid))
                .forEach(wid -> perWorker.add(of(wid, new Counts(0, 0, 0, 0, 0), hosts)));
        perWorker.sort(
                Comparator.comparing(FleetOperation.PerWorker::host).thenComparing(FleetOperation.PerWorker::wid));
        int acknowledged = (int) perWorker.stream()
                .filter(one -> one.live() && one.acknowledged())
                .count();
        return new FleetOperation(
                operation.id(),
                order.filter(),
                order.request().reason(),
                order.request().by(),
                order.request().discard(),
                order.dryRun(),
                state(operation, now, acknowledged == hosts.size()),
                operation.opened(),
                operation.cutoff(),
                operation.expires(),
                counts.values().stream().mapToLong(Counts::matched).sum(),
                counts.values().stream().mapToLong(Counts::cancelled).sum(),
                counts.values().stream().mapToLong(Counts::alreadyOver).sum(),
                counts.values().stream().mapToLong(Counts::failed).sum(),
                hosts.size(),
                acknowledged,
                perWorker);
    }

    private static FleetOperation.PerWorker of(String wid, Counts done, Map<String, String> hosts) {
        return new FleetOperation.PerWorker(
                wid,
                hosts.getOrDefault(wid, ""),
                hosts.containsKey(wid),
                done.version() > 0,
                done.matched(),
                done.cancelled(),
                done.alreadyOver(),
                done.failed());
    }

    private static FleetOperation.State state(Operation operation, Instant now, boolean byAll) {
        if (operation.aborted()) {
            return FleetOperation.State.ABORTED;
        }
        if (!operation.isOpen(now)) {
            return FleetOperation.State.EXPIRED;
        }
        return byAll ? FleetOperation.State.DONE : FleetOperation.State.OPEN;
    }
}
