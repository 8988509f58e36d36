package dev.millwright.worker.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millwright.worker.CancelOptions;
import dev.millwright.worker.CancelResult;
import dev.millwright.worker.Job;
import dev.millwright.worker.JobContext;
import dev.millwright.worker.Worker;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/** Running jobs cancelled from outside, on a server that knows no CANCEL. */
@Timeout(120)
class CancelOnStockServerTest extends CancelsOnStockServer {
    private static final CancelOptions OPTIONS = CancelOptions.DEFAULT.withTimeout(Duration.ofSeconds(30));
    private static final int ROUNDS = Integer.getInteger("millwright.rounds", 3);

    private final Map<String, ProcessHandle> children = new ConcurrentHashMap<>();
    private final CountDownLatch released = new CountDownLatch(1);

    @AfterEach
    void release() {
        released.countDown();
    }

    private Worker worker(int slots) {
        Worker worker = Worker.builder()
                .server(address)
                .concurrency(slots)
                .shutdownTimeout(Duration.ZERO)
                .listener(events)
                .register("child", this::child)
                .register("sleepy", context -> context.signal().sleep(Duration.ofHours(1)))
                .build();
        worker.start();
        return worker;
    }

    private void child(JobContext context) throws Exception {
        Process process = new ProcessBuilder("sleep", "60").start();
        context.signal().destroyOnCancel(process);
        children.put(context.jid(), process.toHandle());
        events.add("CHILD");
        process.waitFor();
    }

    /** Also the measurement: -Dmillwright.rounds=20 prints 20 times from the start of the command to the end of the child. */
    @Test
    void endsAChildProcessFromTheCommandLineWithManyOtherJobsRunning() throws Exception {
        try (Worker worker = worker(200)) {
            List<Job> others = new ArrayList<>();
            for (int i = 0; i < 199; i++) {
                others.add(Job.of("sleepy"));
            }
            client.pushBulk(others);
            events.await("START", 199);
            for (int round = 1; round <= ROUNDS; round++) {
                String jid = client.push(Job.of("child"));
                events.await("CHILD", round);

                long begun = System.nanoTime();
                try (WorkerProcess command = WorkerProcess.start("cancel", jid, "--server", address.toString())) {
                    children.get(jid).onExit().get(30, TimeUnit.SECONDS);
                    long millis = (System.nanoTime() - begun) / 1_000_000;
                    System.out.println("round " + round + ": dead " + millis + " ms after the command was started");
                    assertThat(command.exitCode()).isZero();
                    assertThat(command.output()).isEqualToIgnoringNewLines(jid + "  cancelled while running");
                }
                int dead = round;
                view.until(now -> now.size("dead") == dead);
                assertThat(view.size("retries")).isZero();
            }
            assertThat(worker.runningJobs()).hasSize(199);
        }
        assertThat(view.dead())
                .hasSize(ROUNDS)
                .allSatisfy(
                        job -> assertThat(job.path("failure").path("errtype").asString())
                                .isEqualTo("JobCancelled"));
        nothingIsLeftBehind();
    }

    private void nothingIsLeftBehind() {
        assertThat(view.info().at("/faktory/queues").propertyNames()).noneMatch(name -> name.startsWith("cancel."));
        assertThat(view.size("working")).isZero();
    }

    @Test
    void killsJobsThatWait() {
        String scheduled = client.push(
                Job.builder("child").at(Instant.now().plusSeconds(3600)).build());

        assertThat(client.cancel(scheduled)).isEqualTo(CancelResult.KILLED);

        assertThat(view.dead()).extracting(job -> job.path("jid").asString()).containsExactly(scheduled);
        nothingIsLeftBehind();
    }

    @Test
    void findsNothingAndLeavesNothing() {
        assertThat(client.cancel(List.of("nobody-has-this"), OPTIONS.withTimeout(Duration.ofMillis(200))))
                .containsEntry("nobody-has-this", CancelResult.UNKNOWN);
        nothingIsLeftBehind();
    }

    @Test
    void aPendingOrderHitsTheJobWhenItStarts() {
        String jid = "a jid that is no queue name: ü";
        assertThat(client.cancel(
                        List.of(jid), OPTIONS.withTimeout(Duration.ZERO).withPending(true)))
                .containsEntry(jid, CancelResult.PENDING);

        try (Worker worker = worker(2)) {
            client.push(Job.builder("sleepy").jid(jid).build());
            view.until(now -> now.size("dead") == 1);
            assertThat(worker.runningJobs()).isEmpty();
        }
        nothingIsLeftBehind();
    }

    @Test
    void aJobThatIgnoresItsSignalIsKilledAndNeverRetried() {
        try (Worker worker = Worker.builder()
                .server(address)
                .concurrency(1)
                .shutdownTimeout(Duration.ZERO)
                .listener(events)
                .register("stubborn", context -> stubborn())
                .build()) {
            worker.start();
            String jid = client.push(Job.of("stubborn"));
            events.await("START", 1);

            assertThat(client.cancel(List.of(jid), OPTIONS)).containsEntry(jid, CancelResult.CANCELLED);

            view.until(now -> now.size("dead") == 1);
            assertThat(view.size("retries")).isZero();
            JsonNode failure = view.dead().get(0).path("failure");
            assertThat(failure.path("errtype").asString()).isEqualTo("JobCancelled");
            released.countDown();
        }
    }

    private void stubborn() {
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
    void discardsARunningJobAndOneThatWaits() {
        try (Worker worker = worker(2)) {
            Job running = Job.of("sleepy");
            Job waiting = Job.builder("sleepy")
                    .at(Instant.now().plus(Duration.ofHours(1)))
                    .build();
            client.push(running);
            client.push(waiting);
            events.await("START", 1);

            assertThat(client.cancel(List.of(running.jid(), waiting.jid()), OPTIONS.withDiscard(true)))
                    .containsExactly(
                            Map.entry(running.jid(), CancelResult.CANCELLED),
                            Map.entry(waiting.jid(), CancelResult.DISCARDED));

            view.until(server -> server.size("working") == 0);
            for (String set : List.of("scheduled", "retries", "dead")) {
                assertThat(view.size(set)).as(set).isZero();
            }
            assertThat(worker.runningJobs()).isEmpty();
        }
    }

    @Test
    void requeuesWhatAStopInterrupts() throws Exception {
        Job job = Job.builder("sleepy").retry(0).custom("colour", "blue").build();
        Worker worker = Worker.builder()
                .server(address)
                .shutdownTimeout(Duration.ZERO)
                .requeueInterrupted(true)
                .listener(events)
                .register("sleepy", context -> context.signal().sleep(Duration.ofHours(1)))
                .build();
        worker.start();
        client.push(job);
        events.await("START", 1);

        assertThat(worker.stop().get(60, TimeUnit.SECONDS).interrupted()).isEqualTo(1);

        assertThat(view.size("scheduled")).isEqualTo(1);
        assertThat(view.size("working")).isZero();
        assertThat(view.size("retries")).isZero();
        CountDownLatch again = new CountDownLatch(1);
        try (Worker second = Worker.builder()
                .server(address)
                .register("sleepy", context -> {
                    assertThat(context.job().custom()).containsEntry("colour", "blue");
                    assertThat(context.jid()).isEqualTo(job.jid());
                    again.countDown();
                })
                .build()) {
            second.start();
            assertThat(again.await(60, TimeUnit.SECONDS)).isTrue();
            view.until(server -> server.size("working") == 0);
        }
    }
}
