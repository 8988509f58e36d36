package dev.millwright.testtools;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A Redis of the test's own, on a free port of the loopback and in a directory of its own. Owns the process until {@link
 * #close()}. For one thread at a time.
 */
public final class RedisServer implements AutoCloseable {
    private static final long LIMIT_SECONDS = 60;

    /** How far above its port a node of a cluster has another one. */
    private static final int BUS = 10_000;

    private final int port;
    private final Path directory;
    private final List<String> options;
    private Process process;

    private RedisServer(Path directory, int port, List<String> options) {
        this.directory = directory;
        this.port = port;
        this.options = options;
        this.process = launch();
    }

    /** Why there is no Redis to test on; empty if there is one. */
    public static Optional<String> absence() {
        return executable("redis-server") == null
                ? Optional.of("no redis-server on the PATH; scripts/test installs it")
                : Optional.empty();
    }

    /**
     * Starts one.
     *
     * @param options as on its command line
     */
    public static RedisServer start(String... options) {
        return on(freePort(), options);
    }

    /** Starts one that speaks TLS on {@link #tlsPort} as well. */
    public static RedisServer startTls(String... options) {
        int port = freePort();
        List<String> all = new ArrayList<>(List.of("--tls-port", Integer.toString(port + BUS)));
        all.addAll(List.of(options));
        return on(port, all.toArray(String[]::new));
    }

    public int tlsPort() {
        return port + BUS;
    }

    public static RedisServer on(int port, String... options) {
        try {
            return new RedisServer(Files.createTempDirectory("mwr"), port, List.of(options));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static @Nullable Path executable(String name) {
        String named = System.getenv("TEST_REDIS");
        String path = System.getenv("PATH");
        Stream<Path> candidates = named != null
                ? Stream.of(Path.of(named).resolveSibling(name))
                : Stream.of((path == null ? "" : path).split(File.pathSeparator))
                        .map(dir -> Path.of(dir, name));
        return candidates.filter(Files::isExecutable).findFirst().orElse(null);
    }

    public int port() {
        return port;
    }

    public String url() {
        return "redis://127.0.0.1:" + port;
    }

    /** Ends it at once, as a power cut would; what it held is lost. */
    public void kill() {
        process.destroyForcibly();
        process.onExit().join();
    }

    /** Starts it again on the same port, empty. */
    public void restart() {
        process = launch();
    }

    /** Holds it: its kernel takes what is sent, and nobody reads it. */
    public void pause() {
        signal("STOP");
    }

    public void unpause() {
        signal("CONT");
    }

    /** Asks it something, as {@code redis-cli} does. */
    public String cli(String... command) {
        List<String> line = new ArrayList<>(
                List.of(String.valueOf(executable("redis-cli")), "-h", "127.0.0.1", "-p", Integer.toString(port)));
        line.addAll(List.of(command));
        String reply = output(line);
        if (reply.startsWith("ERR ") || reply.startsWith("WRONG")) {
            throw new IllegalStateException(reply);
        }
        return reply;
    }

    public static String output(List<String> command) {
        try {
            Process asked =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            asked.getOutputStream().close();
            String output = new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!asked.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS) || asked.exitValue() != 0) {
                throw new IllegalStateException(command + ": " + output);
            }
            return output.strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private void signal(String signal) {
        output(List.of("kill", "-" + signal, Long.toString(process.pid())));
    }

    private Process launch() {
        List<String> command = new ArrayList<>(List.of(
                String.valueOf(executable("redis-server")),
                "--port",
                Integer.toString(port),
                "--bind",
                "127.0.0.1",
                "--save",
                "",
                "--dir",
                directory.toString()));
        command.addAll(options);
        try {
            Process started =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            awaitReady(started);
            return started;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void awaitReady(Process started) throws IOException {
        BufferedReader lines = started.inputReader();
        StringBuilder seen = new StringBuilder();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            seen.append(line).append('\n');
            if (line.contains("Ready to accept connections")) {
                Thread reader = new Thread(() -> readOn(lines), "redis-output");
                reader.setDaemon(true);
                reader.start();
                return;
            }
        }
        throw new IllegalStateException("redis-server did not start:\n" + seen);
    }

    /** Else it would stand still once the pipe is full. */
    private static void readOn(BufferedReader lines) {
        try (BufferedWriter nowhere = new BufferedWriter(java.io.Writer.nullWriter())) {
            lines.transferTo(nowhere);
        } catch (IOException e) {
            // It was killed.
        }
    }

    @Override
    public void close() {
        kill();
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted((a, b) -> b.getNameCount() - a.getNameCount())
                    .map(Path::toFile)
                    .forEach(File::delete);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static int freePort() {
        // Below the ports that the system gives to who asks for any, and with room above for a cluster's bus.
        for (int tries = 0; tries < 100; tries++) {
            int port = 10_000 + java.util.concurrent.ThreadLocalRandom.current().nextInt(10_000);
            try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
                    ServerSocket bus = new ServerSocket(port + BUS, 1, InetAddress.getLoopbackAddress())) {
                return Math.min(socket.getLocalPort(), bus.getLocalPort());
            } catch (IOException e) {
                // Taken: the next one.
            }
        }
        throw new IllegalStateException("no free port");
    }
}
