package dev.millwright.worker.cli.internal;

import dev.millwright.worker.FaktoryClient;
import dev.millwright.worker.Job;
import dev.millwright.worker.JobArgs;
import dev.millwright.worker.JobArgsException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeParseException;
import java.util.Locale;
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

/** {@code push}: one job, or many from standard input. */
@Command(
        name = "push",
        description = {
            "Pushes a job and prints its jid; or with - as the JOBTYPE many, from lines of JSON on standard input.",
            "  {\"jobtype\":\"hello\",\"args\":[1],\"queue\":\"low\"}",
            "A line may have jid, queue, args, retry, reserve_for (in s), backtrace, at, created_at and custom; the options"
                    + " below hold for lines that do not say otherwise. Ends at a line that is no job (exit code 2) and"
                    + " names it; jobs that the server refuses are listed (exit code 3)."
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
        try (FaktoryClient client = server.connect()) {
            spec.commandLine().getOut().println(client.push(job.build()));
        }
        return 0;
    }

    private int pushMany(CommandLine command, Consumer<Job.Builder> options) {
        if (args != null || jid != null) {
            throw new UsageException("with - as the JOBTYPE the args and the jid of each job stand in its line");
        }
        if (streams.isTerminal(Streams.Stream.IN)) {
            command.getErr().println("Type one job a line, as in {\"jobtype\":\"hello\"}; Ctrl-D ends.");
        }
        try (FaktoryClient client = server.connect()) {
            BulkPush push = new BulkPush(client, options, command.getErr());
            push.run(streams);
            command.getOut()
                    .println(Quantity.of(push.pushed(), "job") + " pushed"
                            + (push.refused() == 0 ? "" : String.format(Locale.ROOT, ", %,d refused", push.refused())));
            return push.refused() == 0 ? 0 : CommandLineProgram.SERVER;
        }
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
