package dev.millwright.worker.cli;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.LoggerFactory;

/** The pages of a worker that runs in this process on any port: the log says where. Any thread. */
final class WorkerPages implements AutoCloseable {
    private final CompletableFuture<String> url = new CompletableFuture<>();
    private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    private final AppenderBase<ILoggingEvent> watcher = new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
            String message = event.getFormattedMessage();
            if (message.contains(" answers /metrics")) {
                url.complete(message.substring(0, message.indexOf(' ')));
            }
        }
    };

    /** Watches the log from now on. */
    WorkerPages() {
        watcher.start();
        root.addAppender(watcher);
    }

    /** Where they are, once the worker has said so. */
    String url() throws Exception {
        return url.get(30, TimeUnit.SECONDS);
    }

    static HttpResponse<String> get(String url) throws Exception {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofString());
    }

    @Override
    public void close() {
        root.detachAppender(watcher);
    }
}
