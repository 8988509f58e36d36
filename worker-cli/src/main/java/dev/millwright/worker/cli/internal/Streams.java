package dev.millwright.worker.cli.internal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** The standard streams of this process, beside those that a caller hands in. Any thread. */
public interface Streams {
    /** One of the three. */
    enum Stream {
        /** Standard input. */
        IN(0),
        /** Standard output. */
        OUT(1),
        /** Standard error. */
        ERR(2);

        private final Path file;

        Stream(int number) {
            this.file = Path.of("/proc/self/fd/" + number);
        }
    }

    /** The streams of this process. */
    Streams OF_PROCESS = new Streams() {
        @Override
        public boolean isTerminal(Stream stream) {
            try {
                String file = stream.file.toRealPath().toString();
                return file.startsWith("/dev/pts/") || file.startsWith("/dev/tty") || file.equals("/dev/console");
            } catch (IOException e) {
                // A pipe or a socket; or no Linux.
                return !Files.isDirectory(Path.of("/proc/self/fd")) && hasConsole();
            }
        }

        /** For all three streams at once, and some JDKs load a line editor for it: that is why it is asked last. */
        @SuppressWarnings("SystemConsoleNull") // where there is none and a JDK says there is, answers are empty: no
        private static boolean hasConsole() {
            return System.console() != null;
        }

        @Override
        public InputStream in() {
            return System.in;
        }

        @Override
        public long inputSize() {
            try {
                return Files.isRegularFile(Stream.IN.file) ? Files.size(Stream.IN.file) : -1;
            } catch (IOException e) {
                return -1;
            }
        }
    };

    /** Whether somebody sits at the other end. */
    boolean isTerminal(Stream stream);

    /** Standard input. */
    InputStream in();

    /** How many bytes {@link #in()} has, if it is a file; else -1. */
    long inputSize();
}
