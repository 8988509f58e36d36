package dev.millwright.worker.internal.net;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Looks up hosts on a daemon thread of its own, {@code millwright-dns}: the JDK's lookup blocks, for
 * many seconds when the name server is away, and an I/O thread has other connections to serve. Nothing
 * is kept here, so a host that moves is found. Any thread.
 */
final class HostLookup implements AutoCloseable {
    private final ThreadPoolExecutor executor;

    HostLookup() {
        executor = new ThreadPoolExecutor(1, 1, 5, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
            Thread thread = new Thread(task, "millwright-dns");
            thread.setDaemon(true);
            return thread;
        });
        // Connecting is rare: no thread stays for it.
        executor.allowCoreThreadTimeOut(true);
    }

    /** All addresses of a host, in the system's order; fails with an {@link UnknownHostException}. */
    CompletableFuture<List<InetAddress>> lookup(String host) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return List.of(InetAddress.getAllByName(host));
                    } catch (UnknownHostException e) {
                        throw new CompletionException(e);
                    }
                },
                executor);
    }

    @Override
    public void close() {
        executor.shutdown();
    }
}
