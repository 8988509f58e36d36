package dev.millwright.worker.testkit.internal.inline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millwright.worker.CancellationReason;
import dev.millwright.worker.CancellationSignal.Registration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class InlineSignalTest {
    private final List<String> calls = new ArrayList<>();
    private final InlineSignal signal = new InlineSignal(() -> calls.add("told"));

    private Consumer<CancellationReason> call(String name) {
        return why -> calls.add(name + " " + why);
    }

    @Test
    void callbacksRunInTheOrderOfTheirRegistration() {
        signal.onCancel(call("first"));
        signal.onCancel(call("second"));

        signal.fire(CancellationReason.SHUTDOWN).run();

        assertThat(calls).containsExactly("first SHUTDOWN", "second SHUTDOWN");
    }

    @Test
    void aCallbackThatWasTakenBackDoesNotRun() {
        Consumer<CancellationReason> same = call("same");
        signal.onCancel(same);
        Registration registration = signal.onCancel(same);
        registration.close();
        registration.close();

        signal.fire(CancellationReason.SHUTDOWN).run();

        assertThat(calls).containsExactly("same SHUTDOWN");
    }

    /** A function that ends by its interrupt closes what it registered, and its stage is to be cancelled all the same. */
    @Test
    void onceItHasFiredNoCallbackIsTakenBack() {
        Registration registration = signal.onCancel(call("stage"));

        Runnable callbacks = signal.fire(CancellationReason.CANCELLED);
        registration.close();
        callbacks.run();

        assertThat(calls).containsExactly("stage CANCELLED");
    }

    @Test
    void aCallbackRunsAtOnceIfTheSignalHasFired() {
        signal.fire(CancellationReason.DEADLINE).run();

        signal.onCancel(call("late"));

        assertThat(calls).containsExactly("late DEADLINE");
    }

    @Test
    void whoSeesTheReasonIsTold() {
        assertThat(signal.isCancelled()).isFalse();
        assertThat(calls).isEmpty();

        signal.fire(CancellationReason.DEADLINE).run();

        assertThat(signal.isCancelled()).isTrue();
        assertThat(calls).containsExactly("told");
    }
}
