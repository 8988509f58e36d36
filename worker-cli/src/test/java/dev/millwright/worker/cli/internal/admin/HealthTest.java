package dev.millwright.worker.cli.internal.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import dev.millwright.worker.Worker;
import dev.millwright.worker.WorkerState;
import dev.millwright.worker.WorkerStatus;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HealthTest {
    private final Worker worker = mock(Worker.class);
    private final Health health = new Health(worker);

    private Answer live(WorkerState state, Optional<Duration> heartbeatAge, int connectedLanes) {
        WorkerStatus.Pool idle = new WorkerStatus.Pool("", 10, 0, 10, 10);
        WorkerStatus.Pool pool = new WorkerStatus.Pool("slow", 5, 0, 2, connectedLanes);
        when(worker.status()).thenReturn(new WorkerStatus(state, List.of(idle, pool), 0, heartbeatAge));
        return health.live();
    }

    private static Optional<Duration> seconds(int age) {
        return Optional.of(Duration.ofSeconds(age));
    }

    @Test
    void aConnectingWorkerLives() {
        assertThat(live(WorkerState.STARTING, Optional.empty(), 0).status()).isEqualTo(200);
    }

    @Test
    void aWorkerWithHeartbeatAndLanesLives() {
        assertThat(live(WorkerState.RUNNING, seconds(60), 1)).isEqualTo(Answer.line(200, "ok"));
    }

    @ParameterizedTest
    @CsvSource({"RUNNING", "QUIET", "STOPPING"})
    void anOldHeartbeatIsNoLife(WorkerState state) {
        assertThat(live(state, seconds(61), 2))
                .isEqualTo(Answer.line(503, "the server confirmed the last heartbeat 61 s ago, more than 60 s"));
    }

    @Test
    void aPoolWithoutLanesIsNoLife() {
        assertThat(live(WorkerState.RUNNING, seconds(1), 0))
                .isEqualTo(Answer.line(503, "none of the 2 lanes of pool slow is connected"));
    }

    @ParameterizedTest
    @CsvSource({"QUIET", "STOPPING"})
    void aDrainNeedsNoLanes(WorkerState state) {
        assertThat(live(state, seconds(1), 0).status()).isEqualTo(200);
    }

    @Test
    void aStoppedWorkerDoesNotLive() {
        assertThat(live(WorkerState.STOPPED, seconds(1), 0).status()).isEqualTo(503);
    }

    @ParameterizedTest
    @CsvSource({"NEW,503", "STARTING,503", "RUNNING,200", "QUIET,503", "STOPPING,503", "STOPPED,503"})
    void onlyARunningWorkerIsReady(WorkerState state, int status) {
        when(worker.state()).thenReturn(state);

        assertThat(health.ready().status()).isEqualTo(status);
    }
}
