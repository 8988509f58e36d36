package dev.millwright.worker.internal.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.doNothing;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import dev.millwright.worker.TestClock;
import dev.millwright.worker.WorkerState;
import dev.millwright.worker.internal.control.Heartbeat;
import dev.millwright.worker.internal.net.loop.InlineExecutor;
import dev.millwright.worker.internal.net.loop.IoThread;
import dev.millwright.worker.internal.pool.Pool;
import dev.millwright.worker.internal.pulse.FetchGate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A worker with one pool of ten slots, which idles: its lanes are connected and fetch. */
class VitalsTest {
    private final TestClock clock = new TestClock();
    private final Heartbeat heartbeat = mock(Heartbeat.class);
    private final IoThread io = mock(IoThread.class);
    private final InlineExecutor thread = mock(InlineExecutor.class);
    private final FetchGate gate = mock(FetchGate.class);
    private final Pool pool = mock(Pool.class);
    private int running;
    private Vitals vitals;

    @BeforeEach
    void allIsWell() {
        when(heartbeat.isConnected()).thenReturn(true);
        when(heartbeat.age()).thenReturn(Optional.of(Duration.ofSeconds(15)));
        when(pool.name()).thenReturn("slow");
        when(pool.thread()).thenReturn(thread);
        when(pool.fetchGate()).thenReturn(gate);
        when(pool.size()).thenReturn(10);
        when(pool.used()).thenAnswer(call -> running);
        when(pool.laneCount()).thenReturn(10);
        when(pool.connectedLanes()).thenReturn(10);
        when(pool.isFetching()).thenReturn(true);
        when(pool.problem()).thenReturn(Optional.empty());
        when(gate.refusal()).thenReturn(Optional.empty());
        obeys(io);
        obeys(thread);
        vitals = new Vitals(clock, heartbeat, io, List.of(pool));
    }

    private static void obeys(IoThread thread) {
        doAnswer(call -> {
                    call.<Runnable>getArgument(0).run();
                    return null;
                })
                .when(thread)
                .execute(any());
    }

    private void pass(int seconds) {
        for (int second = 0; second < seconds; second++) {
            vitals.look();
            clock.advance(Duration.ofSeconds(1));
        }
    }

    private Optional<String> stalled() {
        return vitals.stalled(WorkerState.RUNNING);
    }

    private Optional<String> notReady() {
        return vitals.notReady(WorkerState.RUNNING);
    }

    @Test
    void aWorkerThatFetchesIsFine() {
        pass(600);
        assertThat(stalled()).isEmpty();
        assertThat(notReady()).isEmpty();
    }

    @Test
    void aMinuteWithoutAFetchIsAStall() {
        when(pool.isFetching()).thenReturn(false);
        running = 4;

        pass(59);
        assertThat(stalled()).isEmpty();
        pass(1);

        assertThat(stalled()).contains("no FETCH of pool slow for 60 s, with 6 slots free");
        assertThat(notReady()).isEqualTo(stalled());
        when(pool.isFetching()).thenReturn(true);
        assertThat(stalled()).as("as soon as it fetches").isEmpty();
    }

    @Test
    void allSlotsTakenIsNone() {
        when(pool.isFetching()).thenReturn(false);
        running = 10;

        pass(600);

        assertThat(stalled()).isEmpty();
        assertThat(notReady()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(
            value = WorkerState.class,
            names = {"QUIET", "STOPPING", "STOPPED"})
    void aDrainIsNone(WorkerState state) {
        when(pool.isFetching()).thenReturn(false);
        when(pool.isQuiet()).thenReturn(true);
        when(pool.connectedLanes()).thenReturn(0);

        pass(600);

        assertThat(vitals.stalled(state)).isEmpty();
        assertThat(vitals.notReady(state)).isPresent();
    }

    @Test
    void aServerThatIsAwayIsNoneAndYetNothingIsFetched() {
        when(pool.isFetching()).thenReturn(false);
        when(pool.connectedLanes()).thenReturn(0);
        when(heartbeat.isConnected()).thenReturn(false);

        pass(600);

        assertThat(stalled()).isEmpty();
        assertThat(notReady()).contains("no connection to the server");
    }

    @Test
    void norIsAServerThatRefusesFetch() {
        when(pool.isFetching()).thenReturn(false);
        when(gate.refusal()).thenReturn(Optional.of("ERR context deadline exceeded"));

        pass(600);

        assertThat(stalled()).isEmpty();
        assertThat(notReady()).contains("the server answers FETCH of pool slow with ERR context deadline exceeded");
    }

    @Test
    void lanesThatCannotConnectThoughTheHeartbeatCan() {
        when(pool.isFetching()).thenReturn(false);
        when(pool.connectedLanes()).thenReturn(0);
        pass(1);
        assertThat(notReady()).contains("none of the 10 lanes of pool slow is connected");
        assertThat(stalled()).isEmpty();

        pass(59);

        assertThat(stalled())
                .contains("no FETCH of pool slow for 60 s, with 10 slots free: none of the 10 lanes of pool slow is"
                        + " connected");
    }

    @Test
    void anOldHeartbeat() {
        when(heartbeat.age()).thenReturn(Optional.of(Duration.ofSeconds(61)));
        pass(1);
        assertThat(stalled()).isEmpty();
        assertThat(notReady()).contains("the server confirmed the last heartbeat 61 s ago");
    }

    @Test
    void anExecutorThatRefusesJobsIsAStallAtOnce() {
        when(pool.problem()).thenReturn(Optional.of("the executor refuses jobs"));
        pass(1);
        assertThat(stalled()).contains("the executor refuses jobs");
        assertThat(notReady()).contains("the executor refuses jobs");
    }

    @Test
    void aThreadThatHasGone() {
        doNothing().when(thread).execute(any());
        pass(60);
        assertThat(stalled()).isEmpty();

        pass(1);

        assertThat(stalled()).contains("the thread that drives the lanes of pool slow has done nothing for 60 s");
        assertThat(vitals.stalled(WorkerState.STOPPING)).isPresent();
    }

    @Test
    void aClockThatStands() {
        pass(1);
        clock.advance(Duration.ofSeconds(59));
        assertThat(stalled()).isEmpty();

        clock.advance(Duration.ofSeconds(1));

        assertThat(stalled()).contains("the clock's thread has done nothing for 61 s");
    }

    @Test
    void beforeTheStart() {
        clock.advance(Duration.ofHours(1));
        assertThat(vitals.stalled(WorkerState.STARTING)).isEmpty();
        assertThat(vitals.notReady(WorkerState.STARTING)).contains("connecting to the server");
    }
}
