package dev.millwright.worker.cli.internal;

import dev.millwright.worker.FaktoryClient;
import dev.millwright.worker.Job;
import dev.millwright.worker.JobArgs;
import dev.millwright.worker.JobArgsException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code push}: one job. */
@Command(
        name = "push",
        description = "Pushes a job and prints its jid.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class PushCommand implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private final ServerOptions server;

    @Parameters(index = "0", paramLabel = "JOBTYPE", description = "Names the function that runs the job.")
    private String jobtype = "";

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "ARGS",
            description = "The args, a JSON array such as '[1,\"two\"]'. Default: [].")
    private String args = "[]";

    @Option(
            names = {"-q", "--queue"},
            paramLabel = "NAME",
            description = "Default: default.")
    private String queue = Job.DEFAULT_QUEUE;

    @Option(names = "--jid", paramLabel = "JID", description = "At least 8 bytes. Default: a random one.")
    private @Nullable String jid;

    @Option(
            names = "--retry",
            paramLabel = "N",
            description = "Retries after a FAIL; 0: the job vanishes, -1: it goes to Dead. Default: 25.")
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
            description = "How many lines of backtrace the server keeps when the job fails. Default: 0.")
    private int backtrace;

    @Option(names = "--custom", paramLabel = "KEY=VALUE", description = "A custom value; repeat for more.")
    private Map<String, String> custom = Map.of();

    PushCommand(ServerOptions server) {
        this.server = server;
    }

    @Override
    public Integer call() {
        Job job = job();
        try (FaktoryClient client = server.connect()) {
            String pushed = client.push(job);
            if (spec != null) {
                spec.commandLine().getOut().println(pushed);
            }
        }
        return 0;
    }

    private Job job() {
        Job.Builder job = Job.builder(jobtype).queue(queue).retry(retry).backtrace(backtrace);
        try {
            job.args(JobArgs.parse(args));
        } catch (JobArgsException e) {
            throw new UsageException("the args must be a JSON array such as '[1,\"two\"]', not " + args);
        }
        if (jid != null) {
            job.jid(jid);
        }
        if (reserveFor != null) {
            job.reserveFor(reserveFor);
        }
        if (in != null && at != null) {
            throw new UsageException("--at", "give either --at or --in, not both");
        }
        if (in != null) {
            job.at(InstantSource.system().instant().plus(in));
        }
        if (at != null) {
            job.at(time(at));
        }
        custom.forEach(job::custom);
        return job.build();
    }

    private static Instant time(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw new UsageException("--at", "'" + text + "' is not a time: write 2030-01-31T08:00:00Z");
        }
    }
}
