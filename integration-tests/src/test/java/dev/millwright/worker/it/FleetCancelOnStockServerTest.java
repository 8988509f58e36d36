package dev.millwright.worker.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millwright.testtools.RedisServer;
import dev.millwright.worker.Job;
import dev.millwright.worker.JobContext;
import dev.millwright.worker.JobFilter;
import dev.millwright.worker.JobListener;
import dev.millwright.worker.JobOutcome;
import dev.millwright.worker.Mutation;
import dev.millwright.worker.MutationFilter;
import dev.millwright.worker.Worker;
import dev.millwright.worker.fleet.Fleet;
import dev.millwright.worker.fleet.FleetAddress;
import dev.millwright.worker.fleet.FleetCancel;
import dev.millwright.worker.fleet.FleetCancelOptions;
import dev.millwright.worker.fleet.FleetClient;
import dev.millwright.worker.fleet.FleetOperation;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Jobs that fit a filter, cancelled on all workers of a group: those that run, and those that come later. */
@Timeout(240)
class FleetCancelOnStockServerTest extends CancelsOnStockServer {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final List<String> TYPES = List.of("doomed", "fine", "other");
    private static final List<String> QUEUES = List.of("one", "two");
    private static final JobFilter DOOMED = JobFilter.EMPTY.withJobtypes("doomed");

    private final RedisServer redis = RedisServer.start();
    private final FleetAddress store = FleetAddress.parse(redis.url());
    private final FleetClient fleet = FleetClient.connect(store, "test");
    private final List<Worker> workers = new ArrayList<>();
    private final CountDownLatch go = new CountDownLatch(1);
    private final Map<String, Integer> started = new ConcurrentHashMap<>();
    private final Set<String> succeeded = ConcurrentHashMap.newKeySet();

    /** What the functions and the reports say. */
    private final JobListener ledger = new JobListener() {
        @Override
        public void onJobStarted(JobContext context) {
            started.merge(context.jid(), 1, Integer::sum);
        }

        @Override
        public void onReported(Job job, JobOutcome outcome) {
            if (outcome instanceof JobOutcome.Ack) {
                succeeded.add(job.jid());
            }
        }
    };

    @AfterEach
    void end() {
        go.countDown();
        fleet.close();
        workers.forEach(Worker::close);
        redis.close();
    }

    private Worker start(int slots, Consumer<Worker.Builder> functions) {
        Worker.Builder builder = Worker.builder()
                .server(address)
                .concurrency(slots)
                .queues(QUEUES.toArray(String[]::new))
                .shutdownTimeout(Duration.ZERO)
                .listener(ledger);
        functions.accept(builder);
        Fleet.of(store, "test").join(builder);
        Worker worker = builder.build();
        workers.add(worker);
        worker.start();
        return worker;
    }

    private void types(Worker.Builder builder) {
        for (String type : TYPES) {
            builder.register(type, context -> {
                if (context.job().custom().containsKey("fails_first")
                        && context.job().failure().isEmpty()) {
                    throw new IllegalStateException("as asked for");
                }
                go.await();
            });
        }
    }

