package dev.millwright.worker.testkit.internal.inline;

import dev.millwright.worker.AsyncJobHandler;
import dev.millwright.worker.CancellationSource;
import dev.millwright.worker.FailureDecision;
import dev.millwright.worker.JobAdmission;
import dev.millwright.worker.JobCompletion;
import dev.millwright.worker.JobHandler;
import dev.millwright.worker.JobListener;
import dev.millwright.worker.JobMiddleware;
import dev.millwright.worker.JobOptions;
import dev.millwright.worker.JobRegistry;
import dev.millwright.worker.QueueGate;
import dev.millwright.worker.WorkerExtension;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Finds out what is called for a job whose function is registered in some way: the decoding of args is the registry's,
 * here as in a worker. Confined to the calling thread.
 */
public final class RegisteredFunction implements JobRegistry {
    private @Nullable InlineFunction registered;

    private RegisteredFunction() {}

    /** What a worker calls after this registration. */
    public static InlineFunction by(Consumer<JobRegistry> registration) {
        RegisteredFunction registry = new RegisteredFunction();
        registration.accept(registry);
        return Objects.requireNonNull(registry.registered, "nothing was registered");
    }

    @Override
    public JobRegistry register(String jobtype, JobOptions options, JobHandler handler) {
        registered = new InlineFunction.Blocking(Objects.requireNonNull(handler, "handler"));
        return this;
    }

    @Override
    public JobRegistry registerAsync(String jobtype, JobOptions options, AsyncJobHandler handler) {
        registered = new InlineFunction.Async(Objects.requireNonNull(handler, "handler"));
        return this;
    }

    @Override
    public JobRegistry middleware(JobMiddleware middleware) {
        throw onlyFunctions();
    }

    @Override
    public JobRegistry listener(JobListener listener) {
        throw onlyFunctions();
    }

    @Override
    public JobRegistry onComplete(Consumer<? super JobCompletion> function) {
        throw onlyFunctions();
    }

    @Override
    public JobRegistry pool(String name, int slots, String... queues) {
        throw onlyFunctions();
    }

    @Override
    public JobRegistry queueGate(QueueGate gate) {
        throw onlyFunctions();
    }

    @Override
    public JobRegistry cancellationSource(CancellationSource source) {
        throw onlyFunctions();
    }

    @Override
    public JobRegistry admission(JobAdmission admission) {
        throw onlyFunctions();
    }

    @Override
    public JobRegistry failureDecision(FailureDecision decision) {
        throw onlyFunctions();
    }

    @Override
    public JobRegistry extension(WorkerExtension extension) {
        throw onlyFunctions();
    }

    private static UnsupportedOperationException onlyFunctions() {
        return new UnsupportedOperationException("an inline job has a function and nothing else");
    }
}
