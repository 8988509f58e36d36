package dev.millwright.worker.opentelemetry;

import io.opentelemetry.context.propagation.TextMapGetter;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads a trace context from a job's {@code custom}, where any producer can have put anything. Stateless. */
enum CustomGetter implements TextMapGetter<Map<String, Object>> {
    INSTANCE;

    @Override
    @SuppressWarnings("deprecation") // abstract in older versions
    public Iterable<String> keys(Map<String, Object> custom) {
        return custom.keySet();
    }

    @Override
    public @Nullable String get(@Nullable Map<String, Object> custom, String key) {
        return custom != null && custom.get(key) instanceof String text ? text : null;
    }
}