    private List<String> push(int count, String type, Consumer<Job.Builder> as) {
        List<Job> jobs = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Job.Builder builder = Job.builder(type).queue(QUEUES.get(i % 2));
            as.accept(builder);
            jobs.add(builder.build());
        }
        client.pushBulk(jobs);
        return jobs.stream().map(Job::jid).toList();
    }

    private List<String> dead() {
        return view.dead().stream().map(job -> job.path("jid").asString()).toList();
    }

    @Test
    void oneTypeIsCancelledWhereverItsJobsAre() throws Exception {
        for (int i = 0; i < 3; i++) {
            start(200, this::types);
        }
        Set<String> doomed = new HashSet<>();
        Set<String> spared = new HashSet<>();
        doomed.addAll(push(50, "doomed", job -> job.custom("fails_first", "yes")));
        spared.addAll(push(50, "fine", job -> job.custom("fails_first", "yes")));
        view.until(now -> now.size("retries") == 100);
        List<String> running = push(200, "doomed", job -> {});
        doomed.addAll(running);
        spared.addAll(push(200, "fine", job -> {}));
        spared.addAll(push(200, "other", job -> {}));
        view.until(now -> now.size("working") == 600);
        List<String> later = new ArrayList<>();
        later.addAll(push(200, "doomed", job -> {}));
        spared.addAll(push(200, "fine", job -> {}));
        later.addAll(push(100, "doomed", job -> job.at(Instant.now().plusSeconds(3600))));
        spared.addAll(push(100, "other", job -> job.at(Instant.now().plusSeconds(3600))));
        doomed.addAll(later);
        long begun = System.nanoTime();

        FleetCancel cancel = fleet.cancel(
                DOOMED, FleetCancelOptions.DEFAULT.withReason("wrong input").withBy("a test"));
        FleetOperation end = cancel.await(LIMIT);
        view.until(now -> dead().containsAll(running));

        System.out.println("200 running jobs of 3 workers in Dead after "
                + Duration.ofNanos(System.nanoTime() - begun).toMillis() + " ms");
        assertThat(end.state()).isEqualTo(FleetOperation.State.DONE);
        assertThat(end.workers()).isEqualTo(3);
        assertThat(end.acknowledged()).isEqualTo(3);
        Thread.onSpinWait();
        List<String> after = new ArrayList<>();
        view.until(now -> Duration.ofNanos(System.nanoTime() - begun).compareTo(Duration.ofSeconds(1)) > 0);
        after.addAll(push(30, "doomed", job -> {}));
        client.mutate(new Mutation(Mutation.Command.REQUEUE, Mutation.Target.RETRIES, MutationFilter.ALL));
        client.mutate(new Mutation(Mutation.Command.REQUEUE, Mutation.Target.SCHEDULED, MutationFilter.ALL));
        go.countDown();

        view.until(now -> succeeded.size() == spared.size() + after.size() && dead().size() == doomed.size());
        assertThat(dead()).containsExactlyInAnyOrderElementsOf(doomed);
        Set<String> expected = new HashSet<>(spared);
        expected.addAll(after);
        assertThat(succeeded).isEqualTo(expected);
        assertThat(started.keySet()).as("never started").doesNotContainAnyElementsOf(later);
        view.until(now -> cancel.look().matched() == doomed.size());
        FleetOperation last = cancel.look();
        assertThat(last.cancelled()).isEqualTo(doomed.size());
        assertThat(last.alreadyOver()).isZero();
        assertThat(last.failed()).isZero();
        assertThat(view.size("retries")).isZero();
        view.until(now -> now.size("working") == 0);
    }

    @Test
    void aThousandThatEndInTheSameMomentAreDoneOrCancelledAndNeverBoth() throws Exception {
        start(500, this::types);
        start(500, this::types);
        List<String> racing = push(1_000, "doomed", job -> {});
        view.until(now -> now.size("working") == 1_000);

        FleetCancel cancel = fleet.cancel(DOOMED, FleetCancelOptions.DEFAULT);
        while (cancel.look().cancelled() == 0 && dead().isEmpty()) {
            Thread.onSpinWait();
        }
        go.countDown();
        cancel.await(LIMIT);
        view.until(now -> now.size("working") == 0);
        view.until(now -> dead().size() + succeeded.size() == 1_000);
        // The counts are written once a second.
        view.until(now -> cancel.look().cancelled() == dead().size());

        FleetOperation end = cancel.look();
        System.out.println("of 1,000 races " + end);
        Set<String> both = new HashSet<>(dead());
        both.retainAll(succeeded);
        assertThat(both).isEmpty();
        Set<String> all = new HashSet<>(dead());
        all.addAll(succeeded);
        assertThat(all).isEqualTo(new HashSet<>(racing));
        assertThat(end.matched()).isEqualTo(end.cancelled() + end.alreadyOver());
        assertThat(end.failed()).isZero();
    }

    @BeforeEach
    void quiet() {
        // Nothing of a test before.
        view.until(now -> now.size("working") == 0);
    }
}
