package consumer;

import dev.millwright.worker.JobContext;
import dev.millwright.worker.JobHandler;
import dev.millwright.worker.JobType;
import dev.millwright.worker.cli.WorkerMain;

/** A user's worker: one function, and a main with the whole command line. */
public final class Greeting implements JobHandler {
    /** The args of a typed job. */
    public record Visitor(String name, int times) {}

    /** Shared by producers and workers. */
    public static final JobType<Visitor> WELCOME = JobType.of("welcome", Visitor.class);

    /** Whole command line. */
    public static void main(String[] args) {
        WorkerMain.run(args, jobs -> jobs.register("greet", new Greeting()));
    }

    @Override
    public void run(JobContext context) {
        System.out.println("Hello " + context.arg(0, String.class));
    }
}
