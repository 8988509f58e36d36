package dev.millwright.worker.testkit.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millwright.testtools.Stress;
import dev.millwright.worker.FaktoryConnectionException;
import dev.millwright.worker.Worker;
import dev.millwright.worker.WorkerPool;
import dev.millwright.worker.WorkerState;
import dev.millwright.worker.testkit.DevServer;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A worker that is started, quieted, stopped, closed, changed and looked at from several threads at once. */
@Timeout(120)
class WorkerStressTest {
    private static final int CYCLES = 60;

    private final DevServer server =
            DevServer.builder().fetchWait(Duration.ofMillis(5)).start();

    @AfterEach
    void close() {
        server.close();
    }

    private Worker.Builder worker() {
        return Worker.builder()
                .server(server.address())
                .concurrency(3)
                .heartbeat(Duration.ofMillis(50))
                .shutdownTimeout(Duration.ofMillis(1))
                .cleanupGrace(Duration.ofSeconds(20))
                .register("noop", context -> {})
                .register("sleep", context -> new CountDownLatch(1).await());
    }

    private static void look(Worker worker) {
        worker.status();
        worker.state();
        worker.runningJobs().forEach(job -> worker.cancel(job.job().jid()));
        worker.discard("nobody-has-it");
    }

    private static void change(Worker worker) {
        for (WorkerPool pool : worker.pools()) {
            pool.resize(0);
            pool.resize(5);
            pool.pause("a test");
            pool.pauseQueue("default", Duration.ofMillis(1), "a test");
            pool.resume();
            pool.resumeQueue("default");
            pool.resize(2);
        }
    }

    private void push() {
        server.push("noop");
        server.push("sleep");
        server.push("noop");
    }

    private void assertOver(Worker worker) throws Exception {
        assertThat(worker.state()).isEqualTo(WorkerState.STOPPED);
        assertThat(worker.awaitStopped().unreported()).isZero();
        assertThat(worker.awaitStopped().abandoned()).isZero();
        assertThat(worker.runningJobs()).isEmpty();
        assertThat(server.connections()).isZero();
    }

    /** As long as no connection breaks, no job stays reserved either. */
    private void assertNothingLost(Worker worker) throws Exception {
        assertOver(worker);
        assertThat(server.working()).as("jobs that are still reserved").isEmpty();
    }

    private Stress<Worker> stress(Worker.Builder builder) {
        return Stress.<Worker>of(builder::build)
                .call("quiet", Worker::quiet)
                .call("stop", worker -> worker.stop().get(20, TimeUnit.SECONDS))
                .call("look", WorkerStressTest::look)
                .call("change", WorkerStressTest::change)
                .call("push", worker -> push())
                .end(Worker::close)
                .check(this::assertNothingLost)
                .leavesNoThread("millwright", "faktory-dev-server-" + server.port() + "-");
    }

    @Test
    void startsAndStopsThatMeet() throws Exception {
        stress(worker())
                .call("start", Worker::start, IllegalStateException.class, FaktoryConnectionException.class)
                .call("start again", Worker::start, IllegalStateException.class, FaktoryConnectionException.class)
                .call("close", Worker::close)
                .run(CYCLES);
    }

    /** With a hook, which each takes back. */
    @Test
    void runsAndStopsThatMeet() throws Exception {
        stress(worker()).call("run", Worker::run, IllegalStateException.class).run(CYCLES);
    }

    private Stress<Worker> stressOfOneThatWorks() {
        return Stress.<Worker>of(() -> {
                    push();
                    Worker worker = worker().build();
                    worker.start();
                    return worker;
                })
                .call("quiet", Worker::quiet)
                .call("stop", worker -> worker.stop().get(20, TimeUnit.SECONDS))
                .call("stop again", worker -> worker.stop().get(20, TimeUnit.SECONDS))
                .call("await", Worker::awaitStopped)
                .call("look", WorkerStressTest::look)
                .call("change", WorkerStressTest::change)
                .call("push", worker -> push())
                .end(Worker::close)
                .leavesNoThread("millwright", "faktory-dev-server-" + server.port() + "-");
    }

    @Test
    void stopsOfAWorkerThatWorks() throws Exception {
        stressOfOneThatWorks().check(this::assertNothingLost).run(CYCLES);
    }

    @Test
    void stopsOfAWorkerWhoseConnectionsBreak() throws Exception {
        stressOfOneThatWorks()
                .call("break", worker -> server.disconnectAll())
                .check(this::assertOver)
                .run(CYCLES);
    }
}
