package dev.millwright.worker.internal.protocol;

import dev.millwright.worker.internal.platform.SafeLogger;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import tools.jackson.core.JacksonException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.JsonRecyclerPools;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JacksonModule;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.cfg.DateTimeFeature;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.cfg.MapperConfig;
import tools.jackson.databind.deser.BeanDeserializerFactory;
import tools.jackson.databind.introspect.AnnotatedMember;
import tools.jackson.databind.introspect.AnnotatedParameter;
import tools.jackson.databind.introspect.JacksonAnnotationIntrospector;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.DoubleNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.type.LogicalType;

/** The one JSON mapper. It is immutable and safe for use by many threads. */
public final class Json {
    private static final Logger LOG = SafeLogger.of(Json.class);

    /** What does not become something else. */
    private static final Set<CoercionInputShape> KEPT = EnumSet.of(
            CoercionInputShape.Integer,
            CoercionInputShape.Float,
            CoercionInputShape.Boolean,
            CoercionInputShape.String,
            CoercionInputShape.EmptyString,
            CoercionInputShape.EmptyArray);

    private static final String KOTLIN = "tools.jackson.module.kotlin.KotlinModule";

    /**
     * What does not fit is refused: a silent 0 for a null, a 1 for 1.9 or a 12 for "12" would hide a producer's
     * mistake. Unknown properties are ignored, so that a producer can add a field before its workers know it.
     * Kotlin's data classes have nothing that Jackson could call by itself: its module for them is used where it is
     * on the class path.
     */
    public static final JsonMapper MAPPER = withModule(Json::strict, KOTLIN);

    /** One that bends what does not fit, as Jackson does by itself. */
    public static final JsonMapper COERCING = withModule(Json::builder, KOTLIN);

    private static final ObjectReader EXACT = MAPPER.reader().with(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

    private Json() {}

    /**
     * Reads text with all digits of its numbers, so that it is seen whether the server can keep them. Those that a
     * double holds become one, as they are when the server sends them.
     *
     * @throws JacksonException if it is not JSON
     */
    public static JsonNode parse(String text) {
        return asDoubles(EXACT.readTree(text));
    }

    /**
     * A tree without values that write themselves, as raw JSON does: those could be anything, the end of the line
     * included. Any other tree is returned as it is.
     *
     * @throws JacksonException if what they write is not JSON
     */
    static JsonNode plain(JsonNode tree) {
        return writesItself(tree) ? EXACT.readTree(MAPPER.writeValueAsString(tree)) : tree;
    }

    private static boolean writesItself(JsonNode node) {
        if (node.isContainer()) {
            for (JsonNode child : node) {
                if (writesItself(child)) {
                    return true;
                }
            }
            return false;
        }
        return node.isPojo();
    }

    private static JsonNode asDoubles(JsonNode node) {
        if (node.isBigDecimal() && ServerNumbers.isExact(node.decimalValue())) {
            return DoubleNode.valueOf(node.doubleValue());
        }
        if (node instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                array.set(i, asDoubles(array.get(i)));
            }
        } else if (node instanceof ObjectNode object) {
            object.properties().forEach(property -> property.setValue(asDoubles(property.getValue())));
        }
        return node;
    }

    /** {@link #MAPPER}, with another module than Kotlin's. */
    static JsonMapper mapper(String optionalModule) {
        return withModule(Json::strict, optionalModule);
    }

    /** By the name of its class, as nobody but users of Kotlin has that module. */
    private static JsonMapper withModule(Supplier<JsonMapper.Builder> mapper, String optionalModule) {
        try {
            Class<?> module = Class.forName(optionalModule);
            return mapper.get()
                    .addModule((JacksonModule) module.getConstructor().newInstance())
                    .build();
        } catch (ClassNotFoundException e) {
            return mapper.get().build();
        } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
            // One that fits another Jackson, for instance. Without this class there is no worker at all.
            LOG.warn("goes on without {}, so the classes that it is for are no args", optionalModule, e);
            return mapper.get().build();
        }
    }

    private static JsonMapper.Builder strict() {
        return builder()
                .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                .disable(DateTimeFeature.ADJUST_DATES_TO_CONTEXT_TIME_ZONE)
                .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                .enable(EnumFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
                .defaultLeniency(false)
                .withCoercionConfigDefaults(
                        coercions -> KEPT.forEach(from -> coercions.setCoercion(from, CoercionAction.Fail)))
                // 1 is how most languages write 1.0.
                .withCoercionConfig(
                        LogicalType.Float,
                        coercions -> coercions.setCoercion(CoercionInputShape.Integer, CoercionAction.TryConvert))
                .annotationIntrospector(new RequiredPrimitives())
                .deserializerFactory(BeanDeserializerFactory.instance.withDeserializerModifier(new StrictTypes()));
    }

    private static JsonMapper.Builder builder() {
        return JsonMapper.builder(JsonFactory.builder()
                        // The I/O threads that read jobs are few and live long.
                        .recyclerPool(JsonRecyclerPools.threadLocalPool())
                        .build())
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES);
    }

    /** A component of a nested record that is missing must not become 0 either. */
    private static final class RequiredPrimitives extends JacksonAnnotationIntrospector {
        private static final long serialVersionUID = 1L;

        @Override
        public @Nullable Boolean hasRequiredMarker(MapperConfig<?> config, AnnotatedMember member) {
            Boolean said = super.hasRequiredMarker(config, member);
            boolean primitive =
                    member instanceof AnnotatedParameter && member.getRawType().isPrimitive();
            return (said == null && primitive) ? Boolean.TRUE : said;
        }
    }
}
