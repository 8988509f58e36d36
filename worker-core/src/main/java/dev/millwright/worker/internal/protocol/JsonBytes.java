package dev.millwright.worker.internal.protocol;

import java.io.ByteArrayOutputStream;
import java.util.function.Consumer;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;

/** Writes JSON as bytes, alone or as a command. Stateless; any thread. */
final class JsonBytes {
    private static final byte[] NONE = {};

    private JsonBytes() {}

    static byte[] write(Consumer<JsonGenerator> content) {
        return write(NONE, content, NONE);
    }

    /** One line: a verb, a space, JSON. JSON without line ends inside, as Jackson writes it. */
    static byte[] command(String verb, Consumer<JsonGenerator> content) {
        return write(Text.utf8(verb + " "), content, Text.utf8("\r\n"));
    }

    private static byte[] write(byte[] before, Consumer<JsonGenerator> content, byte[] after) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
        bytes.writeBytes(before);
        try (JsonGenerator json = Json.MAPPER.createGenerator(bytes)) {
            content.accept(json);
        } catch (JacksonException e) {
            throw new IllegalArgumentException("cannot be written as JSON: " + e.getOriginalMessage(), e);
        }
        bytes.writeBytes(after);
        return bytes.toByteArray();
    }
}
