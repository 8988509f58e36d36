package dev.millwright.worker.fleet.internal.last;

import java.util.concurrent.CompletionStage;

/** Pauses queues on the server. Any thread; returns at once. */
public interface QueueControl extends AutoCloseable {
    /**
     * Has the server hold a queue back.
     *
     * @param queue which
     * @return true when the server has said that it is done; false if it does not know the queue, as no job was ever pushed
     *     there: it holds none back then. After a failure it may be done all the same
     */
    CompletionStage<Boolean> pause(String queue);

    /**
     * Has the server let a queue go on.
     *
     * @param queue which
     * @return when the server has said that it is done; after a failure it may be done all the same
     */
    CompletionStage<Void> resume(String queue);

    @Override
    void close();
}
