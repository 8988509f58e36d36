package dev.millwright.worker.testkit.internal.json;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.exc.UnexpectedEndOfInputException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A JSON object read as Go reads one into a struct: unknown keys are dropped, the case of keys does
 * not matter, null leaves a field at its zero value, and a wrong type is an error.
 */
public final class GoStruct {
    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    // The server itself knows no limit of length.
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxStringLength(Integer.MAX_VALUE)
                            .maxNumberLength(Integer.MAX_VALUE)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /** Type and path of the struct as Go's messages show them, ending in a dot. */
    private final String path;

    private final Map<String, JsonNode> fields = new HashMap<>();

    private GoStruct(String path, JsonNode object) {
        this.path = path;
        for (Map.Entry<String, JsonNode> field : object.properties()) {
            fields.put(field.getKey().toLowerCase(Locale.ROOT), field.getValue());
        }
    }

    /** Reads a text; {@code name} is Go's name of the struct, for messages. */
    public static GoStruct parse(String name, String text) throws InvalidJson {
        return of(name, "", parse(text));
    }

    /** Reads an array of structs. */
    public static List<GoStruct> parseList(String name, String text) throws InvalidJson {
        JsonNode node = parse(text);
        List<GoStruct> elements = new ArrayList<>();
        if (node.isNull()) {
            return elements;
        }
        if (!node.isArray()) {
            throw mismatch(node, "value of type []" + name);
        }
        for (JsonNode element : node) {
            elements.add(of(name, "", element));
        }
        return elements;
    }

    /** Reads an object of strings, keys as they are; null has no keys. */
    public static Map<String, String> parseStringMap(String text) throws InvalidJson {
        String type = "value of type map[string]string";
        JsonNode node = parse(text);
        if (!node.isObject() && !node.isNull()) {
            throw mismatch(node, type);
        }
        Map<String, String> strings = new HashMap<>();
        for (Map.Entry<String, JsonNode> field : node.properties()) {
            JsonNode value = field.getValue();
            if (!value.isString() && !value.isNull()) {
                throw mismatch(value, type);
            }
            strings.put(field.getKey(), value.isNull() ? "" : value.stringValue());
        }
        return strings;
    }

    private static GoStruct of(String type, String field, JsonNode node) throws InvalidJson {
        if (!node.isObject() && !node.isNull()) {
            throw mismatch(node, "value of type " + type);
        }
        return new GoStruct(type.substring(type.lastIndexOf('.') + 1) + "." + field, node);
    }

    private static JsonNode parse(String text) throws InvalidJson {
        try {
            JsonNode node = MAPPER.readTree(text);
            if (!node.isMissingNode()) {
                return node;
            }
        } catch (UnexpectedEndOfInputException e) {
            // Said below, as for an empty text.
        } catch (JacksonException e) {
            // Go words it otherwise; this says more.
            throw new InvalidJson("invalid character in JSON: " + e.getOriginalMessage());
        }
        throw new InvalidJson("unexpected end of JSON input");
    }

    /** Whether the field is there and not null. */
    public boolean has(String field) {
        return value(field) != null;
    }

    public String string(String field) throws InvalidJson {
        JsonNode node = value(field);
        if (node == null) {
            return "";
        }
        if (!node.isString()) {
            throw wrongField(node, field, "string");
        }
        return node.stringValue();
    }

    public int integer(String field) throws InvalidJson {
        JsonNode node = value(field);
        if (node == null) {
            return 0;
        }
        if (!node.isIntegralNumber() || !node.canConvertToLong()) {
            throw wrongField(node, field, "int");
        }
        return (int) Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, node.longValue()));
    }

    /** A list of strings; null if absent. */
    public @Nullable List<String> strings(String field) throws InvalidJson {
        JsonNode node = value(field);
        if (node == null) {
            return null;
        }
        if (!node.isArray()) {
            throw wrongField(node, field, "[]string");
        }
        List<String> strings = new ArrayList<>();
        for (JsonNode element : node) {
            if (!element.isString() && !element.isNull()) {
                throw wrongField(element, field, "string");
            }
            strings.add(element.isNull() ? "" : element.stringValue());
        }
        return strings;
    }

    /** A list of anything; null if absent. */
    public @Nullable List<@Nullable Object> list(String field) throws InvalidJson {
        JsonNode node = value(field);
        if (node == null) {
            return null;
        }
        if (!node.isArray()) {
            throw wrongField(node, field, "[]interface {}");
        }
        return listOf(node);
    }

    /** A map of anything, sorted by key as Go writes maps; null if absent. */
    public @Nullable Map<String, @Nullable Object> map(String field) throws InvalidJson {
        JsonNode node = value(field);
        if (node == null) {
            return null;
        }
        if (!node.isObject()) {
            throw wrongField(node, field, "map[string]interface {}");
        }
        return mapOf(node);
    }

    /** A struct within this one; null if absent. */
    public @Nullable GoStruct struct(String field, String type) throws InvalidJson {
        JsonNode node = value(field);
        if (node == null) {
            return null;
        }
        if (!node.isObject()) {
            throw wrongField(node, field, type);
        }
        return of(type, field + ".", node);
    }

    private @Nullable JsonNode value(String field) {
        JsonNode node = fields.get(field);
        return node == null || node.isNull() ? null : node;
    }

    private static List<@Nullable Object> listOf(JsonNode array) throws InvalidJson {
        List<@Nullable Object> list = new ArrayList<>(array.size());
        for (JsonNode element : array) {
            list.add(plain(element));
        }
        return list;
    }

    private static Map<String, @Nullable Object> mapOf(JsonNode object) throws InvalidJson {
        Map<String, @Nullable Object> map = new TreeMap<>();
        for (Map.Entry<String, JsonNode> field : object.properties()) {
            map.put(field.getKey(), plain(field.getValue()));
        }
        return map;
    }

    /** Go's {@code any}: every number becomes a float64, which is what corrupts integers beyond 2^53. */
    private static @Nullable Object plain(JsonNode node) throws InvalidJson {
        if (node.isObject()) {
            return mapOf(node);
        }
        if (node.isArray()) {
            return listOf(node);
        }
        if (node.isNumber()) {
            double number = node.isIntegralNumber() ? node.bigIntegerValue().doubleValue() : node.doubleValue();
            if (Double.isInfinite(number)) {
                throw mismatch(node, "value of type float64");
            }
            return number;
        }
        if (node.isBoolean()) {
            return node.booleanValue();
        }
        return node.isNull() ? null : node.stringValue();
    }

    private InvalidJson wrongField(JsonNode node, String field, String type) {
        return mismatch(node, "struct field " + path + field + " of type " + type);
    }

    private static InvalidJson mismatch(JsonNode node, String into) {
        String kind = node.isObject()
                ? "object"
                : node.isArray() ? "array" : node.isString() ? "string" : node.isBoolean() ? "bool" : "number";
        boolean badNumber = node.isNumber() && (into.endsWith(" int") || into.endsWith(" float64"));
        return new InvalidJson("json: cannot unmarshal " + kind + (badNumber ? " " + node : "") + " into Go " + into);
    }
}
