package dev.millwright.worker.testkit.internal.net;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;

/** The riddle that one connection is given, and its answer. Immutable. */
final class PasswordCheck {
    private static final int MIN_ITERATIONS = 4000;
    private static final int SPREAD = 4096;

    private final String password;
    private final int iterations;
    private final String salt;

    PasswordCheck(String password, SecureRandom random) {
        this.password = password;
        this.iterations = MIN_ITERATIONS + random.nextInt(SPREAD);
        this.salt = Long.toHexString(random.nextLong() & Long.MAX_VALUE);
    }

    /** What HI says of it, after the version. */
    String greeting() {
        return ",\"i\":" + iterations + ",\"s\":\"" + salt + "\"";
    }

    /** Checks an answer; protocol version 1 knew no iterations. */
    boolean accepts(String hash, int version) {
        byte[] expected = hash(version < 2 ? 1 : iterations).getBytes(StandardCharsets.UTF_8);
        return MessageDigest.isEqual(expected, hash.getBytes(StandardCharsets.UTF_8));
    }

    private String hash(int rounds) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            byte[] digest = sha256.digest((password + salt).getBytes(StandardCharsets.UTF_8));
            for (int i = 1; i < rounds; i++) {
                digest = sha256.digest(digest);
            }
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
