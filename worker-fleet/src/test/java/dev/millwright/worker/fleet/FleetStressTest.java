package dev.millwright.worker.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millwright.testtools.Stress;
import dev.millwright.worker.FaktoryConnectionException;
import dev.millwright.worker.JobFilter;
import dev.millwright.worker.Worker;
import dev.millwright.worker.fleet.FleetOperation.State;
import dev.millwright.worker.testkit.DevServer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Members that start and stop while jobs are cancelled everywhere: nothing hangs, and nothing is left of them. */
class FleetStressTest {
    private static final int CYCLES = 20;

    private final DevServer server =
            DevServer.builder().fetchWait(Duration.ofMillis(50)).start();
    private final FleetMemory memory = new FleetMemory();
    private final FleetClient group = FleetClient.connect(memory, "g");
    private final AtomicInteger numbers = new AtomicInteger();

    @AfterEach
    void close() {
        group.close();
        server.close();
    }

    private Worker worker() {
        server.push("sleep");
        return Worker.builder()
                .server(server.address())
                .concurrency(3)
                .register("sleep", context -> context.signal().sleep(Duration.ofMillis(20)))
                .apply(Fleet.of(memory, "g")::join)
                .build();
    }

    private void cancel() {
        server.push("sleep");
        String id = "op-" + numbers.incrementAndGet();
        group.cancel(JobFilter.EMPTY.withJobtypes("sleep"), FleetCancelOptions.DEFAULT.withId(id));
        server.push("sleep");
        assertThat(group.abort(id)).isEqualTo(FleetAbort.ABORTED);
    }

    @Test
    void membersThatComeAndGoWhileOperationsDo() throws Exception {
        group.cancel(JobFilter.EMPTY.withJobtypes("none"), FleetCancelOptions.DEFAULT.withId("always"));
        Stress.<Worker>of(this::worker)
                .call("start", Worker::start, IllegalStateException.class, FaktoryConnectionException.class)
                .call("stop", worker -> worker.stop().get(20, TimeUnit.SECONDS))
                .call("cancel", worker -> cancel())
                .call("cancel another", worker -> cancel())
                .call("look", worker -> group.operations())
                .end(Worker::close)
                .check(worker -> {
                    assertThat(group.workers()).isEmpty();
                    assertThat(group.operation("always").orElseThrow().state()).isEqualTo(State.DONE);
                    assertThat(server.working()).isEmpty();
                })
                .leavesNoThread("millwright", "faktory-dev-server-" + server.port() + "-")
                .run(CYCLES);
    }
}
