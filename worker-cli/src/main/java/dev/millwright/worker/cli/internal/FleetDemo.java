package dev.millwright.worker.cli.internal;

import dev.millwright.worker.FaktoryClient;
import dev.millwright.worker.Job;
import dev.millwright.worker.JobFilter;
import dev.millwright.worker.Worker;
import dev.millwright.worker.fleet.Fleet;
import dev.millwright.worker.fleet.FleetCancel;
import dev.millwright.worker.fleet.FleetCancelOptions;
import dev.millwright.worker.fleet.FleetClient;
import dev.millwright.worker.fleet.FleetMemory;
import dev.millwright.worker.fleet.FleetOperation;
import dev.millwright.worker.testkit.DevServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The demo's second act: three workers of a group, and one kind of their jobs cancelled in all of them. Stateless. */
final class FleetDemo {
    private static final String GROUP = "demo";
    private static final int WORKERS = 3;
    private static final int SLOTS = 5;
    private static final int JOBS_OF_A_KIND = 150;
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private FleetDemo() {}

    static void play(DevServer server, FaktoryClient client, DemoDisplay display) throws InterruptedException {
        FleetMemory store = new FleetMemory();
        CountDownLatch held = new CountDownLatch(WORKERS * SLOTS);
        List<Worker> workers = new ArrayList<>();
        try (FleetClient group = FleetClient.connect(store, GROUP)) {
            for (int i = 0; i < WORKERS; i++) {
                workers.add(worker(server, display, store, held));
            }
            workers.forEach(Worker::start);
            display.say("A group of " + WORKERS + " workers with " + SLOTS + " slots each. Pushing " + JOBS_OF_A_KIND
                    + " imports that hang,");
            display.say("and " + JOBS_OF_A_KIND + " thumbnails, which take a moment.");
            pushAll(client, display);
            if (!held.await(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                throw new IllegalStateException("the demo's imports do not start");
            }
            display.say(
                    "All " + WORKERS * SLOTS + " slots hang. Cancelling every import in the group, by its jobtype:");
            FleetCancel cancel = group.cancel(
                    JobFilter.EMPTY.withJobtypes("import"), FleetCancelOptions.DEFAULT.withReason("the import hangs"));
            FleetOperation done = cancel.await(LIMIT);
            display.say("  " + done.acknowledged() + " of " + done.workers() + " workers have gone through their jobs; "
                    + done.cancelled() + " imports are cancelled so far.");
            display.say("  The others are as they are fetched, and thumbnails get through.");
            display.awaitReported(2 * JOBS_OF_A_KIND);
            workers.forEach(Worker::stop);
            for (Worker worker : workers) {
                worker.awaitStopped();
            }
            display.summary(server);
        } finally {
            workers.forEach(Worker::close);
        }
    }

    private static Worker worker(DevServer server, DemoDisplay display, FleetMemory store, CountDownLatch held) {
        return Worker.builder()
                .server(server.address())
                .concurrency(SLOTS)
                .heartbeat(Duration.ofMillis(500))
                .shutdownTimeout(Duration.ofSeconds(1))
                .listener(display)
                .register("import", context -> {
                    held.countDown();
                    context.signal().sleep(Duration.ofHours(1));
                })
                .register("thumbnail", context -> context.signal().sleep(Duration.ofMillis(30)))
                .apply(Fleet.of(store, GROUP)::join)
                .build();
    }

    private static void pushAll(FaktoryClient client, DemoDisplay display) {
        List<Job> jobs = new ArrayList<>();
        for (int i = 0; i < JOBS_OF_A_KIND; i++) {
            jobs.add(Job.of("import", i));
            jobs.add(Job.of("thumbnail", i));
        }
        display.expect(jobs);
        client.pushBulk(jobs);
    }
}
