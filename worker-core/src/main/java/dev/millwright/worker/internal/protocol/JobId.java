package dev.millwright.worker.internal.protocol;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;

/** Makes job ids and worker ids. Stateless; any thread. */
public final class JobId {
    private static final int BYTES = 12;

    private JobId() {}

    /** 24 hexadecimal digits, as other Faktory clients use. Unique, not secret. */
    public static String random() {
        byte[] bytes = new byte[BYTES];
        ThreadLocalRandom.current().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    /** A jid that follows from another: a prefix, and the first 24 hexadecimal digits of the SHA-256 of the other. */
    public static String derived(String prefix, String jid) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(Text.utf8(jid));
            return prefix + HexFormat.of().formatHex(hash, 0, BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("each JVM has SHA-256", e);
        }
    }
}
