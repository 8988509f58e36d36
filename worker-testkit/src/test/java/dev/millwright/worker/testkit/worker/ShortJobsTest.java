package dev.millwright.worker.testkit.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millwright.worker.JobContext;
import dev.millwright.worker.Worker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/** Jobs that have proved to be short run where they are read, until one is not. */
class ShortJobsTest extends WorkerTest {
    private static final int MOST_BATCHES = 500;

    private final CompletableFuture<String> blocked = new CompletableFuture<>();
    private final AtomicBoolean block = new AtomicBoolean(true);
    private int acks;

    private static boolean onLanesThread() {
        return Thread.currentThread().getName().startsWith("millwright-lanes-");
    }

    /** Blocks once, the first time that it runs on the thread of the lanes. */
    private void shortUntilItIsTrusted(JobContext context) throws InterruptedException {
        if (onLanesThread() && block.compareAndSet(true, false)) {
            blocked.complete(context.job().jid());
            new CountDownLatch(1).await();
        }
    }

    private Worker startedUntilOneBlocks(Worker.Builder builder) {
        Worker worker = start(builder.shutdownTimeout(Duration.ZERO).register("trusted", this::shortUntilItIsTrusted));
        pushBatchesUntil(blocked::isDone);
        assertThat(blocked).as("a job on the thread of the lanes").isDone();
        acks--;
        return worker;
    }

    /** One batch after the other is run, until their type is trusted and the function blocks. */
    private void pushBatchesUntil(BooleanSupplier blocks) {
        for (int batch = 0; batch < MOST_BATCHES && !blocks.getAsBoolean(); batch++) {
            push(20);
            int pushed = acks;
            server.await("a batch", now -> now.processed() - now.failures() == pushed || blocks.getAsBoolean());
        }
    }

    private void push(int jobs) {
        for (int i = 0; i < jobs; i++) {
            server.push("trusted");
        }
        acks += jobs;
    }

    @Test
    void oneThatBlocksAgainstExpectationHoldsUpNoOther() throws Exception {
        startedUntilOneBlocks(worker().concurrency(2));

        push(50);
        server.push("noop");
        acks++;

        awaitAcks(acks);
        assertThat(server.working()).extracting(job -> job.jid()).containsExactly(blocked.get());
    }

    @Test
    void oneThatBlocksTheOnlySlotCanBeCancelledAndTheSlotIsUsedAgain() throws Exception {
        Worker worker = startedUntilOneBlocks(worker().concurrency(1));
        push(5);

        worker.cancel(blocked.get());

        awaitAcks(acks);
        server.await("the cancelled job in Dead", now -> now.dead().size() == 1);
        push(50);
        awaitAcks(acks);
    }

    @Test
    void whenAllBeginToBlockOnlyTheFirstHoldsUpTheLanes() throws Exception {
        int slots = 20;
        AtomicBoolean stalled = new AtomicBoolean();
        Semaphore begun = new Semaphore(0);
        AtomicInteger onLanes = new AtomicInteger();
        start(worker().concurrency(slots).register("trusted", context -> {
            if (onLanesThread()) {
                stalled.set(true);
                onLanes.incrementAndGet();
            }
            if (stalled.get()) {
                begun.release();
                awaitStubbornly();
            }
        }));
        pushBatchesUntil(stalled::get);
        push(slots);

        assertThat(begun.tryAcquire(slots, 30, TimeUnit.SECONDS))
                .as("a job in every slot")
                .isTrue();
        assertThat(onLanes).hasValue(1);
    }

    @Test
    void withMoreSlotsThanLanesTheLaneFetchesOn() {
        startedUntilOneBlocks(worker().concurrency(3).lanes(1));

        push(50);

        awaitAcks(acks);
    }

    @Test
    void jobsStayOnAnExecutorThatTheUserHasChosen() {
        List<String> threads = new ArrayList<>();
        ExecutorService own = Executors.newSingleThreadExecutor(task -> new Thread(task, "own"));
        try {
            start(worker().executor(own)
                    .register(
                            "short",
                            context -> threads.add(Thread.currentThread().getName())));
            for (int i = 0; i < 300; i++) {
                server.push("short");
            }
            awaitAcks(300);
            assertThat(threads).hasSize(300).containsOnly("own");
        } finally {
            own.shutdown();
        }
    }
}
