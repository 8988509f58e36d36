package dev.millwright.worker;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A pool of a worker while that runs: queues, and slots for their jobs. Its size can be changed and its fetching paused. Such
 * a change holds until the worker ends: the next one starts with what its builder or command line says, and running. It
 * concerns this worker only. A pause here is another thing than {@link FaktoryClient#pauseQueues}, by which the server hands
 * out no job of a queue to anybody.
 *
 * <p>Fetching is what changes; jobs that run, go on. A FETCH under way is never abandoned: for up to 2 s after a
 * change a job can still come, and it runs, even if that makes them more than there are slots.
 *
 * <p>The methods may be called from any thread, at any time, and do not block. A worker that is quiet or stops fetches nothing, whatever
 * becomes of its pools.
 */
public interface WorkerPool {
    /** The most slots that a pool can have: {@value}. */
    int MAX_SLOTS = 10_000;

    /** The most threads that a pool has for what asynchronous functions do, on platform threads: {@value}. */
    int ASYNC_THREADS = 64;

    /**
     * The name by which the pool was declared.
     *
     * @return empty for the unnamed pool, which HTTP and {@link WorkerView#pool} also know as {@code default}
     */
    String name();

    /**
     * The queues that it fetches from.
     *
     * @return without their weights; paused ones, too
     */
    List<String> queues();

    /**
     * How many of its jobs can run at once.
     *
     * @return 0 to {@value #MAX_SLOTS}
     */
    int slots();

    /**
     * How many slots are taken by jobs.
     *
     * @return zero or more; for a while more than {@link #slots} after these were lowered
     */
    int used();

    /**
     * How many jobs wait in this process, reserved but without a slot.
     *
     * @return zero or more
     */
    int waiting();

    /**
     * Whether it fetches.
     *
     * @return the state now
     */
    State state();

    /**
     * The pause that holds for the whole pool.
     *
     * @return empty if there is none
     */
    Optional<Pause> pause();

    /**
     * The pauses of single queues.
     *
     * @return a snapshot, by queue
     */
    Map<String, Pause> pausedQueues();

    /**
     * The newest change at run time.
     *
     * @return empty as long as all is as it was built
     */
    Optional<Change> lastChange();

    /**
     * This pool, with an author for the changes that are made through it. Otherwise that is {@code program}.
     *
     * @param author a person or a program; for the log and {@link Change}
     * @return another look at the same pool
     */
    WorkerPool by(String author);

    /**
     * Changes the number of slots. More are filled at once; fewer never stop what runs: the pool shrinks as its jobs end.
     * Its connections grow and shrink with it, at most to the number of lanes that were set, or 32, and one is kept. With 0
     * nothing is fetched any more; jobs that wait here without a slot then run one after the other, as they are reserved. Jobs run on threads of the worker's, which are made as needed; an executor of the
     * program's own is not resized, so it must be able to run as many jobs at once.
     *
     * @param slots 0 to {@value #MAX_SLOTS}
     * @throws IllegalArgumentException if it is less or more, with one line that says so; nothing is changed then
     */
    void resize(int slots);

    /**
     * Fetches no more, until {@link #resume}. A pause takes the place of one that holds.
     *
     * @param why for the log and for who asks; may be empty
     */
    void pause(String why);

    /**
     * Fetches no more for some time, by the worker's clock.
     *
     * @param time more than zero, at most ten years
     * @param why for the log and for who asks; may be empty
     * @throws IllegalArgumentException if the time is out of this range
     */
    void pause(Duration time, String why);

    /**
     * Fetches no more until a moment, by the worker's clock.
     *
     * @param until in the future, at most ten years away
     * @param why for the log and for who asks; may be empty
     * @throws IllegalArgumentException if the moment is past, or too far away
     */
    void pause(Instant until, String why);

    /**
     * Ends the pause of the pool, if it has one. What else keeps it from fetching stays: no slots, or queues that are paused
     * by themselves.
     */
    void resume();

    /**
     * Leaves one queue out, until {@link #resumeQueue}. A pause takes the place of one that holds.
     *
     * @param queue one of {@link #queues}
     * @param why for the log and for who asks; may be empty
     * @throws IllegalArgumentException if the pool has no such queue
     */
    void pauseQueue(String queue, String why);

    /**
     * Leaves one queue out for some time, by the worker's clock.
     *
     * @param queue one of {@link #queues}
     * @param time more than zero, at most ten years
     * @param why for the log and for who asks; may be empty
     * @throws IllegalArgumentException if the pool has no such queue, or the time is out of this range
     */
    void pauseQueue(String queue, Duration time, String why);

    /**
     * Leaves one queue out until a moment, by the worker's clock.
     *
     * @param queue one of {@link #queues}
     * @param until in the future, at most ten years away
     * @param why for the log and for who asks; may be empty
     * @throws IllegalArgumentException if the pool has no such queue, the moment is past, or too far away
     */
    void pauseQueue(String queue, Instant until, String why);

    /**
     * Ends the pause of one queue, if it has one of its own.
     *
     * @param queue one of {@link #queues}
     * @throws IllegalArgumentException if the pool has no such queue
     */
    void resumeQueue(String queue);

    /** Whether a pool fetches. */
    enum State {
        /** It fetches whenever a slot is free. */
        RUNNING,
        /** It was told not to fetch: it is paused, has no slots, or all its queues are paused. */
        PAUSED,
        /** Its worker is quiet, stops, or has stopped. */
        QUIET
    }

    /**
     * A pause.
     *
     * @param since when it was ordered
     * @param until when it ends; empty if somebody has to end it
     * @param why what was said; may be empty
     * @param by its author
     */
    record Pause(Instant since, Optional<Instant> until, String why, String by) {}

    /**
     * A change at run time.
     *
     * @param at when
     * @param by its author
     * @param what in words
     */
    record Change(Instant at, String by, String what) {}
}
