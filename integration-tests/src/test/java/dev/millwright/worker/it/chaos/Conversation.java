package dev.millwright.worker.it.chaos;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Follows what is said on one connection: which commands wait for their replies, and what both sides say
 * about jobs. One thread per direction; the rest is for any.
 */
final class Conversation {
    private static final Pattern WID = Pattern.compile("\"wid\":\"([^\"]*)\"");
    private static final Pattern JID = Pattern.compile("\"jid\":\"([^\"]*)\"");

    private final WireTap tap;
    private final ByteArrayOutputStream command = new ByteArrayOutputStream();
    private final ByteArrayOutputStream reply = new ByteArrayOutputStream();
    private int bulkLeft = -1;

    private final ReentrantLock lock = new ReentrantLock();
    // The greeting is the answer to a command that nobody sent.
    private final Deque<String> unanswered = new ArrayDeque<>(); // guarded by lock
    private boolean greeted;
    private boolean ended;
    private long quietSince = System.nanoTime();
    private volatile String wid = "";

    Conversation(WireTap tap) {
        this.tap = tap;
    }

    /** Bytes on their way to the server. */
    void up(byte[] bytes, int length) {
        for (int i = 0; i < length; i++) {
            if (bytes[i] == '\n') {
                command(command.toString(StandardCharsets.UTF_8).stripTrailing());
                command.reset();
            } else {
                command.write(bytes[i]);
            }
        }
    }

    private void command(String line) {
        String verb = line.contains(" ") ? line.substring(0, line.indexOf(' ')) : line;
        lock.lock();
        try {
            quietSince = System.nanoTime();
            if (verb.equals("END")) {
                ended = true;
            } else {
                unanswered.add(verb);
            }
        } finally {
            lock.unlock();
        }
        switch (verb) {
            case "HELLO" -> wid = first(WID, line);
            case "ACK", "FAIL" -> tap.sent(wid, verb, first(JID, line));
            case "PUSH" -> tap.pushed(wid, first(JID, line));
            default -> {}
        }
    }

    /** Bytes on their way to the client. */
    void down(byte[] bytes, int length) {
        for (int i = 0; i < length; i++) {
            reply.write(bytes[i]);
            if (bulkLeft > 0) {
                bulkLeft--;
            } else if (bytes[i] == '\n') {
                String line = reply.toString(StandardCharsets.UTF_8);
                // The content of a bulk is followed by an empty line.
                bulkLeft = line.startsWith("$") && bulkLeft < 0
                        ? Integer.parseInt(line.substring(1).strip())
                        : -1;
                if (bulkLeft < 0) {
                    reply(line);
                    reply.reset();
                }
            }
        }
    }

    private void reply(String text) {
        String verb;
        lock.lock();
        try {
            quietSince = System.nanoTime();
            verb = greeted ? unanswered.poll() : "";
            greeted = true;
        } finally {
            lock.unlock();
        }
        if ("FETCH".equals(verb) && text.startsWith("$") && !text.startsWith("$-1")) {
            tap.handedOut(wid, first(JID, text));
        }
    }

    private static String first(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        return matcher.find() ? matcher.group(1) : "";
    }

    /** Whether the client has said goodbye with no reply outstanding: then nothing can have been lost. */
    boolean endedInGoodOrder() {
        lock.lock();
        try {
            return ended && unanswered.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    /** Whether a reply is outstanding and nothing has been said since a moment, by {@link System#nanoTime()}. */
    boolean isSilentSince(long moment) {
        lock.lock();
        try {
            return (!unanswered.isEmpty() || !greeted) && quietSince - moment < 0;
        } finally {
            lock.unlock();
        }
    }
}
