package dev.millwright.worker.cli.internal.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import dev.millwright.worker.Worker;
import dev.millwright.worker.WorkerState;
import dev.millwright.worker.WorkerStatus;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class HealthTest {
    private static final Answer OK = Answer.line(200, "ok");

    private final Worker worker = mock(Worker.class);
    private final Health health = new Health(worker);

    private void status(WorkerState state, @Nullable String stalled, @Nullable String notReady) {
        when(worker.status())
                .thenReturn(new WorkerStatus(
                        state,
                        List.of(),
                        0,
                        Optional.empty(),
                        Optional.ofNullable(stalled),
                        Optional.ofNullable(notReady)));
    }

    @Test
    void aWorkerThatFetchesIsAliveAndReady() {
        status(WorkerState.RUNNING, null, null);

        assertThat(health.live()).isEqualTo(OK);
        assertThat(health.ready()).isEqualTo(OK);
    }

    @ParameterizedTest
    @EnumSource(
            value = WorkerState.class,
            names = {"NEW", "STARTING", "RUNNING", "QUIET", "STOPPING"})
    void oneThatIsNotReadyIsAlive(WorkerState state) {
        status(state, null, "no connection to the server");

        assertThat(health.live()).isEqualTo(OK);
        assertThat(health.ready()).isEqualTo(Answer.line(503, "not ready: no connection to the server"));
    }

    @Test
    void oneThatIsStalledIsNeither() {
        String why = "the executor refuses jobs";
        status(WorkerState.RUNNING, why, why);

        assertThat(health.live()).isEqualTo(Answer.line(503, "stalled: the executor refuses jobs"));
        assertThat(health.ready()).isEqualTo(Answer.line(503, "not ready: the executor refuses jobs"));
    }

    @Test
    void aStoppedWorkerDoesNotLive() {
        status(WorkerState.STOPPED, null, "stopping");

        assertThat(health.live()).isEqualTo(Answer.line(503, "the worker has stopped"));
    }
}
