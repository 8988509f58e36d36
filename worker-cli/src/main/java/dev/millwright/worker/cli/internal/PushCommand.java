package dev.millwright.worker.cli.internal;

import dev.millwright.worker.FaktoryClient;
import dev.millwright.worker.Job;
import dev.millwright.worker.JobArgs;
import dev.millwright.worker.JobArgsException;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/** {@code push}: one job, or many from standard input. */
@Command(
        name = "push",
        description = {
            "Pushes a job and prints its jid; or with - as the JOBTYPE many, from lines of JSON on standard input.",
            "  {\"jobtype\":\"hello\",\"args\":[1],\"queue\":\"low\"}",
            "A line may have jid, queue, args, retry, reserve_for (in s), backtrace, at, created_at and custom; the options"
                    + " below hold for lines that do not say otherwise. Lines that are no jobs are passed over and listed"
                    + " at the end (exit code 1), up to 100 of them with why; so are jobs that the server refuses"
                    + " (exit code 3)."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class PushCommand implements Callable<Integer> {
    private static final String MANY = "-";

    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private final ServerOptions server;

    @Parameters(
            index = "0",
            paramLabel = "JOBTYPE",
            description = "Names the function that runs the job; - for many jobs, see above.")
    private String jobtype = "";

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "ARGS",
            description = "The args, a JSON array such as '[1,\"two\"]'. Default: [].")
    private @Nullable String args;

    @Option(
            names = {"-q", "--queue"},
            paramLabel = "NAME",
            description = "The queue to push to. Default: default.")
    private String queue = Job.DEFAULT_QUEUE;

    @Option(names = "--jid", paramLabel = "JID", description = "At least 8 bytes. Default: a random one.")
    private @Nullable String jid;

    @Option(
            names = "--retry",
            paramLabel = "N",
            description =
                    "Retries after a FAIL; 0: the job vanishes, -1: it goes to Dead. Less is refused. Default: 25.")
    private int retry = Job.DEFAULT_RETRY;

    @Option(
            names = "--reserve-for",
            paramLabel = "DURATION",
            description = "How long a worker may hold the job, 60s to 24h. Default: the server's 30m.")
    private @Nullable Duration reserveFor;

    @Option(names = "--in", paramLabel = "DURATION", description = "Runs the job so much later. Default: at once.")
    private @Nullable Duration in;

    @Option(
            names = "--at",
            paramLabel = "TIME",
            description = "Runs the job not before this time, such as 2030-01-31T08:00:00Z. Default: at once.")
    private @Nullable String at;

    @Option(
            names = "--backtrace",
            paramLabel = "LINES",
            description = "How many lines of backtrace the server keeps when the job fails, up to 50. Default: 0.")
    private int backtrace;

    @Option(
            names = "--custom",
            paramLabel = "KEY=VALUE",
            description = "A custom value; repeat for more. Keys that begin with _ are the server's. Default: none.")
    private Map<String, String> custom = Map.of();

    @Option(
            names = "--jids",
            description =
                    "With -, prints the jid of each job that was pushed, or of which that is not known, a line each;"
                            + " the count goes to standard error.")
    private boolean jids;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            description =
                    "text or json: an object with the jid; with - one for each line as it is dealt with, with line,"
                            + " jid, result (pushed, refused, unknown or bad) and reason. Default: text.")
    private InfoCommand.Output output = InfoCommand.Output.text;

    private final Streams streams;

    PushCommand(ServerOptions server, Streams streams) {
        this.server = server;
        this.streams = streams;
    }

    @Override
    public Integer call() {
        if (spec == null) {
            throw new IllegalStateException("called without picocli");
        }
        Consumer<Job.Builder> options = options();
        options.accept(Job.builder("checked")); // before anything is read or sent
        if (jobtype.equals(MANY)) {
            return pushMany(spec.commandLine(), options);
        }
        if (jobtype.startsWith("{")) {
            throw new UsageException("JOBTYPE is a name, not a whole job in JSON: push - reads such, a line each");
        }
        Job.Builder job = Job.builder(jobtype);
        options.accept(job);
        try {
            job.args(JobArgs.parse(args == null ? "[]" : args));
        } catch (JobArgsException e) {
            throw new UsageException("the args must be a JSON array such as '[1,\"two\"]', not " + args);
        }
        if (jid != null) {
            String chosen = jid;
            UsageException.blaming("--jid", () -> job.jid(chosen));
        }
        String pushed;
        try (FaktoryClient client = server.connect()) {
            pushed = client.push(job.build());
        }
        boolean json = output == InfoCommand.Output.json;
        spec.commandLine()
                .getOut()
                .println(json ? JsonMapper.shared().writeValueAsString(Map.of("jid", pushed)) : pushed);
        return 0;
    }

    private int pushMany(CommandLine command, Consumer<Job.Builder> options) {
        if (args != null || jid != null) {
            throw new UsageException("with - as the JOBTYPE the args and the jid of each job stand in its line");
        }
        PushedLines.Form form = form();
        PrintWriter err = command.getErr();
        if (streams.isTerminal(Streams.Stream.IN)) {
            err.println("Type one job a line, as in {\"jobtype\":\"hello\"}; Ctrl-D ends.");
        }
        PushedLines results = new PushedLines(form, command.getOut());
        try (FaktoryClient client = server.connect();
                Progress progress = new Progress(err, showsProgress(form), streams.inputSize())) {
            new BulkPush(client, options, results).run(new InputLines(progress.counting(streams.in())), progress);
        } finally {
            results.printProblems(err); // also where it broke off
        }
        // Where jids are read by a program, nothing else may stand between them.
        (form == PushedLines.Form.nothing ? command.getOut() : err).println(results.summary());
        if (results.count(PushedLines.Result.refused) > 0) {
            return CommandLineProgram.SERVER;
        }
        return results.count(PushedLines.Result.bad) > 0 ? CommandLineProgram.BAD_LINES : 0;
    }

    private PushedLines.Form form() {
        if (output == InfoCommand.Output.json) {
            if (jids) {
                throw new UsageException("--output", "json has the jids: leave out either this or --jids");
            }
            return PushedLines.Form.json;
        }
        return jids ? PushedLines.Form.jids : PushedLines.Form.nothing;
    }

    private boolean showsProgress(PushedLines.Form form) {
        // Not where somebody types, and not between results on the same terminal.
        return streams.isTerminal(Streams.Stream.ERR)
                && !streams.isTerminal(Streams.Stream.IN)
                && (form == PushedLines.Form.nothing || !streams.isTerminal(Streams.Stream.OUT));
    }

    /** What the options say of a job. */
    private Consumer<Job.Builder> options() {
        if (in != null && at != null) {
            throw new UsageException("--at", "give either --at or --in, not both");
        }
        Instant start = in != null ? InstantSource.system().instant().plus(in) : at == null ? null : time(at);
        return job -> {
            UsageException.blaming("--queue", () -> job.queue(queue));
            UsageException.blaming("--retry", () -> job.retry(retry));
            UsageException.blaming("--backtrace", () -> job.backtrace(backtrace));
            if (reserveFor != null) {
                Duration chosen = reserveFor;
                UsageException.blaming("--reserve-for", () -> job.reserveFor(chosen));
            }
            if (start != null) {
                UsageException.blaming(in != null ? "--in" : "--at", () -> job.at(start));
            }
            UsageException.blaming("--custom", () -> custom.forEach(job::custom));
        };
    }

    private static Instant time(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw new UsageException("--at", "'" + text + "' is not a time: write 2030-01-31T08:00:00Z");
        }
    }
}
