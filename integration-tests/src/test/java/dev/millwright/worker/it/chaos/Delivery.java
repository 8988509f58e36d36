package dev.millwright.worker.it.chaos;

import dev.millwright.worker.JobOutcome;
import java.time.Duration;
import java.time.Instant;
import java.util.IdentityHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Follows one job from hand to hand through its events, and finds each breach of the delivery contract.
 * What at-least-once permits: a job is handed out again after a FAIL that was seen on its way to the
 * server, or when its reservation has run out, and never otherwise. So two functions of one job run at
 * once only if the first had been FAILed while it went on, or had outlived its reservation.
 */
final class Delivery {
    /** A reply is seen later than its reservation begins: at most by what faults hold it back. */
    private static final Duration SLACK = Duration.ofSeconds(10);

    /** One stay of the job with one worker. */
    private static final class Stay {
        final String wid;
        final Instant since;

        @Nullable
        Run run;

        @Nullable
        String outcome;

        /** Its function has been called and has not ended. */
        boolean inside;

        boolean ackSent;
        boolean failSent;

        Stay(String wid, Instant since) {
            this.wid = wid;
            this.since = since;
        }

        boolean expiredBy(Instant at) {
            return !at.isBefore(since.plus(JobSpec.RESERVE_FOR).minus(SLACK));
        }
    }

    private final JobStory story;
    private final List<String> findings;
    private final IdentityHashMap<Run, Stay> stays = new IdentityHashMap<>();
    private @Nullable Stay now;
    private int retried;
    private int rerunAfterExpiry;
    private int overlaps;
    private int handedOut;

    Delivery(JobStory story, List<String> findings) {
        this.story = story;
        this.findings = findings;
        story.events.forEach(this::next);
    }

    /** Runs after a FAIL. */
    int retried() {
        return retried;
    }

    /** Runs after a reservation's end. */
    int rerunAfterExpiry() {
        return rerunAfterExpiry;
    }

    /** Runs that began while an earlier one of the job still went on, as is permitted. */
    int overlaps() {
        return overlaps;
    }

    /** Replies to FETCH that were seen on their way. */
    int handedOut() {
        return handedOut;
    }

    private void next(Event event) {
        switch (event.what()) {
            case HANDED_OUT -> handOut(event);
            case ENTERED -> enter(event);
            case SIGNALLED -> settle(event, "FAIL");
            case ENDED -> settle(event, event.detail().equals("ACK") ? "ACK" : "FAIL");
            case ACK_SENT -> sent(event, "ACK");
            case FAIL_SENT -> sent(event, "FAIL");
            case LEFT -> leave(event);
            case CONFIRMED, RETRIED, DROPPED -> {}
        }
    }

    private void handOut(Event event) {
        handedOut++;
        if (now != null && !now.failSent && !now.expiredBy(event.at())) {
            // For instance by a FAIL of an earlier run, which came while this one held the job.
            findings.add((now.ackSent ? "handed out again after its ACK: " : "handed out while reserved: ") + event);
        }
        now = new Stay(event.wid(), event.at());
    }

    private void enter(Event event) {
        Run run = event.run();
        if (now == null || run == null || !now.wid.equals(event.wid()) || now.run != null) {
            findings.add("a function is called for a job that was not handed out: " + event);
            return;
        }
        now.run = run;
        now.inside = true;
        for (Stay earlier : stays.values()) {
            if (earlier.inside) {
                overlaps++;
                if (!earlier.failSent && !earlier.expiredBy(event.at())) {
                    findings.add("two functions run at once: " + event);
                }
            }
        }
        if (!stays.isEmpty()) {
            if (stays.values().stream().anyMatch(stay -> stay.failSent)) {
                retried++;
            } else {
                rerunAfterExpiry++;
            }
        }
        stays.put(run, now);
    }

    private void leave(Event event) {
        Stay stay = event.run() == null ? null : stays.get(event.run());
        if (stay != null) {
            stay.inside = false;
        }
    }

    private void settle(Event event, String outcome) {
        Run run = event.run();
        if (run != null && !run.entered && now != null && now.run == null && now.wid.equals(event.wid())) {
            // Interrupted before its function was called.
            now.run = run;
            stays.put(run, now);
        }
        Stay stay = run == null ? null : stays.get(run);
        if (stay != null) {
            if (stay.outcome != null && !stay.outcome.equals(outcome)) {
                findings.add("settled as " + stay.outcome + " and then as " + outcome + ": " + event);
            }
            stay.outcome = outcome;
        }
    }

    private void sent(Event event, String verb) {
        if (now == null || !now.wid.equals(event.wid())) {
            findings.add("a report for a job that somebody else holds: " + event);
            return;
        }
        if (event.at().isAfter(now.since.plus(JobSpec.RESERVE_FOR))) {
            findings.add("a report after the reservation's end: " + event);
        }
        // A job that was interrupted before it began is FAILed by a thread that need not wait for the listener.
        String expected = now.outcome != null ? now.outcome : now.run == null ? "FAIL" : "no report yet";
        if (!verb.equals(expected)) {
            findings.add("a report other than " + expected + ": " + event);
        }
        now.ackSent |= verb.equals("ACK");
        now.failSent |= verb.equals("FAIL");
    }

    /** Checks what is said of each run, by itself. */
    void checkRuns() {
        for (Run run : story.runs) {
            if (run.confirmations > 1) {
                findings.add("a run was confirmed " + run.confirmations + " times");
            }
            if (run.confirmations > 0 && run.dropped) {
                findings.add("a report was dropped and yet confirmed");
            }
            JobOutcome ended = run.ended;
            JobOutcome confirmed = run.confirmed;
            if (ended != null && confirmed != null && !ended.equals(confirmed)) {
                findings.add("a run ended as " + ended + " but was reported as " + confirmed);
            }
            String errtype = run.signalled == null ? "" : run.signalled.errtype();
            if (!errtype.isEmpty()) {
                expectErrtype(errtype, ended);
                expectErrtype(errtype, confirmed);
            }
        }
    }

    private void expectErrtype(String errtype, @Nullable JobOutcome outcome) {
        if (outcome != null
                && !(outcome instanceof JobOutcome.Fail fail && fail.errtype().equals(errtype))) {
            findings.add("a run whose signal fired (" + errtype + ") ended as " + outcome);
        }
    }
}
