package dev.millwright.worker.it.chaos;

import dev.millwright.worker.AsyncJobHandler;
import dev.millwright.worker.AsyncJobMiddleware;
import dev.millwright.worker.CancellationReason;
import dev.millwright.worker.Job;
import dev.millwright.worker.JobContext;
import dev.millwright.worker.JobHandler;
import dev.millwright.worker.JobListener;
import dev.millwright.worker.JobOutcome;
import dev.millwright.worker.it.chaos.Event.What;
import java.time.Duration;
import java.util.concurrent.CompletionStage;

/** Writes what one worker says and does into the ledger. Any thread. */
final class WorkerNotes implements JobListener, AsyncJobMiddleware {
    /** In words: the job waits in its worker, and nothing is reported. */
    static final String WAITS = "waits";
    /** In words: the job goes back to the server, by a PUSH and then an ACK. */
    static final String PUSHED = "PUSH";

    private final Ledger ledger;
    private volatile String wid = "";

    WorkerNotes(Ledger ledger) {
        this.ledger = ledger;
    }

    /** To be told before the worker is started. */
    void wid(String value) {
        wid = value;
    }

    @Override
    public void call(JobContext context, JobHandler next) throws Exception {
        ledger.note(wid, context.job(), What.ENTERED, "", run -> run.entered++);
        try {
            next.run(context);
        } finally {
            left(context);
        }
    }

    @Override
    public CompletionStage<?> callAsync(JobContext context, AsyncJobHandler next) throws Exception {
        ledger.note(wid, context.job(), What.ENTERED, "", run -> run.entered++);
        try {
            return next.run(context).whenComplete((value, failure) -> left(context));
        } catch (Throwable e) {
            left(context);
            throw e;
        }
    }

    private void left(JobContext context) {
        ledger.note(wid, context.job(), What.LEFT, "", run -> run.left++);
    }

    @Override
    public void onJobSignalled(JobContext context, CancellationReason reason) {
        ledger.note(wid, context.job(), What.SIGNALLED, reason.name(), run -> run.signalled = reason);
    }

    @Override
    public void onJobEnded(JobContext context, JobOutcome outcome, Duration elapsed) {
        ledger.note(wid, context.job(), What.ENDED, inWords(outcome), run -> run.ended = outcome);
    }

    @Override
    public void onReported(Job job, JobOutcome outcome) {
        ledger.note(wid, job, What.CONFIRMED, inWords(outcome), run -> {
            run.confirmed = outcome;
            run.confirmations++;
        });
    }

    @Override
    public void onReportRetried(Job job, JobOutcome outcome) {
        ledger.note(wid, job, What.RETRIED, inWords(outcome), run -> {});
    }

    @Override
    public void onReportDropped(Job job, JobOutcome outcome, String why) {
        ledger.note(wid, job, What.DROPPED, inWords(outcome) + ": " + why, run -> run.dropped = true);
    }

    private static String inWords(JobOutcome outcome) {
        if (outcome instanceof JobOutcome.Retry retry) {
            return retry.here() ? WAITS : PUSHED;
        }
        if (outcome instanceof JobOutcome.Requeue) {
            return PUSHED;
        }
        return outcome instanceof JobOutcome.Fail fail ? fail.errtype() : "ACK";
    }
}
