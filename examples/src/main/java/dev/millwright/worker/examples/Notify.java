package dev.millwright.worker.examples;

import dev.millwright.worker.JobContext;
import dev.millwright.worker.JobOptions;
import dev.millwright.worker.NonRetryableException;
import dev.millwright.worker.RetryPolicy;
import dev.millwright.worker.Worker;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/**
 * Tells a provider something that is down for a moment now and then, and that says when it wants to be left alone.
 *
 * <pre>{@code
 * millwright push notify '["https://provider.example/messages", "order 7 is paid"]'
 * }</pre>
 */
public final class Notify {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private Notify() {}

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
        RetryPolicy policy = RetryPolicy.DEFAULT
                .withAttempts(6)
                .withInitial(Duration.ofMillis(100))
                .withCap(Duration.ofMinutes(10))
                .retryIf(IOException.class::isInstance);
        return Worker.builder().register("notify", JobOptions.DEFAULT.withRetry(policy), Notify::post);
    }

    private static void post(JobContext context) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(context.arg(0, String.class)))
                .POST(HttpRequest.BodyPublishers.ofString(context.arg(1, String.class)))
                .build();
        HttpResponse<Void> response = HTTP.send(request, HttpResponse.BodyHandlers.discarding());
        if (response.statusCode() == 429) {
            long seconds = response.headers().firstValueAsLong("Retry-After").orElse(30);
            context.pause(Duration.ofSeconds(seconds)); // and this job is tried again after it
        }
        if (response.statusCode() == 404) {
            throw new NonRetryableException("there is nothing at " + request.uri());
        }
        if (response.statusCode() >= 300) {
            throw new IOException(request.uri() + " answered " + response.statusCode());
        }
    }
}
