package dev.millwright.worker.internal.protocol;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * The server's first line, HI.
 *
 * @param salt what to hash the password with; null if the server wants none
 * @param iterations how often to hash it
 */
public record Greeting(@Nullable String salt, int iterations) {
    private static final int VERSION = 2;

    /** Far above what servers ask for (up to 8,095), far below what would keep a CPU busy for long. */
    private static final int MAX_ITERATIONS = 1_000_000;

    /**
     * Reads the line.
     *
     * @param line without the plus sign
     * @return the greeting
     * @throws ProtocolException if this is no greeting, or one of an unknown version
     */
    public static Greeting parse(String line) throws ProtocolException {
        if (!line.startsWith("HI {")) {
            throw new ProtocolException("no greeting: " + quote(line));
        }
        JsonNode json;
        try {
            json = Json.MAPPER.readTree(line.substring(3));
        } catch (JacksonException e) {
            throw new ProtocolException("no greeting: " + quote(line));
        }
        int version = json.path("v").asInt(0);
        if (version != VERSION) {
            throw new ProtocolException("version " + version + " of the protocol; only " + VERSION + " is known");
        }
        if (!json.path("s").isString()) {
            return new Greeting(null, 0);
        }
        int iterations = json.path("i").asInt(1);
        if (iterations < 1 || iterations > MAX_ITERATIONS) {
            throw new ProtocolException("a greeting that wants the password hashed " + iterations + " times");
        }
        return new Greeting(json.path("s").stringValue(), iterations);
    }

    private static String quote(String line) {
        byte[] bytes = Text.utf8(line);
        return ProtocolException.quote(bytes, bytes.length);
    }
}
