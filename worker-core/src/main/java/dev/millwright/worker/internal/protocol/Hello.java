package dev.millwright.worker.internal.protocol;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * How a process introduces itself to a server.
 *
 * @param hostname shown in the Web UI
 * @param pid shown in the Web UI
 * @param labels shown in the Web UI
 * @param wid makes the connection one of a worker; null for a producer's
 */
public record Hello(
        String hostname,
        long pid,
        List<String> labels,
        @Nullable String wid) {
    /** Copies the labels. */
    public Hello {
        labels = List.copyOf(labels);
    }

    /**
     * The HELLO command that answers a greeting.
     *
     * @param greeting what the server said
     * @param username null to send none
     * @param password null only if the greeting asks for none
     * @return the command
     */
    public byte[] command(Greeting greeting, @Nullable String username, @Nullable String password) {
        ObjectNode json = Json.MAPPER.createObjectNode();
        json.put("hostname", hostname);
        if (wid != null) {
            json.put("wid", wid);
        }
        json.put("pid", pid);
        ArrayNode shown = json.putArray("labels");
        labels.forEach(shown::add);
        if (username != null) {
            json.put("username", username);
        }
        if (greeting.salt() != null && password != null) {
            json.put("pwdhash", PasswordHash.of(password, greeting.salt(), greeting.iterations()));
        }
        json.put("v", 2);
        return Text.utf8("HELLO " + json + "\r\n");
    }
}
