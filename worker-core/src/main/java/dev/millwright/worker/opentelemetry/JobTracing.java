package dev.millwright.worker.opentelemetry;

import dev.millwright.worker.AsyncJobHandler;
import dev.millwright.worker.AsyncJobMiddleware;
import dev.millwright.worker.CancellationReason;
import dev.millwright.worker.Job;
import dev.millwright.worker.JobContext;
import dev.millwright.worker.JobHandler;
import dev.millwright.worker.internal.platform.SafeLogger;
import dev.millwright.worker.internal.platform.Unwrapped;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.context.propagation.TextMapPropagator;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * Carries a trace from the code that pushes a job to the function that runs it, in the job's
 * {@code custom} and so through any Faktory server and to workers in other languages.
 *
 * <pre>{@code
 * JobTracing tracing = new JobTracing(openTelemetry);
 *
 * client.push(tracing.inject(Job.of("resize", path)));     // where a job is pushed
 * Worker.builder().middleware(tracing)...                  // where it runs; add it first
 * }</pre>
 *
 * <p>Every run of a job, each retry too, is a span of kind CONSUMER named {@code process <queue>}; its
 * parent is the span in which the job was pushed, if there was one. Attributes are those of the
 * semantic conventions for messaging ({@code messaging.system} is {@code faktory}) and
 * {@code messaging.faktory.jobtype}. A run that fails has the status ERROR with the exception, one that
 * was interrupted has {@link CancellationReason#errtype()} as its {@code error.type}.
 *
 * <p>What is carried is what the propagators of the given OpenTelemetry say: {@code traceparent} and
 * {@code tracestate} with {@code W3CTraceContextPropagator}. An SDK that is built by hand has none
 * unless it is given some, and then carries nothing. Any thread.
 */
// Not "requires transitive": a program without OpenTelemetry must not need it to compile.
@SuppressWarnings("exports")
public final class JobTracing implements AsyncJobMiddleware {
    private static final Logger LOG = SafeLogger.of(JobTracing.class);

    private static final String SCOPE = "dev.millwright.worker";

    private static final AttributeKey<String> SYSTEM = AttributeKey.stringKey("messaging.system");
    private static final AttributeKey<String> OPERATION_NAME = AttributeKey.stringKey("messaging.operation.name");
    private static final AttributeKey<String> OPERATION_TYPE = AttributeKey.stringKey("messaging.operation.type");
    private static final AttributeKey<String> DESTINATION = AttributeKey.stringKey("messaging.destination.name");
    private static final AttributeKey<String> MESSAGE_ID = AttributeKey.stringKey("messaging.message.id");
    private static final AttributeKey<String> JOBTYPE = AttributeKey.stringKey("messaging.faktory.jobtype");
    private static final AttributeKey<String> ERROR_TYPE = AttributeKey.stringKey("error.type");

    private final Tracer tracer;
    private final TextMapPropagator propagator;

    /**
     * Traces with an OpenTelemetry.
     *
     * @param telemetry makes the spans, and says with its propagators what is carried
     */
    public JobTracing(OpenTelemetry telemetry) {
        this.tracer = telemetry.getTracer(SCOPE);
        this.propagator = telemetry.getPropagators().getTextMapPropagator();
    }

    /**
     * Adds the calling thread's trace context to a job that is about to be pushed.
     *
     * @param job the job
     * @return the same job, jid included, with the context in its {@code custom}; unchanged values if
     *     there is no context
     */
    public Job inject(Job job) {
        Job.Builder traced = job.toBuilder();
        propagator.inject(Context.current(), traced, JobTracing::put);
        return traced.build();
    }

    private static void put(Job.@Nullable Builder job, String key, String value) {
        // A job with such a key would be refused: better pushed without it.
        if (job != null && !key.startsWith("_")) {
            job.custom(key, value);
        }
    }

    @Override
    @SuppressWarnings("try") // the scope is there to be closed
    public void call(JobContext context, JobHandler next) throws Exception {
        Span span = start(context.job());
        try (Scope current = span.makeCurrent()) {
            next.run(context);
        } catch (Throwable failure) {
            guarded(() -> failed(span, failure));
            throw failure;
        } finally {
            guarded(() -> end(span, context));
        }
    }

    /**
     * The span of an asynchronous function ends when its stage does. It is the current one during the function's call; what
     * runs later on other threads has it if the program carries the {@link Context} there, as OpenTelemetry's agent does.
     */
    @Override
    @SuppressWarnings("try") // the scope is there to be closed
    public CompletionStage<?> callAsync(JobContext context, AsyncJobHandler next) throws Exception {
        Span span = start(context.job());
        try (Scope current = span.makeCurrent()) {
            return next.run(context).whenComplete((result, failure) -> end(span, context, failure));
        } catch (Throwable failure) {
            end(span, context, failure);
            throw failure;
        }
    }

    private static void end(Span span, JobContext context, @Nullable Throwable failure) {
        if (failure != null) {
            guarded(() -> failed(span, Unwrapped.of(failure)));
        }
        guarded(() -> end(span, context));
    }

    private static void failed(Span span, Throwable failure) {
        span.recordException(failure);
        span.setStatus(StatusCode.ERROR);
        span.setAttribute(ERROR_TYPE, failure.getClass().getName());
    }

    private static void end(Span span, JobContext context) {
        // Last: a job whose signal has fired is FAILed for that reason, however its function ended.
        Optional<CancellationReason> reason = context.signal().reason();
        reason.ifPresent(it -> {
            span.setStatus(StatusCode.ERROR, it.description());
            span.setAttribute(ERROR_TYPE, it.errtype());
        });
        span.end();
    }

    /** Samplers, propagators and processors are the user's: what they throw must not FAIL a job that is done. */
    private static void guarded(Runnable telling) {
        try {
            telling.run();
        } catch (RuntimeException e) {
            LOG.warn("a job's span could not be written", e);
        }
    }

    private Span start(Job job) {
        try {
            return startSpan(job);
        } catch (RuntimeException e) {
            LOG.warn("a job's span could not be started; the job runs without", e);
            return Span.getInvalid();
        }
    }

    private Span startSpan(Job job) {
        Context parent = propagator.extract(Context.current(), job.custom(), CustomGetter.INSTANCE);
        return tracer.spanBuilder("process " + job.queue())
                .setSpanKind(SpanKind.CONSUMER)
                .setParent(parent)
                .setAttribute(SYSTEM, "faktory")
                .setAttribute(OPERATION_NAME, "process")
                .setAttribute(OPERATION_TYPE, "process")
                .setAttribute(DESTINATION, job.queue())
                .setAttribute(MESSAGE_ID, job.jid())
                .setAttribute(JOBTYPE, job.jobtype())
                .startSpan();
    }
}
