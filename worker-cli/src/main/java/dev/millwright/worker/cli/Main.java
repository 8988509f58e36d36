package dev.millwright.worker.cli;

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
        WorkerMain.run(args, jobs -> {});
    }
}
