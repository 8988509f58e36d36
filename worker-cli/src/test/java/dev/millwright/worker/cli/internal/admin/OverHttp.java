package dev.millwright.worker.cli.internal.admin;

import dev.millwright.worker.Worker;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** The pages of a test's worker, with {@code sesame} as the admin token, asked over real sockets. */
abstract class OverHttp {
    final Measurements measurements = new Measurements();
    private final HttpClient client = HttpClient.newHttpClient();
    AdminServer http;

    @TempDir
    Path directory;

    @BeforeEach
    void open(Worker worker) throws IOException {
        Path file = Files.writeString(directory.resolve("token"), tokenText());
        measurements.bindTo(worker);
        http = AdminServer.open(anyPort(), worker, measurements, AdminToken.read(file), null);
    }

    /** What is in the token's file; an editor leaves a line break. */
    String tokenText() {
        return "sesame\n";
    }

    @AfterEach
    void close() {
        http.close();
    }

    static InetSocketAddress anyPort() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    final HttpResponse<String> send(String method, String path, String body, String... headers) throws Exception {
        return send(http, method, path, body, headers);
    }

    /** Sends no body if it is empty. */
    final HttpResponse<String> send(AdminServer to, String method, String path, String body, String... headers)
            throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(to.url() + path))
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), BodyHandlers.ofString());
    }
}
