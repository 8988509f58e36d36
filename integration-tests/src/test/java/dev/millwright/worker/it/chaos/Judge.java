package dev.millwright.worker.it.chaos;

import dev.millwright.worker.CancellationReason;
import dev.millwright.worker.JobOutcome;
import dev.millwright.worker.it.chaos.Event.What;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Compares, when all is quiet, what the ledger tells of each job with where the server says that it is.
 * Closes the jobs that have come to their end, and leaves those in the ledger that the server still holds
 * reserved. For one thread.
 */
final class Judge {
    /** A command that came so shortly before a kill may have been half done: a held up Redis can take long. */
    private static final Duration IN_A_KILL = Duration.ofSeconds(10);

    private final Ledger ledger;
    private final Counts counts;

    Judge(Ledger ledger, Counts counts) {
        this.ledger = ledger;
        this.counts = counts;
    }

    /** Judges all jobs. Returns what is wrong, each with the job's whole story; empty if nothing is. */
    List<String> judge(Snapshot server) {
        List<String> all = new ArrayList<>();
        for (JobStory story : ledger.stories()) {
            List<String> findings = new ArrayList<>();
            Delivery delivery = new Delivery(story, findings);
            new RunChecks(findings).check(story);
            boolean over = place(story, delivery, server, findings);
            if (!findings.isEmpty()) {
                all.add(String.join("; ", findings) + "\n    " + story);
            }
            if (over) {
                count(story, delivery);
                ledger.close(story);
            }
        }
        return all;
    }

    /** Whether the job is where its story says it should be. Returns whether that is its end. */
    private boolean place(JobStory story, Delivery delivery, Snapshot server, List<String> findings) {
        String jid = story.spec.jid();
        boolean acked = story.runs.stream().anyMatch(Run::acked);
        if (server.reserved().contains(jid)) {
            if (acked && !delivery.isLeftBehind()) {
                findings.add("confirmed as ACKed, but the server still holds it reserved");
            }
            if (!story.stranded) {
                story.stranded = true;
                counts.stranded++;
            }
            return false;
        }
        if (server.retries().contains(jid)) {
            // A reservation of an earlier round may have ended since the retries were emptied.
            if (acked || !story.stranded) {
                findings.add("in retries, although those were emptied");
            }
            return false;
        }
        if (server.scheduled().contains(jid)) {
            findings.add("scheduled, although all of those were run");
            return false;
        }
        if (server.dead().contains(jid)) {
            if (acked && story.cancelled && delivery.isPushRepeated()) {
                // Killed as it was scheduled by the first PUSH, and scheduled anew by the second: no worker can know of
                // that.
                counts.killedAndDone++;
            } else if (acked) {
                findings.add("confirmed as ACKed, but dead");
            } else if (!mayBeDead(story, delivery)) {
                findings.add("dead without a reason");
            }
            counts.dead++;
        } else if (delivery.isDone()) {
            counts.completed++;
        } else if (mayVanish(story, server)) {
            counts.vanished++;
        } else if (story.perhapsPushed && story.events.isEmpty()) {
            counts.neverPushed++;
        } else if (lostInAKill(story, server)
                && counts.lostByServer < server.kills().size()) {
            counts.lostByServer++;
        } else {
            findings.add("lost: in no set of the server, and never done");
        }
        deadForGood(story, server, findings);
        return true;
    }

    private static boolean mayBeDead(JobStory story, Delivery delivery) {
        int retry = story.spec.retry();
        boolean usedUp = story.spec.kind() == JobKind.FAIL && delivery.handedOut() <= retry + 1;
        return story.cancelled || retry < 0 || usedUp || forGood(story);
    }

    /** Failed so that no try comes any more, whatever its retry says. */
    private static boolean forGood(JobStory story) {
        long tries = story.events.stream()
                .filter(event -> event.what() == What.ENTERED)
                .count();
        return switch (story.spec.kind()) {
            case FINAL -> tries >= 1;
            case GIVE_UP -> tries >= JobSpec.GIVES_UP_AFTER;
            default -> false;
        };
    }

    /** With retry 0, after a FAIL: the worker's own, or the server's for a reservation that ran out. */
    private static boolean mayVanish(JobStory story, Snapshot server) {
        return story.spec.retry() == 0
                && (story.has(What.FAIL_SENT) || server.at().isAfter(story.pushedAt.plus(JobSpec.RESERVE_FOR)));
    }

    /**
     * Server 1.10.0 moves a job in two steps: on a FETCH out of its queue and then into the working set
     * (manager/fetch.go), on a FAIL out of the working set and then into retries (manager/retry.go), and when its time
     * has come out of its set and then into its queue (manager/scheduler.go). Killed
     * in between, it has lost the job, and nothing that a worker does could keep it from that.
     */
    private static boolean lostInAKill(JobStory story, Snapshot server) {
        boolean duringAFail = story.events.stream()
                .filter(event -> event.what() == What.FAIL_SENT || event.what() == What.PUSH_SENT)
                .anyMatch(fail -> server.kills().stream()
                        .anyMatch(kill -> !kill.isBefore(fail.at())
                                && Duration.between(fail.at(), kill).compareTo(IN_A_KILL) < 0));
        return duringAFail || lostInAFetch(story, server);
    }

    /** Whether the server had it last, in its queue or in retries, and was killed since then. */
    private static boolean lostInAFetch(JobStory story, Snapshot server) {
        Event last = story.events.isEmpty() ? null : story.events.get(story.events.size() - 1);
        // With a PUSH it has the job back, even if the worker never heard of it.
        if (last != null && last.what() != What.CONFIRMED && last.what() != What.ACK_SENT) {
            return false;
        }
        Instant since = last == null ? story.pushedAt : last.at();
        return server.kills().stream().anyMatch(kill -> !kill.isBefore(since));
    }

    /** A job that was cancelled or has failed for good, and whose FAIL and kill are confirmed, is dead. */
    private static void deadForGood(JobStory story, Snapshot server, List<String> findings) {
        if (story.spec.retry() == 0 || server.dead().contains(story.spec.jid())) {
            return;
        }
        for (Run run : story.runs) {
            if (run.confirmations > 0 && run.signalled == CancellationReason.CANCELLED) {
                findings.add("cancelled and confirmed, but not dead");
            } else if (run.confirmed instanceof JobOutcome.Fail fail && fail.kill()) {
                findings.add("failed for good and confirmed, but not dead");
            }
        }
    }

    private void count(JobStory story, Delivery delivery) {
        counts.runs += story.runs.size();
        counts.retried += delivery.retried();
        counts.triedHere += delivery.triedHere();
        counts.pushedAgain += delivery.pushedAgain();
        counts.givenBack += delivery.givenBack();
        counts.rerunAfterExpiry += delivery.rerunAfterExpiry();
        counts.overlaps += delivery.overlaps();
        for (Run run : story.runs) {
            if (run.signalled == CancellationReason.CANCELLED) {
                counts.cancelled++;
            } else if (run.signalled != null) {
                counts.interrupted++;
            }
            counts.dropped += run.dropped ? 1 : 0;
        }
        counts.resent += (int) story.events.stream()
                .filter(event -> event.what() == What.RETRIED)
                .count();
    }
}
