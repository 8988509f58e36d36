package dev.millwright.worker.internal.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millwright.worker.CancellationReason;
import dev.millwright.worker.CancellationSignal.Registration;
import dev.millwright.worker.JobCancelledException;
import dev.millwright.worker.internal.platform.ProcessEnd;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SignalTest {
    private final Signal signal = new Signal(ActiveJobTest.newJob());

    @Test
    void firesOnceWithItsFirstReason() {
        signal.fire(CancellationReason.CANCELLED);
        signal.fire(CancellationReason.SHUTDOWN);

        assertThat(signal.isCancelled()).isTrue();
        assertThat(signal.reason()).contains(CancellationReason.CANCELLED);
        assertThatThrownBy(signal::throwIfCancelled)
                .isInstanceOfSatisfying(
                        JobCancelledException.class,
                        e -> assertThat(e.reason()).isEqualTo(CancellationReason.CANCELLED));
    }

    @Test
    void runsCallbacksInOrderAndOneThatThrowsHarmsNobody() {
        List<String> events = new ArrayList<>();
        signal.onCancel(reason -> events.add("first " + reason));
        signal.onCancel(reason -> {
            throw new IllegalStateException("on purpose");
        });
        signal.onCancel(reason -> events.add("third " + reason));

        runCallbacks();

        assertThat(events).containsExactly("first SHUTDOWN", "third SHUTDOWN");
    }

    @Test
    void aClosedRegistrationDoesNotRun() {
        List<String> events = new ArrayList<>();
        Registration registration = signal.onCancel(reason -> events.add("closed"));
        signal.onCancel(reason -> events.add("open"));
        registration.close();

        runCallbacks();

        assertThat(events).containsExactly("open");
    }

    @Test
    void aCallbackRegisteredAfterwardsRunsAtOnce() {
        signal.fire(CancellationReason.DEADLINE);
        List<CancellationReason> seen = new ArrayList<>();

        signal.onCancel(seen::add);

        assertThat(seen).containsExactly(CancellationReason.DEADLINE);
    }

    @Test
    void endsASleepAtOnce() throws Exception {
        CompletableFuture<Throwable> ended = new CompletableFuture<>();
        Thread sleeper = new Thread(() -> {
            try {
                signal.sleep(Duration.ofHours(1));
                ended.complete(new AssertionError("slept through"));
            } catch (JobCancelledException | InterruptedException e) {
                ended.complete(e);
            }
        });
        sleeper.start();

        signal.fire(CancellationReason.SHUTDOWN);

        assertThat(ended.get(30, TimeUnit.SECONDS)).isInstanceOf(JobCancelledException.class);
        sleeper.join();
    }

    @Test
    void completesItsStages() {
        CompletableFuture<CancellationReason> stage = signal.asStage().toCompletableFuture();
        assertThat(stage).isNotDone();

        runCallbacks();

        assertThat(stage).isCompletedWithValue(CancellationReason.SHUTDOWN);
    }

    @Test
    void cancelsFuturesAndClosesResources() {
        CompletableFuture<String> future = new CompletableFuture<>();
        List<String> events = new ArrayList<>();
        signal.cancelOnCancel(future);
        signal.closeOnCancel(() -> events.add("closed"));

        runCallbacks();

        assertThat(future).isCancelled();
        assertThat(events).containsExactly("closed");
    }

    @Test
    void endsAProcessWithItsDescendants() throws Exception {
        Process shell = new ProcessBuilder("sh", "-c", "sleep 300 & echo started; wait").start();
        assertThat(shell.inputReader().readLine()).isEqualTo("started");
        List<ProcessHandle> children = shell.descendants().toList();
        assertThat(children).hasSize(1);
        signal.destroyOnCancel(shell);

        runCallbacks();

        assertThat(shell.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(ProcessEnd.awaitEnd(children)).isTrue();
    }

    private void runCallbacks() {
        Signal.Fired fired = signal.fire(CancellationReason.SHUTDOWN);
        assertThat(fired.callbacks()).isNotEmpty();
        fired.callbacks().forEach(Runnable::run);
    }
}
