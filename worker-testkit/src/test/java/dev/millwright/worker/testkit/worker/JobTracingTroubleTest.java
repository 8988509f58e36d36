package dev.millwright.worker.testkit.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millwright.worker.opentelemetry.JobTracing;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.context.propagation.TextMapPropagator;
import io.opentelemetry.context.propagation.TextMapSetter;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A tracing that throws is no reason to FAIL a job. */
class JobTracingTroubleTest extends WorkerTest {
    @Test
    void aJobRunsThoughItsSpanCannotBeStarted() {
        OpenTelemetry broken = OpenTelemetry.propagating(ContextPropagators.create(new Broken()));
        start(worker().middleware(new JobTracing(broken)));

        server.push("noop");

        awaitAcks(1);
        assertThat(server.failures()).isZero();
    }

    private static final class Broken implements TextMapPropagator {
        @Override
        public Collection<String> fields() {
            return List.of();
        }

        @Override
        public <C> void inject(Context context, @Nullable C carrier, TextMapSetter<C> setter) {}

        @Override
        public <C> Context extract(Context context, @Nullable C carrier, TextMapGetter<C> getter) {
            throw new IllegalStateException("on purpose");
        }
    }
}
