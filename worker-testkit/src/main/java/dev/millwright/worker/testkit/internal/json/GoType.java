package dev.millwright.worker.testkit.internal.json;

/** The type of a field, with the name that Go's messages give it. Immutable. */
sealed interface GoType {
    String name();

    /** A text; null changes nothing. */
    record Text(String name) implements GoType {}

    /** A whole number within bounds; null changes nothing, or unsets it where it is a pointer. */
    record Whole(String name, long min, long max, boolean pointer) implements GoType {}

    /** A list of texts. */
    record Texts(String name) implements GoType {}

    /** A list of anything. */
    record AnyList(String name) implements GoType {}

    /** A map of anything. */
    record AnyMap(String name) implements GoType {}

    /** A struct behind a pointer. */
    record Struct(GoSchema schema) implements GoType {
        @Override
        public String name() {
            return schema.name();
        }
    }

    /** A list of structs. */
    record Structs(GoSchema schema) implements GoType {
        @Override
        public String name() {
            return "[]" + schema.name();
        }
    }

    Text STRING = new Text("string");
    Whole INT = new Whole("int", Long.MIN_VALUE, Long.MAX_VALUE, false);
    Whole INT_POINTER = new Whole("int", Long.MIN_VALUE, Long.MAX_VALUE, true);
    Whole INT64 = new Whole("int64", Long.MIN_VALUE, Long.MAX_VALUE, false);
    Whole UINT8 = new Whole("uint8", 0, 255, false);
    Texts STRINGS = new Texts("[]string");
    AnyList ANYTHINGS = new AnyList("[]interface {}");
    AnyMap ANYTHING_BY_NAME = new AnyMap("map[string]interface {}");
}
