package dev.millwright.worker.examples;

import dev.millwright.worker.Worker;
import dev.millwright.worker.WorkerExtension;
import dev.millwright.worker.WorkerView;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Keeps a file that says what a worker does, for scripts on the same machine: an extension of the worker. The file is there
 * as long as the worker is connected.
 */
public final class StatusFile implements WorkerExtension {
    private static final Duration PAUSE = Duration.ofSeconds(5);

    private final Path file;
    private boolean closed;

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
    }

    private synchronized void write(WorkerView worker) {
        if (closed) {
            return;
        }
        try {
            Files.writeString(
                    file,
                    worker.wid() + " " + worker.state() + " "
                            + worker.runningJobs().size() + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            worker.clock().schedule(() -> write(worker), PAUSE);
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
