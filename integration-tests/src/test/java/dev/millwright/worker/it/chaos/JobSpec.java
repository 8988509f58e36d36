package dev.millwright.worker.it.chaos;

import dev.millwright.worker.Job;
import java.time.Duration;

/**
 * One job of a plan.
 *
 * @param jid the same for the same seed
 * @param kind what it does
 * @param millis how long it takes
 * @param retry as Faktory has it: 0, -1, or a number of retries
 */
record JobSpec(String jid, JobKind kind, int millis, int retry) {
    static final String QUEUE = "chaos";

    /** As short as a server takes it, so that it ends within a long run. */
    static final Duration RESERVE_FOR = Duration.ofSeconds(60);

    Job toJob() {
        return Job.builder(kind.jobtype())
                .jid(jid)
                .queue(QUEUE)
                .args(millis)
                .retry(retry)
                .reserveFor(RESERVE_FOR)
                .build();
    }
}
