package dev.millwright.worker.cli;

import ch.qos.logback.classic.LoggerContext;
import org.slf4j.LoggerFactory;

/** A worker's program for {@link SystemExitTest}: a job that ends the JVM, and logging that ends with its first hook. */
final class ExitingProgram {
    private ExitingProgram() {}

    public static void main(String[] args) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            ((LoggerContext) LoggerFactory.getILoggerFactory()).stop();
            System.out.println("no logs any more");
        }));
        WorkerMain.run(args, jobs -> jobs.register("exit", context -> System.exit(7)));
    }
}
