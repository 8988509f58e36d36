package dev.millwright.worker.testkit.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millwright.worker.FaktoryClient;
import dev.millwright.worker.FaktoryConnectionException;
import dev.millwright.worker.Job;
import dev.millwright.worker.ServerAddress;
import dev.millwright.worker.Threads;
import dev.millwright.worker.Worker;
import dev.millwright.worker.testkit.DevServer;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A program that is deployed anew in the same JVM leaves nothing of ours behind. */
@Timeout(60)
class ThreadsTest {
    private final Set<Thread> before = threads();
    private final DevServer server =
            DevServer.builder().fetchWait(Duration.ofMillis(50)).start();
    private final Set<Thread> withServer = threads();

    @AfterEach
    void stop() {
        server.close();
        awaitNoneBut(before);
    }

    private static Set<Thread> threads() {
        return Thread.getAllStackTraces().keySet();
    }

    /** Those of ours that have come since; Netty's own for the ends of its loops ends within a second by itself. */
    private static List<String> ours(Set<Thread> known) {
        return threads().stream()
                .filter(thread -> !known.contains(thread))
                .map(Thread::getName)
                .filter(name -> name.startsWith("millwright"))
                .collect(Collectors.toList());
    }

    /** A thread that has done its work is seen for some microseconds more. */
    private static void awaitNoneBut(Set<Thread> known) {
        while (!ours(known).isEmpty()) {
            Thread.onSpinWait();
        }
    }

    private Worker.Builder worker() {
        return Worker.builder()
                .server(ServerAddress.parse(server.url()))
                .concurrency(3)
                .register("noop", context -> context.client().push(Job.of("follow")))
                .register("follow", context -> Thread.sleep(1));
    }

    @ParameterizedTest
    @EnumSource(Threads.class)
    void ofAWorker(Threads kind) {
        long done = server.processed();
        for (int cycle = 0; cycle < 10; cycle++) {
            if (kind == Threads.VIRTUAL && Runtime.version().feature() < 21) {
                return;
            }
            try (Worker worker = worker().threads(kind).pool("more", 2, "more").build()) {
                worker.start();
                server.push("noop");
                long expected = done + 2L * (cycle + 1);
                server.await("both jobs", now -> now.processed() == expected);
                assertThat(ours(withServer)).isNotEmpty();
            }
            awaitNoneBut(withServer);
        }
    }

    @Test
    void ofAWorkerThatWasNeverStarted() {
        worker().build().close();
        awaitNoneBut(withServer);
    }

    @Test
    void ofAWorkerThatDidNotGetStarted() {
        Worker worker = worker().server(ServerAddress.parse("tcp://localhost:1"))
                .startupTimeout(Duration.ofMillis(100))
                .build();
        assertThatThrownBy(worker::start).isInstanceOf(FaktoryConnectionException.class);
        awaitNoneBut(withServer);
    }

    @Test
    void ofAWorkerWhoseServerIsAway() {
        Worker worker = worker().shutdownTimeout(Duration.ZERO).build();
        worker.start();
        server.crash();
        worker.close();
        awaitNoneBut(withServer);
    }

    @Test
    void ofAClient() {
        for (int cycle = 0; cycle < 10; cycle++) {
            try (FaktoryClient client = FaktoryClient.connect(ServerAddress.parse(server.url()))) {
                client.push(Job.of("noop"));
            }
            awaitNoneBut(withServer);
        }
    }

    @Test
    void ofAClientWhoseServerIsAway() {
        server.crash();
        try (FaktoryClient client = FaktoryClient.connect(ServerAddress.parse(server.url()))) {
            assertThatThrownBy(client::flush).isInstanceOf(FaktoryConnectionException.class);
        }
        awaitNoneBut(withServer);
    }
}
