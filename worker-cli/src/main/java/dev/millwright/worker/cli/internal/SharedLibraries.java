package dev.millwright.worker.cli.internal;

import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleDescriptor.Version;
import java.net.URL;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** The libraries of which jobs get the worker's, also if they bring their own. Stateless. */
final class SharedLibraries {
    /** Group and artifact. */
    private static final List<String> ARTIFACTS = List.of(
            "dev.millwright/worker-core",
            "tools.jackson.core/jackson-databind",
            "com.fasterxml.jackson.core/jackson-annotations",
            "org.slf4j/slf4j-api",
            "ch.qos.logback/logback-classic");

    private SharedLibraries() {}

    /** A line for each of which the jobs bring a newer version than they will get; none if all is well. */
    static List<String> clashes(JobClassLoader jobs, ClassLoader worker) {
        List<String> clashes = new ArrayList<>();
        for (String artifact : ARTIFACTS) {
            String resource = "META-INF/maven/" + artifact + "/pom.properties";
            String theirs = version(jobs.own(resource));
            String ours = version(worker.getResource(resource));
            if (theirs != null && ours != null && isNewer(theirs, ours)) {
                clashes.add("the jobs bring " + artifact.substring(artifact.indexOf('/') + 1) + " " + theirs
                        + " but get the worker's, " + ours + ": what the newer one has added is missing");
            }
        }
        return clashes;
    }

    private static boolean isNewer(String one, String other) {
        try {
            return Version.parse(one).compareTo(Version.parse(other)) > 0;
        } catch (IllegalArgumentException e) {
            return !one.equals(other);
        }
    }

    private static @Nullable String version(@Nullable URL properties) {
        if (properties == null) {
            return null;
        }
        try (InputStream in = properties.openStream()) {
            Properties read = new Properties();
            read.load(in);
            return read.getProperty("version");
        } catch (IOException | IllegalArgumentException e) {
            return null; // it only costs a warning
        }
    }
}
