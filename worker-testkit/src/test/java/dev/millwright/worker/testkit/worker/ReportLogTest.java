package dev.millwright.worker.testkit.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millwright.worker.JobListener;
import dev.millwright.worker.Worker;
import dev.millwright.worker.WorkerReport;
import dev.millwright.worker.WorkerReport.Queue;
import dev.millwright.worker.testkit.RecordedCommand;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What an operator reads of a worker's minutes. */
class ReportLogTest extends DrivenTest {
    private final ReportLog log = new ReportLog();
    private final BlockingQueue<WorkerReport> reports = new LinkedBlockingQueue<>();

    @Override
    Worker.Builder worker() {
        return super.worker().listener(new JobListener() {
            @Override
            public void onReport(WorkerReport report) {
                reports.add(report);
            }
        });
    }

    @AfterEach
    void closeLog() {
        log.close();
    }

    private WorkerReport report() throws InterruptedException {
        @Nullable WorkerReport report = reports.poll(30, TimeUnit.SECONDS);
        assertThat(report).isNotNull();
        return report;
    }

    private WorkerReport afterAMinute() throws InterruptedException {
        clock.advance(Duration.ofMinutes(1));
        return report();
    }

    private void awaitCompleted(Worker worker, int runs) {
        awaitSoon(runs + " runs over", now -> worker.report().total().completed() == runs);
    }

    @Test
    void oneLineAMinuteInWhichSomethingHappened() throws Exception {
        Worker worker = drive(worker());
        afterAMinute();
        server.push("noop");
        server.push("noop");
        server.push("fail");
        awaitCompleted(worker, 3);
        server.push("stubborn");
        awaitSoon("one that runs on", now -> worker.report().total().running() == 1);
        afterAMinute();

        assertThat(log.next())
                .as("nothing is said of the first")
                .isEqualTo("INFO 4 started, 3 completed in the last minute (2 succeeded, 0 failed, 1 retried,"
                        + " 0 cancelled), 1 running, 0 waiting; failure rate 0.3333, permanent 0.0000");
        afterAMinute();
        released.countDown();
        awaitCompleted(worker, 1);
        afterAMinute();

        assertThat(log.next())
                .as("nothing is said of the third")
                .isEqualTo("INFO 0 started, 1 completed in the last minute (1 succeeded, 0 failed, 0 retried,"
                        + " 0 cancelled), 0 running, 0 waiting; failure rate 0.0000, permanent 0.0000");
        afterAMinute();
        assertThat(log.left()).isZero();
    }

    @Test
    void aLineForEachPoolThatDidSomethingAndOneForAll() throws Exception {
        Worker worker = drive(worker().pool("bulk", 1, "bulk").pool("idle", 1, "idle"));
        server.push("noop");
        server.pushTo("bulk", "noop");
        awaitCompleted(worker, 2);
        afterAMinute();

        assertThat(log.next()).startsWith("INFO pool default: 1 started, 1 completed");
        assertThat(log.next()).startsWith("INFO pool bulk: 1 started, 1 completed");
        assertThat(log.next()).startsWith("INFO in all: 2 started, 2 completed");
        assertThat(log.left()).isZero();
    }

    @Test
    void theBacklogWhereAskedFor() throws Exception {
        drive(worker().concurrency(1).queues("default", "empty").reportBacklog(true));
        server.push("stubborn");
        awaitStarted(1);
        server.push("noop");
        server.push("noop");
        server.pushTo("other", "noop");

        WorkerReport report = afterAMinute();

        Queue waiting = report.pools().get(0).queues().get(0);
        assertThat(waiting.name()).isEqualTo("default");
        assertThat(waiting.backlog()).hasValue(2);
        assertThat(waiting.latency())
                .hasValueSatisfying(latency -> assertThat(latency).isPositive());
        assertThat(report.pools().get(0).queues().get(1))
                .isEqualTo(new Queue("empty", OptionalLong.of(0), Optional.of(Duration.ZERO)));
        assertThat(log.next())
                .matches("INFO 1 started, 0 completed .*; backlog default 2 \\(oldest \\d+\\.\\d s\\), empty 0");
        assertThat(server.commands("INFO")).hasSize(1);
        assertThat(server.commands("QUEUE"))
                .extracting(RecordedCommand::toString)
                .containsOnlyOnce("QUEUE LATENCY default empty");
    }

    @Test
    void infoIsNotAskedWhereNothingWaits() throws Exception {
        drive(worker().reportBacklog(true));

        WorkerReport report = afterAMinute();

        assertThat(report.pools().get(0).queues())
                .containsExactly(new Queue("default", OptionalLong.of(0), Optional.of(Duration.ZERO)));
        assertThat(server.commands("INFO")).isEmpty();
    }

    @Test
    void aServerThatIsSilentDelaysTheReportNoLongerThanACommandMayTake() throws Exception {
        Worker worker = drive(worker().reportBacklog(true));
        server.faults().on("QUEUE").always().delayReply(Duration.ofHours(1));
        clock.advance(Duration.ofMinutes(1));
        server.awaitCommand("QUEUE");
        clock.advance(Duration.ofSeconds(10).minusMillis(1));
        assertThat(worker.lastReport()).isEmpty();

        clock.advance(Duration.ofMillis(1));

        WorkerReport report = report();
        assertThat(Duration.between(report.from(), report.until())).isEqualTo(Duration.ofMinutes(1));
        assertThat(report.pools().get(0).queues())
                .containsExactly(new Queue("default", OptionalLong.empty(), Optional.empty()));
        server.faults().clear();
    }

    @Test
    void aServerThatRefusesLeavesItUnknown() throws Exception {
        Worker worker = drive(worker().reportBacklog(true));
        server.faults().on("QUEUE").always().error("no");
        server.push("noop");
        awaitCompleted(worker, 1);

        afterAMinute();

        assertThat(log.next()).endsWith("; backlog default unknown");
    }
}
