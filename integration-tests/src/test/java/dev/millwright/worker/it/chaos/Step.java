package dev.millwright.worker.it.chaos;

import java.time.Duration;
import java.util.List;

/** One thing that a plan does, at its time. */
sealed interface Step {
    /** Counted from the beginning of the round. */
    long atMillis();

    /** Pushes jobs in one command. */
    record Push(long atMillis, List<JobSpec> jobs) implements Step {}

    /** Has something go wrong. */
    record Inject(long atMillis, Fault fault) implements Step {}

    /** Cancels a job: through the server as somebody else would, or in the workers' process. */
    record Cancel(long atMillis, String jid, boolean throughServer) implements Step {}

    /** Stops one of the workers, perhaps without patience, and starts another in its place. */
    record Restart(long atMillis, int worker, boolean hurry) implements Step {}

    /** Gives the pool of a worker another size, perhaps none; less than nothing stands for the one it began with. */
    record Resize(long atMillis, int worker, int slots) implements Step {}

    /** Has the pool of a worker fetch nothing for a while. */
    record Pause(long atMillis, int worker, Duration time) implements Step {}
}
