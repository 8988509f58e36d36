package dev.millwright.worker.cli.internal.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import dev.millwright.worker.WorkerReport;
import dev.millwright.worker.WorkerReport.Counts;
import dev.millwright.worker.WorkerReport.Pool;
import dev.millwright.worker.WorkerReport.Queue;
import dev.millwright.worker.WorkerView;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** What {@code GET /report} makes of two minutes. */
class ReportsTest {
    private static final Instant BEGAN = Instant.parse("2030-01-01T00:00:00Z");

    private static final String UNKNOWN = "{\"name\":\"default\",\"backlog\":null,\"latency_seconds\":null}";
    private static final String NOTHING = "{\"started\":0,\"completed\":0,\"succeeded\":0,\"failed\":0,\"retried\":0,"
            + "\"cancelled\":0,\"running\":0,\"waiting\":0,\"written_off\":0,\"failure_rate\":0.0,"
            + "\"permanent_failure_rate\":0.0}";
    private static final String COUNTS =
            "\"started\":9,\"completed\":10,\"succeeded\":1,\"failed\":2,\"retried\":3,\"cancelled\":4,\"running\":5,"
                    + "\"waiting\":6,\"written_off\":7,\"failure_rate\":0.5,\"permanent_failure_rate\":0.2857";

    @Test
    void allThatIsKnown() {
        Counts counts = new Counts(9, 10, 1, 2, 3, 4, 5, 6, 7);
        Counts nothing = new Counts(0, 0, 0, 0, 0, 0, 0, 0, 0);
        Queue known = new Queue("bulk", OptionalLong.of(12), Optional.of(Duration.ofMillis(3250)));
        Queue unknown = new Queue("default", OptionalLong.empty(), Optional.empty());
        Pool bulk = new Pool("bulk", counts, List.of(known));
        Pool unnamed = new Pool("", counts, List.of(unknown));
        WorkerView worker = mock(WorkerView.class);
        when(worker.lastReport())
                .thenReturn(
                        Optional.of(new WorkerReport(BEGAN, BEGAN.plusSeconds(60), counts, List.of(unnamed, bulk))));
        when(worker.report())
                .thenReturn(new WorkerReport(BEGAN.plusSeconds(60), BEGAN.plusSeconds(61), nothing, List.of()));

        assertThat(new Reports(worker).show().body())
                .isEqualTo("{\"last\":{\"from\":\"2030-01-01T00:00:00Z\",\"until\":\"2030-01-01T00:01:00Z\",\"total\":{"
                        + COUNTS
                        + "},\"pools\":[{\"name\":\"default\"," + COUNTS + ",\"queues\":[" + UNKNOWN
                        + "]},{\"name\":\"bulk\"," + COUNTS
                        + ",\"queues\":[{\"name\":\"bulk\",\"backlog\":12,\"latency_seconds\":3.25}]}]},"
                        + "\"current\":{\"from\":\"2030-01-01T00:01:00Z\",\"until\":\"2030-01-01T00:01:01Z\",\"total\":"
                        + NOTHING + ",\"pools\":[]}}\n");
    }
}
