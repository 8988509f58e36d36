package dev.millwright.worker.testkit;

import dev.millwright.worker.WorkerClock;
import dev.millwright.worker.testkit.internal.server.Engine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Objects;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** Collects the settings of a server. Not for use by many threads at once. */
public final class DevServerBuilder {
    private static final Duration STOCK_FETCH_WAIT = Duration.ofSeconds(2);
    private static final int STOCK_MAX_CONNECTIONS = 2000;
    private static final int DEFAULT_RECORDED_COMMANDS = 10_000;
    private static final int DEFAULT_BULK_LIMIT = 100_000;

    private int port;
    private String password = "";
    private @Nullable SSLContext tls;
    private WorkerClock clock = WorkerClock.system();
    private Duration fetchWait = STOCK_FETCH_WAIT;
    private int maxConnections = STOCK_MAX_CONNECTIONS;
    private int recordedCommands = DEFAULT_RECORDED_COMMANDS;
    private int bulkLimit = DEFAULT_BULK_LIMIT;
    private boolean strandOnDisconnect = true;
    private boolean cancel = true;

    DevServerBuilder() {}

    /**
     * Sets the TCP port.
     *
     * @param value 0 for any free one, which is the default
     * @return this builder
     */
    public DevServerBuilder port(int value) {
        if (value < 0 || value > 65_535) {
            throw new IllegalArgumentException("the port must be between 0 and 65535, not " + value);
        }
        this.port = value;
        return this;
    }

    /**
     * Asks clients for a password.
     *
     * @param value the password; empty for none, which is the default
     * @return this builder
     */
    public DevServerBuilder password(String value) {
        this.password = Objects.requireNonNull(value, "password");
        return this;
    }

    /**
     * Speaks TLS.
     *
     * @param context holds the server's key and certificate
     * @return this builder
     */
    public DevServerBuilder tls(SSLContext context) {
        this.tls = Objects.requireNonNull(context, "context");
        return this;
    }

    /**
     * Sets the source of time.
     *
     * @param value for instance a {@link ManualClock}; the real time by default
     * @return this builder
     */
    public DevServerBuilder clock(WorkerClock value) {
        this.clock = Objects.requireNonNull(value, "clock");
        return this;
    }

    /**
     * Sets how long a FETCH waits for a job. A worker that stops awaits the FETCHes that are on their way,
     * so tests with many stops are quicker with a short wait.
     *
     * @param value two seconds by default, as in the stock server
     * @return this builder
     */
    public DevServerBuilder fetchWait(Duration value) {
        if (value.isNegative()) {
            throw new IllegalArgumentException("a FETCH cannot wait " + value);
        }
        this.fetchWait = value;
        return this;
    }

    /**
     * Sets how many connections there may be.
     *
     * @param value beyond these, one is told that there are too many; 2,000 by default
     * @return this builder
     */
    public DevServerBuilder maxConnections(int value) {
        this.maxConnections = value;
        return this;
    }

    /**
     * Sets how many of the last commands are kept for {@link DevServer#commands()}.
     *
     * @param value 10,000 by default; 0 for none
     * @return this builder
     */
    public DevServerBuilder recordedCommands(int value) {
        this.recordedCommands = value;
        return this;
    }

    /**
     * Sets how many jobs one PUSHB takes in. The stock server gives a PUSHB five seconds and refuses the jobs that it
     * has not come to by then with {@code context deadline exceeded}; how many these are depends on its machine.
     *
     * @param jobs 100,000 by default
     * @return this builder
     */
    public DevServerBuilder bulkLimit(int jobs) {
        if (jobs < 0) {
            throw new IllegalArgumentException("a PUSHB cannot take in " + jobs + " jobs");
        }
        this.bulkLimit = jobs;
        return this;
    }

    /**
     * Does without a fault of the stock server: there, a FETCH that waits when its client goes
     * away takes the next job all the same, which then lies reserved until its reservation ends.
     * With this, such a job goes back to its queue.
     *
     * @return this builder
     */
    public DevServerBuilder keepJobsOfLostFetches() {
        this.strandOnDisconnect = false;
        return this;
    }

    /**
     * Does without CANCEL, as stock servers do.
     *
     * @return this builder
     */
    public DevServerBuilder stockCommandsOnly() {
        this.cancel = false;
        return this;
    }

    Engine.Settings settings() {
        return new Engine.Settings(
                port,
                password,
                tls,
                clock,
                fetchWait,
                maxConnections,
                recordedCommands,
                bulkLimit,
                strandOnDisconnect,
                cancel);
    }

    /**
     * Starts the server on the loopback interface.
     *
     * @return the server, ready for connections
     * @throws UncheckedIOException if the port is not free
     */
    public DevServer start() {
        try {
            return new DevServer(this);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "cannot listen on 127.0.0.1:" + port + " (" + e.getMessage()
                            + "): choose another port, or 0 for any free one",
                    e);
        }
    }
}
