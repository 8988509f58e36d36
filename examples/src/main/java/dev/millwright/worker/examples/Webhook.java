package dev.millwright.worker.examples;

import dev.millwright.worker.JobContext;
import dev.millwright.worker.Worker;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.CompletionStage;

/**
 * Posts a text to a URL, by a function that answers with a stage: the job is done when the reply is there.
 *
 * <pre>{@code
 * millwright push webhook '["https://shop.example/orders", "order 7 is paid"]'
 * }</pre>
 */
public final class Webhook {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private Webhook() {}

    /**
     * Runs a worker until it is stopped.
     *
     * @param args none
     * @throws InterruptedException if the main thread is interrupted
     */
    public static void main(String[] args) throws InterruptedException {
        worker().build().run();
    }

    static Worker.Builder worker() {
        return Worker.builder().registerAsync("webhook", Webhook::post);
    }

    private static CompletionStage<?> post(JobContext context) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(context.arg(0, String.class)))
                .POST(HttpRequest.BodyPublishers.ofString(context.arg(1, String.class)))
                .build();
        return HTTP.sendAsync(request, HttpResponse.BodyHandlers.discarding()).thenAccept(response -> {
            if (response.statusCode() >= 300) {
                throw new IllegalStateException(request.uri() + " answered " + response.statusCode());
            }
        });
    }
}
