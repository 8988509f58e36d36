package dev.millwright.worker.fleet.internal.redis;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.millwright.worker.WorkerClock;
import dev.millwright.worker.fleet.FleetAddress;
import dev.millwright.worker.fleet.FleetException;
import dev.millwright.worker.fleet.internal.redis.LettuceClient.Session;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The way to Redis: connects when it is first needed, gives a connection up that is open and of no use, and does not try
 * more often than it makes sense. No thread waits for it. Any thread.
 *
 * <p>Lettuce mends a connection that has broken. What it does not see is a server that takes bytes and answers none, or
 * that is a replica by now: such a connection is replaced.
 */
final class RedisLink implements AutoCloseable {
    private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);
    private static final int TIMEOUTS_UNTIL_RENEWED = 2;

    /** How many questions may wait for a connection or an answer. */
    private static final int MAX_ASKED = 2_000;

    private final FleetAddress address;
    private final WorkerClock clock;
    private final AtomicInteger asked = new AtomicInteger();
    private final ReentrantLock lock = new ReentrantLock();

    /** Made on a thread of its own, as loading its classes takes a while. */
    @GuardedBy("lock")
    private @Nullable CompletableFuture<LettuceClient> client;

    @GuardedBy("lock")
    private @Nullable CompletableFuture<Session> session;

    @GuardedBy("lock")
    private @Nullable FleetException lastFailure;

    @GuardedBy("lock")
    private long pausedUntil;

    @GuardedBy("lock")
    private Duration pause = FIRST_PAUSE;

    @GuardedBy("lock")
    private int timeouts;

    /** The last one that was given up as it did not answer: what is closed with it had no answer either. */
    private volatile @Nullable CompletableFuture<Session> silent;

    @GuardedBy("lock")
    private boolean closed;

    RedisLink(FleetAddress address, WorkerClock clock) {
        this.address = address;
        this.clock = clock;
    }

    /** Asks something over the connection. Fails with one clear line if there is none, or no answer. */
    <T> CompletionStage<T> ask(Function<RedisClusterAsyncCommands<String, String>, CompletionStage<T>> question) {
        CompletableFuture<Session> over = connected();
        CompletableFuture<T> answer = new CompletableFuture<>();
        if (asked.incrementAndGet() > MAX_ASKED) {
            asked.decrementAndGet();
            return CompletableFuture.failedFuture(new FleetException(
                    "the fleet's store at " + address + " does not keep up: too much is asked", null));
        }
        over.thenCompose(open -> question.apply(open.commands())).whenComplete((reply, failure) -> {
            asked.decrementAndGet();
            if (failure == null) {
                answered();
                answer.complete(reply);
            } else {
                failed(over, failure);
                answer.completeExceptionally(
                        over == silent ? Failures.noAnswer(address) : Failures.told(address, failure));
            }
        });
        return answer;
    }

    /** The client, once there is a connection. */
    CompletionStage<LettuceClient> reached() {
        return connected().thenCompose(open -> client());
    }

    private CompletableFuture<Session> connected() {
        CompletableFuture<Session> attempt = new CompletableFuture<>();
        lock.lock();
        try {
            if (closed) {
                return CompletableFuture.failedFuture(closed());
            }
            if (session != null) {
                return session;
            }
            if (lastFailure != null && clock.nanoTime() - pausedUntil < 0) {
                return CompletableFuture.failedFuture(lastFailure);
            }
            session = attempt;
        } finally {
            lock.unlock();
        }
        client().thenCompose(LettuceClient::connect).whenComplete((open, failure) -> connected(attempt, open, failure));
        return attempt;
    }

    private static FleetException closed() {
        return new FleetException("the fleet's store is closed", null);
    }

    private CompletableFuture<LettuceClient> client() {
        lock.lock();
        try {
            if (client == null) {
                CompletableFuture<LettuceClient> made = new CompletableFuture<>();
                client = made;
                Thread maker = new Thread(() -> make(made), "millwright-fleet-setup");
                maker.setDaemon(true);
                maker.start();
            }
            return client;
        } finally {
            lock.unlock();
        }
    }

    private void make(CompletableFuture<LettuceClient> made) {
        try {
            LettuceClient client = new LettuceClient(address);
            if (!made.complete(client)) {
                client.close(); // closed meanwhile
            }
        } catch (Throwable e) {
            made.completeExceptionally(e);
        }
    }

    private void connected(CompletableFuture<Session> attempt, @Nullable Session open, @Nullable Throwable failure) {
        boolean wanted;
        lock.lock();
        try {
            wanted = session == attempt;
            if (open != null) {
                lastFailure = null;
                pause = FIRST_PAUSE;
                timeouts = 0;
            } else if (wanted) {
                session = null;
                lastFailure = Failures.told(address, failure == null ? new IllegalStateException() : failure);
                pausedUntil = clock.nanoTime() + pause.toNanos();
                Duration twice = pause.multipliedBy(2);
                pause = twice.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : twice;
            }
        } finally {
            lock.unlock();
        }
        if (open == null) {
            attempt.completeExceptionally(failure == null ? new IllegalStateException() : failure);
        } else if (!attempt.complete(open) || !wanted) {
            open.connection().closeAsync();
        }
    }

    private void answered() {
        lock.lock();
        try {
            timeouts = 0;
        } finally {
            lock.unlock();
        }
    }

    private void failed(CompletableFuture<Session> over, Throwable failure) {
        boolean useless = Failures.isOfWrongServer(failure);
        lock.lock();
        try {
            if (session != over || !over.isDone()) {
                return;
            }
            if (Failures.isTimeout(failure)) {
                timeouts++;
            }
            if (!useless && timeouts < TIMEOUTS_UNTIL_RENEWED) {
                return;
            }
            silent = useless ? silent : over;
            session = null;
            timeouts = 0;
        } finally {
            lock.unlock();
        }
        over.thenAccept(open -> open.connection().closeAsync());
    }

    @Override
    public void close() {
        CompletableFuture<LettuceClient> last;
        lock.lock();
        try {
            closed = true;
            session = null;
            last = client;
        } finally {
            lock.unlock();
        }
        if (last != null && !last.completeExceptionally(closed())) {
            last.thenAccept(LettuceClient::close);
        }
    }
}
