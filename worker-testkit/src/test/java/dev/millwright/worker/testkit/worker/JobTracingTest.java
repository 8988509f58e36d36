package dev.millwright.worker.testkit.worker;

import static io.opentelemetry.api.common.AttributeKey.stringKey;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millwright.worker.FaktoryClient;
import dev.millwright.worker.Job;
import dev.millwright.worker.Worker;
import dev.millwright.worker.opentelemetry.JobTracing;
import dev.millwright.worker.testkit.DevServer;
import dev.millwright.worker.testkit.FaktoryTest;
import dev.millwright.worker.testkit.Jobs;
import dev.millwright.worker.testkit.WorkerSetup;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Scope;
import io.opentelemetry.sdk.testing.junit5.OpenTelemetryExtension;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A trace goes from the push through the embedded server to the job. */
@FaktoryTest
@Timeout(60)
class JobTracingTest {
    @RegisterExtension
    static final OpenTelemetryExtension TELEMETRY = OpenTelemetryExtension.create();

    private final CompletableFuture<String> later = new CompletableFuture<>();
    private final JobTracing tracing = new JobTracing(TELEMETRY.getOpenTelemetry());

    @WorkerSetup
    void functions(Worker.Builder worker) {
        worker.middleware(tracing);
        worker.register("traced", context -> Span.current().setAttribute("seen", "yes"));
        worker.register("broken", context -> {
            throw new IllegalStateException("no disk");
        });
        worker.register("wait", context -> new CountDownLatch(1).await());
        worker.registerAsync("traced later", context -> {
            Span.current().setAttribute("seen", "yes");
            return later;
        });
    }

    private static SpanData onlySpan() {
        // A span ends before its job is reported.
        List<SpanData> spans = TELEMETRY.getSpans();
        assertThat(spans).hasSize(1);
        return spans.get(0);
    }

    @Test
    @SuppressWarnings("try") // the scope is there to be closed
    void theJobContinuesTheTraceOfItsPush(Jobs jobs, FaktoryClient client) {
        Span producer = TELEMETRY
                .getOpenTelemetry()
                .getTracer("test")
                .spanBuilder("order")
                .startSpan();
        Job job = Job.builder("traced").queue("default").custom("tenant", "a").build();
        try (Scope scope = producer.makeCurrent()) {
            client.push(tracing.inject(job));
        }
        jobs.awaitOutcome(job.jid());

        SpanData span = onlySpan();
        assertThat(span.getTraceId()).isEqualTo(producer.getSpanContext().getTraceId());
        assertThat(span.getParentSpanId()).isEqualTo(producer.getSpanContext().getSpanId());
        assertThat(span.getKind()).isEqualTo(SpanKind.CONSUMER);
        assertThat(span.getName()).isEqualTo("process default");
        assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
        assertThat(span.getAttributes().get(stringKey("messaging.system"))).isEqualTo("faktory");
        assertThat(span.getAttributes().get(stringKey("messaging.operation.type")))
                .isEqualTo("process");
        assertThat(span.getAttributes().get(stringKey("messaging.destination.name")))
                .isEqualTo("default");
        assertThat(span.getAttributes().get(stringKey("messaging.message.id"))).isEqualTo(job.jid());
        assertThat(span.getAttributes().get(stringKey("messaging.faktory.jobtype")))
                .isEqualTo("traced");
        assertThat(span.getAttributes().get(stringKey("seen"))).isEqualTo("yes");
    }

    @Test
    void aTraceOfAnotherLanguagesProducerIsContinued(Jobs jobs) {
        jobs.run(Job.builder("traced")
                .custom("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
                .build());

        assertThat(onlySpan().getTraceId()).isEqualTo("0af7651916cd43dd8448eb211c80319c");
        assertThat(onlySpan().getParentSpanId()).isEqualTo("b7ad6b7169203331");
    }

    @Test
    void aJobWithoutAUsableContextBeginsATrace(Jobs jobs) {
        jobs.run(Job.builder("traced").custom("traceparent", 7).build());

        assertThat(onlySpan().getParentSpanContext().isValid()).isFalse();
        assertThat(tracing.inject(Job.of("traced")).custom()).isEmpty();
    }

    @Test
    void aFailureIsAnError(Jobs jobs) {
        jobs.run(Job.of("broken"));

        assertThat(onlySpan().getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
        assertThat(onlySpan().getAttributes().get(stringKey("error.type")))
                .isEqualTo("java.lang.IllegalStateException");
        assertThat(onlySpan().getEvents())
                .singleElement()
                .satisfies(event -> assertThat(event.getAttributes().get(stringKey("exception.message")))
                        .isEqualTo("no disk"));
    }

    @Test
    void theSpanOfAnAsynchronousFunctionEndsWhenItsStageDoes(Jobs jobs, DevServer server) {
        String jid = server.push("traced later");
        jobs.awaitStarted(jid);
        jobs.run(Job.of("traced"));
        assertThat(onlySpan().getAttributes().get(stringKey("messaging.faktory.jobtype")))
                .as("that of the other job")
                .isEqualTo("traced");

        later.complete("done");
        jobs.awaitOutcome(jid);

        SpanData span = TELEMETRY.getSpans().get(1);
        assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
        assertThat(span.getAttributes().get(stringKey("seen"))).isEqualTo("yes");
    }

    @Test
    void aStageThatFailsIsAnError(Jobs jobs) {
        later.completeExceptionally(new CompletionException(new IllegalStateException("no disk")));
        jobs.run(Job.of("traced later"));

        assertThat(onlySpan().getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
        assertThat(onlySpan().getAttributes().get(stringKey("error.type")))
                .isEqualTo("java.lang.IllegalStateException");
    }

    @Test
    void anInterruptedAsynchronousJobNamesTheReason(Jobs jobs, Worker worker, DevServer server) {
        String jid = server.push("traced later");
        jobs.awaitStarted(jid);
        worker.cancel(jid);
        jobs.awaitOutcome(jid);
        server.await("the end of its span", now -> !TELEMETRY.getSpans().isEmpty());

        assertThat(onlySpan().getStatus().getDescription()).isEqualTo("the job was cancelled");
        assertThat(onlySpan().getAttributes().get(stringKey("error.type"))).isEqualTo("JobCancelled");
    }

    @Test
    void anInterruptedJobNamesTheReason(Jobs jobs, Worker worker, DevServer server) {
        String jid = server.push("wait");
        jobs.awaitStarted(jid);
        worker.cancel(jid);
        jobs.awaitOutcome(jid);

        SpanData span = TELEMETRY.getSpans().get(0);
        assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
        assertThat(span.getStatus().getDescription()).isEqualTo("the job was cancelled");
        assertThat(span.getAttributes().get(stringKey("error.type"))).isEqualTo("JobCancelled");
    }
}
