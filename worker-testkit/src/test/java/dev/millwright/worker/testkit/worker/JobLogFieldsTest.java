package dev.millwright.worker.testkit.worker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millwright.worker.FaktoryConnectionException;
import dev.millwright.worker.StopResult;
import dev.millwright.worker.Worker;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A line of the log about a job has the job's fields, on whichever thread it is written. */
class JobLogFieldsTest extends WorkerTest {
    private final LogLines log = new LogLines();

    @AfterEach
    void closeLog() {
        log.close();
    }

    private void assertFields(String text, Worker worker, String jid, String jobtype) {
        assertThat(log.with(text))
                .as(text)
                .isNotEmpty()
                .allSatisfy(line -> assertThat(line.getMDCPropertyMap())
                        .containsAllEntriesOf(
                                Map.of("jid", jid, "jobtype", jobtype, "queue", "default", "wid", worker.wid())));
    }

    private static StopResult stop(Worker worker) throws Exception {
        return worker.stop().get(30, TimeUnit.SECONDS);
    }

    @Test
    void ofOneOfAnUnknownType() {
        Worker worker = start(worker());
        String jid = server.push("nobody-knows");
        server.await("its FAIL", now -> now.failures() == 1);

        assertFields("no function is registered", worker, jid, "nobody-knows");
    }

    @Test
    void ofOneThatTheExecutorRefuses() {
        Worker worker = start(worker().executor(task -> {
            throw new RejectedExecutionException("no room");
        }));
        String jid = server.push("noop");
        server.await("its FAIL", now -> now.failures() == 1);

        assertFields("the executor refused it", worker, jid, "noop");
    }

    @Test
    void ofOneThatCannotBeRead() {
        Worker worker = start(worker());
        byte[] job = "{\"jid\":\"unreadable-job\",\"args\":[]}".getBytes(UTF_8);
        server.faults()
                .on("FETCH")
                .replyWith(("$" + job.length + "\r\n" + new String(job, UTF_8) + "\r\n").getBytes(UTF_8));
        server.awaitCommand("FAIL");

        assertFields("cannot be read", worker, "unreadable-job", "(unreadable)");
    }

    @Test
    void ofOneThatAStopInterruptsAndAbandons() throws Exception {
        Worker worker = start(worker().shutdownTimeout(Duration.ZERO).cleanupGrace(Duration.ZERO));
        String jid = server.push("stubborn");
        awaitStarted(1);

        assertThat(stop(worker).abandoned()).isEqualTo(1);

        assertFields("is interrupted", worker, jid, "stubborn");
        assertFields("is abandoned", worker, jid, "stubborn");
    }

    @Test
    void ofOneWhoseReportCannotBeDelivered() throws Exception {
        Worker worker = start(worker().shutdownTimeout(Duration.ZERO).cleanupGrace(Duration.ZERO));
        server.faults().on("ACK").always().error("not now");
        String jid = server.push("noop");
        server.awaitCommand("ACK", 1, LIMIT);

        assertThat(stop(worker).unreported()).isEqualTo(1);

        assertFields("is not confirmed and will be sent again", worker, jid, "noop");
        assertFields("could not be delivered", worker, jid, "noop");
    }

    @Test
    void aStopAfterAStartThatFailedIsNoSecondOne() throws Exception {
        server.faults().onConnect().always().cut();
        Worker worker = worker().startupTimeout(Duration.ZERO).build();
        assertThatThrownBy(worker::start).isInstanceOf(FaktoryConnectionException.class);

        stop(worker);

        assertThat(log.with("asked again")).isEmpty();
    }
}
