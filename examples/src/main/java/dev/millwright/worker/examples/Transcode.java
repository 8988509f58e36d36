package dev.millwright.worker.examples;

import dev.millwright.worker.JobContext;
import dev.millwright.worker.Worker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A job that runs a child process and ends it, with all its descendants, when the job is cancelled or
 * the worker shuts down. Where there is no ffmpeg, a stand-in that takes as long runs instead.
 */
public final class Transcode {
    private Transcode() {}

    /** Works until it is stopped. */
    public static void main(String[] args) throws InterruptedException {
        worker().build().run();
    }

    static Worker.Builder worker() {
        return Worker.builder().register("transcode", Transcode::transcode);
    }

    private static void transcode(JobContext context) throws IOException, InterruptedException {
        Path input = Path.of(context.arg(0, String.class));
        Path output = Path.of(context.arg(1, String.class));
        Process process = new ProcessBuilder(command(input, output)).inheritIO().start();
        context.signal().destroyOnCancel(process);
        try {
            int status = process.waitFor();
            if (status != 0) {
                throw new IOException("transcoding " + input + " ended with status " + status);
            }
        } finally {
            if (context.signal().isCancelled()) {
                Files.deleteIfExists(output); // half a film helps nobody
            }
        }
    }

    private static List<String> command(Path input, Path output) {
        return Files.isExecutable(Path.of("/usr/bin/ffmpeg"))
                ? List.of("/usr/bin/ffmpeg", "-y", "-re", "-i", input.toString(), output.toString())
                : List.of("sh", "-c", "echo half > \"$0\"; sleep 60 & wait", output.toString());
    }
}
