package dev.millwright.worker.internal.platform;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Tells how much memory this process has resident. Stateless; any thread. */
public final class Rss {
    private static final Path STATUS = Path.of("/proc/self/status");

    private Rss() {}

    /** In KiB, from the kernel where it tells, else the JVM's own heap. */
    public static long kilobytes() {
        if (Files.isReadable(STATUS)) {
            try {
                for (String line : Files.readAllLines(STATUS)) {
                    if (line.startsWith("VmRSS:")) {
                        return Long.parseLong(line.replaceAll("\\D", ""));
                    }
                }
            } catch (IOException | NumberFormatException e) {
                // An estimate is as good: the number is only shown.
            }
        }
        Runtime runtime = Runtime.getRuntime();
        return (runtime.totalMemory() - runtime.freeMemory()) / 1024;
    }
}
