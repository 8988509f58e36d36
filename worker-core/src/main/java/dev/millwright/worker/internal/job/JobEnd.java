package dev.millwright.worker.internal.job;

import dev.millwright.worker.CancellationReason;
import dev.millwright.worker.Job;
import dev.millwright.worker.JobCompletion;
import dev.millwright.worker.JobCompletion.Result;
import dev.millwright.worker.JobOutcome;
import dev.millwright.worker.JobOutcome.Ack;
import dev.millwright.worker.JobOutcome.Discard;
import dev.millwright.worker.JobOutcome.Fail;
import dev.millwright.worker.internal.platform.Guard;
import dev.millwright.worker.internal.platform.SafeLogger;
import dev.millwright.worker.internal.report.Sequel;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/** The end of one job, for the functions that hear of it and the one that makes its callback. Any thread. */
final class JobEnd implements Sequel {
    private static final Logger LOG = SafeLogger.of("dev.millwright.worker.jobs");

    private final Job job;
    private final @Nullable CancellationReason interrupted;
    private final Completions.OfType wanted;
    private final Completions parts;

    JobEnd(Job job, @Nullable CancellationReason interrupted, Completions.OfType wanted, Completions parts) {
        this.job = job;
        this.interrupted = interrupted;
        this.wanted = wanted;
        this.parts = parts;
    }

    /** How the job ends with an outcome; null if it does not. */
    static @Nullable Result result(Job job, JobOutcome outcome, @Nullable CancellationReason interrupted) {
        if (outcome instanceof Ack) {
            return Result.SUCCEEDED;
        }
        if (outcome instanceof Discard) {
            return Result.DISCARDED;
        }
        if (outcome instanceof Fail fail && PoolCounts.isLast(job, fail)) {
            return interrupted == CancellationReason.CANCELLED ? Result.CANCELLED : Result.FAILED;
        }
        return null;
    }

    private @Nullable JobCompletion completion(JobOutcome outcome) {
        Result result = result(job, outcome, interrupted);
        return result == null ? null : new JobCompletion(job, result, outcome);
    }

    @Override
    public boolean callback(JobOutcome outcome, Consumer<byte @Nullable []> then) {
        Completions.Caller caller = wanted.caller();
        JobCompletion completion = caller == null ? null : completion(outcome);
        if (caller == null
                || completion == null
                || !wanted.options().callbackOn().contains(completion.result())) {
            return false;
        }
        caller.calls().add(new CallbackCall(completion, caller.function(), parts, then));
        return true;
    }

    @Override
    public void callbackRefused(String why) {
        parts.fields.with(
                job, () -> LOG.warn("the callback of job {} is not pushed, as the server refuses it: {}", job, why));
    }

    @Override
    public void confirmed(JobOutcome outcome) {
        JobCompletion completion = completion(outcome);
        if (completion != null) {
            for (Completions.Hearer hearer : wanted.hearers()) {
                PendingWork.Token token = parts.pending.begin();
                if (!Guard.run(() -> tell(hearer, completion, token), LOG, "the end of a job could not be told")) {
                    token.end();
                }
            }
        }
    }

    private void tell(Completions.Hearer hearer, JobCompletion completion, PendingWork.Token token) {
        hearer.calls().add(new CompletionCall(completion, hearer.function(), parts.fields, token));
    }

    @Override
    public void unknown(JobOutcome outcome, String why) {
        if (!wanted.hearers().isEmpty() && completion(outcome) != null) {
            parts.fields.with(
                    job, () -> LOG.warn("onComplete of job {} is not called, as its end is not known: {}", job, why));
        }
    }
}
