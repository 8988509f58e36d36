package dev.millwright.worker.cli.internal;

import dev.millwright.worker.FaktoryConnectionException;
import dev.millwright.worker.JobRegistry;
import dev.millwright.worker.ServerAddress;
import dev.millwright.worker.StopResult;
import dev.millwright.worker.Threads;
import dev.millwright.worker.Worker;
import dev.millwright.worker.cli.internal.values.Words;
import dev.millwright.worker.testkit.DevServer;
import java.io.File;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code run}: a worker process. */
@Command(
        name = "run",
        description = "Fetches jobs and runs them until it is told to stop (SIGTERM, SIGINT, or the server).",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class RunCommand implements Callable<Integer> {
    private static final Logger LOG = LoggerFactory.getLogger(RunCommand.class);

    private final Consumer<? super JobRegistry> jobs;
    private final Supplier<List<String>> warnings;

    @Mixin
    private final ServerOptions server;

    @Mixin
    private final AdminOptions admin = new AdminOptions();

    @Mixin
    private final FleetMembership membership = new FleetMembership();

    @Mixin
    private final ReportOptions report = new ReportOptions();

    /** As they are written everywhere else. Confined to the calling thread. */
    static final class ThreadKinds extends ArrayList<String> {
        private static final long serialVersionUID = 1L;

        ThreadKinds() {
            super(List.of("platform", "virtual", "auto"));
        }
    }

    @Option(
            names = {"-q", "--queue"},
            paramLabel = "NAME[,WEIGHT]",
            split = "\\s+",
            hideParamSyntax = true,
            description =
                    "A queue to fetch from; repeat for more, or separate by spaces. Plain names are fetched in strict"
                            + " order, weighted ones in an order shuffled by weight. Default: default.")
    private List<String> queues = List.of();

    @Option(
            names = {"-c", "--concurrency"},
            paramLabel = "N",
            description = "How many jobs run at once. Default: 10.")
    private @Nullable Integer concurrency;

    @Option(
            names = "--lanes",
            paramLabel = "N",
            description = "Over how many connections jobs are fetched. Default: the concurrency, at most 32.")
    private @Nullable Integer lanes;

    @Mixin
    private final PoolOptions morePools = new PoolOptions();

    @Option(
            names = "--threads",
            paramLabel = "KIND",
            completionCandidates = ThreadKinds.class,
            description =
                    "platform, virtual (Java 21 and later), or auto: virtual where there are any. Default: platform.")
    private Threads threads = Threads.PLATFORM;

    @Option(
            names = "--shutdown-timeout",
            paramLabel = "DURATION",
            description = "How long running jobs may finish undisturbed after a stop. Default: 25s.")
    private Duration shutdownTimeout = Duration.ofSeconds(25);

    @Option(
            names = "--cleanup-grace",
            paramLabel = "DURATION",
            description = "How long interrupted jobs may clean up after that. Default: 3s.")
    private Duration cleanupGrace = Duration.ofSeconds(3);

    @Option(
            names = "--requeue-interrupted",
            description = "Pushes jobs again that a stop interrupts, to start some seconds later, instead of FAILing"
                    + " them; spends no retry. Default: they are FAILed.")
    private boolean requeueInterrupted;

    @Option(
            names = "--startup-timeout",
            paramLabel = "DURATION",
            description = "How long to keep trying to reach the server at the start. Default: 30s.")
    private Duration startupTimeout = Duration.ofSeconds(30);

    @Option(
            names = "--label",
            paramLabel = "WORD",
            split = "\\s+",
            hideParamSyntax = true,
            description = "A label for the server's Web UI; repeat for more, or separate by spaces. Default: java.")
    private List<String> labels = List.of("java");

    @Option(
            names = "--jobs",
            paramLabel = "JAR",
            description = "A jar with job functions (a JobModule), or one it needs; repeat for more, or write them"
                    + " as a class path, in which 'lib/*' stands for all jars in lib. Default: none.")
    private List<File> jars = List.of(); // Files, though they may be a class path: so shells complete them

    @Option(
            names = "--sample-jobs",
            description =
                    "Registers sample.noop, sample.sleep (ms), sample.wait (ms, asynchronous), sample.stubborn (ms),"
                            + " sample.fail (message), sample.final (fails for good) and sample.flaky (fails in its first"
                            + " so many tries, of 5 that it has, 100 ms and more apart).")
    private boolean sampleJobs;

    @Option(
            names = "--dev-server",
            description = "Starts an embedded server in this process, in memory, and works for that one; it listens on"
                    + " --dev-port.")
    private boolean devServer;

    @Option(
            names = "--dev-port",
            paramLabel = "PORT",
            description = "Where the embedded server listens; 0 for any free port. Default: 7419.")
    private int devPort = ServerAddress.DEFAULT_PORT;

    @Option(
            names = "--heartbeat",
            paramLabel = "DURATION",
            description = "How often the server hears from this worker, at most 30s. Default: 15s.")
    private Duration heartbeat = Duration.ofSeconds(15);

    @Option(
            names = "--dry-run",
            description =
                    "Checks the options, loads the jobs, reading their jars to the end, tries the metrics port, contacts"
                            + " the server and the group's store once, shows queues and jobtypes, and ends with 0. Fetches"
                            + " nothing.")
    private boolean dryRun;

    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private final Logging logging = new Logging();

    RunCommand(Consumer<? super JobRegistry> jobs, ServerOptions server, Supplier<List<String>> warnings) {
        this.jobs = jobs;
        this.warnings = warnings;
        this.server = server;
    }

    @Override
    public Integer call() throws InterruptedException {
        logging.apply();
        warnings.get().forEach(warning -> LOG.warn("{}", warning));
        if (!devServer) {
            return run(server.address());
        }
        try (DevServer embedded = EmbeddedServer.start(devPort, null, false)) {
            LOG.info("an embedded server for development listens on {}; its jobs are in memory only", embedded.url());
            return run(embedded.address());
        }
    }

    private int run(ServerAddress address) throws InterruptedException {
        Registrations registrations = new Registrations(Worker.builder());
        registrations.add(jobs, sampleJobs, jars.stream().map(File::getPath).toList(), dryRun);
        morePools.declare(registrations);
        try (Worker worker = build(registrations.builder().server(address).apply(this::surround))) {
            if (dryRun && spec != null) {
                DryRun.print(
                        address,
                        registrations.jobtypes(),
                        worker.pools(),
                        queues(registrations),
                        membership.tryOut(),
                        admin.tryOut(worker),
                        spec.commandLine().getOut());
                return 0;
            }
            LOG.info(
                    "millwright {} on Java {}, pid {}, {} threads, jobs {}{}",
                    Version.current(),
                    Runtime.version(),
                    ProcessHandle.current().pid(),
                    chosenThreads(),
                    registrations.jobtypes(),
                    membership.inWords());
            return untilStopped(worker);
        }
    }

    /** Adds what lives beside the worker. */
    private void surround(Worker.Builder builder) {
        membership.join(builder);
        admin.measure(builder, membership.fleet());
    }

    private static int untilStopped(Worker worker) throws InterruptedException {
        try (ProcessSignals signals = ProcessSignals.install(worker)) {
            try {
                worker.start();
            } catch (FaktoryConnectionException e) {
                if (signals.stopRequested()) {
                    return 0; // nothing was fetched yet
                }
                throw e;
            }
            StopResult result = worker.awaitStopped();
            return result.clean() ? 0 : CommandLineProgram.INTERRUPTED;
        }
    }

    private String chosenThreads() {
        if (threads == Threads.AUTO) {
            return (Runtime.version().feature() >= 21 ? "virtual" : "platform") + " (chosen by auto)";
        }
        return Words.of(threads);
    }

    private Worker build(Worker.Builder builder) {
        builder.threads(threads)
                .shutdownTimeout(shutdownTimeout)
                .cleanupGrace(cleanupGrace)
                .requeueInterrupted(requeueInterrupted)
                .startupTimeout(startupTimeout)
                // For a function that calls System.exit. Signals are handled by ProcessSignals and start no hooks.
                .stopOnShutdown(true)
                .labels(labels.toArray(String[]::new))
                .listener(new JobLog())
                .apply(report::apply);
        UsageException.blaming("--heartbeat", () -> builder.heartbeat(heartbeat));
        if (concurrency != null) {
            int chosen = concurrency;
            UsageException.blaming("--concurrency", () -> builder.concurrency(chosen));
        }
        if (!queues.isEmpty()) {
            UsageException.blaming("--queue", () -> builder.queues(queues));
        }
        if (lanes != null) {
            int chosen = lanes;
            UsageException.blaming("--lanes", () -> builder.lanes(chosen));
        }
        return builder.build();
    }

    /** The queues of all pools as given, of the unnamed one first if there is one. */
    private Map<String, List<String>> queues(Registrations registrations) {
        Map<String, List<String>> given = new LinkedHashMap<>();
        given.put("", queues.isEmpty() ? List.of("default") : queues);
        given.putAll(registrations.pools());
        return given;
    }
}
