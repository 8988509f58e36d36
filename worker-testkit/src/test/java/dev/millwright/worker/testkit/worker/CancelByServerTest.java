package dev.millwright.worker.testkit.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millwright.worker.JobContext;
import dev.millwright.worker.Worker;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A server that has CANCEL, and a worker that hears of it in the reply to its heartbeat. */
class CancelByServerTest extends WorkerTest {
    private final CompletableFuture<ProcessHandle> child = new CompletableFuture<>();
    private Worker worker;

    @BeforeEach
    void start() {
        worker = start(worker().concurrency(1).register("transcode", this::transcode));
    }

    private void transcode(JobContext context) throws Exception {
        Process process = new ProcessBuilder("sleep", "600").start();
        context.signal().destroyOnCancel(process);
        child.complete(process.toHandle());
        process.waitFor();
    }

    @Test
    void endsTheChildProcessKillsTheJobAndFreesTheSlot() throws Exception {
        String jid = server.push("transcode");
        ProcessHandle process = child.get(30, TimeUnit.SECONDS);
        int beatsBefore = server.commands("BEAT").size();

        assertThat(server.cancel(jid)).isTrue();

        process.onExit().get(30, TimeUnit.SECONDS);
        server.await("the job to be dead", now -> now.dead().size() == 1);
        server.push("noop"); // the only slot is free again
        awaitAcks(1);
        assertThat(server.retries()).isEmpty();
        assertThat(server.working()).isEmpty();
        assertThat(server.dead().get(0).jid()).isEqualTo(jid);
        // The first BEAT after the order brought it; the second may have been sent while its result was seen.
        assertThat(server.commands("BEAT").size() - beatsBefore).isBetween(1, 3);
    }

    @Test
    void aJobThatIgnoresItsSignalIsKilledAllTheSame() throws Exception {
        String jid = server.push("stubborn");
        awaitStarted(1);

        server.cancel(jid);

        server.await("the job to be dead", now -> now.dead().size() == 1);
        assertThat(server.retries()).isEmpty();
        // Its function still runs, so its slot is still taken.
        assertThat(worker.runningJobs()).hasSize(1);
        released.countDown();
        server.push("noop");
        awaitAcks(1);
    }

    @Test
    void unknownAndRepeatedJidsDoNothing() throws Exception {
        assertThat(worker.cancel("nobody-knows")).isFalse();
        String jid = server.push("stubborn");
        awaitStarted(1);
        // The server repeats the order with every BEAT until the report is in.
        server.cancel(jid);
        server.cancel(jid);
        server.await("the job to be dead", now -> now.dead().size() == 1);
        assertThat(worker.cancel(jid)).isTrue();

        released.countDown();
        server.push("noop");
        awaitAcks(1);
        assertThat(server.commands("FAIL")).hasSize(1);
    }

    @Test
    void aFunctionThatReturnedFirstIsAcked() {
        String jid = server.push("noop");
        awaitAcks(1);

        assertThat(worker.cancel(jid)).isFalse();
        assertThat(server.failures()).isZero();
    }
}
