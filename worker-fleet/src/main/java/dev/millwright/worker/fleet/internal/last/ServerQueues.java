package dev.millwright.worker.fleet.internal.last;

import dev.millwright.worker.FaktoryClient;
import dev.millwright.worker.fleet.internal.common.OneThread;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;

/**
 * Pauses queues through a client, one command after the other, on a thread that is there while there is something to do.
 * Any thread.
 */
public final class ServerQueues implements QueueControl {
    private final FaktoryClient client;
    private final ExecutorService thread;

    /**
     * Queues of a server.
     *
     * @param client stays open
     */
    public ServerQueues(FaktoryClient client) {
        this.client = client;
        this.thread = OneThread.named("millwright-fleet-queues", 1);
    }

    @Override
    public CompletionStage<Boolean> pause(String queue) {
        return CompletableFuture.supplyAsync(
                () -> {
                    // A server answers +OK for a queue that it does not know, too.
                    boolean known = client.info().path("faktory").path("queues").has(queue);
                    client.pauseQueues(queue);
                    return known;
                },
                thread);
    }

    @Override
    public CompletionStage<Void> resume(String queue) {
        return CompletableFuture.runAsync(() -> client.resumeQueues(queue), thread);
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
