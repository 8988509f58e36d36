package dev.millwright.worker.fleet.internal.operation;

import dev.millwright.worker.Admission;
import dev.millwright.worker.FailureDecision;
import dev.millwright.worker.JobAdmission;
import dev.millwright.worker.JobContext;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Where jobs meet the open operations: before their functions, and after these have thrown. While there is no operation, all
 * that is asked for each job is one field. Any thread.
 */
final class Doors implements JobAdmission, FailureDecision {
    private volatile @Nullable WatchIndex index;
    private volatile List<Watch> passing = List.of();

    /** These are open now. */
    void set(Collection<Watch> watches) {
        index = WatchIndex.of(watches);
    }

    /** Of these the passes go on, or are about to begin. */
    void setPassing(List<Watch> watches) {
        passing = watches;
    }

    @Override
    public Admission admit(JobContext context) {
        WatchIndex now = index;
        Watch watch = now == null ? null : now.find(context.job());
        if (watch == null) {
            return Admission.run();
        }
        if (watch.passed().isDone()) {
            return watch.meet(context);
        }
        // Asked again then: this operation may have been aborted meanwhile, and there may be another.
        return Admission.later(watch.passed().thenCompose(done -> stage(admit(context))));
    }

    private static CompletionStage<Admission> stage(Admission answer) {
        return answer instanceof Admission.Later later
                ? later.answer().thenApply(said -> said)
                : CompletableFuture.completedFuture(answer);
    }

    @Override
    public Verdict decide(JobContext context, Throwable failure) {
        for (Watch watch : passing) {
            if (watch.overtake(context)) {
                return new Cancel(watch.reason());
            }
        }
        return Policy.INSTANCE;
    }
}
