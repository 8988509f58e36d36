package dev.millwright.worker.examples;

import dev.millwright.worker.CancellationSignal;
import dev.millwright.worker.JobContext;
import dev.millwright.worker.JobHandler;
import dev.millwright.worker.JobOptions;
import dev.millwright.worker.Worker;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * A job of many steps that looks at its signal between them, a callback that ties something to the
 * signal by hand, and a middleware around every job.
 */
public final class Export {
    private Export() {}

    /** Works until it is stopped. */
    public static void main(String[] args) throws InterruptedException {
        worker().build().run();
    }

    static Worker.Builder worker() {
        return Worker.builder()
                .middleware(Export::timed)
                .queues("default")
                .pool("slow", 2, "exports")
                .register("export", JobOptions.DEFAULT.withInterruptible(false), Export::export);
    }

    private static void export(JobContext context) throws IOException, InterruptedException {
        Path target = Path.of(context.arg(0, String.class));
        int rows = context.arg(1, Integer.class);
        CancellationSignal signal = context.signal();
        signal.onCancel(reason -> System.out.println("the export ends early: " + reason.description()));
        try (Writer out = Files.newBufferedWriter(target)) {
            for (int row = 0; row < rows; row++) {
                signal.throwIfCancelled();
                out.write("row " + row + "\n");
                signal.sleep(Duration.ofMillis(20)); // a source that is in no hurry
            }
        } finally {
            if (signal.isCancelled()) {
                Files.deleteIfExists(target);
            }
        }
    }

    private static void timed(JobContext context, JobHandler next) throws Exception {
        long begun = System.nanoTime();
        try {
            next.run(context);
        } finally {
            System.out.println(context.job().jobtype() + " took " + (System.nanoTime() - begun) / 1_000_000 + " ms");
        }
    }
}
