package dev.millwright.worker.fleet.internal.member;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import dev.millwright.worker.WorkerState;
import dev.millwright.worker.WorkerStatus;
import dev.millwright.worker.WorkerView;
import dev.millwright.worker.fleet.internal.common.FleetLog;
import dev.millwright.worker.fleet.internal.store.MemoryFleetStore;
import dev.millwright.worker.fleet.internal.store.MemoryGroup;
import dev.millwright.worker.testkit.ManualClock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When a member writes, and what. */
class FleetMemberTest {
    private final ManualClock clock = new ManualClock();
    private final MemoryGroup group = new MemoryGroup(clock);
    private final RecordingStore store = new RecordingStore(new MemoryFleetStore(group));
    private final FleetMember member =
            new FleetMember("g", "", ownClock -> store, null, worker -> mock(), FleetLog.SAID);
    private final WorkerView worker = mock();

    @BeforeEach
    void join() {
        when(worker.wid()).thenReturn("w1");
        when(worker.clock()).thenReturn(clock);
        when(worker.state()).thenReturn(WorkerState.RUNNING);
        when(worker.labels()).thenReturn(List.of());
        when(worker.jobtypes()).thenReturn(List.of());
        when(worker.runningJobs()).thenReturn(List.of());
        when(worker.status())
                .thenReturn(new WorkerStatus(
                        WorkerState.RUNNING, List.of(), 0, Optional.empty(), Optional.empty(), Optional.empty()));
        member.start(worker);
        member.onRunning(worker);
    }

    private void seconds(int seconds) {
        clock.advance(Duration.ofSeconds(seconds));
    }

    @Test
    void writesNothingWhileNothingChangesButALifeSign() {
        assertThat(store.renewals).hasSize(1);
        seconds(14);
        assertThat(store.renewals).hasSize(1);
        seconds(1);
        assertThat(store.renewals).hasSize(2).last().satisfies(sign -> {
            assertThat(sign.worker()).isNull();
            assertThat(sign.jobs()).isNull();
        });
        seconds(3_600);
        assertThat(store.renewals).hasSize(242);
    }

    @Test
    void writesWhatHasChangedOnly() {
        when(worker.state()).thenReturn(WorkerState.QUIET);
        seconds(1);
        assertThat(store.renewals).hasSize(2).last().satisfies(news -> {
            assertThat(news.worker()).contains("\"quiet\"");
            assertThat(news.jobs()).isNull();
        });
    }

    @Test
    void writesAtOnceThatItIsQuiet() {
        when(worker.state()).thenReturn(WorkerState.QUIET);
        member.onQuiet(worker);
        assertThat(store.renewals).hasSize(2);
    }

    @Test
    void writesAllAnewOnceTheStoreIsBack() {
        store.away = true;
        seconds(15);
        assertThat(member.status().away()).contains("the fleet's store is away");
        assertThat(member.status().renewed()).contains(Duration.ofSeconds(15));
        seconds(60);
        store.away = false;
        seconds(1);
        assertThat(member.status().away()).isEmpty();
        assertThat(member.status().renewed()).contains(Duration.ZERO);
        assertThat(store.renewals).last().satisfies(all -> {
            assertThat(all.worker()).isNotNull();
            assertThat(all.jobs()).isNotNull();
        });
        assertThat(new MemoryFleetStore(group)
                        .members(false)
                        .toCompletableFuture()
                        .join()
                        .members())
                .hasSize(1);
    }

    @Test
    void asksOneQuestionAtATime() {
        store.silent = true;
        seconds(60);
        assertThat(store.renewals).hasSize(2);
    }

    @Test
    void leavesAtTheEnd() {
        member.close();
        member.close();
        seconds(60);
        assertThat(store.renewals).hasSize(1);
        assertThat(store.closed).isTrue();
        assertThat(new MemoryFleetStore(group)
                        .members(false)
                        .toCompletableFuture()
                        .join()
                        .members())
                .isEmpty();
    }
}
