package dev.millwright.worker.testkit.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millwright.worker.StopResult;
import dev.millwright.worker.Worker;
import dev.millwright.worker.WorkerClock;
import dev.millwright.worker.testkit.RecordedCommand;
import dev.millwright.worker.testkit.StoredJob;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Interrupted jobs that go back instead of being FAILed. */
class RequeueTest extends WorkerTest {
    private Worker worker;

    @BeforeEach
    void start() {
        worker = start(
                worker().requeueInterrupted(true).shutdownTimeout(Duration.ZERO).cleanupGrace(Duration.ofSeconds(20)));
    }

    private StopResult stop() throws Exception {
        CompletableFuture<StopResult> stopped = worker.stop();
        server.endFetches();
        return stopped.get(30, TimeUnit.SECONDS);
    }

    private List<String> reports() {
        return server.commands().stream()
                .map(RecordedCommand::verb)
                .filter(List.of("PUSH", "ACK", "FAIL")::contains)
                .toList();
    }

    @Test
    void isPushedForLaterAndThenAcked() throws Exception {
        String jid = server.push("sleep", "an arg");
        awaitStarted(1);

        assertThat(stop()).isEqualTo(new StopResult(1, 0, 0));

        assertThat(reports()).containsExactly("PUSH", "ACK");
        assertThat(server.working()).isEmpty();
        assertThat(server.scheduled()).singleElement().satisfies(job -> {
            assertThat(job.jid()).isEqualTo(jid);
            assertThat(job.failure()).isEmpty();
        });
    }

    @Test
    void keepsWhatTheJobHasFailedWithBefore() throws Exception {
        server.pushJson("{\"jid\":\"failed-before\",\"jobtype\":\"sleep\",\"args\":[],\"retry\":5,"
                + "\"failure\":{\"retry_count\":3,\"remaining\":1,\"errtype\":\"Oops\",\"message\":\"again\"}}");
        awaitStarted(1);

        stop();

        assertThat(server.scheduled())
                .singleElement()
                .satisfies(job ->
                        assertThat(job.failure().orElseThrow().retryCount()).isEqualTo(3));
    }

    @Test
    void isScheduledOnceIfTheReplyToItsPushIsLost() throws Exception {
        server.push("sleep");
        awaitStarted(1);
        server.faults().on("PUSH").cutBeforeReply();

        assertThat(stop()).isEqualTo(new StopResult(1, 0, 0));

        assertThat(reports()).containsExactly("PUSH", "PUSH", "ACK");
        assertThat(server.scheduled()).hasSize(1);
        assertThat(server.working()).isEmpty();
    }

    @Test
    void isFailedIfTheServerDoesNotTakeItBack() throws Exception {
        server.push("sleep");
        awaitStarted(1);
        server.faults().on("PUSH").error("no room");

        assertThat(stop()).isEqualTo(new StopResult(1, 0, 0));

        assertThat(reports()).containsExactly("PUSH", "FAIL");
        assertThat(server.retries())
                .singleElement()
                .extracting(StoredJob::failure)
                .satisfies(
                        failure -> assertThat(failure.orElseThrow().errtype()).isEqualTo("JobInterrupted"));
    }

    @Test
    void isFailedIfItCannotBePushed() throws Exception {
        // Another producer's; the server has made 12345678901234567000 of an id, and nobody may push that again.
        server.pushJson("{\"jid\":\"id-too-big\",\"jobtype\":\"sleep\",\"args\":[12345678901234567000],\"retry\":5}");
        server.push("sleep");
        awaitStarted(2);

        assertThat(stop()).isEqualTo(new StopResult(2, 0, 0));

        assertThat(reports()).containsExactlyInAnyOrder("FAIL", "PUSH", "ACK");
        assertThat(server.working()).isEmpty();
        assertThat(server.retries()).singleElement().satisfies(job -> {
            assertThat(job.jid()).isEqualTo("id-too-big");
            assertThat(job.failure().orElseThrow().errtype()).isEqualTo("JobInterrupted");
        });
    }

    @Test
    void isNotAckedAsLongAsItsPushIsNotConfirmed() throws Exception {
        server.push("sleep");
        awaitStarted(1);
        server.faults().on("PUSH").always().cut();

        CompletableFuture<StopResult> stopped = worker.stop();
        server.endFetches();
        server.awaitCommand("PUSH", 3, Duration.ofSeconds(30));

        assertThat(reports()).doesNotContain("ACK", "FAIL");
        assertThat(server.working()).hasSize(1);
        server.faults().clear();
        assertThat(stopped.get(30, TimeUnit.SECONDS).unreported()).isZero();
        assertThat(server.working()).isEmpty();
        assertThat(server.scheduled()).hasSize(1);
    }

    @Test
    void onlyAShutdownRequeues() throws Exception {
        String jid = server.push("sleep");
        awaitStarted(1);

        worker.cancel(jid);

        server.await("the job to be dead", now -> now.dead().size() == 1);
        assertThat(reports()).containsExactly("FAIL");
    }

    @Test
    void aDiscardedJobIsAcked() throws Exception {
        String jid = server.push("sleep");
        awaitStarted(1);

        assertThat(worker.discard(jid)).isTrue();
        assertThat(worker.discard("nobody-knows")).isFalse();

        awaitAcks(1);
        assertThat(reports()).containsExactly("ACK");
        assertThat(server.dead()).isEmpty();
        assertThat(server.retries()).isEmpty();
    }

    @Test
    void startsLaterByTheServersClockEvenIfOursIsSlow() throws Exception {
        stop();
        worker = start(
                worker().requeueInterrupted(true).shutdownTimeout(Duration.ZERO).clock(anHourSlow()));
        server.push("sleep");
        awaitStarted(1);
        Instant now = Instant.now();

        stop();

        assertThat(server.scheduled())
                .singleElement()
                .satisfies(job -> assertThat(job.at().orElseThrow()).isAfter(now));
        assertThat(server.working()).isEmpty();
    }

    private static WorkerClock anHourSlow() {
        WorkerClock system = WorkerClock.system();
        return new WorkerClock() {
            @Override
            public Instant instant() {
                return system.instant().minus(Duration.ofHours(1));
            }

            @Override
            public long nanoTime() {
                return system.nanoTime();
            }

            @Override
            public Scheduled schedule(Runnable task, Duration delay) {
                return system.schedule(task, delay);
            }
        };
    }
}
