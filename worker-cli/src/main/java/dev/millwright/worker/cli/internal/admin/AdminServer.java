package dev.millwright.worker.cli.internal.admin;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.millwright.worker.WorkerView;
import dev.millwright.worker.fleet.Fleet;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The HTTP server of a worker process. Answers from before the worker starts until after it has stopped,
 * so that a drain can be watched. Owns its port, its few daemon threads, and the measurements. Any
 * thread.
 */
public final class AdminServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AdminServer.class);

    /** Enough for a scrape and two probes, with one that hangs. */
    private static final int THREADS = 4;

    private static final String CLIENT_PATIENCE_SECONDS = "10";

    private final HttpServer http;
    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS, daemons());
    private final Routes routes;
    private final Measurements measurements;

    private AdminServer(HttpServer http, Routes routes, Measurements measurements) {
        this.http = http;
        this.routes = routes;
        this.measurements = measurements;
    }

    /**
     * Opens the port and answers.
     *
     * @param token who has it may cancel jobs and change pools; null for nobody
     * @param fleet what the worker has joined; null for nothing
     * @throws IOException if the port cannot be had
     */
    public static AdminServer open(
            InetSocketAddress address,
            WorkerView worker,
            Measurements measurements,
            @Nullable AdminToken token,
            @Nullable Fleet fleet)
            throws IOException {
        // Clients that send half a request, or don't read the answer, must not hold the few threads for ever.
        limit("sun.net.httpserver.maxReqTime");
        limit("sun.net.httpserver.maxRspTime");
        FleetPage group = new FleetPage(fleet);
        Routes routes = new Routes(
                measurements,
                new Health(worker),
                group,
                new RunningJobs(worker, group.group()),
                new CancelJobs(worker),
                new Pools(worker),
                new Reports(worker),
                token);
        AdminServer server = new AdminServer(HttpServer.create(address, 0), routes, measurements);
        server.http.setExecutor(server.threads);
        server.http.createContext("/", server::handle);
        server.http.start();
        return server;
    }

    /** The JDK's server has no other setting for this. */
    private static void limit(String property) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, CLIENT_PATIENCE_SECONDS);
        }
    }

    private static ThreadFactory daemons() {
        AtomicInteger count = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, "millwright-http-" + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }

    /** Where it listens, for instance {@code http://127.0.0.1:9091}. */
    public String url() {
        InetSocketAddress address = http.getAddress();
        String host = address.getAddress().getHostAddress();
        return "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String authorization = exchange.getRequestHeaders().getFirst("Authorization");
            Answer answer;
            try {
                answer = routes.answer(new Request(
                        exchange.getRequestMethod(),
                        exchange.getRequestURI().getRawPath(),
                        authorization,
                        exchange.getRequestBody()));
            } catch (RuntimeException | Error e) {
                LOG.warn("{} {} failed", exchange.getRequestMethod(), exchange.getRequestURI(), e);
                answer = Answer.line(500, "failed: see the log");
            }
            send(exchange, answer);
        }
    }

    private static void send(HttpExchange exchange, Answer answer) throws IOException {
        byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", answer.contentType());
        exchange.getResponseHeaders().set("Cache-Control", "no-store");
        answer.headers().forEach(exchange.getResponseHeaders()::set);
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.getResponseHeaders().set("Content-Length", Integer.toString(body.length));
            exchange.sendResponseHeaders(answer.status(), -1);
            return;
        }
        exchange.sendResponseHeaders(answer.status(), body.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(body);
        }
    }

    /** Frees the port at once. */
    @Override
    public void close() {
        http.stop(0);
        threads.shutdownNow();
        measurements.close();
    }
}
