package dev.millwright.worker.fleet.internal.record;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millwright.worker.WorkerState;
import dev.millwright.worker.fleet.FleetJob;
import dev.millwright.worker.fleet.FleetWorker;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is written can be read, and what others have written does no harm. */
class RecordsTest {
    private static final Instant NOW = Instant.ofEpochMilli(1_700_000_000_123L);

    private static FleetJob job(String jid) {
        return new FleetJob("w", jid, "mail \"x\"", "default", "", NOW, NOW, Optional.of(NOW), Map.of("tenant", "ä\n"));
    }

    @Test
    void readsWhatItWrites() {
        FleetWorker worker = new FleetWorker(
                "w",
                "host",
                42,
                WorkerState.STOPPING,
                "1",
                List.of("a"),
                NOW,
                List.of(new FleetWorker.Pool("bulk", List.of("q"), 7)),
                List.of("t"));
        assertThat(Records.worker("w", Records.text(worker))).contains(worker);

        FleetJob bare = new FleetJob("w", "j2", "t", "q", "p", NOW, NOW, Optional.empty(), Map.of());
        Records.Jobs jobs = Records.jobs("w", Records.text(List.of(job("j1"), bare), 3));
        assertThat(jobs).isEqualTo(new Records.Jobs(List.of(job("j1"), bare), 3, 0));
    }

    @Test
    void countsWhatThereIsNoRoomFor() {
        List<FleetJob> many =
                IntStream.range(0, 5_000).mapToObj(i -> job("j" + i)).toList();
        String text = Records.text(many, 1);
        assertThat(text).hasSizeLessThan(101_000);
        Records.Jobs read = Records.jobs("w", text);
        assertThat(read.jobs().size() + read.unlisted()).isEqualTo(5_001);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "[]", "null", "{}", "{\"state\":7}", "{\"state\":\"dreaming\"}", "{\"state\":"})
    void noWorker(String text) {
        assertThat(Records.worker("w", text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"state\":\"running\"}",
                "{\"state\":\"running\",\"pid\":\"x\",\"labels\":5,\"pools\":[3,{\"queues\":{}}],\"started\":[]}",
                "{\"state\":\"running\",\"pid\":1e400,\"new\":{\"deep\":[1]}}"
            })
    void oddWorkersAreStillWorkers(String text) {
        assertThat(Records.worker("w", text)).isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "[]", "{\"jobs\":[7]}", "{\"jobs\":[{\"jid\":null}]}"})
    void unreadableJobsAreCounted(String text) {
        assertThat(Records.jobs("w", text)).isEqualTo(new Records.Jobs(List.of(), 0, 1));
    }
}
