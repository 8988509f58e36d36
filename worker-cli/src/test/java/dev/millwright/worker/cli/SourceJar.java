package dev.millwright.worker.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millwright.worker.JobModule;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import javax.tools.ToolProvider;

/** A jar, made of sources, for {@code --jobs}. For one thread. */
final class SourceJar {
    private final Path directory;
    private final Map<String, String> sources = new LinkedHashMap<>();
    private final Map<String, String> files = new LinkedHashMap<>();
    private final List<String> classPath = new ArrayList<>(List.of(System.getProperty("java.class.path")));
    private UnaryOperator<byte[]> classFiles = bytes -> bytes;

    /** Made in an empty directory. */
    SourceJar(Path directory) {
        this.directory = directory;
    }

    SourceJar source(String name, String text) {
        sources.put(name, text);
        return this;
    }

    /** A {@code JobModule} that registers the jobtype "look", which fails with what an expression says. */
    SourceJar module(String saying) {
        source("some.Jobs", """
                package some;
                public final class Jobs implements dev.millwright.worker.JobModule {
                    public void register(dev.millwright.worker.JobRegistry jobs) {
                        jobs.register("look", context -> { throw new IllegalStateException(String.valueOf(%s)); });
                    }
                }
                """.formatted(saying));
        return file("META-INF/services/" + JobModule.class.getName(), "some.Jobs");
    }

    SourceJar file(String name, String text) {
        files.put(name, text);
        return this;
    }

    SourceJar compiledAgainst(Path jar) {
        classPath.add(0, jar.toString());
        return this;
    }

    /** Changes the class files, once they are compiled. */
    SourceJar changed(UnaryOperator<byte[]> change) {
        classFiles = change;
        return this;
    }

    Path write(String name) throws IOException {
        Path in = Files.createDirectories(directory.resolve(name + "-sources"));
        Path classes = Files.createDirectories(directory.resolve(name + "-classes"));
        List<String> options =
                new ArrayList<>(List.of("-proc:none", "-d", classes.toString(), "-cp", String.join(":", classPath)));
        for (Map.Entry<String, String> source : sources.entrySet()) {
            Path file = in.resolve(source.getKey().replace('.', '/') + ".java");
            Files.createDirectories(file.getParent());
            options.add(Files.writeString(file, source.getValue()).toString());
        }
        if (!sources.isEmpty()) {
            assertThat(ToolProvider.getSystemJavaCompiler().run(null, null, null, options.toArray(String[]::new)))
                    .isZero();
        }
        Path jar = directory.resolve(name);
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
                Stream<Path> all = Files.walk(classes)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                out.putNextEntry(new ZipEntry(classes.relativize(file).toString()));
                out.write(classFiles.apply(Files.readAllBytes(file)));
            }
            for (Map.Entry<String, String> file : files.entrySet()) {
                out.putNextEntry(new ZipEntry(file.getKey()));
                out.write(file.getValue().getBytes(StandardCharsets.UTF_8));
            }
        }
        return jar;
    }
}
