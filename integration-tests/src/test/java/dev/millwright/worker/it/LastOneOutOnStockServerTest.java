package dev.millwright.worker.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millwright.worker.FaktoryClient;
import dev.millwright.worker.Job;
import dev.millwright.worker.ServerAddress;
import dev.millwright.worker.Worker;
import dev.millwright.worker.fleet.Fleet;
import dev.millwright.worker.fleet.FleetClient;
import dev.millwright.worker.fleet.FleetMemory;
import dev.millwright.worker.fleet.LastOneOut;
import dev.millwright.worker.fleet.PausedQueue;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The last worker of a group pauses its queues, and the next one resumes them; and what of a server that relies on. */
@OnStockServer
@Timeout(120)
class LastOneOutOnStockServerTest {
    private final FleetMemory memory = new FleetMemory();

    private Worker start(StockServer server) {
        Worker worker = Worker.builder()
                .server(ServerAddress.parse(server.url()))
                .queues("default", "never")
                .register("noop", context -> {})
                .apply(Fleet.of(memory, "g").withPauseWhenLast(LastOneOut.DEFAULT)::join)
                .build();
        worker.start();
        return worker;
    }

    /** As a worker that is no member. */
    private static String fetch(StockServer server, String queue) {
        try (RawFaktory stranger = server.connect()) {
            stranger.hello(
                    "{\"v\":2,\"wid\":\"stranger1\",\"hostname\":\"h\",\"pid\":1,\"labels\":[]}",
                    server.password().orElse(null));
            return String.valueOf(stranger.command("FETCH " + queue));
        }
    }

    @Test
    void whatComesWhileNobodyIsThereWaits(StockServer server) {
        try (FaktoryClient faktory = FaktoryClient.connect(ServerAddress.parse(server.url()));
                ServerView view = new ServerView(server);
                FleetClient group = FleetClient.connect(memory, "g")) {
            faktory.push(Job.of("noop"));
            Worker first = start(server);
            view.until(now -> now.processed() == 1);
            assertThat(first.stop()).succeedsWithin(Duration.ofSeconds(60));
            assertThat(group.paused())
                    .extracting(PausedQueue::queue, PausedQueue::certain)
                    .as("the server does not know the queue never")
                    .containsExactly(
                            org.assertj.core.api.Assertions.tuple("default", true),
                            org.assertj.core.api.Assertions.tuple("never", false));

            faktory.push(Job.of("noop"));
            assertThat(fetch(server, "default")).isEqualTo("null");
            assertThat(view.queued("default")).isEqualTo(1);
            Worker next = start(server);
            view.until(now -> now.processed() == 2);
            assertThat(group.paused()).isEmpty();

            assertThat(group.pause(faktory, List.of("default", "typo"), "me", ""))
                    .satisfies(result -> assertThat(result.done()).containsExactly("default"))
                    .satisfies(result -> assertThat(result.failed())
                            .isEqualTo(Map.of("typo", "the server does not know it: no job was ever pushed there")));
            assertThat(next.stop()).succeedsWithin(Duration.ofSeconds(60));
            assertThat(group.paused().get(0).owner()).isEqualTo(PausedQueue.Owner.HAND);
            assertThat(group.resume(faktory, List.of("default")).failed()).isEmpty();
        }
    }

    @Test
    void aQueueIsKnownOnceAJobWasPushedThereAndHeldBackOnlyThen(StockServer server) {
        try (FaktoryClient faktory = FaktoryClient.connect(ServerAddress.parse(server.url()))) {
            faktory.pauseQueues("q");
            assertThat(faktory.info().at("/faktory/queues").has("q")).isFalse();
            faktory.push(Job.builder("noop").queue("q").build());
            assertThat(fetch(server, "q")).as("the pause came before the queue").contains("noop");

            assertThat(faktory.info().at("/faktory/queues").has("q"))
                    .as("empty")
                    .isTrue();
            faktory.pauseQueues("q");
            faktory.push(Job.builder("noop").queue("q").build());
            assertThat(fetch(server, "q")).isEqualTo("null");
            assertThat(faktory.info().toString())
                    .as("nothing says that it is paused")
                    .doesNotContainIgnoringCase("pause");
        }
    }
}
