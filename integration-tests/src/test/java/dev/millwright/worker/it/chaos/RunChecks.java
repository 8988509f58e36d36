package dev.millwright.worker.it.chaos;

import dev.millwright.worker.JobOutcome;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Checks what is said of each run of a job, by itself. For one thread. */
final class RunChecks {
    private final List<String> findings;

    RunChecks(List<String> findings) {
        this.findings = findings;
    }

    /** Checks all runs of a job. */
    void check(JobStory story) {
        for (Run run : story.runs) {
            if (run.confirmations > 1) {
                findings.add("a run was confirmed " + run.confirmations + " times");
            }
            if (run.confirmations > 0 && run.dropped) {
                findings.add("a report was dropped and yet confirmed");
            }
            JobOutcome ended = run.ended;
            JobOutcome confirmed = run.confirmed;
            if (ended != null && confirmed != null && !permits(ended, confirmed)) {
                findings.add("a run ended as " + ended + " but was reported as " + confirmed);
            }
            String errtype = run.signalled == null ? "" : run.signalled.errtype();
            if (!errtype.isEmpty()) {
                // Or it had failed, and the signal fired while it waited for its next try.
                expectErrtype(errtype, waits(ended) ? null : ended);
                expectErrtype(errtype, confirmed);
            }
        }
    }

    private static boolean waits(@Nullable JobOutcome ended) {
        return ended instanceof JobOutcome.Retry retry && retry.here();
    }

    /** Whether a run that ended so may be reported so. */
    private static boolean permits(JobOutcome ended, JobOutcome confirmed) {
        if (waits(ended)) {
            return confirmed instanceof JobOutcome.Requeue || confirmed instanceof JobOutcome.Fail;
        }
        if (ended instanceof JobOutcome.Retry retry && retry.failure().equals(confirmed)) {
            return true; // the server has refused the PUSH
        }
        if (ended instanceof JobOutcome.Requeue requeue && requeue.otherwise().equals(confirmed)) {
            return true;
        }
        return ended.equals(confirmed);
    }

    private void expectErrtype(String errtype, @Nullable JobOutcome outcome) {
        if (outcome != null
                && !(outcome instanceof JobOutcome.Fail fail && fail.errtype().equals(errtype))) {
            findings.add("a run whose signal fired (" + errtype + ") ended as " + outcome);
        }
    }
}
