package dev.millwright.worker.internal.protocol;

import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.JsonRecyclerPools;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** The one JSON mapper. It is immutable and safe for use by many threads. */
public final class Json {
    /**
     * Unknown properties are ignored, so that a producer can add a field before its workers know it;
     * a null for a primitive is refused, as a silent 0 would hide a producer's mistake.
     */
    public static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    // The I/O threads that read jobs are few and live long.
                    .recyclerPool(JsonRecyclerPools.threadLocalPool())
                    .build())
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .build();

    private Json() {}
}
