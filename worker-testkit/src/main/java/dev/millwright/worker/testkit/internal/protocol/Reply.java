package dev.millwright.worker.testkit.internal.protocol;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The bytes that answer a command. Immutable. */
public final class Reply {
    /** No answer at all, as to END. */
    public static final Reply NONE = new Reply("");

    public static final Reply OK = new Reply("+OK\r\n");
    public static final Reply NIL = new Reply("$-1\r\n");

    private final byte[] bytes;

    private Reply(String text) {
        this(text.getBytes(StandardCharsets.UTF_8));
    }

    private Reply(byte[] bytes) {
        this.bytes = bytes;
    }

    /** A line that begins with a plus sign. */
    public static Reply simple(String text) {
        return new Reply("+" + text + "\r\n");
    }

    public static Reply error(@Nullable String text) {
        return new Reply("-ERR " + text + "\r\n");
    }

    public static Reply integer(int value) {
        return new Reply(":" + value + "\r\n");
    }

    public static Reply bulk(String text) {
        return new Reply("$" + text.getBytes(StandardCharsets.UTF_8).length + "\r\n" + text + "\r\n");
    }

    /** Anything, even what is no reply. */
    public static Reply raw(byte[] bytes) {
        return new Reply(bytes.clone());
    }

    public byte[] bytes() {
        return bytes.clone();
    }

    /** The first half, for a connection that breaks in the middle. */
    public byte[] firstHalf() {
        return Arrays.copyOf(bytes, bytes.length / 2);
    }
}
