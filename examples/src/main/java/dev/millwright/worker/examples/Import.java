package dev.millwright.worker.examples;

import dev.millwright.worker.Job;
import dev.millwright.worker.JobCompletion;
import dev.millwright.worker.JobCompletion.Result;
import dev.millwright.worker.JobContext;
import dev.millwright.worker.JobOptions;
import dev.millwright.worker.Worker;

/** A job whose end has consequences: one that must not get lost, a callback, and one that is only of use in this process. */
public final class Import {
    private Import() {}

    /** Works until it is stopped. */
    public static void main(String[] args) throws InterruptedException {
        worker().build().run();
    }

    static Worker.Builder worker() {
        JobOptions options = JobOptions.DEFAULT.withCallback(Import::notice).withOnComplete(Import::show);
        return Worker.builder().register("import", options, Import::run).register("notify", Import::notifyOwner);
    }

    private static void run(JobContext context) {
        System.out.println("importing " + context.arg(0, String.class));
    }

    /** Pushed before the import is reported: whatever dies, the owner hears of it, perhaps twice. */
    private static Job notice(JobCompletion end) {
        String what = end.result() == Result.SUCCEEDED ? "is done" : "has " + end.result();
        return Job.builder("notify").args(end.job().jid(), what).retry(5).build();
    }

    /** Called once the server has confirmed the end. */
    private static void show(JobCompletion end) {
        System.out.println(end.job().jid() + " " + end.result()
                + end.failure().map(failure -> ": " + failure.message()).orElse(""));
    }

    private static void notifyOwner(JobContext context) {
        System.out.println("import " + context.arg(0, String.class) + " " + context.arg(1, String.class));
    }
}
