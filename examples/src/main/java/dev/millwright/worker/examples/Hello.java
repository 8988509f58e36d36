package dev.millwright.worker.examples;

import dev.millwright.worker.cli.WorkerMain;

/** The smallest worker: {@code java … Hello run}, then push a job of type {@code hello}. */
public final class Hello {
    private Hello() {}

    /** Takes the whole command line, {@code run --help} included. */
    public static void main(String[] args) {
        WorkerMain.run(
                args, jobs -> jobs.register("hello", job -> System.out.println("Hello " + job.arg(0, String.class))));
    }
}
