package dev.millwright.worker.it.chaos;

import dev.millwright.worker.ServerAddress;
import dev.millwright.worker.StopResult;
import dev.millwright.worker.Threads;
import dev.millwright.worker.Worker;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The workers: one whose jobs run on the threads of its lanes, and one that hands them to an executor.
 * Each can be stopped and replaced while the other goes on. Any thread.
 */
final class Crew {
    static final int WORKERS = 2;
    static final int SLOTS = 14;

    /** One place, and the worker that holds it. */
    private static final class Post {
        final int number;
        final ReentrantLock lock = new ReentrantLock();
        volatile @Nullable Worker worker; // written under lock

        Post(int number) {
            this.number = number;
        }
    }

    private final ServerAddress server;
    private final Workload workload;
    private final Ledger ledger;
    private final List<Post> posts = List.of(new Post(0), new Post(1));
    private final AtomicInteger unreported = new AtomicInteger();
    private final AtomicInteger restarts = new AtomicInteger();

    Crew(ServerAddress server, Workload workload, Ledger ledger) {
        this.server = server;
        this.workload = workload;
        this.ledger = ledger;
    }

    void start() {
        posts.forEach(this::start);
    }

    private void start(Post post) {
        WorkerNotes notes = new WorkerNotes(ledger);
        Worker.Builder builder = Worker.builder()
                .server(server)
                .queues(JobSpec.QUEUE)
                .listener(notes)
                .middleware(notes);
        workload.registerWith(builder);
        if (post.number == 0) {
            builder.concurrency(slots(post.number))
                    .heartbeat(Duration.ofMillis(500))
                    .shutdownTimeout(Duration.ofMillis(300))
                    .cleanupGrace(Duration.ofSeconds(1));
        } else {
            builder.concurrency(slots(post.number))
                    .lanes(3)
                    .threads(Threads.AUTO)
                    .heartbeat(Duration.ofSeconds(1))
                    .shutdownTimeout(Duration.ofSeconds(1))
                    .cleanupGrace(Duration.ofSeconds(5));
        }
        Worker worker = builder.build();
        notes.wid(worker.wid());
        post.lock.lock();
        try {
            worker.start();
            post.worker = worker;
        } finally {
            post.lock.unlock();
        }
    }

    private static int slots(int number) {
        return number == 0 ? 8 : SLOTS - 8;
    }

    /** Changes the size of a worker's pool; less than nothing stands for the one it began with. */
    void resize(int number, int slots) {
        Worker worker = posts.get(number).worker;
        if (worker != null) {
            worker.pool("").by("chaos").resize(slots < 0 ? slots(number) : slots);
        }
    }

    void pause(int number, Duration time) {
        Worker worker = posts.get(number).worker;
        if (worker != null) {
            worker.pool("").by("chaos").pause(time, "chaos");
        }
    }

    /** Stops a worker, interrupting its jobs at once if in a hurry, and starts another. */
    void restart(int number, boolean hurry) {
        Post post = posts.get(number);
        post.lock.lock();
        try {
            stop(post, hurry);
            restarts.incrementAndGet();
            start(post);
        } finally {
            post.lock.unlock();
        }
    }

    /** Stops all workers. Returns how they ended. */
    List<StopResult> stop() {
        List<CompletableFuture<StopResult>> results = posts.stream()
                .map(post -> CompletableFuture.supplyAsync(() -> stop(post, false)))
                .toList();
        return results.stream().map(CompletableFuture::join).toList();
    }

    private StopResult stop(Post post, boolean hurry) {
        post.lock.lock();
        try {
            Worker worker = post.worker;
            if (worker == null) {
                return new StopResult(0, 0, 0);
            }
            post.worker = null;
            CompletableFuture<StopResult> stopped = worker.stop();
            StopResult result = (hurry ? worker.stop() : stopped).join();
            int unheard = ledger.stopped(worker.wid());
            unreported.addAndGet(unheard);
            // Fewer are possible: a report can be confirmed while the worker gives it up.
            if (unheard > result.unreported()) {
                throw new AssertionError("worker " + worker.wid() + " says " + result + ", but " + unheard
                        + " of its runs have no report");
            }
            return result;
        } finally {
            post.lock.unlock();
        }
    }

    /** Cancels a job in whatever worker runs it. */
    void cancel(String jid) {
        for (Post post : posts) {
            Worker worker = post.worker;
            if (worker != null) {
                worker.cancel(jid);
            }
        }
    }

    /** Whether no worker knows of any job. */
    boolean isIdle() {
        return posts.stream().allMatch(post -> {
            Worker worker = post.worker;
            return worker == null || worker.runningJobs().isEmpty();
        });
    }

    int unreported() {
        return unreported.get();
    }

    int restarts() {
        return restarts.get();
    }
}
