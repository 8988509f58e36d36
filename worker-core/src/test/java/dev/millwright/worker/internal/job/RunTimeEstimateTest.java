package dev.millwright.worker.internal.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RunTimeEstimateTest {
    private static final long SHORT = TimeUnit.MICROSECONDS.toNanos(5);
    private static final long ENOUGH_FOR_A_HAND_OVER = TimeUnit.MICROSECONDS.toNanos(200);

    private final RunTimeEstimate pace = new RunTimeEstimate();

    private void record(int times, long nanos) {
        for (int i = 0; i < times; i++) {
            pace.record(nanos);
        }
    }

    @Test
    void isExpectedToTakeLongAtFirst() {
        record(10, SHORT);
        assertThat(pace.expectedNanos()).isGreaterThan(ENOUGH_FOR_A_HAND_OVER);
    }

    @Test
    void comesCloseToWhatItTakes() {
        record(300, SHORT);
        assertThat(pace.expectedNanos()).isBetween(SHORT, SHORT + 20);
    }

    @Test
    void oneLongRunIsForgottenSoonHoweverLongItWas() {
        record(300, SHORT);
        record(1, TimeUnit.HOURS.toNanos(1));
        assertThat(pace.expectedNanos()).isGreaterThan(ENOUGH_FOR_A_HAND_OVER);
        record(25, SHORT);
        assertThat(pace.expectedNanos()).isLessThan(ENOUGH_FOR_A_HAND_OVER);
    }

    @Test
    void oneThatStillRunsIsEnoughToExpectTheNextToTakeLong() {
        record(300, SHORT);
        pace.recordOverrun();
        assertThat(pace.expectedNanos()).isGreaterThan(ENOUGH_FOR_A_HAND_OVER);
    }

    @Test
    void aTypeThatTakesLongNowAndThenIsNeverExpectedToBeShort() {
        record(300, TimeUnit.MILLISECONDS.toNanos(10));
        for (int i = 0; i < 1_000; i++) {
            record(19, SHORT);
            assertThat(pace.expectedNanos()).isGreaterThan(ENOUGH_FOR_A_HAND_OVER);
            record(1, TimeUnit.MILLISECONDS.toNanos(10));
        }
    }
}
