package dev.millwright.testtools;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A program in a JVM of its own, of the same Java and with the class path of the test. Both its streams go to one file,
 * so it never waits for a reader. Killed by {@link #close()} if it still runs. Any thread.
 */
public final class ChildJvm implements AutoCloseable {
    private static final int LIMIT_SECONDS = 60;

    private final Process process;
    private final Path output;

    private ChildJvm(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    /** Begins one that runs a class with a {@code main}. */
    public static Builder of(Class<?> main) {
        return of(main.getName());
    }

    /** Begins one that runs a class with a {@code main}, which need not be on the class path of the test. */
    public static Builder of(String main) {
        return new Builder(main);
    }

    /** How the program is started. Not for use by many threads at once. */
    public static final class Builder {
        private final String main;
        private final List<String> options = new ArrayList<>();
        private String classPath = System.getProperty("java.class.path");

        private Builder(String main) {
            this.main = main;
            // It is over before the better compiler pays.
            options("-XX:TieredStopAtLevel=1");
        }

        /** Adds options for the JVM. */
        public Builder options(String... more) {
            options.addAll(List.of(more));
            return this;
        }

        /** Sets another class path than that of the test. */
        public Builder classPath(String entries) {
            classPath = entries;
            return this;
        }

        /** What starts it, for who wants its streams as pipes. */
        public ProcessBuilder processBuilder(String... args) {
            List<String> command = new ArrayList<>();
            command.add(ProcessHandle.current().info().command().orElse("java"));
            command.addAll(options);
            command.addAll(List.of("-cp", classPath, main));
            command.addAll(List.of(args));
            return new ProcessBuilder(command);
        }

        /** Starts it with these arguments. */
        public ChildJvm start(String... args) {
            try {
                Path output = Files.createTempFile("child-jvm", ".log");
                Process process = processBuilder(args)
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start();
                return new ChildJvm(process, output);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Sends SIGTERM. */
    public void terminate() {
        process.destroy();
    }

    /** Waits, generously, for the end of the program. */
    public int exitCode() throws InterruptedException {
        if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("has not ended, having said: " + output());
        }
        return process.exitValue();
    }

    /** What it has printed so far, on both streams. */
    public String output() {
        try {
            return Files.readString(output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The lines that it has printed so far. */
    public List<String> lines() {
        return output().lines().toList();
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            Files.deleteIfExists(output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
