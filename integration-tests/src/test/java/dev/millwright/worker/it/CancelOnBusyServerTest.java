package dev.millwright.worker.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millwright.worker.CancelOptions;
import dev.millwright.worker.CancelResult;
import dev.millwright.worker.FaktoryClient;
import dev.millwright.worker.Job;
import dev.millwright.worker.Worker;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Jobs cancelled while the server's counters move for other reasons. */
@Timeout(180)
class CancelOnBusyServerTest extends CancelsOnStockServer {
    private static final CancelOptions OPTIONS = CancelOptions.DEFAULT.withTimeout(Duration.ofSeconds(30));
    private static final int SLICE = 1_000;

    private final AtomicBoolean over = new AtomicBoolean();

    @AfterEach
    void release() {
        over.set(true);
    }

    private Worker worker(int slots) {
        Worker worker = Worker.builder()
                .server(address)
                .concurrency(slots)
                .shutdownTimeout(Duration.ZERO)
                .listener(events)
                .register("sleepy", context -> context.signal().sleep(Duration.ofHours(1)))
                .build();
        worker.start();
        return worker;
    }

    /** A worker whose jobs go to Dead one after the other, each being followed by another. */
    private Worker mortals() {
        Worker worker = Worker.builder()
                .server(address)
                .queues("mortal")
                .concurrency(2)
                .register("mortal", context -> {
                    events.add("mortal");
                    if (!over.get()) {
                        context.client().push(mortal());
                    }
                    throw new IllegalStateException("dies");
                })
                .build();
        worker.start();
        return worker;
    }

    private static Job mortal() {
        return Job.builder("mortal").queue("mortal").retry(-1).build();
    }

    private List<String> running(int jobs) {
        List<Job> sleepy =
                IntStream.range(0, jobs).mapToObj(i -> Job.of("sleepy")).toList();
        client.pushBulk(sleepy);
        events.await("START", jobs);
        return sleepy.stream().map(Job::jid).toList();
    }

    /** So many that the server takes seconds to move them into their queue once they are due. */
    private void scheduleForNow(int jobs) {
        Instant soon = Instant.now().plusSeconds(2);
        List<Job> due = IntStream.range(0, jobs)
                .mapToObj(i -> Job.builder("never").queue("never").at(soon).build())
                .toList();
        for (int from = 0; from < jobs; from += SLICE) {
            client.pushBulk(due.subList(from, Math.min(from + SLICE, jobs)));
        }
        view.until(now -> now.queued("never") > 0);
    }

