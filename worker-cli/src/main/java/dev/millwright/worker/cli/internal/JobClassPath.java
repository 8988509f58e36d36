package dev.millwright.worker.cli.internal;

import java.io.File;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Reads the values of {@code --jobs} as Java reads a class path. Stateless. */
final class JobClassPath {
    static final String OPTION = "--jobs";

    private JobClassPath() {}

    /** Jars and directories, in the order in which they are named; {@code lib/*} are the jars in lib, by their names. */
    static List<Path> files(List<String> values) {
        List<Path> files = new ArrayList<>();
        for (String value : values) {
            for (String entry : value.split(File.pathSeparator, -1)) {
                if (entry.equals("*") || entry.endsWith("/*") || entry.endsWith(File.separator + "*")) {
                    files.addAll(jarsIn(entry));
                } else {
                    files.add(path(entry));
                }
            }
        }
        return files;
    }

    static List<URL> urls(List<Path> files) {
        return files.stream().map(JobClassPath::url).toList();
    }

    private static List<Path> jarsIn(String entry) {
        Path directory = path(entry.equals("*") ? "." : entry.substring(0, entry.length() - 1));
        try (Stream<Path> files = Files.list(directory)) {
            List<Path> jars = files.filter(file -> file.getFileName()
                            .toString()
                            .toLowerCase(Locale.ROOT)
                            .endsWith(".jar"))
                    .sorted()
                    .toList();
            if (jars.isEmpty()) {
                throw new UsageException(OPTION, "there is no jar in " + directory);
            }
            return jars;
        } catch (IOException e) {
            throw new UsageException(OPTION, "cannot read the directory " + directory);
        }
    }

    private static Path path(String entry) {
        try {
            return Path.of(entry);
        } catch (InvalidPathException e) {
            throw new UsageException(OPTION, "not a usable path: '" + entry + "'");
        }
    }

    private static URL url(Path path) {
        try {
            return path.toUri().toURL();
        } catch (MalformedURLException e) {
            throw new UsageException(OPTION, "not a usable path: '" + path + "'");
        }
    }
}
