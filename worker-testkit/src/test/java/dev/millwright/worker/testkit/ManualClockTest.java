package dev.millwright.worker.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millwright.worker.WorkerClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ManualClockTest {
    private final Instant start = Instant.parse("2025-06-01T12:00:00Z");
    private final ManualClock clock = new ManualClock(start);
    private final List<String> events = new ArrayList<>();

    @Test
    void standsStillUntilItIsMoved() {
        long nanos = clock.nanoTime();
        assertThat(clock.instant()).isEqualTo(start);

        clock.advance(Duration.ofMillis(1500));

        assertThat(clock.instant()).isEqualTo(start.plusMillis(1500));
        assertThat(clock.nanoTime() - nanos).isEqualTo(1_500_000_000);
    }

    @Test
    void runsTasksInOrderAndShowsEachItsOwnMoment() {
        schedule("late", 3);
        schedule("early", 1);
        schedule("early too", 1);
        schedule("not yet", 4);

        clock.advance(Duration.ofSeconds(3));

        assertThat(events).containsExactly("early at 1", "early too at 1", "late at 3");
        assertThat(clock.scheduledTasks()).isEqualTo(1);
    }

    @Test
    void runsWhatTasksScheduleInTurn() {
        clock.schedule(() -> schedule("second", 1), Duration.ofSeconds(1));

        clock.advance(Duration.ofSeconds(2));

        assertThat(events).containsExactly("second at 2");
    }

    @Test
    void runsTasksWithoutDelayAtTheNextMove() {
        schedule("now", 0);
        schedule("overdue", -5);
        assertThat(events).isEmpty();

        clock.advance(Duration.ZERO);

        assertThat(events).containsExactly("now at 0", "overdue at 0");
    }

    @Test
    void doesNotRunWhatWasTakenBack() {
        WorkerClock.Scheduled task = clock.schedule(() -> events.add("never"), Duration.ofSeconds(1));
        task.cancel();

        clock.advance(Duration.ofSeconds(1));

        assertThat(events).isEmpty();
        assertThat(clock.scheduledTasks()).isZero();
    }

    @Test
    void runsAllTasksBeforeItTellsOfOneThatFailed() {
        IllegalStateException first = new IllegalStateException("first");
        IllegalStateException second = new IllegalStateException("second");
        clock.schedule(() -> fail(first), Duration.ofSeconds(1));
        clock.schedule(() -> fail(second), Duration.ofSeconds(1));
        schedule("after", 2);

        assertThatThrownBy(() -> clock.advance(Duration.ofSeconds(2)))
                .isSameAs(first)
                .hasSuppressedException(second);
        assertThat(events).containsExactly("after at 2");
        assertThat(clock.instant()).isEqualTo(start.plusSeconds(2));
    }

    @Test
    void doesNotGoBack() {
        assertThatThrownBy(() -> clock.advance(Duration.ofSeconds(-1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("PT-1S");
    }

    private static void fail(RuntimeException exception) {
        throw exception;
    }

    private void schedule(String name, long seconds) {
        clock.schedule(
                () -> events.add(
                        name + " at " + Duration.between(start, clock.instant()).toSeconds()),
                Duration.ofSeconds(seconds));
    }
}
