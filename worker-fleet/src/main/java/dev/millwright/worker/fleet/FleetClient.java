package dev.millwright.worker.fleet;

import dev.millwright.worker.FaktoryClient;
import dev.millwright.worker.JobFilter;
import dev.millwright.worker.WorkerClock;
import dev.millwright.worker.fleet.internal.abandoned.CareList;
import dev.millwright.worker.fleet.internal.abandoned.Rulebook;
import dev.millwright.worker.fleet.internal.common.Shown;
import dev.millwright.worker.fleet.internal.last.PausesByHand;
import dev.millwright.worker.fleet.internal.last.QueueControl;
import dev.millwright.worker.fleet.internal.last.ServerQueues;
import dev.millwright.worker.fleet.internal.record.Records;
import dev.millwright.worker.fleet.internal.redis.RedisFleetStore;
import dev.millwright.worker.fleet.internal.store.FleetStore;
import dev.millwright.worker.fleet.internal.store.Members;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * Looks at a group, for everyone who is not its member: tools, pages, alerts. Each call waits for the store, for some
 * seconds at most if it is away. Any thread.
 */
public final class FleetClient implements AutoCloseable {
    private static final Pattern QUEUE = Pattern.compile("[a-zA-Z0-9._-]+");
    private static final int MOST_OF_A_NAME = 200;

    private final FleetStore store;
    private final GroupOperations operations;
    private final PausesByHand hand;
    private final AtomicLong unreadable = new AtomicLong();

    private FleetClient(FleetStore store) {
        this.store = store;
        this.operations = new GroupOperations(store, unreadable);
        this.hand = new PausesByHand(store, WorkerClock.system());
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
        return new FleetClient(new RedisFleetStore(address, Name.ofGroup(group), WorkerClock.system()));
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
        return new FleetClient(memory.store(Name.ofGroup(group)));
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
        Map<String, Long> running = new HashMap<>();
        long unlisted = 0;
        for (Members.Member member : members.members()) {
            Records.Jobs read = Records.jobs(member.wid(), member.jobs());
            jobs.addAll(read.jobs());
            unlisted += read.unlisted();
            running.put(member.wid(), read.jobs().size() + read.unlisted());
            unreadable.addAndGet(read.unreadable());
        }
        jobs.sort(Comparator.comparing(FleetJob::since).thenComparing(FleetJob::jid));
        return new FleetJobs(members.now(), jobs, unlisted, running);
    }

    /**
     * Cancels all jobs of the group that fit a filter and were made before this call: those that run, those that wait in a
     * worker, and, until the operation expires, those that are fetched later. The operation is in the store when this
     * returns; workers apply it within some seconds, and those that are cut off from the store once they are back.
     *
     * @param filter which jobs. A job without {@code created_at} fits none
     * @param options what becomes of them, why, by whom, for how long
     * @return the operation, to be looked at and waited for
     * @throws IllegalArgumentException if the filter is empty: every job is {@link JobFilter#all()}
     * @throws FleetException if the store is away or refuses, another filter has the id, or 1,000 operations are open;
     *     one line that says which
     */
    public FleetCancel cancel(JobFilter filter, FleetCancelOptions options) {
        if (filter.equals(JobFilter.EMPTY)) {
            throw new IllegalArgumentException("the filter is empty: say which jobs, or JobFilter.all() for every job");
        }
        String id = options.id().orElseGet(GroupOperations::newId);
        return new FleetCancel(this, id, operations.open(id, filter, options));
    }

    /**
     * The group's operations: those open, and those that have ended in the last day, 2,000 in all.
     *
     * @return the newest first; those that another release has written and this one cannot read are left out, see
     *     {@link #unreadable()}
     * @throws FleetException if the store is away, or refuses
     */
    public List<FleetOperation> operations() {
        return operations.all();
    }

    /**
     * One operation.
     *
     * @param id what it is called
     * @return empty if there is none, or none that can be read
     * @throws FleetException if the store is away, or refuses
     */
    public Optional<FleetOperation> operation(String id) {
        return operations.one(Objects.requireNonNull(id, "id"));
    }

    /**
     * Ends an operation before its time. Jobs that are cancelled stay so.
     *
     * @param id what it is called
     * @return what has become of it
     * @throws FleetException if the store is away, or refuses
     */
    public FleetAbort abort(String id) {
        return operations.abort(Objects.requireNonNull(id, "id"));
    }

    /**
     * The queues that the group has recorded as paused on its server. A server does not say which of its queues are paused:
     * of what was paused past the group, in the server's Web UI for instance, nobody knows here.
     *
     * @return by name
     * @throws FleetException if the store is away, or refuses
     */
    public List<PausedQueue> paused() {
        return PausesByHand.paused(await(store.pauses().all()));
    }

