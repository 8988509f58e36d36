package dev.millwright.worker.it.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millwright.worker.CancellationReason;
import dev.millwright.worker.Job;
import dev.millwright.worker.JobOutcome;
import dev.millwright.worker.it.chaos.Event.What;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The judge sees each breach of the contract: without that, a chaos that finds nothing says nothing. */
class JudgeTest extends JudgedJob {
    @Test
    void acceptsAJobThatIsDone() {
        pushed();
        Job job = begins("a");
        ends("a", job);
        ledger.sent("a", "ACK", JID);
        confirmed("a", job);
        assertThat(verdict(Set.of(), Set.of())).isEmpty();
        assertThat(ledger.stories()).isEmpty();
    }

    @Test
    void acceptsARetryAfterAFailElsewhere() {
        pushed();
        fails("a", begins("a"));
        ends("b", begins("b"));
        ledger.sent("b", "ACK", JID);
        assertThat(verdict(Set.of(), Set.of())).isEmpty();
    }

    @Test
    void keepsAJobThatTheServerHoldsReserved() {
        pushed();
        ledger.handedOut("a", JID);
        assertThat(verdict(Set.of(JID), Set.of())).isEmpty();
        assertThat(ledger.stories()).hasSize(1);
    }

    @Test
    void findsAJobThatIsNowhere() {
        pushed();
        begins("a");
        finds("lost");
    }

    @Test
    void findsAnAckAfterTheSignal() {
        pushed();
        Job job = begins("a");
        ledger.note("a", job, What.SIGNALLED, "SHUTDOWN", run -> run.signalled = CancellationReason.SHUTDOWN);
        ends("a", job);
        ledger.sent("a", "ACK", JID);
        finds("whose signal fired (JobInterrupted) ended as Ack");
    }

    @Test
    void findsAnAckWithoutARun() {
        pushed();
        ledger.handedOut("a", JID);
        ledger.sent("a", "ACK", JID);
        finds("a report other than FAIL");
    }

    @Test
    void findsAReportWhileTheFunctionRuns() {
        pushed();
        begins("a");
        ledger.sent("a", "ACK", JID);
        finds("a report other than no report yet");
    }

    @Test
    void findsALateFailThatMeetsTheNextRun() {
        pushed();
        fails("a", begins("a"));
        begins("b");
        ledger.sent("a", "FAIL", JID);
        assertThat(verdict(Set.of(), Set.of(JID))).singleElement().asString().contains("somebody else holds");
    }

    @Test
    void findsALateFailThatMeetsTheSameWorkersNextRun() {
        pushed();
        fails("a", begins("a"));
        begins("a");
        ledger.sent("a", "FAIL", JID);
        assertThat(verdict(Set.of(), Set.of(JID))).singleElement().asString().contains("no report yet");
    }

    @Test
    void findsAReportAfterTheReservationsEnd() {
        pushed();
        Job job = begins("a");
        ends("a", job);
        clock.advance(Duration.ofSeconds(61));
        ledger.sent("a", "ACK", JID);
        finds("after the reservation's end");
    }

    @Test
    void findsTwoRunsAtOnce() {
        pushed();
        begins("a");
        ends("b", begins("b"));
        ledger.sent("b", "ACK", JID);
        finds("two functions run at once");
    }

    @Test
    void permitsASecondRunBesideOneThatOutlivesItsReservation() {
        pushed();
        begins("a");
        clock.advance(Duration.ofSeconds(61));
        ends("b", begins("b"));
        ledger.sent("b", "ACK", JID);
        assertThat(verdict(Set.of(), Set.of())).isEmpty();
    }

    @Test
    void findsAJobThatIsDoneAgain() {
        pushed();
        ends("a", begins("a"));
        ledger.sent("a", "ACK", JID);
        ends("b", begins("b"));
        ledger.sent("b", "ACK", JID);
        finds("handed out again after its ACK");
    }

    @Test
    void findsASecondConfirmation() {
        pushed();
        Job job = begins("a");
        ends("a", job);
        ledger.sent("a", "ACK", JID);
        confirmed("a", job);
        confirmed("a", job);
        finds("confirmed 2 times");
    }

    @Test
    void findsADeadJobThatWasDone() {
        pushed();
        Job job = begins("a");
        ends("a", job);
        ledger.sent("a", "ACK", JID);
        confirmed("a", job);
        assertThat(verdict(Set.of(), Set.of(JID))).singleElement().asString().contains("confirmed as ACKed, but dead");
    }

    @Test
    void findsAJobThatIsDeadWithoutAReason() {
        pushed();
        fails("a", begins("a"));
        assertThat(verdict(Set.of(), Set.of(JID))).singleElement().asString().contains("dead without a reason");
    }

    @Test
    void findsACancelledJobThatComesBack() {
        pushed();
        ledger.cancelling(JID);
        Job job = begins("a");
        ledger.note("a", job, What.SIGNALLED, "CANCELLED", run -> run.signalled = CancellationReason.CANCELLED);
        JobOutcome fail = new JobOutcome.Fail("JobCancelled", "", List.of());
        leaves("a", job);
        ledger.sent("a", "FAIL", JID);
        ledger.note("a", job, What.CONFIRMED, "JobCancelled", run -> {
            run.confirmed = fail;
            run.confirmations++;
        });
        ends("b", begins("b"));
        ledger.sent("b", "ACK", JID);
        finds("cancelled and confirmed, but not dead");
    }

    @Test
    void aJobThatAKilledServerLostInTheMiddleOfItsFailIsNotTheWorkersFault() {
        pushed();
        fails("w", begins("w"));
        clock.advance(Duration.ofMillis(200));
        kills = List.of(clock.instant());

        assertThat(verdict(Set.of(), Set.of())).isEmpty();
    }

    @Test
    void aJobThatIsLostLongBeforeTheServerWasKilledIsLost() {
        pushed();
        fails("w", begins("w"));
        clock.advance(Duration.ofSeconds(20));
        kills = List.of(clock.instant());

        assertThat(verdict(Set.of(), Set.of())).singleElement().asString().contains("lost");
    }

    @Test
    void aJobThatAKilledServerLostInTheMiddleOfAFetchIsNotTheWorkersFaultButMoreThanOneIs() {
        pushed();
        JobSpec second = new JobSpec("second-job", JobKind.NOOP, 0, 25);
        ledger.pushing(List.of(second));
        clock.advance(Duration.ofSeconds(5));
        kills = List.of(clock.instant());

        assertThat(verdict(Set.of(), Set.of())).singleElement().asString().contains("lost");
    }

    @Test
    void aJobThatNobodyTookAndThatIsGoneWithoutAKillIsLost() {
        kills = List.of(clock.instant());
        clock.advance(Duration.ofSeconds(5));
        pushed();

        assertThat(verdict(Set.of(), Set.of())).singleElement().asString().contains("lost");
    }
}
