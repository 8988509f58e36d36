package dev.millwright.worker.it.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millwright.worker.Job;
import dev.millwright.worker.JobOutcome;
import dev.millwright.worker.it.chaos.Event.What;
import dev.millwright.worker.testkit.ManualClock;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/** One job, what is told of it, and what the judge says to that. */
abstract class JudgedJob {
    static final String JID = "0123456789";

    final ManualClock clock = new ManualClock();
    final Ledger ledger = new Ledger(clock);
    final Judge judge = new Judge(ledger, new Counts());
    JobSpec spec = new JobSpec(JID, JobKind.NOOP, 0, 25);
    Set<String> scheduled = Set.of();

    List<Instant> kills = List.of();

    void pushed() {
        ledger.pushing(List.of(spec));
    }

    Job begins(String wid) {
        ledger.handedOut(wid, JID);
        Job job = spec.toJob();
        ledger.note(wid, job, What.ENTERED, "", run -> run.entered++);
        return job;
    }

    void leaves(String wid, Job job) {
        ledger.note(wid, job, What.LEFT, "", run -> run.left++);
    }

    void ends(String wid, Job job) {
        leaves(wid, job);
        ledger.note(wid, job, What.ENDED, "ACK", run -> run.ended = JobOutcome.Ack.INSTANCE);
    }

    void fails(String wid, Job job) {
        JobOutcome fail = new JobOutcome.Fail("Boom", "", List.of());
        leaves(wid, job);
        ledger.note(wid, job, What.ENDED, "Boom", run -> run.ended = fail);
        ledger.sent(wid, "FAIL", JID);
    }

    void confirmed(String wid, Job job) {
        ledger.note(wid, job, What.CONFIRMED, "ACK", run -> {
            run.confirmed = JobOutcome.Ack.INSTANCE;
            run.confirmations++;
        });
    }

    List<String> verdict(Set<String> reserved, Set<String> dead) {
        return judge.judge(new Snapshot(clock.instant(), 0, reserved, Set.of(), scheduled, dead, kills));
    }

    void finds(String what) {
        assertThat(verdict(Set.of(), Set.of())).singleElement().asString().contains(what, JID);
    }

    void pushed(JobKind kind) {
        spec = new JobSpec(JID, kind, 1, 25);
        pushed();
    }
}
