package dev.millwright.worker.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millwright.worker.FaktoryClient;
import dev.millwright.worker.Job;
import dev.millwright.worker.ServerAddress;
import dev.millwright.worker.Threads;
import dev.millwright.worker.Worker;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Many short jobs, in every way in which a worker can run them: each is done once and reported. */
@OnStockServer
@Timeout(300)
class LoadTest {
    private static final int BATCH = 1_000;

    private static void push(ServerAddress address, int count) {
        try (FaktoryClient client = FaktoryClient.connect(address)) {
            for (int pushed = 0; pushed < count; pushed += BATCH) {
                List<Job> jobs = IntStream.range(0, BATCH)
                        .mapToObj(i -> Job.of("noop", i))
                        .toList();
                assertThat(client.pushBulk(jobs)).isEmpty();
            }
        }
    }

    private static void finishes(StockServer server, int count, Worker.Builder builder) {
        ServerAddress address = ServerAddress.parse(server.url());
        push(address, count);
        AtomicInteger ran = new AtomicInteger();
        try (Worker worker = builder.server(address)
                        .register("noop", context -> ran.incrementAndGet())
                        .build();
                ServerView view = new ServerView(server)) {
            worker.start();
            view.until(now -> now.processed() == count && now.size("working") == 0);
            assertThat(ran).hasValue(count);
            assertThat(view.queued("default")).isZero();
            assertThat(view.size("retries")).isZero();
            assertThat(view.size("dead")).isZero();
        }
    }

    @Test
    void oneHundredThousandJobsAtTwentySlots(StockServer server) {
        finishes(server, 100_000, Worker.builder().concurrency(20));
    }

    @ParameterizedTest
    @CsvSource({"PLATFORM,1", "PLATFORM,200", "AUTO,20", "AUTO,500"})
    void everyKindOfThreads(Threads threads, int slots, StockServer server) {
        finishes(server, 10_000, Worker.builder().concurrency(slots).threads(threads));
    }

    @Test
    void aCallersOwnExecutor(StockServer server) {
        finishes(server, 10_000, Worker.builder().concurrency(8).executor(task -> new Thread(task).start()));
    }

    @Test
    void twoPoolsSideBySide(StockServer server) {
        ServerAddress address = ServerAddress.parse(server.url());
        AtomicInteger ran = new AtomicInteger();
        try (Worker worker = Worker.builder()
                        .server(address)
                        .concurrency(2)
                        .queues("default,3", "low,1")
                        .pool("bulk", 3, "bulk")
                        .register("noop", context -> ran.incrementAndGet())
                        .build();
                FaktoryClient client = FaktoryClient.connect(address);
                ServerView view = new ServerView(server)) {
            worker.start();
            for (String queue : List.of("default", "low", "bulk")) {
                client.pushBulk(IntStream.range(0, 100)
                        .mapToObj(i -> Job.builder("noop").queue(queue).build())
                        .toList());
            }
            view.until(now -> now.processed() == 300 && now.size("working") == 0);
            assertThat(ran).hasValue(300);
        }
    }
}
