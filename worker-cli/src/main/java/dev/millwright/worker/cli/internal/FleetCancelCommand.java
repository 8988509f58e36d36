package dev.millwright.worker.cli.internal;

import dev.millwright.worker.FaktoryClient;
import dev.millwright.worker.FaktoryException;
import dev.millwright.worker.JobFilter;
import dev.millwright.worker.fleet.FleetCancel;
import dev.millwright.worker.fleet.FleetCancelOptions;
import dev.millwright.worker.fleet.FleetClient;
import dev.millwright.worker.fleet.FleetException;
import dev.millwright.worker.fleet.FleetOperation;
import dev.millwright.worker.fleet.FleetOperation.State;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.node.ObjectNode;

/** {@code fleet cancel}: cancels by a filter in all workers of a group. */
@Command(
        name = "cancel",
        description = {
            "Cancels all jobs of the group that fit a filter and were made before this call: those that run, those that wait"
                    + " in a worker, and until --for is over those that are fetched later. They are moved to Dead. Asks first.",
            "Ends when all live workers have gone through the jobs that they hold. Exit code 1 if not all of them have"
                    + " within --wait, or a job could not be cancelled; the operation goes on."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class FleetCancelCommand implements Callable<Integer> {
    /** Who is asked a question does not wait for a worker that has died: it expires after a longer time. */
    private static final Duration COUNTING = Duration.ofSeconds(5);

    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private final FleetJobFilter filter = new FleetJobFilter();

    @Option(
            names = "--state",
            paramLabel = "STATE",
            description = "running: jobs whose function runs now; waiting: those whose function does not; or both."
                    + " Default: both.")
    private JobFilter.State state = JobFilter.State.BOTH;

    @Option(names = "--all", description = "Every job of the group.")
    private boolean all;

    @Option(
            names = "--reason",
            paramLabel = "TEXT",
            description = "Why, for logs and the jobs' messages. Default: none.")
    private String reason = "";

    @Option(
            names = "--by",
            paramLabel = "NAME",
            description = "Who wants it, for logs and the jobs' messages. Default: this process's user.")
    private String by = System.getProperty("user.name", "");

    @Option(
            names = "--id",
            paramLabel = "ID",
            description = "What the operation is called: the same again with the same filter is the same operation."
                    + " Default: made up.")
    private @Nullable String id;

    @Option(
            names = "--for",
            paramLabel = "DURATION",
            description = "For how long jobs are met that are fetched later. Default: 25h.")
    private Duration lifetime = FleetCancelOptions.DEFAULT.lifetime();

    @Option(
            names = "--tolerance",
            paramLabel = "DURATION",
            description =
                    "By how much a job's created_at may lie after this call, where the clocks of who pushes jobs are"
                            + " fast. Default: 0s.")
    private Duration tolerance = Duration.ZERO;

    @Option(names = "--discard", description = "Lets the jobs vanish instead of moving them to Dead.")
    private boolean discard;

    @Option(
            names = "--sweep",
            description =
                    "Takes jobs out of the server's scheduled and retries as well, at once. Only for filters by jobtype,"
                            + " queue or jid, and --all; may reach jobs made within the second of the call.")
    private boolean sweep;

    @Option(names = "--dry-run", description = "Only counts the jobs that workers hold. Cancels nothing.")
    private boolean dryRun;

    @Mixin
    private final Confirmation confirmation;

    @Option(
            names = "--wait",
            paramLabel = "DURATION",
            description = "How long to wait for the workers; 0s to only give the order. Default: 1m.")
    private Duration wait = Duration.ofMinutes(1);

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            description = "text or json. Default: text.")
    private InfoCommand.Output output = InfoCommand.Output.text;

    @Mixin
    private final ServerOptions server;

    private final FleetOptions fleet;
    private final Streams streams;

    FleetCancelCommand(FleetOptions fleet, ServerOptions server, Streams streams) {
        this.fleet = fleet;
        this.server = server;
        this.streams = streams;
        this.confirmation = new Confirmation(streams);
    }

    @Override
    public Integer call() throws InterruptedException {
        if (spec == null) {
            throw new IllegalStateException("called without picocli");
        }
        JobFilter jobs = jobs();
        FleetCancelOptions nameless = options();
        FleetCancelOptions options = named(nameless);
        FleetSweep swept = sweep ? FleetSweep.of(filter, state, all, discard) : null;
        PrintWriter err = spec.commandLine().getErr();
        PrintWriter out = spec.commandLine().getOut();
        try (FleetClient client = fleet.connect();
                FaktoryClient faktory = swept == null ? null : server.connect()) {
            if (dryRun) {
                return counted(client.cancel(jobs, nameless.withDryRun(true)), out, err);
            }
            if (swept != null && faktory != null) {
                swept.look(faktory); // to see that it is there, before anything is changed
            }
            String deed = (discard ? "discard " : "cancel ") + FleetCancelWords.jobs(jobs) + " in " + fleet.inWords();
            if (!confirmation.allows(deed, () -> exactly(client, jobs, nameless, swept, err), err)) {
                return CommandLineProgram.DECLINED;
            }
            FleetCancel opened = client.cancel(jobs, options);
            if (swept != null && faktory != null) {
                sweep(swept, faktory, opened);
            }
            FleetOperation operation = awaited(opened, wait, err);
            print(operation, swept, out);
            if (opened.repeated() && isOver(operation)) {
                err.println("millwright: operation " + operation.id()
                        + " was over before and cancels nothing any more: take another --id");
                return CommandLineProgram.INCOMPLETE;
            }
            return exitCode(operation, err);
        }
    }

    private JobFilter jobs() {
        JobFilter given = filter.narrow(
                JobFilter.EMPTY.withState(state), InstantSource.system().instant());
        if (all && !given.equals(JobFilter.EMPTY)) {
            throw new UsageException("--all", "give either --all or a filter, not both");
        }
        if (!all && given.equals(JobFilter.EMPTY)) {
            throw new UsageException("say which jobs, for instance with --jobtype or --queue; or --all for every job");
        }
        return all ? JobFilter.all() : given;
    }

    private FleetCancelOptions options() {
        FleetCancelOptions said =
                FleetCancelOptions.DEFAULT.withReason(reason).withBy(by).withDiscard(discard);
        FleetCancelOptions timed = UsageException.blaming("--for", () -> said.withLifetime(lifetime));
        return UsageException.blaming("--tolerance", () -> timed.withTolerance(tolerance));
    }

    /** A dry run has no name: under it the real one would be another operation. */
    private FleetCancelOptions named(FleetCancelOptions options) {
        String name = id;
        return name == null ? options : UsageException.blaming("--id", () -> options.withId(name));
    }

    /** What is about to be done, with the number of jobs that it is known to hit. */
    private String exactly(
            FleetClient client,
            JobFilter jobs,
            FleetCancelOptions options,
            @Nullable FleetSweep swept,
            PrintWriter err) {
        FleetOperation found = awaited(client.cancel(jobs, options.withDryRun(true)), COUNTING, err);
        boolean complete = found.acknowledged() == found.workers();
        return (discard ? "discard " : "cancel ") + (complete ? "" : "at least ") + Quantity.of(found.matched(), "job")
                + " that " + Quantity.of(found.workers(), "worker") + " hold"
                + (state == JobFilter.State.RUNNING
                        ? ""
                        : ", and for " + DurationConverter.forPeople(lifetime) + " those that are fetched later")
                + (swept == null ? "" : ", and those in " + swept.sets())
                + ", in " + fleet.inWords() + " (" + Table.line(jobs.toString()) + ")";
    }

    private static void sweep(FleetSweep swept, FaktoryClient faktory, FleetCancel opened) {
        try {
            swept.apply(faktory);
        } catch (FaktoryException e) {
            throw new FleetException(
                    "operation " + opened.id() + " is open and goes on, but the sweep has failed: " + e.getMessage(),
                    e);
        }
    }

    private FleetOperation awaited(FleetCancel opened, Duration limit, PrintWriter err) {
        try (FleetCancelProgress progress = new FleetCancelProgress(err, streams.isTerminal(Streams.Stream.ERR))) {
            return opened.onProgress(progress).await(limit);
        } catch (FleetException e) {
            String message = String.valueOf(e.getMessage());
            throw message.contains(opened.id())
                    ? e
                    : new FleetException(
                            "operation " + opened.id() + " was opened, how far it is is not known: " + message, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new FleetException("interrupted; operation " + opened.id() + " goes on", e);
        }
    }

    private int counted(FleetCancel opened, PrintWriter out, PrintWriter err) {
        FleetOperation counted = awaited(opened, wait, err);
        if (output == InfoCommand.Output.json) {
            out.println(FleetJson.result(counted).put("dry_run", true).put("on_server", "unknown"));
        } else {
            FleetCancelWords.printDryRun(counted, fleet.inWords(), out);
        }
        return exitCode(counted, err);
    }

    private void print(FleetOperation operation, @Nullable FleetSweep swept, PrintWriter out) {
        if (output == InfoCommand.Output.json) {
            ObjectNode json = FleetJson.result(operation);
            if (swept != null) {
                swept.describe(json);
            }
            out.println(json);
        } else {
            FleetCancelWords.print(operation, fleet.inWords(), out);
            if (swept != null) {
                out.println(swept.inWords());
            }
        }
    }

    private static boolean isOver(FleetOperation operation) {
        return operation.state() == State.ABORTED || operation.state() == State.EXPIRED;
    }

    private int exitCode(FleetOperation operation, PrintWriter err) {
        if (operation.state() == State.ABORTED) {
            err.println("millwright: operation " + operation.id() + " was aborted by someone else meanwhile");
            return CommandLineProgram.INCOMPLETE;
        }
        if (operation.acknowledged() < operation.workers() && !wait.isZero()) {
            err.println("millwright: " + FleetCancelWords.acknowledged(operation) + " within "
                    + DurationConverter.forPeople(wait)
                    + (operation.state() == State.OPEN && !operation.dryRun()
                            ? "; the operation stays open: see 'millwright fleet operations " + operation.id() + "'"
                            : ""));
            return CommandLineProgram.INCOMPLETE;
        }
        if (operation.failed() > 0) {
            err.println("millwright: " + operation.failed() + " of " + Quantity.of(operation.matched(), "job")
                    + " could not be cancelled: the logs of their workers say why");
            return CommandLineProgram.INCOMPLETE;
        }
        return 0;
    }
}
