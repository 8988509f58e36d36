package dev.millwright.worker.internal.job;

import dev.millwright.worker.Job;
import dev.millwright.worker.JobCompletion;
import dev.millwright.worker.internal.platform.SafeLogger;
import dev.millwright.worker.internal.report.LogFields;
import java.util.function.Consumer;
import org.slf4j.Logger;

/** Tells a function of a user's that a job has come to its end; a stop waits for that. Any thread, one after another. */
final class CompletionCall implements UserCalls.Call {
    private static final Logger LOG = SafeLogger.of("dev.millwright.worker.jobs");

    private final JobCompletion completion;
    private final Consumer<? super JobCompletion> function;
    private final LogFields fields;
    private final PendingWork.Token token;

    CompletionCall(
            JobCompletion completion,
            Consumer<? super JobCompletion> function,
            LogFields fields,
            PendingWork.Token token) {
        this.completion = completion;
        this.function = function;
        this.fields = fields;
        this.token = token;
    }

    private Job job() {
        return completion.job();
    }

    @Override
    public void run() {
        ThreadState before = new ThreadState();
        try {
            fields.with(job(), this::call);
        } finally {
            token.end();
            before.restore();
            Thread.interrupted();
        }
    }

    private void call() {
        try {
            function.accept(completion);
        } catch (Throwable e) {
            LOG.warn("onComplete of job {} failed", job(), e);
        }
    }

    @Override
    public void leftBehind(String thread) {
        fields.with(
                job(),
                () -> LOG.warn(
                        "onComplete of job {} has not returned for {} s, on thread {}: further calls go on beside it",
                        job(),
                        UserCalls.LIMIT.toSeconds(),
                        thread));
    }

    @Override
    public void notMade(String why) {
        fields.with(job(), () -> LOG.warn("onComplete of job {} is not called: {}", job(), why));
        token.end();
    }

    @Override
    public void workerEnds() {
        notMade("the worker has stopped");
    }
}
