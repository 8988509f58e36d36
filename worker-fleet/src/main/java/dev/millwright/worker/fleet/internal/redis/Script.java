package dev.millwright.worker.fleet.internal.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;

/**
 * The scripts that run in Redis, each one step of the store. Files beside this class, with {@code common.lua} before
 * each. Immutable; any thread.
 */
enum Script {
    RENEW,
    LEAVE,
    MEMBERS,
    OPEN,
    OPERATIONS,
    OPERATION,
    ACKNOWLEDGE,
    ABORT,
    LEASE,
    PAUSE,
    PAUSES,
    FACTS,
    CARE,
    DECIDE,
    CARE_ORDER;

    private final String text = read("common") + "\n" + read(name().toLowerCase(Locale.ROOT));
    private final String digest = sha1(text);

    String text() {
        return text;
    }

    /** By which Redis knows a script that it has run before. */
    String digest() {
        return digest;
    }

    private static String read(String name) {
        try (InputStream file = Script.class.getResourceAsStream(name + ".lua")) {
            if (file == null) {
                throw new IllegalStateException(name + ".lua is missing beside " + Script.class);
            }
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String sha1(String text) {
        try {
            MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
            return HexFormat.of().formatHex(sha1.digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // each Java has it
        }
    }
}
