package dev.millwright.worker.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millwright.worker.FaktoryClient;
import dev.millwright.worker.Worker;
import dev.millwright.worker.fleet.PausedQueue.Owner;
import dev.millwright.worker.testkit.DevServer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Pauses by hand, over real sockets to a server. */
class PausesByHandTest {
    private final DevServer server =
            DevServer.builder().fetchWait(Duration.ofMillis(50)).start();
    private final FaktoryClient faktory = FaktoryClient.connect(server.address());
    private final FleetMemory memory = new FleetMemory();
    private final Worker worker = Worker.builder()
            .server(server.address())
            .queues("a", "b")
            .register("count", context -> {})
            .apply(Fleet.of(memory, "g")::join)
            .build();

    @AfterEach
    void close() {
        worker.close();
        faktory.close();
        server.close();
    }

    @Test
    void byHandThroughTheClient() {
        server.pushTo("a", "count");
        server.pushTo("b", "count");
        try (FleetClient group = FleetClient.connect(memory, "g")) {
            PauseResult result = group.pause(faktory, List.of("b", "a", "b", "never"), "me@desk", "a migration");
            assertThat(result.done()).containsExactly("b", "a");
            assertThat(result.failed())
                    .isEqualTo(Map.of("never", "the server does not know it: no job was ever pushed there"));
            assertThat(group.paused())
                    .extracting(PausedQueue::queue, PausedQueue::owner, PausedQueue::by, PausedQueue::why)
                    .containsExactly(
                            org.assertj.core.api.Assertions.tuple("a", Owner.HAND, "me@desk", "a migration"),
                            org.assertj.core.api.Assertions.tuple("b", Owner.HAND, "me@desk", "a migration"));

            worker.start();
            assertThat(group.resume(faktory, List.of("a", "never")).done()).containsExactly("a", "never");
            server.await("the job of a", now -> now.processed() == 1);
            assertThat(group.paused()).extracting(PausedQueue::queue).containsExactly("b");
            assertThat(server.queueSizes()).containsEntry("b", 1);

            assertThatThrownBy(() -> group.pause(faktory, List.of(), "me", ""))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("name at least one queue");
            assertThatThrownBy(() -> group.resume(faktory, List.of("a", "*")))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("\"*\" cannot be the name of a queue: use letters, digits and . _ -");
            assertThatThrownBy(() -> group.pause(faktory, List.of("a"), "two\nlines", ""))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("in one line");
        }
    }

    @Test
    void aServerThatIsAwayIsToldOfEachQueue() {
        server.pushTo("a", "count");
        server.refuseConnections();
        try (FleetClient group = FleetClient.connect(memory, "g")) {
            PauseResult result = group.pause(faktory, List.of("a"), "me", "");
            assertThat(result.done()).isEmpty();
            assertThat(result.failed()).containsOnlyKeys("a");
            assertThat(group.paused())
                    .singleElement()
                    .satisfies(paused -> assertThat(paused.certain()).isFalse());
            server.acceptConnections();
            assertThat(group.pause(faktory, List.of("a"), "me", "").done()).containsExactly("a");
            assertThat(group.paused())
                    .singleElement()
                    .satisfies(paused -> assertThat(paused.certain()).isTrue());
        }
    }
}
