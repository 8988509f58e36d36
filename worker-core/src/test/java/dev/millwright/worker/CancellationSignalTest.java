package dev.millwright.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A signal of a user's own test needs two methods; the others follow from them. */
@Timeout(30)
class CancellationSignalTest {
    /** As short as a user would write it. */
    private static final class Fake implements CancellationSignal {
        private final List<Consumer<CancellationReason>> callbacks = new CopyOnWriteArrayList<>();
        private final CountDownLatch registered = new CountDownLatch(1);
        private volatile boolean fired;

        @Override
        public Optional<CancellationReason> reason() {
            return fired ? Optional.of(CancellationReason.CANCELLED) : Optional.empty();
        }

        @Override
        public Registration onCancel(Consumer<CancellationReason> callback) {
            callbacks.add(callback);
            registered.countDown();
            return () -> callbacks.remove(callback);
        }

        void fire() {
            fired = true;
            callbacks.forEach(callback -> callback.accept(CancellationReason.CANCELLED));
        }
    }

    private final Fake signal = new Fake();

    @Test
    void isCancelledOnceThereIsAReason() {
        assertThat(signal.isCancelled()).isFalse();
        signal.throwIfCancelled();

        signal.fire();

        assertThat(signal.isCancelled()).isTrue();
        assertThatThrownBy(signal::throwIfCancelled)
                .isInstanceOfSatisfying(
                        JobCancelledException.class,
                        e -> assertThat(e.reason()).isEqualTo(CancellationReason.CANCELLED));
    }

    @Test
    void sleepEndsWhenItFires() throws Exception {
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        Thread sleeper = new Thread(() -> {
            try {
                signal.sleep(Duration.ofHours(1));
            } catch (Throwable e) {
                thrown.set(e);
            }
        });
        sleeper.start();
        assertThat(signal.registered.await(20, TimeUnit.SECONDS)).isTrue();

        signal.fire();
        sleeper.join();

        assertThat(thrown.get()).isInstanceOf(JobCancelledException.class);
    }

    @Test
    void sleepLeavesNothingRegistered() throws Exception {
        signal.sleep(Duration.ofMillis(1));
        signal.sleep(Duration.ofSeconds(-1));

        assertThat(signal.callbacks).isEmpty();
    }

    @Test
    void anInterruptOfSomebodyElseEndsSleepAsSuch() {
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> signal.sleep(Duration.ofHours(1))).isInstanceOf(InterruptedException.class);
    }

    @Test
    void anInterruptAfterItHasFiredIsTheSignal() {
        CancellationSignal interrupting = new CancellationSignal() {
            private boolean fired;

            @Override
            public Optional<CancellationReason> reason() {
                return fired ? Optional.of(CancellationReason.SHUTDOWN) : Optional.empty();
            }

            @Override
            public Registration onCancel(Consumer<CancellationReason> callback) {
                fired = true;
                Thread.currentThread().interrupt();
                return () -> {};
            }
        };

        assertThatThrownBy(() -> interrupting.sleep(Duration.ofHours(1))).isInstanceOf(JobCancelledException.class);
    }

    @Test
    void whatIsTiedToItEndsWithIt() {
        CompletableFuture<String> future = new CompletableFuture<>();
        CountDownLatch closed = new CountDownLatch(1);
        signal.cancelOnCancel(future);
        signal.closeOnCancel(closed::countDown);
        CompletableFuture<CancellationReason> stage = signal.asStage().toCompletableFuture();

        signal.fire();

        assertThat(future).isCancelled();
        assertThat(closed.getCount()).isZero();
        assertThat(stage).isCompletedWithValue(CancellationReason.CANCELLED);
    }
}
