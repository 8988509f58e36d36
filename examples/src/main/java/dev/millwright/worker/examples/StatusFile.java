package dev.millwright.worker.examples;

import dev.millwright.worker.Worker;
import dev.millwright.worker.WorkerExtension;
import dev.millwright.worker.WorkerView;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Keeps a file that says what a worker does, for scripts on the same machine: an extension of the worker. The file is there
 * as long as the worker is connected.
 */
public final class StatusFile implements WorkerExtension {
    private final Path file;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();

    StatusFile(Path file) {
        this.file = file;
    }

    /**
     * Runs a worker until it is stopped.
     *
     * @param args the file
     * @throws InterruptedException if the main thread is interrupted
     */
    public static void main(String[] args) throws InterruptedException {
        worker(Path.of(args[0])).build().run();
    }

    static Worker.Builder worker(Path file) {
        return Worker.builder()
                .register("hello", context -> System.out.println("hello"))
                .extension(new StatusFile(file));
    }

    @Override
    public void onRunning(WorkerView worker) {
        write(worker);
        thread.scheduleWithFixedDelay(() -> write(worker), 5, 5, TimeUnit.SECONDS);
    }

    private void write(WorkerView worker) {
        try {
            Files.writeString(
                    file,
                    worker.wid() + " " + worker.state() + " "
                            + worker.runningJobs().size() + "\n");
        } catch (IOException e) {
            System.err.println("cannot write " + file + ": " + e);
        }
    }

    @Override
    public void close() {
        thread.shutdown();
        try {
            if (thread.awaitTermination(2, TimeUnit.SECONDS)) {
                Files.deleteIfExists(file);
            }
        } catch (IOException | InterruptedException e) {
            System.err.println("cannot delete " + file + ": " + e);
        }
    }
}
