package dev.millwright.worker.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millwright.worker.Job;
import dev.millwright.worker.JobContext;
import dev.millwright.worker.ServerAddress;
import dev.millwright.worker.Worker;
import dev.millwright.worker.testkit.DevServer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A server that has CANCEL, and a worker that hears of it in the reply to its heartbeat. */
@Timeout(60)
class CancelByServerTest {
    private static final Duration HEARTBEAT = Duration.ofMillis(200);

    private final DevServer server = DevServer.start();
    private final Events events = new Events();
    private final CompletableFuture<ProcessHandle> child = new CompletableFuture<>();
    private final CountDownLatch released = new CountDownLatch(1);

    @AfterEach
    void close() {
        released.countDown();
        server.close();
    }

    private Worker worker() {
        Worker worker = Worker.builder()
                .server(ServerAddress.parse(server.url()))
                .concurrency(1)
                .heartbeat(HEARTBEAT)
                .listener(events)
                .register("transcode", this::transcode)
                .register("ignorant", context -> awaitStubbornly())
                .register("next", context -> {})
                .build();
        worker.start();
        return worker;
    }

    private void transcode(JobContext context) throws Exception {
        Process process = new ProcessBuilder("sleep", "600").start();
        context.signal().destroyOnCancel(process);
        child.complete(process.toHandle());
        process.waitFor();
    }

    private void awaitStubbornly() {
        while (true) {
            try {
                released.await();
                return;
            } catch (InterruptedException e) {
                // knows nothing of signals
            }
        }
    }

    @Test
    void endsTheChildProcessKillsTheJobAndFreesTheSlot() throws Exception {
        try (Worker worker = worker()) {
            String jid = server.push("transcode");
            ProcessHandle process = child.get(30, TimeUnit.SECONDS);
            int beatsBefore = server.commands("BEAT").size();

            assertThat(server.cancel(jid)).isTrue();

            process.onExit().get(30, TimeUnit.SECONDS);
            server.await("the job to be dead", now -> now.dead().size() == 1);
            server.push("next"); // the only slot is free again
            events.await("ACK", 1);
            assertThat(server.retries()).isEmpty();
            assertThat(server.working()).isEmpty();
            assertThat(server.dead().get(0).jid()).isEqualTo(jid);
            // The first BEAT after the order brought it; the second may have been sent while its result was seen.
            assertThat(server.commands("BEAT").size() - beatsBefore).isBetween(1, 3);
            assertThat(worker.runningJobs()).isEmpty();
        }
    }

    @Test
    void aJobThatIgnoresItsSignalIsKilledAllTheSame() {
        try (Worker worker = worker()) {
            String jid = server.push("ignorant");
            events.await("START", 1);

            server.cancel(jid);

            server.await("the job to be dead", now -> now.dead().size() == 1);
            assertThat(server.retries()).isEmpty();
            // Its function still runs, so its slot is still taken.
            assertThat(worker.runningJobs()).hasSize(1);
            released.countDown();
            server.push("next");
            events.await("ACK", 1);
        }
    }

    @Test
    void unknownAndRepeatedJidsDoNothing() {
        try (Worker worker = worker()) {
            assertThat(worker.cancel("nobody-knows")).isFalse();
            String jid = server.push("ignorant");
            events.await("START", 1);
            // The server repeats the order with every BEAT until the report is in.
            server.cancel(jid);
            server.cancel(jid);
            events.await("FAIL", 1);
            assertThat(worker.cancel(jid)).isTrue();

            released.countDown();
            server.push("next");
            events.await("ACK", 1);
            assertThat(events.all().stream().filter("FAIL"::equals)).hasSize(1);
            assertThat(server.commands("FAIL")).hasSize(1);
        }
    }

    @Test
    void aFunctionThatReturnedFirstIsAcked() {
        Job quick = Job.of("next");
        try (Worker worker = worker()) {
            server.push("next");
            events.await("ACK", 1);

            assertThat(worker.cancel(quick.jid())).isFalse();
            assertThat(server.processed()).isEqualTo(1);
        }
    }
}
