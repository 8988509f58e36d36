package dev.millwright.worker.it;

import static java.util.concurrent.TimeUnit.SECONDS;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * One run of the server: the Faktory process, the Redis process that it starts, and the thread that
 * copies what it prints into the log. Used by one {@link StockServer}.
 */
final class ServerProcess {
    private final Path directory;
    private final Process faktory;
    private final CompletableFuture<ProcessHandle> redis = new CompletableFuture<>();

    ServerProcess(FaktoryBinary binary, Path directory, int port, @Nullable String password, Path log) {
        this.directory = directory;
        ProcessBuilder builder = new ProcessBuilder(
                binary.faktory().toString(),
                "-b",
                "localhost:" + port,
                "-w",
                ":0", // no web page
                "-d",
                directory.toString(),
                "-c",
                directory.toString());
        builder.redirectErrorStream(true);
        Map<String, String> environment = builder.environment();
        environment.keySet().removeIf(name -> name.startsWith("FAKTORY_"));
        environment.merge(
                "PATH", binary.redis().getParent().toString(), (path, dir) -> dir + File.pathSeparator + path);
        if (password != null) {
            environment.put("FAKTORY_PASSWORD", password);
        }
        try {
            faktory = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread copier = new Thread(() -> copyOutput(log), "faktory-" + faktory.pid() + "-output");
        copier.setDaemon(true);
        copier.start();
    }

    /** Completes when the server accepts connections, fails when it ended before. */
    CompletableFuture<?> ready() {
        return redis;
    }

    boolean isRunning() {
        return faktory.isAlive();
    }

    void haltFaktory() {
        halt(faktory.pid());
    }

    void haltRedis() {
        halt(redis.join().pid());
    }

    void continueFaktory() {
        signal("CONT", faktory.pid());
    }

    void continueRedis() {
        signal("CONT", redis.join().pid());
    }

    /** The kernel halts one thread after another: until the last one stands, a command may still be carried out. */
    private static void halt(long pid) {
        signal("STOP", pid);
        Awaitility.await("each thread stands")
                .atMost(Duration.ofSeconds(StockServer.LIMIT_SECONDS))
                .pollInterval(Duration.ofMillis(1))
                .ignoreExceptionsInstanceOf(IOException.class) // of a thread that has just ended
                .until(() -> threadStates(pid).stream().allMatch("T"::equals));
    }

    private static List<String> threadStates(long pid) throws IOException {
        List<String> states = new ArrayList<>();
        try (DirectoryStream<Path> threads = Files.newDirectoryStream(Path.of("/proc/" + pid + "/task"))) {
            for (Path thread : threads) {
                String stat = Files.readString(thread.resolve("stat"));
                // After the name, which is in brackets and may hold anything.
                states.add(stat.substring(stat.lastIndexOf(')') + 2).substring(0, 1));
            }
        }
        return states;
    }

    private static void signal(String signal, long process) {
        try {
            String pid = Long.toString(process);
            int status = new ProcessBuilder("kill", "-" + signal, pid).start().waitFor();
            if (status != 0) {
                throw new IllegalStateException("kill -" + signal + " " + pid + " ended with " + status);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    void kill() {
        faktory.destroyForcibly();
        awaitEnd();
    }

    void stop() {
        if (!faktory.isAlive()) {
            return;
        }
        continueRedis(); // a halted one would never obey
        continueFaktory();
        faktory.destroy();
        try {
            if (!faktory.waitFor(StockServer.LIMIT_SECONDS, SECONDS)) {
                faktory.destroyForcibly();
            }
        } catch (InterruptedException e) {
            faktory.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        awaitEnd();
    }

    /** Redis gets SIGTERM from the kernel when Faktory is gone, and removes its socket as the last thing. */
    private void awaitEnd() {
        faktory.onExit().join();
        Awaitility.await("the end of Redis")
                .atMost(Duration.ofSeconds(StockServer.LIMIT_SECONDS))
                .pollInterval(Duration.ofMillis(5))
                .until(() -> Files.notExists(directory.resolve("redis.sock")));
    }

    private void copyOutput(Path log) {
        try (BufferedReader lines = faktory.inputReader();
                Writer copy = Files.newBufferedWriter(log, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                copy.write(line + "\n");
                copy.flush();
                if (line.contains("listening at")) {
                    findRedis();
                }
            }
        } catch (IOException e) {
            // The stream breaks when the process is killed; the end below says so to whoever waits.
        }
        redis.completeExceptionally(new IOException("Faktory ended before it accepted connections"));
    }

    private void findRedis() {
        Optional<ProcessHandle> child = faktory.children().findFirst();
        child.ifPresentOrElse(
                redis::complete, () -> redis.completeExceptionally(new IOException("Faktory has no Redis")));
    }
}
