package dev.millwright.worker.internal.protocol;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Proves to a server that one knows its password without sending it. Stateless; any thread. */
final class PasswordHash {
    private PasswordHash() {}

    /** SHA-256 of password and salt, hashed again and again, in lower-case hex. */
    static String of(String password, String salt, int iterations) {
        MessageDigest sha256;
        try {
            sha256 = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
        byte[] hash = sha256.digest((password + salt).getBytes(StandardCharsets.UTF_8));
        for (int i = 1; i < iterations; i++) {
            hash = sha256.digest(hash);
        }
        return HexFormat.of().formatHex(hash);
    }
}
