package dev.millwright.worker.internal.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SlotsTest {
    private static void neverGranted() {
        throw new AssertionError("a slot was free");
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

        slots.release();
        assertThat(granted).containsExactly("first");
        slots.release();
        assertThat(granted).containsExactly("first", "second");
        slots.release();

        assertThat(slots.take(SlotsTest::neverGranted)).isTrue();
    }

    /** Many threads take and give back: never are more in use than there are, and none is lost. */
    @Test
    void noneIsLostOrDoubled() throws InterruptedException {
        int count = 3;
        int threads = 8;
        int rounds = 5_000;
        Slots slots = new Slots(count);
        AtomicInteger used = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        CountDownLatch done = new CountDownLatch(threads);
        for (int i = 0; i < threads; i++) {
            new Thread(() -> {
                        for (int round = 0; round < rounds; round++) {
                            CountDownLatch granted = new CountDownLatch(1);
                            if (!slots.take(granted::countDown)) {
                                awaitUninterrupted(granted);
                            }
                            most.accumulateAndGet(used.incrementAndGet(), Math::max);
                            used.decrementAndGet();
                            slots.release();
                        }
                        done.countDown();
                    })
                    .start();
        }
        assertThat(done.await(50, TimeUnit.SECONDS)).as("nobody waits for ever").isTrue();

        assertThat(most.get()).isBetween(1, count);
        for (int i = 0; i < count; i++) {
            assertThat(slots.take(SlotsTest::neverGranted)).isTrue();
        }
        assertThat(slots.take(() -> {})).isFalse();
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
