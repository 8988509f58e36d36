package dev.millwright.worker.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millwright.worker.FaktoryClient;
import dev.millwright.worker.Job;
import dev.millwright.worker.ServerAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** So many jobs that the server could not carry them out as one command: it gives each 5 s. */
@OnStockServer
@Timeout(300)
class BulkPushOnStockServerTest {
    private static final int JOBS = 200_000;

    @Test
    void pushesAllOfThem(StockServer server) {
        List<Job> jobs =
                IntStream.range(0, JOBS).mapToObj(i -> Job.of("many", i)).toList();
        List<Integer> progress = new ArrayList<>();
        try (FaktoryClient client = FaktoryClient.connect(ServerAddress.parse(server.url()));
                ServerView view = new ServerView(server)) {
            Map<String, String> refused = client.pushBulk(jobs, progress::add);

            assertThat(refused).hasSize(0);
            assertThat(view.queued("default")).isEqualTo(JOBS);
            assertThat(progress).hasSize(JOBS / 1_000).isSorted().endsWith(JOBS);
        }
    }
}
