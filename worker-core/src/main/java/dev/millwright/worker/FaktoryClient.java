package dev.millwright.worker;

import dev.millwright.worker.internal.client.NettyFaktoryClient;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntConsumer;
import tools.jackson.databind.node.ObjectNode;

/**
 * Talks to a Faktory server as a producer and operator. One client serves any number of threads over
 * one connection, which is opened at the first command and again after it was lost. All methods
 * block until the server has answered.
 *
 * <p>Each may throw {@link FaktoryConnectionException} (not reached, or cut off; it says whether the command
 * may have been carried out), {@link FaktoryServerException} (refused) or
 * {@link FaktoryAuthenticationException}.
 *
 * <p>A connection that nobody has used for a minute is not trusted with a command before it has answered
 * something harmless, as what lies in between may have dropped it silently; one that does not answer is
 * replaced.
 */
public interface FaktoryClient extends AutoCloseable {

    /**
     * A client for the server that the environment names, see {@link ServerAddress#fromEnvironment()}.
     *
     * @return a client; it connects when first used
     */
    static FaktoryClient connect() {
        return connect(ServerAddress.fromEnvironment());
    }

    /**
     * A client for a server.
     *
     * @param address where the server is
     * @return a client; it connects when first used
     */
    static FaktoryClient connect(ServerAddress address) {
        return NettyFaktoryClient.open(address, Duration.ofSeconds(10));
    }

    /**
     * A client for a server, with its own limit.
     *
     * @param address where the server is
     * @param timeout how long each command may take, connecting included; 10 s by default
     * @return a client; it connects when first used
     */
    static FaktoryClient connect(ServerAddress address, Duration timeout) {
        return NettyFaktoryClient.open(address, timeout);
    }

    /**
     * Pushes a job.
     *
     * @param job the job
     * @return its jid
     * @throws IllegalArgumentException if the server would refuse or corrupt it: a jid under 8
     *     bytes, a queue name with other signs than letters, digits and {@code . _ -}, a reserve_for over
     *     24 h, a number in args or custom that the server, which keeps 64-bit floats, would change
     */
    String push(Job job);

    /**
     * Pushes many jobs, in their order, about 1,000 in a command: the server gives each command 5 s.
     *
     * @param jobs the jobs; any number, also none
     * @return for each job that the server refused, its jid and the reason; empty if all were taken
     * @throws IllegalArgumentException see {@link #push}; then none was pushed
     * @throws FaktoryBulkException if it broke off between the first job and the last: says which were pushed,
     *     which were not, and of which that is not known
     */
    Map<String, String> pushBulk(Collection<Job> jobs);

    /**
     * Like {@link #pushBulk(Collection)}, with somebody who watches.
     *
     * @param jobs the jobs; any number, also none
     * @param progress hears after each command how many of the jobs have been answered for so far; on the
     *     calling thread. If it throws, the push ends there with a {@link FaktoryBulkException}
     * @return for each job that the server refused, its jid and the reason; empty if all were taken
     */
    default Map<String, String> pushBulk(Collection<Job> jobs, IntConsumer progress) {
        Map<String, String> refused = pushBulk(jobs);
        progress.accept(jobs.size());
        return refused;
    }

    /**
     * The server's own account of itself.
     *
     * @return the JSON object that INFO answers
     */
    ObjectNode info();

    /**
     * Holds queues back: FETCH finds nothing in them until they are resumed. Lasts over restarts.
     *
     * @param queues names, or {@code *} for all
     */
    void pauseQueues(String... queues);

    /**
     * Lets paused queues go on.
     *
     * @param queues names, or {@code *} for all
     */
    void resumeQueues(String... queues);

    /**
     * Removes queues with all jobs in them.
     *
     * @param queues names, or {@code *} for all
     */
    void removeQueues(String... queues);

    /**
     * How long the oldest job of each queue has been waiting.
     *
     * @param queues names; the server knows no wildcard here
     * @return a duration for each queue
     */
    Map<String, Duration> queueLatency(String... queues);

    /**
     * Changes the sets of scheduled, retried and dead jobs. The server does not say how many jobs it
     * found.
     *
     * @param mutation what to do, to which jobs
     */
    void mutate(Mutation mutation);

    /**
     * Cancels jobs wherever they are, on any server: kills them if they are scheduled or wait for a retry, and
     * tells the workers that run them through the jobs' control queues, see
     * {@link Worker.Builder#controlQueue}; a server that has CANCEL tells those that do not listen there. A job
     * that waits in a queue is not found. Any number may cancel the same job at the same time. Of several workers
     * that run jobs of the same jid one is told.
     *
     * @param jids the jobs
     * @param options how long to wait, and what is wanted
     * @return what became of each, in the given order
     * @throws FaktoryServerException if the server could not do all of it; what could be done has been, and
     *     {@link CancelOptions#progress} has heard of it
     */
    Map<String, CancelResult> cancel(Collection<String> jids, CancelOptions options);

    /**
     * Cancels one job, waiting up to 10 s for its worker.
     *
     * @param jid the job
     * @return what became of it
     */
    default CancelResult cancel(String jid) {
        return cancel(List.of(Objects.requireNonNull(jid, "jid")), CancelOptions.DEFAULT)
                .getOrDefault(jid, CancelResult.UNKNOWN);
    }

    /** Deletes everything on the server: all queues, all sets, all counters. */
    void flush();

    /**
     * Where this client connects to.
     *
     * @return the address
     */
    ServerAddress address();

    /**
     * Closes the connection. Commands under way fail with a {@link FaktoryConnectionException}, later ones with an
     * {@link IllegalStateException}. A second call has no effect.
     */
    @Override
    void close();
}
