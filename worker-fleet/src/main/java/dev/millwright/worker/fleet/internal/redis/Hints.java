package dev.millwright.worker.fleet.internal.redis;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Hears what is published to a group, over a connection of its own, which Lettuce mends. Where that cannot be had, because
 * the user may not subscribe for instance, nothing is heard and the polls do. Any thread.
 */
final class Hints extends RedisPubSubAdapter<String, String> {
    private final String channel;
    private final Supplier<CompletionStage<LettuceClient>> reached;
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private boolean hearing;

    Hints(String channel, Supplier<CompletionStage<LettuceClient>> reached) {
        this.channel = channel;
        this.reached = reached;
    }

    void listen(Runnable listener) {
        listeners.add(listener);
        hear();
    }

    /** Tries to hear, if there is a listener and it does not hear yet. */
    void hear() {
        lock.lock();
        try {
            if (hearing || listeners.isEmpty()) {
                return;
            }
            hearing = true;
        } finally {
            lock.unlock();
        }
        CompletionStage<Void> subscribed =
                reached.get().thenCompose(LettuceClient::connectToHear).thenCompose(this::subscribe);
        subscribed.whenComplete((done, failure) -> {
            if (failure != null) {
                deaf();
            }
        });
    }

    private CompletionStage<Void> subscribe(StatefulRedisPubSubConnection<String, String> connection) {
        connection.addListener(this);
        CompletableFuture<Void> subscribed = new CompletableFuture<>();
        connection.async().subscribe(channel).whenComplete((done, failure) -> {
            if (failure == null) {
                subscribed.complete(null);
            } else {
                connection.closeAsync();
                subscribed.completeExceptionally(failure);
            }
        });
        return subscribed;
    }

    private void deaf() {
        lock.lock();
        try {
            hearing = false;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void message(String from, String message) {
        listeners.forEach(Runnable::run);
    }
}
