package dev.millwright.worker.cli.internal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine.IVersionProvider;

/**
 * The version, which the build has written into a file beside this class. A manifest would say that of the jar around it,
 * which may be a user's own, and says nothing on the module path. Stateless.
 */
final class Version implements IVersionProvider {
    private static final String FILE = "version.txt";

    @Override
    public String[] getVersion() {
        return new String[] {"millwright " + current() + " on Java " + Runtime.version()};
    }

    static String current() {
        try (InputStream in = Version.class.getResourceAsStream(FILE)) {
            return in == null ? "(unknown)" : new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            return "(unknown)"; // of no use to whoever asks for something else
        }
    }
}
