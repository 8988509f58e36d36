package dev.millwright.worker.cli.internal.admin;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/** The secret that allows to cancel jobs and to change pools. Never shown. Immutable; any thread. */
public final class AdminToken {
    private static final String SCHEME = "Bearer ";

    private final byte[] secret;

    private AdminToken(String secret) {
        this.secret = secret.getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Reads a token, once.
     *
     * @throws IOException if the file cannot be read or is blank: then everybody would be let in
     */
    public static AdminToken read(Path file) throws IOException {
        String text = Files.readString(file).strip();
        if (text.isEmpty()) {
            throw new IOException("the file is empty");
        }
        return new AdminToken(text);
    }

    /** Whether a header {@code Authorization} has this token. Takes as long for a wrong one as for the right one. */
    boolean isIn(@Nullable String authorization) {
        if (authorization == null || !authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return false;
        }
        String offered = authorization.substring(SCHEME.length()).strip();
        return MessageDigest.isEqual(offered.getBytes(StandardCharsets.UTF_8), secret);
    }
}
