package dev.millwright.worker.cli.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SharedLibrariesTest {
    private static final ClassLoader WORKER = SharedLibrariesTest.class.getClassLoader();

    @TempDir
    private Path jobs;

    private List<String> clashesWith(String artifact, String version) throws IOException {
        Path properties = jobs.resolve("META-INF/maven/" + artifact + "/pom.properties");
        Files.createDirectories(properties.getParent());
        Files.writeString(properties, "version=" + version);
        try (JobClassLoader loader = new JobClassLoader(List.of(jobs.toUri().toURL()), WORKER)) {
            return SharedLibraries.clashes(loader, WORKER);
        }
    }

    @Test
    void aNewerOneThanTheWorkersIsAClash() throws IOException {
        assertThat(clashesWith("ch.qos.logback/logback-classic", "99.1"))
                .singleElement()
                .asString()
                .startsWith("the jobs bring logback-classic 99.1 but get the worker's, 1.");
    }

    @Test
    void anOlderOneIsNone() throws IOException {
        assertThat(clashesWith("org.slf4j/slf4j-api", "1.7.36")).isEmpty();
    }

    @Test
    void whatIsNotSharedIsNone() throws IOException {
        assertThat(clashesWith("io.netty/netty-common", "99.1.0.Final")).isEmpty();
    }
}
