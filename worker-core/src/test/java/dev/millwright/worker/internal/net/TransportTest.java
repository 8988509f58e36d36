package dev.millwright.worker.internal.net;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millwright.worker.WorkerClock;
import dev.millwright.worker.internal.net.loop.IoThread;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class TransportTest {
    private static Thread threadOf(IoThread io) throws Exception {
        CompletableFuture<Thread> thread = new CompletableFuture<>();
        io.execute(() -> thread.complete(Thread.currentThread()));
        return thread.get(20, TimeUnit.SECONDS);
    }

    @Test
    void eachThreadIsADaemonOfItsOwnWithItsName() throws Exception {
        try (Transport transport = Transport.create(WorkerClock.system())) {
            IoThread first = transport.newThread("lane-1");
            IoThread second = transport.newThread("lane-2");

            assertThat(threadOf(first).getName()).isEqualTo("lane-1");
            assertThat(threadOf(first)).isSameAs(threadOf(first)).isNotSameAs(threadOf(second));
            assertThat(threadOf(second).isDaemon()).isTrue();
            assertThat(first.isCurrent()).isFalse();
            CompletableFuture<Boolean> current = new CompletableFuture<>();
            first.execute(() -> current.complete(first.isCurrent()));
            assertThat(current.get(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void closingEndsTheThreads() throws Exception {
        Transport transport = Transport.create(WorkerClock.system());
        IoThread io = transport.newThread("lane-1");
        Thread thread = threadOf(io);

        transport.close(Duration.ofSeconds(20));

        thread.join(TimeUnit.SECONDS.toMillis(20));
        assertThat(thread.isAlive()).isFalse();
        CompletableFuture<Void> dropped = new CompletableFuture<>();
        io.execute(() -> dropped.complete(null));
        assertThat(dropped).isNotDone();
    }

    @Test
    @Timeout(30)
    void aThreadThatIsStuckIsLeftBehindAndEndsLater() throws Exception {
        Transport transport = Transport.create(WorkerClock.system());
        IoThread io = transport.newThread("lane-1");
        Thread thread = threadOf(io);
        CountDownLatch stuck = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        io.execute(() -> {
            stuck.countDown();
            awaitQuietly(release);
        });
        stuck.await();

        transport.close(Duration.ofMillis(50));

        assertThat(thread.isAlive()).isTrue();
        release.countDown();
        thread.join(TimeUnit.SECONDS.toMillis(20));
        assertThat(thread.isAlive()).isFalse();
    }

    @Test
    @Timeout(30)
    void closingOnOneOfItsOwnThreadsDoesNotWaitForItself() throws Exception {
        Transport transport = Transport.create(WorkerClock.system());
        IoThread io = transport.newThread("lane-1");
        CompletableFuture<Boolean> closed = new CompletableFuture<>();
        io.execute(() -> {
            transport.close(Duration.ofDays(1));
            closed.complete(true);
        });

        assertThat(closed.get(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    @Timeout(30)
    void anInterruptEndsTheWaitAndStaysSet() throws Exception {
        Transport transport = Transport.create(WorkerClock.system());
        IoThread io = transport.newThread("lane-1");
        CountDownLatch release = new CountDownLatch(1);
        io.execute(() -> awaitQuietly(release));

        Thread.currentThread().interrupt();
        transport.close(Duration.ofDays(1));

        assertThat(Thread.interrupted()).isTrue();
        release.countDown();
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
