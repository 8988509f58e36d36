package dev.millwright.worker.cli.internal;

import dev.millwright.worker.FaktoryClient;
import dev.millwright.worker.Job;
import dev.millwright.worker.JobContext;
import dev.millwright.worker.ServerAddress;
import dev.millwright.worker.Worker;
import dev.millwright.worker.testkit.DevServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code demo}: shows what a worker does, in a few seconds and with nothing installed. */
@Command(
        name = "demo",
        description = "Starts an embedded server and a worker, runs jobs of several kinds, cancels one, lets one be"
                + " interrupted by the shutdown, and says what happened to each; then three workers of a group, and"
                + " all jobs of one kind cancelled in them. Takes some seconds.",
        mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {
    private static final int SHORT_JOBS = 200;
    private static final int SLOTS = 5;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        if (spec == null) {
            throw new IllegalStateException("called without picocli");
        }
        Logging.level("error"); // the display says it better
        PrintWriter out = spec.commandLine().getOut();
        boolean terminal = CommandLine.Help.Ansi.AUTO.enabled();
        DemoDisplay display = new DemoDisplay(out, terminal);
        try (DevServer server = EmbeddedServer.start(0, null, false);
                FaktoryClient client = FaktoryClient.connect(server.address())) {
            display.say(
                    "An embedded Faktory server on port " + server.port() + ", and a worker with " + SLOTS + " slots.");
            Worker worker = worker(server.address(), display);
            worker.start();

            display.say("Pushing " + SHORT_JOBS + " short jobs, 3 that take a while, one that fails,");
            display.say("a child process of 60 s, and a report that never ends.");
            Job transcode = Job.of("transcode");
            Job report = Job.of("report");
            pushAll(client, display, transcode, report);
            display.awaitRunning(transcode.jid());
            display.awaitRunning(report.jid());
            display.awaitReported(SHORT_JOBS + 4);

            display.say("Telling the server: CANCEL " + transcode.jid() + " (the child process)");
            server.cancel(transcode.jid());
            display.awaitReported(SHORT_JOBS + 5);

            display.say("Stopping: 1 s for the report to finish, then it is interrupted.");
            worker.stop();
            worker.awaitStopped();
            display.summary(server);

            display.say("");
            FleetDemo.play(server, client, new DemoDisplay(out, terminal));
        }
        return 0;
    }

    private static Worker worker(ServerAddress server, DemoDisplay display) {
        return Worker.builder()
                .server(server)
                .concurrency(SLOTS)
                .heartbeat(Duration.ofMillis(500))
                .shutdownTimeout(Duration.ofSeconds(1))
                .cleanupGrace(Duration.ofSeconds(1))
                .listener(display)
                .register("short", context -> {})
                .register("resize", context -> context.signal().sleep(Duration.ofMillis(300)))
                .register("flaky", context -> {
                    throw new IOException("the disk is full (on purpose)");
                })
                .register("transcode", DemoCommand::transcode)
                .register("report", context -> context.signal().sleep(Duration.ofHours(1)))
                .build();
    }

    private static void transcode(JobContext context) throws IOException, InterruptedException {
        Process process = new ProcessBuilder("sleep", "60").start();
        context.signal().destroyOnCancel(process);
        process.waitFor();
    }

    private static void pushAll(FaktoryClient client, DemoDisplay display, Job transcode, Job report) {
        List<Job> jobs = new ArrayList<>(List.of(transcode, report));
        for (int i = 0; i < SHORT_JOBS; i++) {
            jobs.add(Job.of("short", i));
        }
        for (int i = 0; i < 3; i++) {
            jobs.add(Job.of("resize", "photo-" + i + ".jpg", 640));
        }
        jobs.add(Job.of("flaky"));
        display.expect(jobs);
        client.pushBulk(jobs);
    }
}
