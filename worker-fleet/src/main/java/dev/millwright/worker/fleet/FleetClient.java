package dev.millwright.worker.fleet;

import dev.millwright.worker.WorkerClock;
import dev.millwright.worker.fleet.internal.record.Records;
import dev.millwright.worker.fleet.internal.redis.RedisFleetStore;
import dev.millwright.worker.fleet.internal.store.FleetStore;
import dev.millwright.worker.fleet.internal.store.Members;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Looks at a group, for everyone who is not its member: tools, pages, alerts. Each call waits for the store, for some
 * seconds at most if it is away. Any thread.
 */
public final class FleetClient implements AutoCloseable {
    private final FleetStore store;
    private final AtomicLong unreadable = new AtomicLong();

    private FleetClient(FleetStore store) {
        this.store = store;
    }

    /**
     * A client for a group.
     *
     * @param address where the group's store is; connected to by the first call
     * @param group its name
     * @return to be closed by the caller
     * @throws IllegalArgumentException if the name cannot be that of a group
     */
    public static FleetClient connect(FleetAddress address, String group) {
        Objects.requireNonNull(address, "address");
        return new FleetClient(new RedisFleetStore(address, GroupName.checked(group), WorkerClock.system()));
    }

    /**
     * A client for a group of this process.
     *
     * @param memory the group's store
     * @param group its name
     * @return to be closed by the caller
     * @throws IllegalArgumentException if the name cannot be that of a group
     */
    public static FleetClient connect(FleetMemory memory, String group) {
        return new FleetClient(memory.store(GroupName.checked(group)));
    }

    /**
     * The live workers: those that have been heard of in the last 45 s and have not left.
     *
     * @return by host, process and wid
     * @throws FleetException if the store is away, or refuses
     */
    public List<FleetWorker> workers() {
        List<FleetWorker> workers = new ArrayList<>();
        for (Members.Member member : await(store.members(false)).members()) {
            Records.worker(member.wid(), member.worker()).ifPresentOrElse(workers::add, unreadable::incrementAndGet);
        }
        workers.sort(Comparator.comparing(FleetWorker::host)
                .thenComparing(FleetWorker::pid)
                .thenComparing(FleetWorker::wid));
        return List.copyOf(workers);
    }

    /**
     * The jobs that the live workers run, those that have run for a second or more.
     *
     * @return the longest running first
     * @throws FleetException if the store is away, or refuses
     */
    public FleetJobs jobs() {
        Members members = await(store.members(true));
        List<FleetJob> jobs = new ArrayList<>();
        long unlisted = 0;
        for (Members.Member member : members.members()) {
            Records.Jobs read = Records.jobs(member.wid(), member.jobs());
            jobs.addAll(read.jobs());
            unlisted += read.unlisted();
            unreadable.addAndGet(read.unreadable());
        }
        jobs.sort(Comparator.comparing(FleetJob::since).thenComparing(FleetJob::jid));
        return new FleetJobs(members.now(), jobs, unlisted);
    }

    /**
     * How many records could not be read so far: another release or a hand has written them. They are passed over.
     *
     * @return zero or more
     */
    public long unreadable() {
        return unreadable.get() + store.unreadable();
    }

    private static <T> T await(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().join();
        } catch (CompletionException e) {
            String why = e.getCause() == null ? e.getMessage() : e.getCause().getMessage();
            throw new FleetException(why == null ? "the fleet's store failed" : why, e.getCause());
        }
    }

    /** Closes the connection. */
    @Override
    public void close() {
        store.close();
    }
}