    @Test
    void runningJobsAreTakenForNothingElseWhileOthersFallDueAndDie() {
        try (Worker victims = worker(40);
                Worker dying = mortals()) {
            assertThat(dying.runningJobs()).isEmpty();
            List<String> jids = running(40);
            client.pushBulk(List.of(mortal(), mortal()));
            scheduleForNow(30_000);

            Map<String, CancelResult> results = client.cancel(jids, OPTIONS);
            over.set(true);

            System.out.println("of 40 running jobs: " + counts(results.values()));
            assertThat(counts(results.values())).containsExactly(Map.entry(CancelResult.CANCELLED, 40L));
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> victims.runningJobs().isEmpty());
        }
        nothingIsLeftBehind();
    }

    private static Map<CancelResult, Long> counts(Collection<CancelResult> results) {
        return results.stream().collect(Collectors.groupingBy(result -> result, TreeMap::new, Collectors.counting()));
    }

    private void nothingIsLeftBehind() {
        assertThat(view.info().at("/faktory/queues").propertyNames()).noneMatch(name -> name.startsWith("cancel"));
    }

    @Test
    void jobsThatWaitAreKilledThoughItIsNotCertainWhich() {
        try (Worker dying = mortals()) {
            assertThat(dying.runningJobs()).isEmpty();
            client.pushBulk(List.of(mortal(), mortal()));
            events.await("mortal", 10);
            List<String> jids = scheduled(20);

            Map<String, CancelResult> results = client.cancel(jids, CancelOptions.DEFAULT.withTimeout(Duration.ZERO));
            over.set(true);

            assertThat(results.values()).containsOnly(CancelResult.UNKNOWN);
            assertThat(deadJids()).containsAll(jids);
        }
        nothingIsLeftBehind();
    }

    private List<String> scheduled(int jobs) {
        List<Job> later = IntStream.range(0, jobs)
                .mapToObj(i -> Job.builder("sleepy")
                        .at(Instant.now().plusSeconds(3600))
                        .build())
                .toList();
        client.pushBulk(later);
        return later.stream().map(Job::jid).toList();
    }

    private List<String> deadJids() {
        return view.dead().stream().map(job -> job.path("jid").asString()).toList();
    }

    @Test
    void aThousandJobsWhereverTheyAre(StockServer server) {
        try (Worker worker = worker(300)) {
            List<String> running = running(300);
            List<String> waiting = scheduled(400);
            List<String> jids = new ArrayList<>(running);
            jids.addAll(waiting);
            IntStream.range(0, 300).forEach(i -> jids.add("nobody-has-" + i));

            Map<String, CancelResult> results =
                    client.cancel(jids, CancelOptions.DEFAULT.withTimeout(Duration.ofSeconds(10)));

            assertThat(results.keySet()).containsExactlyElementsOf(jids);
            assertThat(counts(results.values()))
                    .containsExactly(Map.entry(CancelResult.CANCELLED, 300L), Map.entry(CancelResult.UNKNOWN, 700L));
            assertThat(results).containsEntry(running.get(299), CancelResult.CANCELLED);
            view.until(now -> now.size("dead") == 700);
            assertThat(deadJids()).containsAll(waiting);
            assertThat(worker.runningJobs()).isEmpty();
            assertThat(server.isRunning()).isTrue();
        }
        nothingIsLeftBehind();
    }

    @Test
    void orderedInTimeBeforeALargeSetIsSought() {
        try (Worker worker = worker(1)) {
            String jid = running(1).get(0);
            List<String> waiting = scheduled(60_000);
            List<String> jids = new ArrayList<>(waiting.subList(0, 50));
            jids.add(jid);
            List<CancelResult> told = new ArrayList<>();

            Map<String, CancelResult> results = client.cancel(
                    jids,
                    CancelOptions.DEFAULT.withTimeout(Duration.ZERO).withProgress((job, result) -> told.add(result)));

            assertThat(results).containsEntry(jid, CancelResult.CANCELLED);
            assertThat(told.get(0)).isEqualTo(CancelResult.CANCELLED);
            assertThat(deadJids()).hasSize(51).containsAll(jids);
            assertThat(worker.runningJobs()).isEmpty();
        }
        nothingIsLeftBehind();
    }

    @Test
    void manyWhoCancelTheSameJobsAreAllTold() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try (Worker worker = worker(20);
                FaktoryClient other = FaktoryClient.connect(address)) {
            List<String> jids = running(20);
            List<Future<Map<String, CancelResult>>> cancellers = List.of(
                    threads.submit(() -> client.cancel(jids, OPTIONS)),
                    threads.submit(() -> client.cancel(jids, OPTIONS)),
                    threads.submit(() -> other.cancel(jids, OPTIONS)),
                    threads.submit(() -> other.cancel(jids, OPTIONS)));
            Map<CancelResult, Long> counts = new TreeMap<>();
            for (Future<Map<String, CancelResult>> canceller : cancellers) {
                counts(canceller.get(100, TimeUnit.SECONDS).values())
                        .forEach((result, count) -> counts.merge(result, count, Long::sum));
            }

            System.out.println("4 who cancel the same 20 jobs: " + counts);
            assertThat(counts.getOrDefault(CancelResult.CANCELLED, 0L)).isGreaterThanOrEqualTo(20);
            assertThat(counts).containsOnlyKeys(CancelResult.CANCELLED);
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> worker.runningJobs().isEmpty());
        } finally {
            threads.shutdownNow();
        }
        nothingIsLeftBehind();
    }
}
