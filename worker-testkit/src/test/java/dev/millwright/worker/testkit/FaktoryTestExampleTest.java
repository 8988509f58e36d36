package dev.millwright.worker.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millwright.worker.CancelResult;
import dev.millwright.worker.CancellationReason;
import dev.millwright.worker.FaktoryClient;
import dev.millwright.worker.Job;
import dev.millwright.worker.JobOutcome;
import dev.millwright.worker.Worker;
import dev.millwright.worker.WorkerState;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@link FaktoryTest} and {@link Jobs} as a user would use them. */
@FaktoryTest
@Timeout(60)
class FaktoryTestExampleTest {
    private final Queue<String> greeted = new ConcurrentLinkedQueue<>();

    @WorkerSetup
    void functions(Worker.Builder worker) {
        worker.register("greet", context -> greeted.add(context.arg(0, String.class)));
        worker.register("fail", context -> {
            throw new IllegalStateException("no luck");
        });
        worker.register("wait", context -> context.signal().sleep(Duration.ofHours(1)));
    }

    @Test
    void runsAJob(Jobs jobs, DevServer server) {
        JobOutcome outcome = jobs.run(Job.of("greet", "world"));

        assertThat(outcome).isEqualTo(JobOutcome.Ack.INSTANCE);
        assertThat(greeted).containsExactly("world");
        assertThat(server.working()).isEmpty();
    }

    @Test
    void tellsHowAJobFailed(Jobs jobs, DevServer server) {
        Job job = Job.of("fail");

        JobOutcome outcome = jobs.run(job);

        assertThat(outcome).isInstanceOfSatisfying(JobOutcome.Fail.class, fail -> {
            assertThat(fail.errtype()).isEqualTo("java.lang.IllegalStateException");
            assertThat(fail.message()).isEqualTo("no luck");
        });
        assertThat(server.retries()).extracting(StoredJob::jid).containsExactly(job.jid());
    }

    @Test
    void cancelsWhatRuns(Jobs jobs, Worker worker, DevServer server) {
        String jid = server.push("wait");
        assertThat(jobs.awaitStarted(jid).job().jobtype()).isEqualTo("wait");

        assertThat(worker.cancel(jid)).isTrue();

        assertThat(jobs.awaitSignal(jid)).isEqualTo(CancellationReason.CANCELLED);
        assertThat(jobs.awaitOutcome(jid)).isInstanceOf(JobOutcome.Fail.class);
        assertThat(server.dead()).extracting(StoredJob::jid).containsExactly(jid);
    }

    @Test
    void cancelsWhatRunsThroughTheClient(Jobs jobs, FaktoryClient client, DevServer server) {
        String jid = client.push(Job.of("wait"));
        jobs.awaitStarted(jid);

        assertThat(client.cancel(jid)).isEqualTo(CancelResult.CANCELLED);

        assertThat(jobs.awaitOutcome(jid)).isInstanceOf(JobOutcome.Fail.class);
        assertThat(server.dead()).extracting(StoredJob::jid).containsExactly(jid);
        assertThat(server.commands("CANCEL"))
                .as("nobody had to wait for a heartbeat")
                .isEmpty();
    }

    @Test
    void interruptsWhatStillRunsAtTheEnd(Jobs jobs, FaktoryClient client) {
        // Nothing to assert but that the test ends: it would time out if its worker waited for this job.
        jobs.awaitStarted(client.push(Job.of("wait")));
    }

    @Test
    void tellsTheRunsOfAJobApart(Jobs jobs) {
        Job job = Job.of("greet", "twice");

        jobs.run(job);
        jobs.run(job);

        assertThat(greeted).containsExactly("twice", "twice");
        assertThat(jobs.outcomes(job.jid())).hasSize(2);
    }

    @Test
    void saysWhatItSawIfNothingComes(Jobs jobs, DevServer server) {
        String jid = server.push("wait");
        jobs.awaitStarted(jid);

        assertThatThrownBy(() -> jobs.awaitOutcome(jid, 1, Duration.ofMillis(1)))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("no outcome number 1 of job " + jid + " within 1 ms")
                .hasMessageContaining("started");
    }

    @Test
    void startsNoWorkerThatNobodyAsksFor(DevServer server, FaktoryClient client) {
        client.push(Job.of("greet", "nobody"));

        assertThat(server.workers()).isEmpty();
        assertThat(server.queueSizes()).containsEntry("default", 1);
    }

    @Nested
    class OneInAnother {
        private boolean prepared;

        @WorkerSetup
        void more(Worker.Builder worker, DevServer server) {
            worker.register("deeper", context -> greeted.add("deeper on port " + server.port()));
        }

        @BeforeEach
        void prepare(Worker worker) {
            prepared = worker.state() == WorkerState.RUNNING;
        }

        @Test
        void hasTheFunctionsOfBoth(Jobs jobs, DevServer server) {
            assertThat(prepared).isTrue();
            jobs.run(Job.of("greet", "outer"));
            jobs.run(Job.of("deeper"));
            assertThat(List.copyOf(greeted)).containsExactly("outer", "deeper on port " + server.port());
        }
    }
}
