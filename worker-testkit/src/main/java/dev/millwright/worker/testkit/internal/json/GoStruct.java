package dev.millwright.worker.testkit.internal.json;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A JSON object read as Go reads one into a struct: unknown keys are dropped, the case of keys does not matter, null
 * leaves a field as it was, and a wrong type is an error. Each field is asked for by the method of its type.
 */
public final class GoStruct {
    private final GoSchema schema;
    private final Map<String, @Nullable Object> fields = new HashMap<>();

    GoStruct(GoSchema schema) {
        this.schema = schema;
    }

    /** Reads an object; null has no fields. */
    public static GoStruct parse(GoSchema schema, String text) throws InvalidJson {
        Object decoded = GoDecoder.decode(new GoType.Struct(schema), text);
        return decoded instanceof GoStruct struct ? struct : new GoStruct(schema);
    }

    /** Reads an array of objects; null has none. */
    public static List<GoStruct> parseList(GoSchema schema, String text) throws InvalidJson {
        List<GoStruct> structs = new ArrayList<>();
        if (GoDecoder.decode(new GoType.Structs(schema), text) instanceof List<?> list) {
            list.forEach(element -> structs.add((GoStruct) element));
        }
        return structs;
    }

    /** Reads an object of strings, keys as they are; null has no keys. */
    public static Map<String, String> parseStringMap(String text) throws InvalidJson {
        Map<String, String> strings = new HashMap<>();
        JsonValue value = JsonReader.read(text);
        if (value instanceof JsonValue.Members members) {
            for (JsonValue.Member member : members.members()) {
                strings.put(member.key(), string(member.value()));
            }
        } else if (!(value instanceof JsonValue.Null)) {
            throw noStringMap(value, "map[string]string");
        }
        return strings;
    }

    private static String string(JsonValue value) throws InvalidJson {
        if (value instanceof JsonValue.Text text) {
            return text.text();
        }
        if (value instanceof JsonValue.Null) {
            return "";
        }
        throw noStringMap(value, "string");
    }

    private static InvalidJson noStringMap(JsonValue value, String type) {
        return new InvalidJson("json: cannot unmarshal " + value.kind() + " into Go value of type " + type);
    }

    GoSchema schema() {
        return schema;
    }

    @Nullable
    Object get(String field) {
        return fields.get(field);
    }

    void set(String field, @Nullable Object value) {
        fields.put(field, value);
    }

    public String string(String field) {
        return fields.get(field) instanceof String text ? text : "";
    }

    public long integer(String field) {
        Long number = integerOrNull(field);
        return number == null ? 0 : number;
    }

    /** A number that is only shown, cut to what an int holds. */
    public int clampedInteger(String field) {
        return (int) Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, integer(field)));
    }

    public @Nullable Long integerOrNull(String field) {
        return fields.get(field) instanceof Long number ? number : null;
    }

    /** A list of strings; empty if absent. */
    public List<String> strings(String field) {
        List<String> strings = new ArrayList<>();
        if (fields.get(field) instanceof List<?> list) {
            list.forEach(element -> strings.add(String.valueOf(element)));
        }
        return strings;
    }

    /** A list of anything; null if absent. */
    public @Nullable List<@Nullable Object> list(String field) {
        return fields.get(field) instanceof List<?> list ? new ArrayList<@Nullable Object>(list) : null;
    }

    /** A map of anything, sorted by key as Go writes maps; null if absent. */
    @SuppressWarnings("unchecked") // the decoder puts no other map in
    public @Nullable Map<String, @Nullable Object> map(String field) {
        return (Map<String, @Nullable Object>) fields.get(field);
    }

    /** A struct within this one; null if absent. */
    public @Nullable GoStruct struct(String field) {
        return fields.get(field) instanceof GoStruct struct ? struct : null;
    }
}
