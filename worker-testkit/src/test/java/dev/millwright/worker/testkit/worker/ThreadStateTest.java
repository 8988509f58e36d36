package dev.millwright.worker.testkit.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millwright.worker.JobContext;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

/** What a job leaves behind on its thread does not meet the next. */
class ThreadStateTest extends WorkerTest {
    private final List<String> seen = Collections.synchronizedList(new ArrayList<>());

    /** Writes down what it finds and leaves it in disorder. */
    @SuppressWarnings("ThreadPriorityCheck")
    private void messy(JobContext context) {
        Thread thread = Thread.currentThread();
        seen.add(String.join(
                " ",
                thread.getName().replaceAll("[0-9]+", "N"),
                "" + thread.getPriority(),
                "" + (thread.getContextClassLoader() instanceof URLClassLoader),
                "" + MDC.get("tenant"),
                "" + MDC.get("jid")));
        thread.setName("messy");
        thread.setPriority(Thread.MIN_PRIORITY);
        thread.setContextClassLoader(new URLClassLoader(new URL[0]));
        MDC.put("tenant", "acme");
        MDC.put("jid", "another");
        thread.interrupt();
    }

    private void run(int jobs) {
        List<String> jids = new ArrayList<>();
        for (int i = 0; i < jobs; i++) {
            jids.add(server.push("messy"));
        }
        awaitAcks(jobs);
        assertThat(seen).hasSize(jobs);
        for (int i = 0; i < jobs; i++) {
            assertThat(seen.get(i))
                    .contains(" 5 false null ")
                    .endsWith(jids.get(i))
                    .doesNotContain("messy");
        }
    }

    @Test
    void onJobThreadsAndOnTheThreadOfTheLanes() {
        start(worker().concurrency(1).register("messy", this::messy));

        run(300);

        assertThat(seen)
                .anyMatch(line -> line.startsWith("millwright-job-N"))
                .anyMatch(line -> line.startsWith("millwright-lanes-N"));
    }

    @Test
    void onTheUsersOwnThreadWithItsOwnLoggerFields() {
        ExecutorService own = Executors.newSingleThreadExecutor(task -> new Thread(
                () -> {
                    MDC.put("app", "shop");
                    task.run();
                },
                "own"));
        try {
            List<String> apps = Collections.synchronizedList(new ArrayList<>());
            start(worker().concurrency(1).executor(own).register("messy", context -> {
                apps.add("" + MDC.get("app"));
                messy(context);
                MDC.clear();
            }));

            run(3);

            assertThat(apps).containsExactly("shop", "shop", "shop");
        } finally {
            own.shutdownNow();
        }
    }
}
