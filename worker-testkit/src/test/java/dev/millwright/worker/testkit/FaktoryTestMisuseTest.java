package dev.millwright.worker.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import dev.millwright.worker.Worker;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;

/** What {@link FaktoryTest} says to those who hold it wrong. */
class FaktoryTestMisuseTest {
    @FaktoryTest
    static class WithoutSetup {
        @Test
        void test(Worker worker) {}
    }

    @Test
    void aWorkerNeedsFunctions() {
        assertThat(failuresOf(WithoutSetup.class))
                .contains("WithoutSetup has no function for the worker to run: add a method with @WorkerSetup");
    }

    @FaktoryTest
    static class WithoutManualClock {
        @Test
        void test(ManualClock clock) {}
    }

    @Test
    void aManualClockHasToBeSwitchedOn() {
        assertThat(failuresOf(WithoutManualClock.class)).contains("only with @FaktoryTest(manualClock = true)");
    }

    @FaktoryTest
    static class ForAll {
        @BeforeAll
        static void prepare(DevServer server) {}

        @Test
        void test() {}
    }

    @Test
    void aServerBelongsToOneTest() {
        assertThat(failuresOf(ForAll.class))
                .contains("a DevServer belongs to one test: take it in the test method or a @BeforeEach method");
    }

    @FaktoryTest
    static class WorkerInSetup {
        @WorkerSetup
        void prepare(Worker.Builder builder, Jobs jobs) {}

        @Test
        void test(Worker worker) {}
    }

    @Test
    void aSetupMethodComesBeforeTheWorker() {
        assertThat(failuresOf(WorkerInSetup.class)).contains("there is no Jobs yet in a @WorkerSetup method");
    }

    @FaktoryTest
    static class BuilderOutsideSetup {
        @Test
        void test(Worker.Builder builder) {}
    }

    @Test
    void aBuilderIsForSetupMethods() {
        assertThat(failuresOf(BuilderOutsideSetup.class))
                .contains("a Worker.Builder is given to @WorkerSetup methods only");
    }

    private static String failuresOf(Class<?> tests) {
        LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
                .selectors(selectClass(tests))
                .build();
        SummaryGeneratingListener summary = new SummaryGeneratingListener();
        LauncherFactory.create().execute(request, summary);
        return summary.getSummary().getFailures().stream()
                .map(failure -> String.valueOf(failure.getException().getMessage()))
                .collect(Collectors.joining("\n"));
    }
}
