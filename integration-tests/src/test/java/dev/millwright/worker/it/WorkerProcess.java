package dev.millwright.worker.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The packaged jar as a process. For one thread at a time; ended by {@link #close()} if it still runs. */
final class WorkerProcess implements AutoCloseable {
    private static final int LIMIT_SECONDS = 60;
    private static final int SIGINT = 2;

    private final Process process;
    private final Path output;

    private WorkerProcess(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    /** Starts {@code java -jar worker-cli.jar} with these arguments. */
    static WorkerProcess start(String... args) {
        return start(
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-jar",
                        System.getProperty("millwright.cli.jar")),
                Map.of(),
                args);
    }

    /** Starts another program, with these variables set and no others that could lead it elsewhere. */
    static WorkerProcess startProgram(Path program, Map<String, String> environment, String... args) {
        return start(List.of(program.toString()), environment, args);
    }

    private static WorkerProcess start(List<String> program, Map<String, String> environment, String... args) {
        try {
            Path output = Files.createTempFile("millwright", ".log");
            List<String> command = new ArrayList<>(interruptible());
            command.addAll(program);
            command.addAll(List.of(args));
            ProcessBuilder builder =
                    new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
            builder.environment().keySet().removeIf(name -> name.startsWith("MILLWRIGHT_") || name.equals("JAVA_HOME"));
            builder.environment().putAll(environment);
            return new WorkerProcess(builder.start(), output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * A shell starts what runs in the background with SIGINT ignored, its children inherit that, and Java then
     * leaves it so: nobody would see the signal. Under a tool that ends this no test depends on how it was started.
     */
    private static List<String> interruptible() throws IOException {
        Path status = Path.of("/proc/self/status");
        if (Files.notExists(status)) {
            return List.of();
        }
        String ignored = Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("SigIgn:"))
                .findFirst()
                .orElseThrow()
                .substring("SigIgn:".length())
                .strip();
        boolean interrupt = (Long.parseUnsignedLong(ignored, 16) & 1L << (SIGINT - 1)) != 0;
        return interrupt ? List.of("env", "--default-signal=INT") : List.of();
    }

    /** Sends a signal by name. */
    void signal(String name) {
        try {
            new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits, generously, for the process to end. */
    int exitCode() {
        try {
            assertThat(process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS))
                    .as("ended, having said: %s", output())
                    .isTrue();
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** What it has printed so far, on both streams. */
    String output() {
        try {
            return Files.readString(output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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
