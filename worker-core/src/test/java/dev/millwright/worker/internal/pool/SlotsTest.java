package dev.millwright.worker.internal.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SlotsTest {
    private static void neverGranted() {
        throw new AssertionError("a slot was free");
    }

    private static boolean neverAsked() {
        throw new AssertionError("a slot was free");
    }

    private static BooleanSupplier accepting(Runnable granted) {
        return () -> {
            granted.run();
            return true;
        };
    }

    /** They were cancelled while they waited. One within the other, that would be too deep for the stack. */
    @Test
    void goOnToTheNextJobHoweverManyDecline() {
        Slots slots = new Slots(1);
        List<String> granted = new ArrayList<>();
        slots.enter(SlotsTest::neverAsked);
        for (int i = 0; i < 100_000; i++) {
            slots.enter(() -> false);
        }
        slots.enter(() -> granted.add("job"));

        slots.leave();

        assertThat(granted).containsExactly("job");
        assertThat(slots.used()).isEqualTo(1);
        assertThat(slots.waiting()).isZero();
    }

    @Test
    void areGivenBackAtOnceByAnyNumberOfJobs() {
        Slots slots = new Slots(1);
        AtomicInteger begun = new AtomicInteger();
        slots.enter(SlotsTest::neverAsked);
        for (int i = 0; i < 100_000; i++) {
            slots.enter(() -> {
                begun.incrementAndGet();
                slots.leave();
                return true;
            });
        }

        slots.leave();

        assertThat(begun).hasValue(100_000);
        assertThat(slots.used()).isZero();
    }

    @Test
    void areNotLostToAJobThatThrows() {
        Slots slots = new Slots(2);
        List<String> granted = new ArrayList<>();
        slots.enter(SlotsTest::neverAsked);
        slots.enter(SlotsTest::neverAsked);
        slots.enter(SlotsTest::neverAsked);
        slots.enter(() -> granted.add("job"));

        slots.leave();
        slots.leave();

        assertThat(granted).containsExactly("job");
    }

    @Test
    void areAsManyAsThereAre() {
        Slots slots = new Slots(2);

        assertThat(slots.take(SlotsTest::neverGranted)).isTrue();
        assertThat(slots.take(SlotsTest::neverGranted)).isTrue();
        assertThat(slots.take(() -> {})).isFalse();
    }

    @Test
    void goToWhoHasWaitedLongest() {
        Slots slots = new Slots(1);
        List<String> granted = new ArrayList<>();
        slots.take(SlotsTest::neverGranted);
        slots.take(() -> granted.add("first"));
        slots.take(() -> granted.add("second"));

        slots.putBack();
        assertThat(granted).containsExactly("first");
        slots.putBack();
        assertThat(granted).containsExactly("first", "second");
        slots.putBack();

        assertThat(slots.take(SlotsTest::neverGranted)).isTrue();
    }

    @Test
    void goFromTheFetchToItsJobAndBack() {
        Slots slots = new Slots(1);
        slots.take(SlotsTest::neverGranted);
        assertThat(slots.used()).isZero();

        assertThat(slots.occupy(SlotsTest::neverAsked)).isTrue();
        assertThat(slots.used()).isEqualTo(1);
        assertThat(slots.refetch()).isTrue();

        assertThat(slots.used()).isZero();
        assertThat(slots.take(() -> {})).as("the lane has it").isFalse();
    }

    /** The reply to a FETCH can take 2 s. */
    @Test
    void areNotKeptFromAJobByAFetchUnderWay() {
        Slots slots = new Slots(1);
        List<String> granted = new ArrayList<>();
        slots.take(SlotsTest::neverGranted);

        assertThat(slots.enter(SlotsTest::neverAsked)).isTrue();
        assertThat(slots.occupy(() -> granted.add("fetched"))).as("one slot").isFalse();
        assertThat(slots.used()).isEqualTo(1);
        slots.leave();

        assertThat(granted).containsExactly("fetched");
        assertThat(slots.used()).isEqualTo(1);
    }

    @Test
    void goToJobsBeforeLanes() {
        Slots slots = new Slots(1);
        List<String> granted = new ArrayList<>();
        slots.enter(SlotsTest::neverAsked);
        slots.take(() -> granted.add("lane"));
        slots.enter(() -> granted.add("job"));

        assertThat(slots.refetch()).as("a job waits").isFalse();
        assertThat(granted).containsExactly("job");
        slots.leave();

        assertThat(granted).containsExactly("job", "lane");
    }

    @Test
    void areGrantedWhenThereAreMore() {
        Slots slots = new Slots(0);
        List<String> granted = new ArrayList<>();
        slots.take(() -> granted.add("first"));
        slots.take(() -> granted.add("second"));

        slots.resize(1);
        assertThat(granted).containsExactly("first");
        slots.resize(2);

        assertThat(granted).containsExactly("first", "second");
    }

    @Test
    void areNotGrantedWhileMoreRunThanThereAre() {
        Slots slots = new Slots(3);
        List<String> granted = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            slots.enter(SlotsTest::neverAsked);
        }
        slots.resize(1);
        slots.take(() -> granted.add("lane"));

        assertThat(slots.refetch()).isFalse();
        slots.leave();
        assertThat(granted).as("one still runs").isEmpty();
        assertThat(slots.used()).isEqualTo(1);
        slots.leave();

        assertThat(granted).containsExactly("lane");
    }

    /** Their FETCHes were sent in time; with no slots at all nothing would ever end that frees one. */
    @Test
    void areGivenToWhatComesAfterTheyWereLowered() {
        Slots slots = new Slots(3);
        for (int i = 0; i < 3; i++) {
            slots.take(SlotsTest::neverGranted);
        }
        slots.resize(0);

        slots.putBack();
        assertThat(slots.occupy(SlotsTest::neverAsked)).isTrue();
        assertThat(slots.occupy(SlotsTest::neverAsked)).isTrue();

        assertThat(slots.used()).isEqualTo(2);
        slots.leave();
        slots.leave();
        assertThat(slots.take(() -> {})).isFalse();
    }

    /** What is given to late jobs is not given to those that have no FETCH behind them. */
    @Test
    void areNotOverdrawnByOthers() {
        Slots slots = new Slots(2);
        slots.take(SlotsTest::neverGranted);
        slots.take(SlotsTest::neverGranted);
        slots.resize(1);

        assertThat(slots.enter(SlotsTest::neverAsked)).isTrue();
        assertThat(slots.enter(() -> true)).isFalse();
        assertThat(slots.waiting()).isEqualTo(1);
        assertThat(slots.occupy(SlotsTest::neverAsked)).as("late").isTrue();
        assertThat(slots.occupy(() -> true)).as("only one was too many").isFalse();
    }

    @Test
    void letJobsInHandRunOneByOneWhereThereAreNone() {
        Slots slots = new Slots(0);
        List<String> granted = new ArrayList<>();

        assertThat(slots.enter(SlotsTest::neverAsked)).isTrue();
        assertThat(slots.enter(() -> granted.add("second"))).isFalse();
        slots.leave();

        assertThat(granted).containsExactly("second");
        assertThat(slots.used()).isEqualTo(1);
    }

    @Test
    void areNotGrantedToWhoHasLeft() {
        Slots slots = new Slots(0);
        List<String> granted = new ArrayList<>();
        Runnable leaving = () -> granted.add("gone");
        slots.take(leaving);
        slots.take(() -> granted.add("there"));

        slots.withdraw(leaving);
        slots.resize(1);

        assertThat(granted).containsExactly("there");
    }

    /** Lanes, jobs and changes of size in many threads: never do more run than there are, and none is lost. */
    @Test
    void noneIsLostOrDoubled() throws InterruptedException {
        int most = 4;
        int threads = 8;
        int rounds = 3_000;
        Slots slots = new Slots(most);
        AtomicInteger running = new AtomicInteger();
        AtomicInteger seen = new AtomicInteger();
        CountDownLatch done = new CountDownLatch(threads + 1);
        for (int i = 0; i < threads; i++) {
            boolean lane = i % 2 == 0;
            new Thread(() -> {
                        for (int round = 0; round < rounds; round++) {
                            if (lane) {
                                await(slots::take);
                                await(granted -> slots.occupy(accepting(granted)));
                            } else {
                                await(granted -> slots.enter(accepting(granted)));
                            }
                            seen.accumulateAndGet(running.incrementAndGet(), Math::max);
                            running.decrementAndGet();
                            if (lane && slots.refetch()) {
                                slots.putBack();
                            } else if (!lane) {
                                slots.leave();
                            }
                        }
                        done.countDown();
                    })
                    .start();
        }
        new Thread(() -> {
                    for (int round = 0; round < rounds; round++) {
                        slots.resize(round % (most + 1));
                    }
                    slots.resize(most);
                    done.countDown();
                })
                .start();
        assertThat(done.await(50, TimeUnit.SECONDS)).as("nobody waits for ever").isTrue();

        assertThat(seen.get()).isBetween(1, most);
        assertThat(slots.used()).isZero();
        for (int i = 0; i < most; i++) {
            assertThat(slots.take(SlotsTest::neverGranted)).isTrue();
        }
        assertThat(slots.take(() -> {})).isFalse();
    }

    private static void await(Predicate<Runnable> asking) {
        CountDownLatch granted = new CountDownLatch(1);
        if (!asking.test(granted::countDown)) {
            awaitUninterrupted(granted);
        }
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
