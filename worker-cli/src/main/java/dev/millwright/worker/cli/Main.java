package dev.millwright.worker.cli;

import dev.millwright.worker.cli.internal.LastResort;

/** The entry of {@code java -jar worker-cli.jar}. */
public final class Main {
    private Main() {}

    /**
     * Runs the command line without functions of its own: {@code run} then needs {@code --jobs} or
     * {@code --sample-jobs}.
     *
     * @param args see {@code --help}
     */
    public static void main(String[] args) {
        try {
            WorkerMain.run(args, jobs -> {});
        } catch (Throwable e) { // that class cannot be loaded: the jar is damaged
            LastResort.tell(e, args);
            System.exit(LastResort.FAULT);
        }
    }
}
