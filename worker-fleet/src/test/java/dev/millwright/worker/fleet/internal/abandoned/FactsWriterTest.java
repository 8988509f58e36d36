package dev.millwright.worker.fleet.internal.abandoned;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyLong;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import dev.millwright.worker.CancellationReason;
import dev.millwright.worker.CancellationSignal;
import dev.millwright.worker.Job;
import dev.millwright.worker.JobContext;
import dev.millwright.worker.JobOutcome;
import dev.millwright.worker.fleet.FleetException;
import dev.millwright.worker.fleet.internal.store.CareRecords;
import dev.millwright.worker.fleet.internal.store.Facts;
import dev.millwright.worker.fleet.internal.store.MemoryFleetStore;
import dev.millwright.worker.fleet.internal.store.MemoryGroup;
import dev.millwright.worker.fleet.internal.store.Unit;
import dev.millwright.worker.testkit.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a worker sees of its jobs, and what of it reaches the store. */
class FactsWriterTest {
    private static final JobOutcome.Fail FAIL = new JobOutcome.Fail("E", "down\nand out " + "x".repeat(500), List.of());
    private static final Unit UNIT = new Unit("default", "t");

    private final ManualClock clock = new ManualClock();
    private final CareRecords records = new MemoryFleetStore(new MemoryGroup(clock)).care();
    private final Sightings sightings = new Sightings();
    private final FactsWriter writer = new FactsWriter("w", clock, sightings, records);

    @BeforeEach
    void begin() {
        sightings.begin(clock, List.of(), "");
    }

    private void ended(String jobtype, JobOutcome outcome, @Nullable CancellationReason reason) {
        CancellationSignal signal = mock();
        when(signal.reason()).thenReturn(Optional.ofNullable(reason));
        JobContext context = mock();
        when(context.signal()).thenReturn(signal);
        when(context.job()).thenReturn(Job.of(jobtype));
        sightings.onJobEnded(context, outcome, Duration.ZERO);
    }

    private Facts facts(Unit unit) {
        return records.all().toCompletableFuture().join().facts().getOrDefault(unit, Facts.none(Instant.EPOCH));
    }

    @Test
    void whatCountsAsFailureAndWhatDoesNot() {
        ended("t", JobOutcome.Ack.INSTANCE, null);
        ended("t", FAIL, null);
        ended("t", FAIL, CancellationReason.DEADLINE);
        ended("t", new JobOutcome.Retry(Job.of("t"), Duration.ofSeconds(1), FAIL, true), null);
        ended("t", FAIL, CancellationReason.SHUTDOWN);
        ended("t", FAIL, CancellationReason.CANCELLED);
        ended("t", JobOutcome.Discard.INSTANCE, CancellationReason.CANCELLED);
        ended("t", new JobOutcome.Requeue(Job.of("t"), FAIL), null);
        sightings.onJobRefused(Job.of("t"), new JobOutcome.Fail("UnknownJobType", "no function", List.of()));
        sightings.onJobRefused(Job.of("t"), FAIL);
        sightings.onJobRefused(Job.of("t"), JobOutcome.Discard.INSTANCE);
        writer.write();
        assertThat(facts(UNIT)).satisfies(facts -> {
            assertThat(facts.runs()).isEqualTo(9);
            assertThat(facts.successes()).isEqualTo(1);
            assertThat(facts.failures()).isEqualTo(4);
            assertThat(facts.lastError()).isEqualTo("UnknownJobType: no function");
        });
        ended("t", FAIL, null);
        writer.write();
        assertThat(facts(UNIT).lastError()).startsWith("E: down and out xxx").hasSize(201);
    }

    @Test
    void momentsAreTrueHoweverLateTheyAreWritten() {
        CareRecords away = mock();
        when(away.add(any(), anyLong(), any()))
                .thenReturn(CompletableFuture.failedFuture(new FleetException("away", null)));
        FactsWriter late = new FactsWriter("w", clock, sightings, away);
        Instant failed = clock.instant();
        ended("t", FAIL, null);
        late.write();
        clock.advance(Duration.ofHours(2));
        ended("t", JobOutcome.Ack.INSTANCE, null);
        Instant succeeded = clock.instant();
        List<Long> numbers = new ArrayList<>();
        when(away.add(any(), anyLong(), any())).thenAnswer(call -> {
            numbers.add(call.getArgument(1));
            return records.add(call.getArgument(0), call.getArgument(1), call.getArgument(2));
        });
        clock.advance(Duration.ofHours(1));
        late.write();
        late.write();
        late.write();
        assertThat(numbers).as("the first once more, under its number").containsExactly(1L, 2L);
        assertThat(facts(UNIT).lastFailure()).isEqualTo(failed);
        assertThat(facts(UNIT).lastSuccess()).isEqualTo(succeeded);
        assertThat(facts(UNIT).runs()).isEqualTo(2);
    }

    @Test
    void anAnswerThatIsLostDoesNotCountTwice() {
        CareRecords lossy = mock();
        when(lossy.add(any(), anyLong(), any())).thenAnswer(call -> {
            records.add(call.getArgument(0), call.getArgument(1), call.getArgument(2));
            return CompletableFuture.failedFuture(new FleetException("no answer in time", null));
        });
        FactsWriter writes = new FactsWriter("w", clock, sightings, lossy);
        ended("t", FAIL, null);
        for (int i = 0; i < 5; i++) {
            writes.write();
        }
        assertThat(facts(UNIT).failures()).isEqualTo(1);
    }

    @Test
    void aWriteThatIsNotAnsweredHoldsTheNextOnesBack() {
        CareRecords silent = mock();
        int[] asked = {0};
        when(silent.add(any(), anyLong(), any())).thenAnswer(call -> {
            asked[0]++;
            return new CompletableFuture<>();
        });
        FactsWriter writes = new FactsWriter("w", clock, sightings, silent);
        for (int i = 0; i < 5; i++) {
            ended("t", FAIL, null);
            writes.write();
        }
        assertThat(asked[0]).isEqualTo(1);
    }

    @Test
    void moreThanThereIsRoomForIsCounted() {
        for (int i = 0; i < CareRecords.MAX_UNITS + 7; i++) {
            ended("t" + i, FAIL, null);
        }
        ended("t0", FAIL, null);
        assertThat(sightings.beyond()).isEqualTo(7);
        writer.write();
        assertThat(records.all().toCompletableFuture().join().facts())
                .as("all, in several writes")
                .hasSize(CareRecords.MAX_UNITS);
    }
}
