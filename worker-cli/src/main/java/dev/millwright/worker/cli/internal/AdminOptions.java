package dev.millwright.worker.cli.internal;

import dev.millwright.worker.Worker;
import dev.millwright.worker.WorkerExtension;
import dev.millwright.worker.WorkerView;
import dev.millwright.worker.cli.internal.admin.AdminServer;
import dev.millwright.worker.cli.internal.admin.AdminToken;
import dev.millwright.worker.cli.internal.admin.Measurements;
import dev.millwright.worker.fleet.Fleet;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Option;

/**
 * Where {@code run} answers over HTTP: nowhere unless a port is given, and then no class of Micrometer
 * is loaded either. Confined to the thread that runs the command.
 */
final class AdminOptions {
    private static final Logger LOG = LoggerFactory.getLogger(AdminOptions.class);

    @Option(
            names = "--metrics-port",
            paramLabel = "PORT",
            description =
                    "Answers /metrics (Prometheus), /livez, /readyz, /jobs, /pools, /report and /fleet over HTTP on this port; 0"
                            + " for any free one, which is logged. Default: none.")
    private @Nullable Integer port;

    @Option(
            names = "--metrics-host",
            paramLabel = "HOST",
            description = "The address to listen on; 0.0.0.0 for all, without TLS. Default: 127.0.0.1.")
    private String host = "127.0.0.1";

    @Option(
            names = "--admin-token-file",
            paramLabel = "FILE",
            description =
                    "Allows POST /jobs/JID/cancel and /jobs/cancel, and changes of /pools, to who sends the text of this file"
                            + " as a Bearer token. Default: nobody.")
    private @Nullable Path tokenFile;

    private @Nullable Plan plan;

    private record Plan(
            InetSocketAddress address,
            @Nullable AdminToken token,
            Measurements measurements,
            @Nullable Fleet fleet) {}

    /**
     * Checks the options, and has a worker measured that is about to be built.
     *
     * @param fleet what it joins; null for nothing
     */
    void measure(Worker.Builder builder, @Nullable Fleet fleet) {
        if (port == null) {
            if (tokenFile != null) {
                throw new UsageException("--admin-token-file", "is of no use without --metrics-port");
            }
            return;
        }
        if (port < 0 || port > 65_535) {
            throw new UsageException("--metrics-port", "the port must be between 0 and 65535, not " + port);
        }
        InetSocketAddress address = new InetSocketAddress(host, port);
        if (address.isUnresolved()) {
            throw new UsageException("--metrics-host", "'" + host + "' is no address of this machine");
        }
        Plan made = new Plan(address, token(), new Measurements(), fleet);
        builder.listener(made.measurements.listener());
        builder.extension(new Pages());
        plan = made;
    }

    /** The pages, from before the worker connects until it closes: its drain can be watched. */
    private final class Pages implements WorkerExtension {
        private volatile @Nullable AdminServer server;

        @Override
        public void start(WorkerView worker) {
            AdminServer opened = listen(worker);
            server = opened;
            if (opened != null) {
                LOG.info("{} answers /metrics, /livez, /readyz, /jobs, /pools, /report and /fleet", opened.url());
            }
        }

        @Override
        public Duration drainedTimeout() {
            return Duration.ZERO;
        }

        @Override
        public void close() {
            AdminServer opened = server;
            if (opened != null) {
                opened.close();
            }
        }
    }

    /** Opens the port and closes it: says where a worker would answer, or null if nowhere. */
    @Nullable
    String tryOut(WorkerView worker) {
        try (AdminServer server = listen(worker)) {
            return server == null ? null : host + ":" + port;
        }
    }

    private @Nullable AdminServer listen(WorkerView worker) {
        Plan made = plan;
        if (made == null) {
            return null;
        }
        made.measurements.bindTo(worker);
        if (made.fleet != null) {
            made.measurements.bindTo(made.fleet);
        }
        try {
            return AdminServer.open(made.address, worker, made.measurements, made.token, made.fleet);
        } catch (IOException e) {
            made.measurements.close();
            throw new UsageException(
                    "--metrics-port",
                    "cannot listen on " + host + ":" + port + " (" + e.getMessage()
                            + "): choose another port, or 0 for any free one");
        }
    }

    private @Nullable AdminToken token() {
        if (tokenFile == null) {
            return null;
        }
        try {
            return AdminToken.read(tokenFile);
        } catch (IOException e) {
            throw new UsageException(
                    "--admin-token-file", "cannot use " + tokenFile + ": give a readable file with one line of text");
        }
    }
}
