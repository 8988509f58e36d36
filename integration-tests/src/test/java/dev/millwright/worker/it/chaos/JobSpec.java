package dev.millwright.worker.it.chaos;

import dev.millwright.worker.Job;
import java.time.Duration;

/**
 * One job of a plan.
 *
 * @param jid the same for the same seed
 * @param kind what it does
 * @param number how long it takes, in milliseconds; for kinds with a retry policy, how many tries fail
 * @param retry as Faktory has it: 0, -1, or a number of retries
 */
record JobSpec(String jid, JobKind kind, int number, int retry) {
    static final String QUEUE = "chaos";

    /** As short as a server takes it, so that it ends within a long run. */
    static final Duration RESERVE_FOR = Duration.ofSeconds(60);

    /** How many tries the policy of {@link JobKind#GIVE_UP} has. */
    static final int GIVES_UP_AFTER = 3;

    /** Whether it waits without a thread: one of three, by its jid, which is the same for the same seed. */
    boolean isAsync() {
        return kind.hasAsyncForm() && Math.floorMod(jid.hashCode(), 3) == 0;
    }

    Job toJob() {
        return Job.builder(isAsync() ? kind.asyncJobtype() : kind.jobtype())
                .jid(jid)
                .queue(QUEUE)
                .args(number)
                .retry(retry)
                .reserveFor(RESERVE_FOR)
                .build();
    }
}
