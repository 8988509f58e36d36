package dev.millwright.worker.fleet;

import dev.millwright.worker.JobRegistry;
import dev.millwright.worker.WorkerClock;
import dev.millwright.worker.fleet.internal.abandoned.CareMember;
import dev.millwright.worker.fleet.internal.common.FleetLog;
import dev.millwright.worker.fleet.internal.member.FleetMember;
import dev.millwright.worker.fleet.internal.redis.RedisFleetStore;
import dev.millwright.worker.fleet.internal.store.FleetStore;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A worker's membership in a group: {@code Worker.builder().apply(Fleet.of(address, "billing")::join)}. From its start to
 * its end the worker is then seen by all who look at the group, and so are the jobs that it runs. One fleet is for one
 * worker.
 *
 * <p>A store that is away changes nothing for the worker: it fetches, runs, reports and stops as it would without. Any
 * thread.
 */
public final class Fleet {
    private final String group;
    private final String version;
    private final Function<WorkerClock, FleetStore> store;
    private final @Nullable LastOneOut last;
    private final @Nullable AbandonedOptions abandoned;
    private final AtomicReference<@Nullable FleetMember> member = new AtomicReference<>();

    private Fleet(
            String group,
            String version,
            Function<WorkerClock, FleetStore> store,
            @Nullable LastOneOut last,
            @Nullable AbandonedOptions abandoned) {
        this.group = Name.ofGroup(group);
        this.version = version;
        this.store = store;
        this.last = last;
        this.abandoned = abandoned;
    }

    /**
     * A membership.
     *
     * @param address where the group's store is
     * @param group its name: 1 to 64 letters, digits and {@code . - _}
     * @return to be joined
     * @throws IllegalArgumentException if the name cannot be one
     */
    public static Fleet of(FleetAddress address, String group) {
        Objects.requireNonNull(address, "address");
        return new Fleet(group, "", clock -> new RedisFleetStore(address, group, clock), null, null);
    }

    /**
     * A membership in a group of this process.
     *
     * @param memory the group's store
     * @param group its name, as for {@link #of(FleetAddress, String)}
     * @return to be joined
     * @throws IllegalArgumentException if the name cannot be one
     */
    public static Fleet of(FleetMemory memory, String group) {
        Objects.requireNonNull(memory, "memory");
        return new Fleet(group, "", clock -> memory.store(group), null, null);
    }

    /**
     * This membership, of a program of a version.
     *
     * @param value what is shown beside the worker, for instance {@code 1.4.2}
     * @return a new membership
     */
    public Fleet withVersion(String value) {
        return new Fleet(group, Objects.requireNonNull(value, "version"), store, last, abandoned);
    }

    /**
     * This membership, of a worker that pauses its queues on the server when it is the last of its group to leave: a queue
     * that no other live worker of the group fetches from. That is done once it has drained, before it closes; not if a job
     * was abandoned, nor while it is not certain who else is there. The next worker of the group that starts resumes
     * exactly these, with or without this option. What was paused by hand, through {@link FleetClient#pause}, stays so.
     *
     * @param options how it finds out that it is the last, for instance {@link LastOneOut#DEFAULT}
     * @return a new membership
     */
    public Fleet withPauseWhenLast(LastOneOut options) {
        return new Fleet(group, version, store, Objects.requireNonNull(options, "options"), abandoned);
    }

    /**
     * This membership, of a worker that takes its part in the care for jobtypes that nobody runs with success any more: it
     * says what becomes of its jobs, and one of those workers of the group judges, see {@link FleetClient#abandoned()}.
     * Jobtypes that no such worker has run are not known.
     *
     * @param options from when on a jobtype counts as abandoned, and what is done then
     * @return a new membership
     * @throws IllegalArgumentException if jobs are to be held
     */
    public Fleet withAbandoned(AbandonedOptions options) {
        if (options.settings().rules().holds()) {
            throw new IllegalArgumentException("jobs of abandoned jobtypes cannot be held yet: leave hold at false");
        }
        return new Fleet(group, version, store, last, Objects.requireNonNull(options, "options"));
    }

    /**
     * Has a worker join when it starts.
     *
     * @param worker that is being built
     * @throws IllegalStateException if another one has been told to join
     */
    public void join(JobRegistry worker) {
        Function<WorkerClock, FleetStore> shared = shared(store);
        FleetMember joining = new FleetMember(group, version, shared, last);
        if (!member.compareAndSet(null, joining)) {
            throw new IllegalStateException("this fleet has its worker: make another one for another worker");
        }
        worker.extension(joining);
        worker.admission(joining.entrances().admission());
        worker.failureDecision(joining.entrances().failureDecision());
        if (abandoned != null) {
            // Closed before the member, as it was added after it; the member closes the store.
            CareMember care = new CareMember(group, version, abandoned.settings(), shared, FleetLog.SAID);
            worker.listener(care.listener());
            worker.extension(care);
        }
    }

    /** One way to the store for all parts of a member. */
    private static Function<WorkerClock, FleetStore> shared(Function<WorkerClock, FleetStore> store) {
        AtomicReference<@Nullable FleetStore> made = new AtomicReference<>();
        return clock -> {
            FleetStore one = made.get();
            if (one == null) { // a worker starts its extensions on one thread
                one = store.apply(clock);
                made.set(one);
            }
            return one;
        };
    }

    /**
     * How the worker stands with its group.
     *
     * @return a snapshot
     */
    public FleetStatus status() {
        FleetMember joined = member.get();
        return joined == null ? FleetStatus.notJoined(group) : joined.status();
    }
}
