package dev.millwright.worker.testkit.internal.json;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The fields of one of the server's structs. Immutable: each method returns a schema with one field more. */
public final class GoSchema {
    private final String name;
    private final Map<String, GoType> fields;

    private GoSchema(String name, Map<String, GoType> fields) {
        this.name = name;
        this.fields = fields;
    }

    /** Begins with Go's name of the struct. */
    public static GoSchema named(String name) {
        return new GoSchema(name, Map.of());
    }

    public GoSchema strings(String... fieldNames) {
        GoSchema all = this;
        for (String field : fieldNames) {
            all = all.with(field, GoType.STRING);
        }
        return all;
    }

    /** A string of a named type. */
    public GoSchema string(String field, String type) {
        return with(field, new GoType.Text(type));
    }

    public GoSchema integers(String... fieldNames) {
        GoSchema all = this;
        for (String field : fieldNames) {
            all = all.with(field, GoType.INT);
        }
        return all;
    }

    public GoSchema integerPointer(String field) {
        return with(field, GoType.INT_POINTER);
    }

    public GoSchema int64(String field) {
        return with(field, GoType.INT64);
    }

    public GoSchema uint8(String field) {
        return with(field, GoType.UINT8);
    }

    public GoSchema stringList(String field) {
        return with(field, GoType.STRINGS);
    }

    public GoSchema anyList(String field) {
        return with(field, GoType.ANYTHINGS);
    }

    public GoSchema anyMap(String field) {
        return with(field, GoType.ANYTHING_BY_NAME);
    }

    public GoSchema struct(String field, GoSchema schema) {
        return with(field, new GoType.Struct(schema));
    }

    private GoSchema with(String field, GoType type) {
        Map<String, GoType> more = new LinkedHashMap<>(fields);
        more.put(field, type);
        return new GoSchema(name, more);
    }

    String name() {
        return name;
    }

    /** The name without its package. */
    String shortName() {
        return name.substring(name.lastIndexOf('.') + 1);
    }

    @Nullable
    GoType type(String field) {
        return fields.get(field);
    }

    /** The field that a key means, whose case does not matter. */
    static String fieldOf(String key) {
        return key.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
    }
}
