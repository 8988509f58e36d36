package dev.millwright.worker.internal.job;

import dev.millwright.worker.Job;
import dev.millwright.worker.JobCompletion;
import dev.millwright.worker.internal.platform.SafeLogger;
import dev.millwright.worker.internal.protocol.Commands;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * Has a function of a user's make the callback of a job, whose report waits for that: but not if the function fails, nor
 * for ever. Any thread.
 */
final class CallbackCall implements UserCalls.Call {
    private static final Logger LOG = SafeLogger.of("dev.millwright.worker.jobs");

    private static final String ORIGIN = "callback_of";

    private final JobCompletion completion;
    private final Function<? super JobCompletion, Job> function;
    private final Completions parts;
    private final Consumer<byte @Nullable []> then;
    private final AtomicBoolean answered = new AtomicBoolean();

    CallbackCall(
            JobCompletion completion,
            Function<? super JobCompletion, Job> function,
            Completions parts,
            Consumer<byte @Nullable []> then) {
        this.completion = completion;
        this.function = function;
        this.parts = parts;
        this.then = then;
    }

    @Override
    public void run() {
        ThreadState before = new ThreadState();
        try {
            parts.fields.with(completion.job(), this::call);
        } finally {
            before.restore();
            Thread.interrupted();
        }
    }

    private void call() {
        byte[] push;
        try {
            push = push();
        } catch (Throwable e) { // whatever it is, the job itself is over
            answerWithout("it could not be made", e);
            return;
        }
        if (push == null) {
            answerWithout("its function returned null", null);
        } else if (answered.compareAndSet(false, true)) {
            then.accept(push);
        }
    }

    private byte @Nullable [] push() {
        Job made = function.apply(completion);
        if (made == null) {
            return null;
        }
        Job.Builder callback =
                made.toBuilder().jid(JobCompletion.callbackJid(completion.job().jid()));
        if (!made.custom().containsKey(ORIGIN)) {
            callback.custom(
                    ORIGIN,
                    Map.of(
                            "jid", completion.job().jid(),
                            "jobtype", completion.job().jobtype(),
                            "result", completion.result().name().toLowerCase(Locale.ROOT)));
        }
        return Commands.push(callback.build(), parts.clock.instant());
    }

    @Override
    public void leftBehind(String thread) {
        answerWithout(
                "its function has not returned for " + UserCalls.LIMIT.toSeconds() + " s, on thread " + thread, null);
    }

    @Override
    public void notMade(String why) {
        answerWithout(why, null);
    }

    /** The report that waits for the callback is lost with the worker, which says that. */
    @Override
    public void workerEnds() {}

    /** The job is reported all the same. */
    private void answerWithout(String why, @Nullable Throwable cause) {
        if (answered.compareAndSet(false, true)) {
            Job job = completion.job();
            parts.fields.with(job, () -> LOG.warn("job {} is reported without its callback: {}", job, why, cause));
            then.accept(null);
        }
    }
}
