package dev.millwright.worker.it;

import static java.util.concurrent.TimeUnit.SECONDS;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A Faktory server as anyone can build it, with its Redis, on a free port of the loopback and in a
 * directory of its own. Made by {@link #start()} or {@link #with()}; owns both processes and the
 * directory until {@link #close()}. For one thread at a time.
 *
 * <p>What the server prints is kept in {@code target/stock-server/}.
 */
public final class StockServer implements AutoCloseable {
    /** Generous: only a server that will never answer takes this long. */
    static final int LIMIT_SECONDS = 60;

    private static final AtomicInteger STARTED = new AtomicInteger();

    private final Options options;
    private final Path directory;
    private final Path log;
    private final int port;
    private ServerProcess process;

    private StockServer(Options options) {
        this.options = options;
        this.port = freePort();
        try {
            // Short on purpose: the path of Redis's socket in it must stay under 108 bytes.
            this.directory = Files.createTempDirectory("mw");
            this.log = Files.createDirectories(Path.of("target", "stock-server"))
                    .resolve(ProcessHandle.current().pid() + "-" + STARTED.incrementAndGet() + ".log");
            if (options.certificate != null) {
                options.certificate.writeForServer(directory);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        this.process = launch();
    }

    /** A server without a password and without TLS. */
    public static StockServer start() {
        return with().start();
    }

    public static Options with() {
        return new Options();
    }

    /** What can be chosen before the start. */
    public static final class Options {
        private @Nullable String password;
        private @Nullable TestCertificate certificate;

        public Options password(String password) {
            this.password = password;
            return this;
        }

        /** TLS, by the server itself. */
        Options tls(TestCertificate certificate) {
            this.certificate = certificate;
            return this;
        }

        public StockServer start() {
            return new StockServer(this);
        }
    }

    public int port() {
        return port;
    }

    /** Where Faktory and Redis keep their files. */
    Path directory() {
        return directory;
    }

    /** As a worker takes it, with the password if there is one. */
    String url() {
        String scheme = options.certificate == null ? "tcp" : "tcp+tls";
        String user = options.password == null ? "" : ":" + options.password + "@";
        return scheme + "://" + user + "localhost:" + port;
    }

    Optional<String> password() {
        return Optional.ofNullable(options.password);
    }

    /** A connection on which nothing has been said yet. Not for a server with TLS. */
    RawFaktory connect() {
        return RawFaktory.open(port);
    }

    /** A producer's connection, after its HELLO. Not for a server with TLS. */
    RawFaktory producer() {
        RawFaktory connection = connect();
        connection.hello("{\"v\":2}", options.password);
        return connection;
    }

    /** Ends the server with SIGKILL, as an out-of-memory killer would; its Redis writes its file and ends. */
    public void kill() {
        process.kill();
    }

    /** False after {@link #kill()} and {@link #stop()}, and when it has ended by itself. */
    public boolean isRunning() {
        return process.isRunning();
    }

    /** Ends the server as an operator would. */
    void stop() {
        process.stop();
    }

    /** Starts it again after {@link #kill()} or {@link #stop()}: same port, same directory. */
    public void restart() {
        if (process.isRunning()) {
            throw new IllegalStateException("still running; kill() or stop() it first");
        }
        process = launch();
    }

    /** Holds Redis with SIGSTOP, so that the server accepts commands and answers none. */
    public void pauseRedis() {
        process.haltRedis();
    }

    public void continueRedis() {
        process.continueRedis();
    }

    /** Holds the server with SIGSTOP: its kernel takes what is sent, and nobody reads it. */
    public void pause() {
        process.haltFaktory();
    }

    /** Lets it go on after {@link #pause()}. */
    public void unpause() {
        process.continueFaktory();
    }

    /** Ends everything and removes the directory. Can be called again. */
    @Override
    public void close() {
        process.stop();
        try (var files = Files.walk(directory)) {
            List<Path> deepestFirst = new ArrayList<>(files.toList());
            deepestFirst.sort((a, b) -> b.getNameCount() - a.getNameCount());
            for (Path file : deepestFirst) {
                Files.deleteIfExists(file);
            }
        } catch (NoSuchFileException e) {
            // Closed before.
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private ServerProcess launch() {
        ServerProcess launched = new ServerProcess(FaktoryBinary.find(), directory, port, options.password, log);
        try {
            launched.ready().get(LIMIT_SECONDS, SECONDS);
            return launched;
        } catch (ExecutionException | TimeoutException e) {
            launched.kill();
            throw new IllegalStateException("Faktory did not start, see " + log.toAbsolutePath(), e);
        } catch (InterruptedException e) {
            launched.kill();
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
