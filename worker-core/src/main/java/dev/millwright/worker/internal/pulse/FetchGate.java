package dev.millwright.worker.internal.pulse;

import dev.millwright.worker.WorkerClock;
import dev.millwright.worker.internal.platform.LogText;
import dev.millwright.worker.internal.platform.SafeLogger;
import dev.millwright.worker.internal.protocol.Reply;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * Closed once the server has refused a FETCH: then one connection tries it while the others wait, until one works. The
 * usual reason is a Redis that stands still. When Redis goes on, it takes a job out of its queue for every FETCH that has
 * failed meanwhile, and the server has nobody left to give it to. So the next try waits until Redis works; if that cannot be
 * known, for a pause that grows from try to try, up to a minute. Confined to the I/O thread of the connections, except where said otherwise.
 */
public final class FetchGate {
    private static final Logger LOG = SafeLogger.of(FetchGate.class);

    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final long FIRST_PAUSE = Duration.ofSeconds(1).toNanos();
    private static final long LAST_PAUSE = Duration.ofSeconds(30).toNanos();
    private static final long BLIND_PAUSE = Duration.ofMinutes(1).toNanos();

    private enum State {
        OPEN,
        SHUT,
        /** Somebody may try. */
        AJAR,
        TRYING
    }

    private final String name;
    private final WorkerClock clock;
    private final ServerPulse pulse;
    private final Executor thread;
    private final Runnable wake;
    private State state = State.OPEN;
    private @Nullable Object trying;
    private long pause = FIRST_PAUSE;
    private long refusedNanos;
    private int refusals;
    private volatile @Nullable String refusal;
    private volatile boolean closed;

    /**
     * Makes an open one.
     *
     * @param name whose it is, for the log
     * @param thread on which it is used
     * @param wake has all who wait look again whether they may FETCH
     */
    public FetchGate(String name, WorkerClock clock, ServerPulse pulse, Executor thread, Runnable wake) {
        this.name = name;
        this.clock = clock;
        this.pulse = pulse;
        this.thread = thread;
        this.wake = wake;
    }

    /** Whether a FETCH may be sent now. */
    public boolean isOpen() {
        return state == State.OPEN || state == State.AJAR;
    }

    /** Somebody sends a FETCH. */
    public void fetching(Object who) {
        if (state == State.AJAR) {
            state = State.TRYING;
            trying = who;
        }
    }

    /** The server has answered a FETCH, with a job or without. */
    public void answered() {
        if (state != State.OPEN) {
            LOG.info("{}: the server answers FETCH again", name);
            state = State.OPEN;
            pause = FIRST_PAUSE;
            refusals = 0;
            refusal = null;
            wake.run();
        }
    }

    /** The server has answered a FETCH with an error. */
    public void refused(Object who, Reply reply) {
        refusal = LogText.message(
                reply instanceof Reply.Failure failure ? failure.code() + " " + failure.message() : reply);
        refusals++;
        if (Integer.bitCount(refusals) == 1) { // the 1st, 2nd, 4th, …: a server in need goes on refusing
            LOG.warn("{}: the server refused FETCH ({} in a row), trying again: {}", name, refusals, refusal);
        }
        if (state == State.TRYING && trying != who) {
            return; // sent before the gate was shut
        }
        if (state == State.TRYING) {
            pause = Math.min(2 * pause, LAST_PAUSE);
        }
        shut();
    }

    /** A connection has broken during a FETCH. */
    public void broken(Object who) {
        if (state == State.TRYING && trying == who) {
            shut();
        }
    }

    private void shut() {
        boolean looking = state == State.SHUT;
        state = State.SHUT;
        refusedNanos = clock.nanoTime();
        pulse.ask();
        if (!looking) {
            lookLater();
        }
    }

    private void lookLater() {
        clock.schedule(() -> thread.execute(this::look), LOOK);
    }

    private void look() {
        if (state != State.SHUT || closed) {
            return;
        }
        long shut = clock.nanoTime() - refusedNanos;
        if (shut >= BLIND_PAUSE || (shut >= pause && pulse.hasBeatenSince(refusedNanos))) {
            state = State.AJAR;
            wake.run();
        } else {
            pulse.ask();
            lookLater();
        }
    }

    /** What the server has answered, as long as it answers FETCH with errors. Any thread. */
    public Optional<String> refusal() {
        return Optional.ofNullable(refusal);
    }

    /** Nobody is going to FETCH any more. Any thread. */
    public void close() {
        closed = true;
    }
}
