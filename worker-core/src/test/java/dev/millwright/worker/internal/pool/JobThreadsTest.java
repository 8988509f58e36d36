package dev.millwright.worker.internal.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millwright.worker.JobOptions;
import dev.millwright.worker.Threads;
import dev.millwright.worker.internal.config.WorkerDraft;
import dev.millwright.worker.internal.config.WorkerSettings;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class JobThreadsTest {
    private final JobThreads threads = twoPlatformThreads();
    private final Semaphore begun = new Semaphore(0);
    private final Semaphore ends = new Semaphore(0);
    private final Semaphore ended = new Semaphore(0);
    private final AtomicInteger interrupted = new AtomicInteger();

    private static JobThreads twoPlatformThreads() {
        WorkerDraft draft = new WorkerDraft();
        draft.addHandler("noop", JobOptions.DEFAULT, context -> {});
        draft.threads = Threads.PLATFORM;
        draft.defaultPool.slots(2);
        WorkerSettings settings = draft.settings();
        return JobThreads.choose(settings, settings.pools().get(0));
    }

    @AfterEach
    void close() {
        ends.release(1_000);
        threads.close();
    }

    private void start(int jobs) {
        for (int i = 0; i < jobs; i++) {
            threads.executor().execute(() -> {
                begun.release();
                try {
                    ends.acquire();
                } catch (InterruptedException e) {
                    interrupted.incrementAndGet();
                }
                ended.release();
            });
        }
    }

    @Test
    void runAsManyJobsAsWereAskedForLast() {
        threads.resize(50);
        start(50);

        begun.acquireUninterruptibly(50);
    }

    @Test
    void doNotDisturbWhatRunsWhenTheyAreFewer() {
        threads.resize(5);
        start(5);
        begun.acquireUninterruptibly(5);

        threads.resize(1);
        ends.release(5);

        ended.acquireUninterruptibly(5);
        assertThat(interrupted).hasValue(0);
    }

    /** A pool that once was large must not start a thread for each job for ever. */
    @Test
    void areNoMoreThanNeededOnceTheyAreFewer() throws InterruptedException {
        threads.resize(50);
        threads.resize(0);
        Set<Thread> seen = ConcurrentHashMap.newKeySet();
        CountDownLatch done = new CountDownLatch(20);
        for (int i = 0; i < 20; i++) {
            threads.executor().execute(() -> {
                seen.add(Thread.currentThread());
                done.countDown();
            });
        }

        done.await();
        assertThat(seen).hasSize(1);
    }
}
