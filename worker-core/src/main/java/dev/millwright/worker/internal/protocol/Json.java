package dev.millwright.worker.internal.protocol;

import dev.millwright.worker.internal.platform.SafeLogger;
import org.slf4j.Logger;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.JsonRecyclerPools;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JacksonModule;
import tools.jackson.databind.json.JsonMapper;

/** The one JSON mapper. It is immutable and safe for use by many threads. */
public final class Json {
    private static final Logger LOG = SafeLogger.of(Json.class);

    /**
     * Unknown properties are ignored, so that a producer can add a field before its workers know it;
     * a null for a primitive is refused, as a silent 0 would hide a producer's mistake. Kotlin's data classes have
     * nothing that Jackson could call by itself: its module for them is used where it is on the class path.
     */
    public static final JsonMapper MAPPER = mapper("tools.jackson.module.kotlin.KotlinModule");

    private Json() {}

    /** By the name of its class, as nobody but users of Kotlin has that module. */
    static JsonMapper mapper(String optionalModule) {
        try {
            Class<?> module = Class.forName(optionalModule);
            return builder()
                    .addModule((JacksonModule) module.getConstructor().newInstance())
                    .build();
        } catch (ClassNotFoundException e) {
            return builder().build();
        } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
            // One that fits another Jackson, for instance. Without this class there is no worker at all.
            LOG.warn("goes on without {}, so the classes that it is for are no args", optionalModule, e);
            return builder().build();
        }
    }

    private static JsonMapper.Builder builder() {
        return JsonMapper.builder(JsonFactory.builder()
                        // The I/O threads that read jobs are few and live long.
                        .recyclerPool(JsonRecyclerPools.threadLocalPool())
                        .build())
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES);
    }
}
