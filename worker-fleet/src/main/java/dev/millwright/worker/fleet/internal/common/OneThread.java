package dev.millwright.worker.fleet.internal.common;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Does one thing after the other on a daemon thread that is there while there is something to do. Any thread. */
public final class OneThread {
    private OneThread() {}

    /**
     * Makes one.
     *
     * @param name of the thread
     * @param idleSeconds how long it stays when there is nothing to do
     */
    public static ExecutorService named(String name, long idleSeconds) {
        ThreadPoolExecutor one =
                new ThreadPoolExecutor(1, 1, idleSeconds, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(task, name);
                    thread.setDaemon(true);
                    return thread;
                });
        one.allowCoreThreadTimeOut(true);
        return one;
    }
}
