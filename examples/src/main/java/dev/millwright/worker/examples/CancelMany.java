package dev.millwright.worker.examples;

import dev.millwright.worker.CancelAllOptions;
import dev.millwright.worker.CancelOperation;
import dev.millwright.worker.FaktoryClient;
import dev.millwright.worker.Job;
import dev.millwright.worker.JobFilter;
import dev.millwright.worker.Worker;
import dev.millwright.worker.WorkerView;
import java.time.Duration;

/** Takes back an import that was wrong: cancels all of its jobs that a worker holds. */
public final class CancelMany {
    private CancelMany() {}

    /** A job for each row, which says of which import it is. */
    static void push(FaktoryClient client, String importId, int rows) {
        for (int row = 0; row < rows; row++) {
            client.push(Job.builder("import-row")
                    .args(row)
                    .custom("import", importId)
                    .build());
        }
    }

    static CancelOperation.Progress takeBack(WorkerView worker, String importId) throws InterruptedException {
        CancelOperation operation = worker.cancelAll(
                JobFilter.EMPTY.withJobtypes("import-row").withCustom("import", importId),
                CancelAllOptions.DEFAULT.withReason("wrong file").withBy("the import page"));
        operation.onProgress(now -> System.out.println(now.cancelled() + " of " + now.matched()));
        return operation.await(Duration.ofSeconds(30));
    }

    static Worker.Builder worker() {
        return Worker.builder()
                .register("import-row", context -> context.signal().sleep(Duration.ofSeconds(20)));
    }

    /** CancelMany a few rows, and takes them back. */
    public static void main(String[] args) throws InterruptedException {
        try (Worker worker = worker().build()) {
            worker.start();
            push(worker.client(), "2026-01-31", 8);
            while (worker.runningJobs().size() < 8) {
                Thread.onSpinWait(); // for this example: they are to run first
            }
            System.out.println(takeBack(worker, "2026-01-31"));
        }
    }
}
