package dev.millwright.worker.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millwright.worker.FaktoryClient;
import dev.millwright.worker.Job;
import dev.millwright.worker.ServerAddress;
import dev.millwright.worker.Worker;
import dev.millwright.worker.WorkerPool;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A pool that changes its size while jobs wait: the ledger of what ran is exact, and nothing stays reserved. */
@OnStockServer
@Timeout(120)
class ResizeOnStockServerTest {
    private final Queue<String> ran = new ConcurrentLinkedQueue<>();
    private final AtomicInteger running = new AtomicInteger();
    private final Semaphore ends = new Semaphore(0);

    private Worker worker(StockServer server, int slots) {
        return Worker.builder()
                .server(ServerAddress.parse(server.url()))
                .concurrency(slots)
                .register("held", context -> {
                    ran.add(context.job().jid());
                    running.incrementAndGet();
                    ends.acquireUninterruptibly();
                    running.decrementAndGet();
                })
                .build();
    }

    private static void push(StockServer server, int count) {
        List<Job> jobs =
                IntStream.range(0, count).mapToObj(i -> Job.of("held", i)).toList();
        try (FaktoryClient client = FaktoryClient.connect(ServerAddress.parse(server.url()))) {
            assertThat(client.pushBulk(jobs)).isEmpty();
        }
    }

    @Test
    void fromFiveToFiftyToNoneToTen(StockServer server) {
        push(server, 200);
        try (Worker worker = worker(server, 5);
                ServerView view = new ServerView(server)) {
            worker.start();
            WorkerPool pool = worker.pool("");
            view.until(now -> running.get() == 5);

            pool.resize(50);
            view.until(now -> running.get() == 50 && now.size("working") == 50);
            assertThat(pool.used()).isEqualTo(50);

            pool.resize(0);
            ends.release(50);
            view.until(now -> now.processed() == 50 && now.size("working") == 0 && pool.used() == 0);
            assertThat(view.queued("default")).isEqualTo(150);
            assertThat(ran).hasSize(50);

            pool.resize(10);
            view.until(now -> running.get() == 10);
            assertThat(view.queued("default")).isEqualTo(140);
            ends.release(150);
            view.until(now -> now.processed() == 200 && now.size("working") == 0);
            assertThat(ran).hasSize(200).doesNotHaveDuplicates();
            assertThat(view.size("retries")).isZero();
            assertThat(view.size("dead")).isZero();
        } finally {
            ends.release(1_000);
        }
    }

    /** Their lanes come and go while they fetch. */
    @Test
    void manyTimesUnderShortJobs(StockServer server) {
        int jobs = 20_000;
        push(server, jobs);
        ends.release(2 * jobs);
        try (Worker worker = worker(server, 5);
                ServerView view = new ServerView(server)) {
            worker.start();
            WorkerPool pool = worker.pool("");
            int[] sizes = {40, 1, 17, 0, 3, 32, 2};
            int[] step = {0};
            view.until(now -> {
                pool.resize(sizes[step[0]++ % sizes.length]);
                if (step[0] % 5 == 0) {
                    pool.pause(Duration.ofMillis(20), "a test");
                }
                return now.processed() >= jobs / 2;
            });
            pool.resume();
            pool.resize(20);

            view.until(now -> now.processed() == jobs && now.size("working") == 0);
            assertThat(ran).hasSize(jobs).doesNotHaveDuplicates();
            assertThat(view.size("retries")).isZero();
            assertThat(pool.used()).isZero();
        }
    }
}
