package dev.millwright.worker.testkit.internal.json;

import java.util.List;

/** JSON as it was written: numbers as their text, members in their order and as often as they came. Immutable. */
sealed interface JsonValue {
    record Text(String text) implements JsonValue {}

    record Digits(String text) implements JsonValue {}

    record Truth(boolean value) implements JsonValue {}

    record Null() implements JsonValue {}

    record Array(List<JsonValue> elements) implements JsonValue {}

    record Members(List<Member> members) implements JsonValue {}

    record Member(String key, JsonValue value) {}

    /** What Go's messages call it. */
    default String kind() {
        if (this instanceof Text) {
            return "string";
        }
        if (this instanceof Digits) {
            return "number";
        }
        if (this instanceof Truth) {
            return "bool";
        }
        return this instanceof Array ? "array" : this instanceof Members ? "object" : "null";
    }
}
