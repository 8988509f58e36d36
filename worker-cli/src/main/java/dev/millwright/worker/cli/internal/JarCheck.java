package dev.millwright.worker.cli.internal;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/** Whether jars can be read. A class loader passes over one that it cannot read, as if it were empty. Stateless. */
final class JarCheck {
    private JarCheck() {}

    /**
     * Refuses what is no jar.
     *
     * @param file a jar, or a directory, which is not looked into
     * @param thorough whether to read the jar to the end: Java itself finds damage only in the classes that it loads
     */
    static void check(Path file, boolean thorough) {
        if (file.toString().isBlank() || !Files.isReadable(file)) {
            throw new UsageException(
                    JobClassPath.OPTION, "cannot read " + file + ": give the path of a jar with a JobModule");
        }
        if (Files.isDirectory(file)) {
            return;
        }
        try (ZipFile jar = new ZipFile(file.toFile())) {
            if (thorough) {
                for (ZipEntry entry : Collections.list(jar.entries())) {
                    read(jar, entry);
                }
            }
        } catch (IOException | IllegalArgumentException e) { // the latter for names that are no text
            throw new UsageException(
                    JobClassPath.OPTION, file + " is no jar, or is damaged (" + e.getMessage() + "): copy it again");
        }
    }

    private static void read(ZipFile jar, ZipEntry entry) throws IOException {
        CRC32 sum = new CRC32();
        try (InputStream in = new CheckedInputStream(jar.getInputStream(entry), sum)) {
            in.transferTo(OutputStream.nullOutputStream());
        }
        if (sum.getValue() != entry.getCrc()) {
            throw new ZipException("the content of " + entry.getName() + " has changed");
        }
    }
}
