package dev.millwright.worker.it.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millwright.worker.Job;
import dev.millwright.worker.JobOutcome;
import dev.millwright.worker.it.chaos.Event.What;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** As {@link JudgeTest}, for jobs that retry policies have tried again. */
class RetryJudgeTest extends JudgedJob {
    private JobOutcome.Retry retry(boolean here) {
        return new JobOutcome.Retry(
                spec.toJob(), Duration.ofSeconds(1), new JobOutcome.Fail("Boom", "", List.of()), here);
    }

    private void again(String wid, Job job) {
        ledger.note(wid, job, What.ENTERED, "", run -> run.entered++);
    }

    private void waits(String wid, Job job) {
        leaves(wid, job);
        ledger.note(wid, job, What.ENDED, WorkerNotes.WAITS, run -> run.ended = retry(true));
    }

    private void goesBack(String wid, Job job) {
        leaves(wid, job);
        ledger.note(wid, job, What.ENDED, WorkerNotes.PUSHED, run -> run.ended = retry(false));
        ledger.pushed(wid, JID);
    }

    @Test
    void acceptsATryAfterAWaitInTheWorker() {
        pushed(JobKind.RETRY);
        Job job = begins("a");
        waits("a", job);
        again("a", job);
        ends("a", job);
        ledger.sent("a", "ACK", JID);
        confirmed("a", job);
        assertThat(verdict(Set.of(), Set.of())).isEmpty();
        assertThat(ledger.stories()).isEmpty();
    }

    @Test
    void findsAJobThatIsLostAsItWaitsInTheWorker() {
        pushed(JobKind.RETRY);
        waits("a", begins("a"));
        finds("lost");
    }

    @Test
    void findsATryElsewhereWhileAJobWaits() {
        pushed(JobKind.RETRY);
        waits("a", begins("a"));
        ends("b", begins("b"));
        ledger.sent("b", "ACK", JID);
        finds("handed out while reserved");
    }

    @Test
    void findsATryAfterTheJobWasGivenBack() {
        pushed(JobKind.RETRY);
        Job job = begins("a");
        waits("a", job);
        ledger.pushed("a", JID);
        again("a", job);
        ends("a", job);
        finds("called again for a job that does not wait");
    }

    @Test
    void findsASecondCallWithoutAFailure() {
        pushed();
        Job job = begins("a");
        leaves("a", job);
        again("a", job);
        finds("called again for a job that does not wait");
    }

    @Test
    void acceptsATryByWayOfTheServer() {
        pushed(JobKind.LATER);
        goesBack("a", begins("a"));
        ledger.sent("a", "ACK", JID);
        ends("b", begins("b"));
        ledger.sent("b", "ACK", JID);
        assertThat(verdict(Set.of(), Set.of())).isEmpty();
    }

    @Test
    void findsASecondTryForOnePush() {
        pushed(JobKind.LATER);
        goesBack("a", begins("a"));
        ledger.sent("a", "ACK", JID);
        ends("b", begins("b"));
        ledger.sent("b", "ACK", JID);
        ends("a", begins("a"));
        ledger.sent("a", "ACK", JID);
        finds("handed out again after its ACK");
    }

    @Test
    void findsAJobThatIsLostAfterItsPush() {
        pushed(JobKind.LATER);
        goesBack("a", begins("a"));
        ledger.sent("a", "ACK", JID);
        finds("lost");
    }

    @Test
    void findsAnAckBeforeThePush() {
        pushed(JobKind.RETRY);
        waits("a", begins("a"));
        ledger.sent("a", "ACK", JID);
        finds("a report other than PUSH or FAIL");
    }

    private List<String> verdictOnACancelledJobThatIsDeadAndDone(boolean pushedTwice) {
        pushed(JobKind.LATER);
        ledger.cancelling(JID);
        goesBack("a", begins("a"));
        if (pushedTwice) {
            ledger.pushed("a", JID);
        }
        ledger.sent("a", "ACK", JID);
        Job job = begins("b");
        ends("b", job);
        ledger.sent("b", "ACK", JID);
        confirmed("b", job);
        return verdict(Set.of(), Set.of(JID));
    }

    @Test
    void permitsACancelledJobToBeDoneAllTheSameOnlyIfItWasPushedAgainAfterItsKill() {
        assertThat(verdictOnACancelledJobThatIsDeadAndDone(true)).isEmpty();
        assertThat(verdictOnACancelledJobThatIsDeadAndDone(false))
                .singleElement()
                .asString()
                .contains("confirmed as ACKed, but dead");
    }

    @Test
    void findsAJobThatIsStillScheduled() {
        pushed(JobKind.LATER);
        goesBack("a", begins("a"));
        ledger.sent("a", "ACK", JID);
        scheduled = Set.of(JID);
        finds("scheduled, although");
    }

    @Test
    void acceptsAJobThatItsPolicyGaveUpButNotBeforeItsTriesAreUsedUp() {
        for (int tries = 1; tries <= JobSpec.GIVES_UP_AFTER; tries++) {
            pushed(JobKind.GIVE_UP);
            Job job = begins("a");
            for (int i = 1; i < tries; i++) {
                waits("a", job);
                again("a", job);
            }
            fails("a", job);
            List<String> verdict = verdict(Set.of(), Set.of(JID));
            if (tries < JobSpec.GIVES_UP_AFTER) {
                assertThat(verdict).singleElement().asString().contains("dead without a reason");
            } else {
                assertThat(verdict).isEmpty();
            }
        }
    }

    @Test
    void findsAJobThatFailedForGoodAndComesBack() {
        pushed(JobKind.FINAL);
        Job job = begins("a");
        fails("a", job);
        ledger.note("a", job, What.CONFIRMED, "Boom", run -> {
            run.ended = new JobOutcome.Fail("Boom", "", List.of(), true);
            run.confirmed = run.ended;
            run.confirmations++;
        });
        ends("b", begins("b"));
        ledger.sent("b", "ACK", JID);
        finds("failed for good and confirmed, but not dead");
    }
}
