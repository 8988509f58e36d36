package dev.millwright.worker.cli;

import dev.millwright.worker.JobRegistry;
import dev.millwright.worker.cli.internal.CommandLineProgram;
import dev.millwright.worker.cli.internal.LastResort;
import dev.millwright.worker.cli.internal.QuickStart;
import dev.millwright.worker.cli.internal.Streams;
import dev.millwright.worker.cli.internal.log.StandardError;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The whole command line for a program with job functions of its own:
 *
 * <pre>{@code
 * public static void main(String[] args) {
 *     WorkerMain.run(args, jobs -> jobs.register("hello", context -> System.out.println("hello")));
 * }
 * }</pre>
 *
 * <p>{@code java -jar yours.jar run -q default -c 20} then works as it does for the plain jar. Middleware, listeners and
 * further pools are registered as the functions are.
 */
public final class WorkerMain {
    private WorkerMain() {}

    /**
     * Runs the command line and ends the JVM with its exit code: 0 done, 1 a job was interrupted by the
     * shutdown, the user did not confirm, or lines of {@code push -} were no jobs, 2 wrong usage, 3 the server was not reached or refused, 70 a fault. Whatever
     * {@code jobs} throws, an {@code Error} too, is one, but for a {@link dev.millwright.worker.FaktoryException} (3) and
     * for what the registry itself refuses (2). Java ends with 1 if {@code main} throws something, so what can fail is
     * better done in {@code jobs} than before this call.
     *
     * @param args the program's arguments
     * @param jobs registers the program's functions, middleware, listeners and pools; called when a command needs
     *     them
     */
    public static void run(String[] args, Consumer<? super JobRegistry> jobs) {
        int exitCode = LastResort.FAULT;
        try {
            QuickStart.begin();
            exitCode = new CommandLineProgram(
                            jobs,
                            System::getenv,
                            System.getenv().keySet(),
                            new PrintWriter(System.out, true, StandardCharsets.UTF_8),
                            StandardError.writerFor(args),
                            Streams.OF_PROCESS)
                    .execute(args);
        } catch (Throwable e) { // a library is missing, or there is no memory
            LastResort.tell(e, args);
        } finally {
            System.exit(exitCode);
        }
    }

    /**
     * Runs the command line and returns; for tests, and for programs that go on afterwards.
     *
     * @param args the program's arguments
     * @param jobs registers the program's functions, middleware, listeners and pools; called when a command needs
     *     them
     * @param environment looks a variable up; returns null if it is not set
     * @param out for results
     * @param err for errors
     * @return the exit code, see {@link #run}
     */
    public static int execute(
            String[] args,
            Consumer<? super JobRegistry> jobs,
            Function<String, @Nullable String> environment,
            PrintWriter out,
            PrintWriter err) {
        return new CommandLineProgram(jobs, environment, Set.of(), out, err, Streams.OF_PROCESS).execute(args);
    }
}
