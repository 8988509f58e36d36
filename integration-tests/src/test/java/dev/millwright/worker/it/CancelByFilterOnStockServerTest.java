package dev.millwright.worker.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millwright.worker.CancelAllOptions;
import dev.millwright.worker.CancelOperation.Progress;
import dev.millwright.worker.CancelOperation.State;
import dev.millwright.worker.Job;
import dev.millwright.worker.JobFilter;
import dev.millwright.worker.Worker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Many jobs cancelled by a filter, on a server that knows nothing of that. */
@Timeout(120)
class CancelByFilterOnStockServerTest extends CancelsOnStockServer {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final CountDownLatch go = new CountDownLatch(1);
    private final Set<String> succeeded = ConcurrentHashMap.newKeySet();

    @AfterEach
    void release() {
        go.countDown();
    }

    private List<String> push(int count, String queue, String jobtype) {
        List<String> jids = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            jids.add(client.push(Job.builder(jobtype).queue(queue).build()));
        }
        return jids;
    }

    @Test
    void exactlyThoseOfOneTypeAreInDeadAndTheOthersSucceed() throws Exception {
        try (Worker worker = Worker.builder()
                .server(address)
                .concurrency(40)
                .queues("one", "two")
                .listener(events)
                .register("doomed", context -> go.await())
                .register("fine", context -> {
                    go.await();
                    succeeded.add(context.jid());
                })
                .build()) {
            worker.start();
            List<String> doomed = push(10, "one", "doomed");
            doomed.addAll(push(10, "two", "doomed"));
            List<String> fine = push(10, "one", "fine");
            fine.addAll(push(10, "two", "fine"));
            events.await("START", 40);

            Progress end = worker.cancelAll(
                            JobFilter.EMPTY.withJobtypes("doomed").withQueues("one", "two"),
                            CancelAllOptions.DEFAULT.withReason("wrong input").withBy("a test"))
                    .await(LIMIT);

            assertThat(end).isEqualTo(new Progress(State.DONE, 20, 20, 0, 0, 0));
            view.until(now -> now.size("dead") == 20);
            go.countDown();
            view.until(now -> now.processed() == 40);
            assertThat(view.dead())
                    .extracting(job -> job.path("jid").asString())
                    .containsExactlyInAnyOrderElementsOf(doomed);
            assertThat(view.dead())
                    .allSatisfy(job -> assertThat(
                                    job.path("failure").path("message").asString())
                            .startsWith("the job was cancelled by a test: wrong input; "));
            assertThat(succeeded).containsExactlyInAnyOrderElementsOf(fine);
            assertThat(view.size("retries")).isZero();
            view.until(now -> now.size("working") == 0);
        }
    }
}
