package dev.millwright.worker.it.conformance;

import dev.millwright.worker.it.RawFaktory;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Plays one transcript to a server and writes down what was really answered. Owns its connections until
 * {@link #close()}. For one thread.
 */
final class Player implements AutoCloseable {
    /** How often {@code >>} asks at most; with a FETCH that waits, each time takes two seconds. */
    private static final int PATIENCE = 2_000;

    private static final int SHORT_MILLIS = 250;

    private static final Pattern OPEN = Pattern.compile("open (\\w+)(?: as (producer|worker (\\S+)))?");
    private static final Pattern HELLO = Pattern.compile("(\\w+) hello \"(.*)\" (\\{.*)");
    private static final Pattern CROWD = Pattern.compile("crowd (\\d+)");
    private static final Pattern CLOSE = Pattern.compile("close (\\w+)");
    private static final Pattern SEND = Pattern.compile("(\\w+)>(>?) ?(.*)");
    private static final Pattern READ = Pattern.compile("(\\w+)< (.*)");
    private static final Pattern PART = Pattern.compile("INFO (/\\S+)");
    private static final String SOON = "{{soon}}";
    private static final Pattern RUN = Pattern.compile("\\{\\{(.)\\*(\\d+)}}");

    private final int port;
    private final Map<String, RawFaktory> connections = new HashMap<>();
    private final List<RawFaktory> crowd = new ArrayList<>();
    private final List<String> heard = new ArrayList<>();
    /** The part of INFO that was asked for on a connection, by its name. */
    private final Map<String, String> parts = new HashMap<>();

    Player(int port) {
        this.port = port;
    }

    /** The transcript with the replies that came. */
    List<String> play(List<String> lines) {
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            Matcher send = SEND.matcher(line);
            Matcher read = READ.matcher(line);
            if (read.matches()) {
                heard(read.group(1), reply(read.group(1), read.group(2)));
            } else if (send.matches()) {
                heard.add(line);
                if (send.group(2).isEmpty()) {
                    send(send.group(1), send.group(3));
                } else {
                    heard(send.group(1), askUntil(send.group(1), send.group(3), lines.get(++i)));
                }
            } else {
                heard.add(line);
                arrange(line);
            }
        }
        return heard;
    }

    private void heard(String name, String reply) {
        heard.add(name + "< " + reply);
    }

    private void arrange(String line) {
        Matcher open = OPEN.matcher(line);
        Matcher hello = HELLO.matcher(line);
        Matcher crowded = CROWD.matcher(line);
        Matcher close = CLOSE.matcher(line);
        if (open.matches()) {
            connections.put(open.group(1), open(open.group(2), open.group(3)));
        } else if (hello.matches()) {
            connection(hello.group(1)).sendHello(hello.group(3), hello.group(2));
        } else if (crowded.matches()) {
            for (int i = Integer.parseInt(crowded.group(1)); i > 0; i--) {
                crowd.add(open("producer", null));
            }
        } else if (close.matches()) {
            connection(close.group(1)).close();
        } else {
            throw new IllegalArgumentException("no line of a transcript: " + line);
        }
    }

    private RawFaktory open(@Nullable String role, @Nullable String wid) {
        RawFaktory connection = RawFaktory.open(port);
        if (wid != null) {
            connection.hello("{\"v\":2,\"hostname\":\"h\",\"pid\":1,\"labels\":[],\"wid\":\"" + wid + "\"}", null);
        } else if (role != null) {
            connection.hello("{\"v\":2}", null);
        }
        return connection;
    }

    private void send(String name, String line) {
        Matcher part = PART.matcher(line);
        if (part.matches()) {
            parts.put(name, part.group(1));
        }
        String command = part.matches() ? "INFO" : line;
        connection(name).send(fill(command));
    }

    private static String fill(String command) {
        String filled = command.replace(SOON, Instant.now().plusSeconds(1).toString());
        return RUN.matcher(filled).replaceAll(run -> run.group(1).repeat(Integer.parseInt(run.group(2))));
    }

    private String askUntil(String name, String line, String wanted) {
        String reply = "";
        for (int i = 0; i < PATIENCE && !wanted.equals(name + "< " + reply); i++) {
            send(name, line);
            reply = reply(name, "");
        }
        return reply;
    }

    private String reply(String name, String wanted) {
        if (wanted.equals("(nothing yet)") && !connection(name).hasReplyWithin(SHORT_MILLIS)) {
            return wanted;
        }
        try {
            String reply = connection(name).read();
            return reply == null ? "(nil)" : Replies.normalise(partOf(name, reply));
        } catch (UncheckedIOException e) {
            return "(closed)";
        }
    }

    private String partOf(String name, String reply) {
        String pointer = parts.remove(name);
        if (pointer == null) {
            return reply;
        }
        JsonNode part = JsonMapper.shared().readTree(reply).at(pointer);
        return part.isMissingNode() ? "(nothing there)" : part.toString();
    }

    private RawFaktory connection(String name) {
        RawFaktory connection = connections.get(name);
        if (connection == null) {
            throw new IllegalArgumentException("the transcript has not opened " + name);
        }
        return connection;
    }

    @Override
    public void close() {
        connections.values().forEach(RawFaktory::close);
        crowd.forEach(RawFaktory::close);
    }
}
