package dev.millwright.worker.it.chaos;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Follows one job from hand to hand through its events, and finds each breach of the delivery contract.
 * What at-least-once permits: a job is handed out again after a FAIL that was seen on its way to the
 * server, after a PUSH of itself by the worker that held it, or when its reservation has run out, and never
 * otherwise. So two functions of one job run at once only if the first had been FAILed while it went on, or
 * had outlived its reservation. While a job waits in a worker for its next try nobody else has it; its wait ends
 * by that try, or by the PUSH or FAIL of a job that does not run.
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

        /** Its function has failed and is to be called again here, or that is just being decided. */
        boolean waits;

        boolean ackSent;
        boolean failSent;
        boolean pushSent;

        Stay(String wid, Instant since) {
            this.wid = wid;
            this.since = since;
        }

        /** Whether the server can have kept the reservation although it has the job back: the PUSH came, and no ACK. */
        boolean isLeftBehind() {
            return pushSent && (run == null || run.confirmations == 0);
        }

        boolean expiredBy(Instant at) {
            return !at.isBefore(since.plus(JobSpec.RESERVE_FOR).minus(SLACK));
        }
    }

    private final JobStory story;
    private final List<String> findings;
    private final List<Stay> handedOut = new ArrayList<>();
    private final IdentityHashMap<Run, Stay> stays = new IdentityHashMap<>();
    private @Nullable Stay now;
    private int retried;
    private int rerunAfterExpiry;
    private int overlaps;
    private int triedHere;
    private int pushedAgain;
    private int givenBack;
    private boolean done;
    private boolean pushRepeated;

    Delivery(JobStory story, List<String> findings) {
        this.story = story;
        this.findings = findings;
        story.events.forEach(this::next);
    }

    /** Runs after a FAIL. */
    int retried() {
        return retried;
    }

    /** Further tries in a worker that had it wait. */
    int triedHere() {
        return triedHere;
    }

    /** Runs after a PUSH. */
    int pushedAgain() {
        return pushedAgain;
    }

    /** Waits that ended with a PUSH. */
    int givenBack() {
        return givenBack;
    }

    /** Whether an ACK was seen on its way that says that it is done, not that it was pushed again. */
    boolean isDone() {
        return done;
    }

    /** Whether a worker has pushed the job back twice, as it did not hear whether the first PUSH came. */
    boolean isPushRepeated() {
        return pushRepeated;
    }

    /** Whether the server can have the job and, besides, a reservation of it that nobody will report. */
    boolean isLeftBehind() {
        return handedOut.stream().anyMatch(Stay::isLeftBehind);
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
        return handedOut.size();
    }

    private void next(Event event) {
        switch (event.what()) {
            case HANDED_OUT -> handOut(event);
            case ENTERED -> enter(event);
            case SIGNALLED -> settle(event, "FAIL");
            case ENDED -> end(event);
            case ACK_SENT -> sent(event, "ACK");
            case FAIL_SENT -> sent(event, "FAIL");
            case PUSH_SENT -> sent(event, "PUSH");
            case LEFT -> leave(event);
            case CONFIRMED, RETRIED, DROPPED -> {}
        }
    }

    private void handOut(Event event) {
        boolean permitted = now == null || now.failSent || now.pushSent || now.expiredBy(event.at());
        if (!permitted && handedOut.stream().noneMatch(stay -> stay.isLeftBehind() && stay.expiredBy(event.at()))) {
            // For instance by a FAIL of an earlier run, which came while this one held the job.
            findings.add(
                    (now != null && now.ackSent ? "handed out again after its ACK: " : "handed out while reserved: ")
                            + event);
        }
        now = new Stay(event.wid(), event.at());
        handedOut.add(now);
    }

    private void enter(Event event) {
        Run run = event.run();
        Stay before = run == null ? null : stays.get(run);
        if (before != null) {
            tryAgain(event, before);
            return;
        }
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
            } else if (stays.values().stream().anyMatch(stay -> stay.pushSent)) {
                pushedAgain++;
            } else {
                rerunAfterExpiry++;
            }
        }
        stays.put(run, now);
    }

    private void tryAgain(Event event, Stay stay) {
        if (!stay.waits || stay.outcome != null || stay.failSent || stay.pushSent) {
            findings.add("a function is called again for a job that does not wait: " + event);
        }
        if (stay != now) {
            findings.add("a function is called again for a job that was handed out again: " + event);
        }
        triedHere++;
        stay.waits = false;
        stay.inside = true;
    }

    private void leave(Event event) {
        Stay stay = event.run() == null ? null : stays.get(event.run());
        if (stay != null) {
            stay.inside = false;
            // A stop or a signal can end a wait before anybody was told that it has begun.
            stay.waits = story.spec.kind().hasPolicy();
        }
    }

    private void end(Event event) {
        switch (event.detail()) {
            case WorkerNotes.WAITS -> {}
            case WorkerNotes.PUSHED, "ACK" -> settle(event, event.detail());
            default -> settle(event, "FAIL");
        }
    }

    private void settle(Event event, String outcome) {
        Run run = event.run();
        if (run != null && run.entered == 0 && now != null && now.run == null && now.wid.equals(event.wid())) {
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
        String expected = expected(now);
        if (!expected.contains(verb)) {
            findings.add("a report other than " + expected + ": " + event);
        }
        if (verb.equals("PUSH") && now.outcome == null && !now.pushSent) {
            givenBack++;
        }
        now.ackSent |= verb.equals("ACK");
        now.failSent |= verb.equals("FAIL");
        pushRepeated |= now.pushSent && verb.equals("PUSH");
        now.pushSent |= verb.equals("PUSH");
        done |= verb.equals("ACK") && "ACK".equals(now.outcome);
    }

    private static String expected(Stay stay) {
        if (WorkerNotes.PUSHED.equals(stay.outcome)) {
            return backAgain(stay);
        } else if (stay.outcome != null) {
            return stay.outcome;
        } else if (stay.run == null) {
            // A job that was interrupted before it began is FAILed by a thread that need not wait for the listener.
            return "FAIL";
        }
        // Nor does who ends a wait tell the listener first.
        return stay.waits ? backAgain(stay) : "no report yet";
    }

    /** The ACK follows the PUSH; the FAIL comes in its stead if the server does not take it, or if a signal ended the wait. */
    private static String backAgain(Stay stay) {
        return stay.failSent ? "FAIL" : stay.pushSent ? "PUSH, ACK or FAIL" : "PUSH or FAIL";
    }
}
