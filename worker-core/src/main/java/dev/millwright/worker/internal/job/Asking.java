package dev.millwright.worker.internal.job;

import dev.millwright.worker.Admission;
import dev.millwright.worker.Admission.Later;
import dev.millwright.worker.Admission.Run;
import dev.millwright.worker.JobAdmission;
import dev.millwright.worker.internal.platform.SafeLogger;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * The question whether one job may begin, from admission to admission until one has an objection. While an answer is
 * awaited the job's run is parked here: it has not begun, so whatever ends jobs that have not begun can end it. Any thread.
 */
final class Asking {
    private static final Logger LOG = SafeLogger.of(Asking.class);

    private final ActiveJob job;
    private final List<JobAdmission> admissions;
    private final AtomicInteger asked = new AtomicInteger();

    /** Null, then perhaps the run that is parked, then the answer. */
    private final AtomicReference<@Nullable Object> state = new AtomicReference<>();

    Asking(ActiveJob job, List<JobAdmission> admissions) {
        this.job = job;
        this.admissions = admissions;
    }

    /** The answer, null as long as there is none. */
    @Nullable
    Admission answer() {
        return state.get() instanceof Admission answer ? answer : null;
    }

    /** Has the run of the job wait for the answer. To be called by who has claimed it, as the last it does with it. */
    void park(RunEnd run) {
        run.unclaim();
        Object before = state.compareAndExchange(null, run);
        if (before instanceof Admission) {
            run.resume();
        }
    }

    /** Asks those that have not been asked yet. */
    void next() {
        for (int i = asked.getAndIncrement(); i < admissions.size(); i = asked.getAndIncrement()) {
            Admission said = ask(admissions.get(i));
            if (said instanceof Later later) {
                await(later);
                return;
            }
            if (!(said instanceof Run)) {
                answered(said);
                return;
            }
        }
        answered(Run.INSTANCE);
    }

    private Admission ask(JobAdmission admission) {
        try {
            Admission said = admission.admit(job);
            return said == null ? failed(new NullPointerException("it answered null")) : said;
        } catch (Throwable e) { // whatever it throws
            return failed(e);
        }
    }

    private void await(Later later) {
        AtomicBoolean heard = new AtomicBoolean();
        try {
            later.answer().whenComplete((said, failure) -> {
                if (heard.compareAndSet(false, true)) {
                    goOn(said, failure);
                }
            });
        } catch (Throwable e) { // a stage of somebody's own can throw anything, also after it has answered
            if (heard.compareAndSet(false, true)) {
                goOn(null, e);
            }
        }
    }

    private void goOn(@Nullable Admission said, @Nullable Throwable failure) {
        Admission answer = said;
        if (answer == null || answer instanceof Later) {
            answer = failed(failure != null ? failure : new IllegalStateException("its stage answered " + said));
        }
        if (answer instanceof Run) {
            next();
        } else {
            answered(answer);
        }
    }

    private Admission failed(Throwable why) {
        LOG.warn("an admission failed for job {}, which is its own bug: the job may run", job.job(), why);
        return Run.INSTANCE;
    }

    private void answered(Admission answer) {
        if (state.getAndSet(answer) instanceof RunEnd run) {
            run.resume();
        }
    }
}
