package dev.millwright.worker.fleet.internal.operation;

import dev.millwright.worker.Admission;
import dev.millwright.worker.FailureDecision;
import dev.millwright.worker.Job;
import dev.millwright.worker.JobAdmission;
import dev.millwright.worker.JobContext;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Where jobs meet the open operations: before their functions, and after these have thrown. What is asked for each job is one
 * field while there is no operation; with many, whether the job is older than any of them, and then what is said of its
 * jobtype and its queue. Any thread.
 */
final class Doors implements JobAdmission, FailureDecision {
    private volatile @Nullable Index index;
    private volatile List<Watch> passing = List.of();

    /**
     * The operations that jobs are compared with.
     *
     * @param latest from when on jobs were made too late for all of them
     * @param byJobtype those that name jobtypes
     * @param byQueue those that name queues and no jobtypes
     * @param others those that name neither
     */
    private record Index(
            Instant latest, Map<String, List<Watch>> byJobtype, Map<String, List<Watch>> byQueue, List<Watch> others) {}

    /** These are open now. */
    void set(Collection<Watch> watches) {
        Instant latest = Instant.MIN;
        Map<String, List<Watch>> byJobtype = new HashMap<>();
        Map<String, List<Watch>> byQueue = new HashMap<>();
        List<Watch> others = new ArrayList<>();
        boolean any = false;
        for (Watch watch : watches) {
            if (!watch.meetsJobs()) {
                continue;
            }
            any = true;
            Reach reach = watch.reach();
            latest = reach.before().isAfter(latest) ? reach.before() : latest;
            if (!reach.jobtypes().isEmpty()) {
                reach.jobtypes().forEach(name -> put(byJobtype, name, watch));
            } else if (!reach.queues().isEmpty()) {
                reach.queues().forEach(name -> put(byQueue, name, watch));
            } else {
                others.add(watch);
            }
        }
        index = any ? new Index(latest, byJobtype, byQueue, others) : null;
    }

    private static void put(Map<String, List<Watch>> by, String name, Watch watch) {
        by.computeIfAbsent(name, unseen -> new ArrayList<>()).add(watch);
    }

    /** Of these the passes have begun. */
    void setPassing(List<Watch> watches) {
        passing = watches;
    }

    @Override
    public Admission admit(JobContext context) {
        Index now = index;
        Watch watch = now == null ? null : find(now, context.job());
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

    private static @Nullable Watch find(Index now, Job job) {
        Instant createdAt = job.createdAt().orElse(null);
        if (createdAt == null || !createdAt.isBefore(now.latest())) {
            return null;
        }
        Watch found = first(now.byJobtype().get(job.jobtype()), job, createdAt);
        if (found == null) {
            found = first(now.byQueue().get(job.queue()), job, createdAt);
        }
        return found == null ? first(now.others(), job, createdAt) : found;
    }

    /** By index: an iterator for each job would be one more object. */
    private static @Nullable Watch first(@Nullable List<Watch> watches, Job job, Instant createdAt) {
        if (watches == null) {
            return null;
        }
        for (int i = 0; i < watches.size(); i++) {
            Watch watch = watches.get(i);
            if (watch.fits(job, createdAt)) {
                return watch;
            }
        }
        return null;
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
