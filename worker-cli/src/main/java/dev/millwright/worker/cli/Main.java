package dev.millwright.worker.cli;

/** What {@code java -jar worker-cli.jar} starts. */
public final class Main {
    private Main() {}

    /**
     * Starts the command line.
     *
     * @param args the command and its options
     */
    public static void main(String[] args) {
        System.err.println("No commands yet.");
        System.exit(2);
    }
}
