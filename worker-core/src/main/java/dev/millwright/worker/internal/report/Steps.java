package dev.millwright.worker.internal.report;

import dev.millwright.worker.Job;
import dev.millwright.worker.JobOutcome;
import dev.millwright.worker.JobOutcome.Fail;
import dev.millwright.worker.Mutation;
import dev.millwright.worker.MutationFilter;
import dev.millwright.worker.internal.net.Request;
import dev.millwright.worker.internal.protocol.Commands;
import dev.millwright.worker.internal.report.Step.Kind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The commands that tell the server of an outcome, and their order. Confined like the report whose they are. */
final class Steps {
    private final Report report;
    private final List<Step> all = new ArrayList<>(2);

    Steps(Report report, Job job, JobOutcome outcome, Instant now) {
        this.report = report;
        String jid = job.jid();
        Job next = PushedAgain.next(outcome);
        if (next != null) {
            add(Kind.REQUEUE, Commands.push(next, now));
            add(Kind.ACK, Commands.ack(jid));
        } else if (outcome instanceof Fail fail) {
            add(Kind.FAIL, Commands.fail(jid, fail.errtype(), fail.message(), fail.backtrace()));
            if (fail.kill()) {
                add(Kind.KILL, Commands.mutate(killOf(jid)));
            }
        } else {
            add(Kind.ACK, Commands.ack(jid));
        }
    }

    private void add(Kind kind, byte[] command) {
        all.add(new Step(report, kind, command));
    }

    private static Mutation killOf(String jid) {
        return new Mutation(Mutation.Command.KILL, Mutation.Target.RETRIES, MutationFilter.jids(List.of(jid)));
    }

    /** Puts the PUSH of a callback before all others. */
    void precededBy(byte[] callback) {
        all.add(0, new Step(report, Kind.CALLBACK, callback));
    }

    /** The first step that the server has not done; null if it has done all. */
    @Nullable
    Step next() {
        for (Step step : all) {
            if (!step.isDone()) {
                return step;
            }
        }
        return null;
    }

    /**
     * Adds to a batch what can be sent now: the next step, and with a FAIL its kill. Nothing else may get there without its
     * forerunner.
     *
     * @return how many are added
     */
    int addTo(List<Request> batch, long now) {
        int added = 0;
        for (Step step : all) {
            if (!step.isDone()) {
                if (added > 0 && !step.is(Kind.KILL)) {
                    break;
                }
                step.writing(now);
                batch.add(step);
                added++;
            }
        }
        return added;
    }

    /** All that was sent has been answered. A kill that came before its FAIL has found nothing, so it is to be sent again. */
    void answered() {
        boolean done = true;
        for (Step step : all) {
            if (!done) {
                step.done(false);
            }
            done &= step.isDone();
        }
    }

    /** Nothing but a kill is to be sent any more. */
    void giveUp() {
        for (Step step : all) {
            if (!step.is(Kind.KILL)) {
                step.done(true);
            }
        }
    }
}