    /**
     * Has the server hold queues back, and records that this was done by hand: the workers leave them so until {@link
     * #resume}. What they have paused themselves becomes the hand's. Waits up to 45 s while a worker pauses or resumes.
     *
     * @param server a client for the group's server; stays open
     * @param queues names, at least one
     * @param by who wants it, in one line, for whoever asks later
     * @param why what for; may be empty
     * @return what became of each
     * @throws IllegalArgumentException if there is no queue, one cannot be the name of a queue, or {@code by} is not one
     *     line; nothing is done then
     * @throws FleetException if the store is away, refuses, or somebody else holds its lease for too long; nothing is done
     *     then
     */
    public PauseResult pause(FaktoryClient server, Collection<String> queues, String by, String why) {
        checkLine(by);
        return onServer(server, queues, control -> hand.pause(control, queues, by, Objects.requireNonNull(why, "why")));
    }

    /**
     * Has the server let queues go on, whoever has paused them, recorded or not. Waits up to 45 s while a worker pauses or
     * resumes.
     *
     * @param server a client for the group's server; stays open
     * @param queues names, at least one; {@link #paused} has those that are recorded
     * @return what became of each; one that was not paused is done as well
     * @throws IllegalArgumentException if there is no queue, or one cannot be the name of a queue; nothing is done then
     * @throws FleetException if the store is away, refuses, or somebody else holds its lease for too long; nothing is done
     *     then
     */
    public PauseResult resume(FaktoryClient server, Collection<String> queues) {
        return onServer(server, queues, control -> hand.resume(control, queues));
    }

    private static PauseResult onServer(
            FaktoryClient server,
            Collection<String> queues,
            Function<QueueControl, CompletionStage<PauseResult>> order) {
        if (queues.isEmpty()) {
            throw new IllegalArgumentException("name at least one queue");
        }
        for (String queue : queues) {
            if (!QUEUE.matcher(queue).matches()) {
                throw new IllegalArgumentException(
                        "\"" + Shown.inLine(queue) + "\" cannot be the name of a queue: use letters, digits and . _ -");
            }
        }
        try (QueueControl control = new ServerQueues(server)) {
            return await(order.apply(control));
        }
    }

    private static void checkLine(String by) {
        if (by.isBlank() || by.length() > MOST_OF_A_NAME || by.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("who pauses a queue is named in one line of 1 to " + MOST_OF_A_NAME
                    + " signs, not \"" + Shown.inLine(by) + "\"");
        }
    }

    /**
     * The jobtypes that nobody runs with success any more, as the group's workers have judged a minute ago or so, see
     * {@link Fleet#withAbandoned}. Who calls this has looked at the list: jobs are held only of what has been on a list
     * that somebody has looked at since the notice.
     *
     * @return by queue and jobtype
     * @throws FleetException if the store is away, or refuses
     */
    public List<AbandonedJobtype> abandoned() {
        CareList list = CareList.of(await(store.care().all()));
        unreadable.addAndGet(list.unreadable());
        await(store.care().look());
        return list.jobtypes();
    }

    /**
     * What holds for a jobtype in the care for abandoned ones, by the worker that has judged last.
     *
     * @param jobtype any
     * @return all fields, with the rules that say so
     * @throws FleetException if no worker of the group has judged yet, or the store is away, or refuses
     */
    public List<AbandonedSetting> explain(String jobtype) {
        Rulebook rules = Rulebook.parse(await(store.care().all()).rules())
                .orElseThrow(() -> new FleetException(
                        "no worker of the group looks after abandoned jobtypes, or not yet: the first one judges a"
                                + " minute after its start",
                        null));
        return AbandonedOptions.explained(rules, jobtype);
    }

    /**
     * Leaves a jobtype alone for some time, in all its queues: it does not count as abandoned until then. If its jobs are
     * held they are released. Workers act on it within a minute or so.
     *
     * @param jobtype which
     * @param time for how long from now, more than zero and up to 3,650 days
     * @param by who wants it
     * @return until when
     * @throws IllegalArgumentException if the time is out of that range
     * @throws FleetException if the store is away, or refuses
     */
    public Instant snooze(String jobtype, Duration time, String by) {
        if (time.isZero() || time.isNegative() || time.compareTo(Duration.ofDays(3_650)) > 0) {
            throw new IllegalArgumentException("a jobtype can be snoozed for up to 3650 days, not for " + time);
        }
        return await(store.care().snooze(jobtype, time, Objects.requireNonNull(by, "by")));
    }

    /**
     * Has jobs of a jobtype no longer held, in all its queues. Workers act on it within a minute or so, and then give back
     * what was held.
     *
     * @param jobtype which
     * @param by who wants it
     * @return in how many queues it is held
     * @throws FleetException if the store is away, or refuses
     */
    public long release(String jobtype, String by) {
        Objects.requireNonNull(jobtype, "jobtype");
        return await(store.care().release(jobtype, Objects.requireNonNull(by, "by")));
    }

    /**
     * How many records could not be read so far: another release or a hand has written them. They are passed over.
     *
     * @return zero or more
     */
    public long unreadable() {
        return unreadable.get() + store.unreadable();
    }

    static <T> T await(CompletionStage<T> stage) {
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
