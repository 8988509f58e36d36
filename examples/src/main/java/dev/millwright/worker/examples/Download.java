package dev.millwright.worker.examples;

import dev.millwright.worker.JobContext;
import dev.millwright.worker.NonRetryableException;
import dev.millwright.worker.Worker;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** A job that downloads a file and hangs up when the job is cancelled or the worker shuts down. */
public final class Download {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private Download() {}

    /** Works until it is stopped. */
    public static void main(String[] args) throws InterruptedException {
        worker().build().run();
    }

    static Worker.Builder worker() {
        return Worker.builder().register("download", Download::download);
    }

    private static void download(JobContext context) throws ExecutionException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(context.arg(0, String.class))).build();
        Path target = Path.of(context.arg(1, String.class));
        CompletableFuture<HttpResponse<Path>> response = HTTP.sendAsync(request, info -> bodyOf(info, request, target));
        context.signal().cancelOnCancel(response);
        System.out.println("downloaded " + response.get().body());
    }

    private static HttpResponse.BodySubscriber<Path> bodyOf(
            HttpResponse.ResponseInfo response, HttpRequest request, Path target) {
        if (response.statusCode() == 404) {
            throw new NonRetryableException("there is nothing at " + request.uri());
        }
        if (response.statusCode() != 200) {
            throw new IllegalStateException(request.uri() + " answered " + response.statusCode()); // tried again
        }
        return HttpResponse.BodySubscribers.ofFile(target);
    }
}
