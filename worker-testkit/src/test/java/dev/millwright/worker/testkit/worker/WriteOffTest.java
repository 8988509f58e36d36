package dev.millwright.worker.testkit.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millwright.worker.Job;
import dev.millwright.worker.RunningJob;
import dev.millwright.worker.StopResult;
import dev.millwright.worker.Threads;
import dev.millwright.worker.Worker;
import dev.millwright.worker.WorkerReport.Counts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Functions that ignore their signals lose their slots, if that is wanted. */
class WriteOffTest extends DrivenTest {
    private static final Duration GRACE = Duration.ofSeconds(3);

    private final ReportLog log = new ReportLog("dev.millwright.worker.internal.job.WriteOffs");

    @AfterEach
    void closeLog() {
        log.close();
    }

    /** Pushes functions that ignore their signals, and fires these. */
    private List<String> cancelStubborn(Worker worker, int count) throws InterruptedException {
        List<String> jids = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            jids.add(server.push("stubborn"));
        }
        awaitStarted(count);
        jids.forEach(jid -> assertThat(worker.cancel(jid)).isTrue());
        return jids;
    }

    private static Counts total(Worker worker) {
        return worker.report().total();
    }

    @Test
    void givesTheSlotBackWhenTheGraceIsOver() throws Exception {
        Worker worker = drive(worker().writeOff(2).cleanupGrace(GRACE));
        cancelStubborn(worker, 2);
        clock.advance(GRACE.minusMillis(1));
        assertThat(total(worker)).isEqualTo(new Counts(2, 0, 0, 0, 0, 0, 2, 0, 0));

        clock.advance(Duration.ofMillis(1));

        assertThat(total(worker)).isEqualTo(new Counts(2, 2, 0, 0, 0, 2, 0, 0, 2));
        assertThat(worker.status().pools())
                .singleElement()
                .satisfies(pool ->
                        assertThat(List.of(pool.running(), pool.writtenOff())).containsExactly(0, 2));
        assertThat(worker.runningJobs()).hasSize(2).allMatch(RunningJob::writtenOff);
        assertThat(log.next())
                .matches("WARN job stubborn .* ignores its signal and is written off: its slot is free,"
                        + " its function still runs \\([12] of at most 2\\)");
        // Both slots take jobs, and there are threads for both.
        server.push("sleep");
        server.push("sleep");
        awaitStarted(2);
        assertThat(total(worker).running()).isEqualTo(2);
    }

    @Test
    void nothingIsGivenBackTwice() throws Exception {
        Worker worker = drive(worker().concurrency(1).writeOff(1).cleanupGrace(GRACE));
        cancelStubborn(worker, 1);
        clock.advance(GRACE);
        released.countDown();
        awaitSoon("its end", now -> worker.runningJobs().isEmpty());
        assertThat(total(worker)).isEqualTo(new Counts(1, 1, 0, 0, 0, 1, 0, 0, 0));
        assertThat(worker.status().pools().get(0).writtenOff()).isZero();

        server.push("sleep");
        server.push("sleep");
        awaitStarted(1);
        server.await("one that waits", now -> now.queue("default").size() == 1);
        for (int i = 0; i < 50; i++) {
            clock.advance(Duration.ofMillis(100));
        }

        assertThat(total(worker).running()).as("with one slot").isEqualTo(1);
        assertThat(server.queue("default")).hasSize(1);
        server.await("its FAIL, once", now -> now.commands("FAIL").size() == 1);
    }

    @Test
    void noMoreThanAreAllowedAndTheNextWhenOneHasEnded() throws Exception {
        Worker worker = drive(worker().concurrency(3).writeOff(1).cleanupGrace(GRACE));
        cancelStubborn(worker, 3);
        clock.advance(GRACE);
        clock.advance(Duration.ofMinutes(1));

        assertThat(total(worker)).isEqualTo(new Counts(0, 0, 0, 0, 0, 0, 2, 0, 1));
        assertThat(log.next()).contains("is written off");
        assertThat(log.next())
                .endsWith("ignores its signal and keeps its slot, as do others after it: 1 functions are written off"
                        + " already, the most that may be");
        assertThat(log.left()).isZero();

        released.countDown();
        awaitSoon("the end of all", now -> worker.runningJobs().isEmpty());
        assertThat(worker.status().pools().get(0).writtenOff()).isZero();
    }

    @Test
    void oneWhoseDeadlineHasComeIsWrittenOffToo() throws Exception {
        Worker worker = drive(worker().concurrency(1).writeOff(1).cleanupGrace(GRACE));
        push(Job.builder("stubborn").reserveFor(Duration.ofSeconds(60)).build());
        awaitStarted(1);
        clock.advance(Duration.ofSeconds(55).plus(GRACE));
        awaitSoon("the write-off", now -> worker.status().pools().get(0).writtenOff() == 1);

        server.push("sleep");

        awaitStarted(1);
    }

    @Test
    void notWithoutBeingAskedTo() throws Exception {
        Worker worker = drive(worker().cleanupGrace(GRACE));
        cancelStubborn(worker, 1);

        clock.advance(Duration.ofMinutes(5));

        assertThat(worker.runningJobs()).singleElement().matches(job -> !job.writtenOff());
        assertThat(worker.status().pools().get(0).running()).isEqualTo(1);
        assertThatThrownBy(() -> Worker.builder().writeOff(-1))
                .hasMessage("how many functions may be written off must be 0 or more, not -1");
    }

    @Test
    void onVirtualOrForeignThreadsAsWell() throws Exception {
        ExecutorService executor = Executors.newFixedThreadPool(2);
        try {
            Worker worker =
                    drive(worker().concurrency(1).executor(executor).writeOff(1).cleanupGrace(GRACE));
            cancelStubborn(worker, 1);
            clock.advance(GRACE);
            server.push("sleep");
            awaitStarted(1);
        } finally {
            released.countDown();
            executor.shutdown();
        }
        Worker worker =
                drive(worker().threads(Threads.AUTO).concurrency(1).writeOff(1).cleanupGrace(GRACE));
        assertThat(worker.status().pools()).hasSize(1);
    }

    /** A stop does not wait for them, and says that they were left. */
    @Test
    void aStopAbandonsThem() throws Exception {
        Worker worker = drive(worker().writeOff(1).cleanupGrace(GRACE).shutdownTimeout(Duration.ofHours(1)));
        cancelStubborn(worker, 1);
        clock.advance(GRACE);

        CompletableFuture<StopResult> stopped = worker.stop();
        awaitSoon("the end", now -> {
            now.endFetches();
            return stopped.isDone();
        });

        assertThat(stopped.get()).isEqualTo(new StopResult(0, 0, 1));
    }
}
