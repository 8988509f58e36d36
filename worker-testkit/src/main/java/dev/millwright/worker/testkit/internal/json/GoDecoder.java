package dev.millwright.worker.testkit.internal.json;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Puts JSON into structs as Go does, member after member: a later one of the same name comes on top of an earlier one,
 * a wrong type is skipped, and the first that was is told in the end. Confined to one thread.
 */
final class GoDecoder {
    private final List<String> path = new ArrayList<>();
    private @Nullable GoSchema struct;
    private @Nullable InvalidJson failure;

    /** Reads a value of a type; null if Go's value would be nil. */
    static @Nullable Object decode(GoType type, String text) throws InvalidJson {
        JsonValue value = JsonReader.read(text);
        GoDecoder decoder = new GoDecoder();
        Object decoded = decoder.decode(type, value, null);
        if (decoder.failure != null) {
            throw decoder.failure;
        }
        return decoded;
    }

    private @Nullable Object decode(GoType type, JsonValue value, @Nullable Object before) {
        if (value instanceof JsonValue.Null) {
            boolean kept = type instanceof GoType.Text || (type instanceof GoType.Whole whole && !whole.pointer());
            return kept ? before : null;
        }
        if (type instanceof GoType.Text && value instanceof JsonValue.Text text) {
            return text.text();
        }
        if (type instanceof GoType.Whole whole && value instanceof JsonValue.Digits digits) {
            return whole(whole, digits, before);
        }
        if (type instanceof GoType.Texts && value instanceof JsonValue.Array array) {
            return texts(array, before instanceof List<?> list ? list : List.of());
        }
        if (type instanceof GoType.AnyList && value instanceof JsonValue.Array array) {
            return anything(array);
        }
        if (type instanceof GoType.AnyMap && value instanceof JsonValue.Members members) {
            return map(members, before instanceof Map<?, ?> map ? map : Map.of());
        }
        if (type instanceof GoType.Struct one && value instanceof JsonValue.Members members) {
            return struct(members, before instanceof GoStruct known ? known : new GoStruct(one.schema()));
        }
        if (type instanceof GoType.Structs many && value instanceof JsonValue.Array array) {
            return structs(array, many.schema());
        }
        mismatch(value.kind(), type.name());
        return before;
    }

    private @Nullable Object whole(GoType.Whole type, JsonValue.Digits digits, @Nullable Object before) {
        try {
            long number = Long.parseLong(digits.text());
            boolean sign = type.min() == 0 && digits.text().startsWith("-"); // not even -0
            if (!sign && number >= type.min() && number <= type.max()) {
                return number;
            }
        } catch (NumberFormatException e) {
            // A fraction, an exponent, more than 64 bits: reported as any other number that does not fit.
        }
        mismatch("number " + digits.text(), type.name());
        return before;
    }

    private List<String> texts(JsonValue.Array array, List<?> before) {
        List<String> texts = new ArrayList<>();
        for (JsonValue element : array.elements()) {
            // Where a list comes twice, Go fills the same memory again.
            Object old = texts.size() < before.size() ? before.get(texts.size()) : "";
            texts.add(String.valueOf(decode(GoType.STRING, element, old)));
        }
        return texts;
    }

    private List<@Nullable GoStruct> structs(JsonValue.Array array, GoSchema schema) {
        List<@Nullable GoStruct> structs = new ArrayList<>();
        for (JsonValue element : array.elements()) {
            GoStruct empty = new GoStruct(schema);
            Object decoded = decode(new GoType.Struct(schema), element, empty);
            structs.add(decoded instanceof GoStruct read ? read : empty);
        }
        return structs;
    }

    private GoStruct struct(JsonValue.Members members, GoStruct into) {
        GoSchema outer = struct;
        for (JsonValue.Member member : members.members()) {
            String field = GoSchema.fieldOf(member.key());
            GoType type = into.schema().type(field);
            if (type != null) {
                struct = into.schema();
                path.add(field);
                into.set(field, decode(type, member.value(), into.get(field)));
                path.remove(path.size() - 1);
                struct = outer;
            }
        }
        return into;
    }

    /** Sorted, as Go writes maps. */
    private Map<String, @Nullable Object> map(JsonValue.Members members, Map<?, ?> before) {
        Map<String, @Nullable Object> map = new TreeMap<>();
        before.forEach((key, value) -> map.put(String.valueOf(key), value));
        for (JsonValue.Member member : members.members()) {
            map.put(member.key(), anything(member.value()));
        }
        return map;
    }

    /** Go's {@code any}: every number becomes a float64, which is what corrupts integers beyond 2^53. */
    private @Nullable Object anything(JsonValue value) {
        if (value instanceof JsonValue.Digits digits) {
            double number = Double.parseDouble(digits.text());
            if (Double.isInfinite(number)) {
                mismatch("number " + digits.text(), "float64");
                return null;
            }
            return number;
        }
        if (value instanceof JsonValue.Text text) {
            return text.text();
        }
        if (value instanceof JsonValue.Truth truth) {
            return truth.value();
        }
        if (value instanceof JsonValue.Members members) {
            return map(members, Map.of());
        }
        return value instanceof JsonValue.Array array ? anything(array) : null;
    }

    private List<@Nullable Object> anything(JsonValue.Array array) {
        List<@Nullable Object> list = new ArrayList<>(array.elements().size());
        for (JsonValue element : array.elements()) {
            list.add(anything(element));
        }
        return list;
    }

    private void mismatch(String what, String type) {
        if (failure == null) {
            String where =
                    struct == null ? "value" : "struct field " + struct.shortName() + "." + String.join(".", path);
            failure = new InvalidJson("json: cannot unmarshal " + what + " into Go " + where + " of type " + type);
        }
    }
}
