package com.example;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millwright.worker.CancelResult;
import dev.millwright.worker.FaktoryClient;
import dev.millwright.worker.Job;
import dev.millwright.worker.ServerAddress;
import dev.millwright.worker.testkit.ConnectedWorker;
import dev.millwright.worker.testkit.DevServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The packaged application: a job, a cancel, and SIGTERM while a job runs. */
@Timeout(300)
class ApplicationIT {
    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final int SIGTERM_EXIT = 128 + 15;

    private final HttpClient http = HttpClient.newHttpClient();

    @Test
    void worksCancelsAndDrains() throws Exception {
        try (DevServer server = DevServer.builder().fetchWait(Duration.ofMillis(200)).start();
                ApplicationProcess application = ApplicationProcess.start(server.url());
                FaktoryClient client = FaktoryClient.connect(ServerAddress.parse(server.url()), LIMIT)) {
            HttpResponse<String> health = get(application, "/actuator/health/worker");
            assertEquals(200, health.statusCode(), health::body);

            String greeting = client.push(Greeter.GREET.job(new Greeter.Visitor("Ada", 2)));
            server.await("the greeting is done", now -> now.processed() == 1, LIMIT);

            String cancelled = client.push(Job.of("approval"));
            server.await("it runs", now -> now.working().size() == 1, LIMIT);
            assertEquals(CancelResult.CANCELLED, client.cancel(cancelled));
            server.await("it is dead", now -> now.dead().size() == 1, LIMIT);
            server.await("nothing runs", now -> now.working().isEmpty(), LIMIT);
            assertTrue(get(application, "/actuator/metrics/millwright.jobs").body().contains("cancelled"));

            String last = client.push(Job.of("approval"));
            server.await("the last one runs", now -> now.working().size() == 1, LIMIT);
            application.terminate();
            server.await("it fetches no more", ApplicationIT::fetchesNoMore, LIMIT);
            // The worker is stopped first: the rest of the application is there for as long as a job runs.
            assertEquals(503, get(application, "/actuator/health/worker").statusCode());
            assertEquals(200, post(application, "/approvals/" + last).statusCode());

            assertEquals(SIGTERM_EXIT, application.exitCode());
            assertEquals(0, server.retries().size(), "jobs that were interrupted");
            assertEquals(0, server.working().size(), "jobs that were left");
            String output = application.output();
            assertTrue(output.contains("[greet " + greeting + "] com.example.Greeter"), output);
            assertTrue(output.contains("Hello Ada, 2 times"), output);
            assertTrue(output.indexOf("stopped: 0 jobs") < output.indexOf("Graceful shutdown complete"), output);
            assertFalse(output.contains("WARNING:"), output); // from Java itself, of native access
        }
    }

    private static boolean fetchesNoMore(DevServer server) {
        return server.workers().stream().noneMatch(worker -> worker.state() == ConnectedWorker.State.RUNNING);
    }

    private HttpResponse<String> get(ApplicationProcess application, String path) throws Exception {
        return send(HttpRequest.newBuilder(application.uri(path)));
    }

    private HttpResponse<String> post(ApplicationProcess application, String path) throws Exception {
        return send(HttpRequest.newBuilder(application.uri(path)).POST(BodyPublishers.noBody()));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return http.send(request.timeout(LIMIT).build(), BodyHandlers.ofString());
    }
}
