package dev.millwright.worker.cli.internal.admin;

import dev.millwright.worker.internal.platform.LogText;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The JSON object in a request's body, of limited size, and with no fields but those that are known: a misspelt one must
 * not pass for one that was left out. What is wrong becomes a {@link BadRequest}. Confined to the calling thread.
 */
final class JsonBody {
    static final int LIMIT = 64 * 1024;

    private static final int SHOWN = 100;

    private static final JsonMapper STRICT = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final JsonNode object;

    private JsonBody(JsonNode object) {
        this.object = object;
    }

    /** Reads a body; an empty one counts as an object without fields. */
    static JsonBody read(Request request, String... fields) throws IOException {
        return read(request, LIMIT, fields);
    }

    /** Like the other, of another size at most. */
    static JsonBody read(Request request, int limit, String... fields) throws IOException {
        byte[] bytes = request.body().readNBytes(limit + 1);
        if (bytes.length > limit) {
            throw new BadRequest(413, "the body is larger than " + limit + " bytes: send less");
        }
        JsonNode node = bytes.length == 0 ? STRICT.createObjectNode() : parse(bytes);
        List<String> known = List.of(fields);
        if (!node.isObject()) {
            throw bad("the body is no JSON object: send one with " + String.join(", ", known));
        }
        for (String name : node.propertyNames()) {
            if (!known.contains(name)) {
                throw bad("unknown field '" + cut(name) + "': there is " + String.join(", ", known));
            }
        }
        return new JsonBody(node);
    }

    private static JsonNode parse(byte[] bytes) {
        try {
            return STRICT.readTree(bytes);
        } catch (JacksonException e) {
            throw bad("the body is no JSON: " + cut(e.getOriginalMessage()));
        }
    }

    static BadRequest bad(String line) {
        return new BadRequest(400, line);
    }

    /** A whole number that must be there. */
    int requiredInt(String field) {
        JsonNode value = object.path(field);
        if (!value.isIntegralNumber() || !value.canConvertToInt()) {
            throw bad(field + " must be a whole number"
                    + (value.isMissingNode() ? ": send {\"" + field + "\":10}" : ", not " + cut(value.toString())));
        }
        return value.intValue();
    }

    /** A text, empty if the field is not there or null. */
    Optional<String> text(String field) {
        JsonNode value = object.path(field);
        if (value.isMissingNode() || value.isNull()) {
            return Optional.empty();
        }
        if (!value.isString()) {
            throw bad(field + " must be a text, not " + cut(value.toString()));
        }
        return Optional.of(value.stringValue());
    }

    /** False if the field is not there. */
    boolean isTrue(String field) {
        JsonNode value = object.path(field);
        if (!value.isMissingNode() && !value.isBoolean()) {
            throw bad(field + " must be true or false, not " + cut(value.toString()));
        }
        return value.isBoolean() && value.booleanValue();
    }

    /** What must be there, of any kind. */
    JsonNode required(String field, String example) {
        JsonNode value = object.path(field);
        if (value.isMissingNode()) {
            throw bad(field + " is missing: send " + example);
        }
        return value;
    }

    private static String cut(String text) {
        return LogText.of(text, SHOWN);
    }
}
