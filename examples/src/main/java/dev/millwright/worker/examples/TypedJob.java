package dev.millwright.worker.examples;

import dev.millwright.worker.FaktoryClient;
import dev.millwright.worker.JobContext;
import dev.millwright.worker.JobType;
import dev.millwright.worker.Worker;

/**
 * A job whose args are a record. Producer and worker share one constant; a Ruby or Go program pushes the
 * same job as {@code ["cat.png", 200, 150]}.
 */
public final class TypedJob {
    /** The args, in the order in which they are pushed. */
    public record Thumbnail(String path, int width, int height) {}

    /** What producers and workers agree on. */
    public static final JobType<Thumbnail> THUMBNAIL = JobType.of("thumbnail", Thumbnail.class);

    private TypedJob() {}

    /** Pushes one job and works until it is stopped. */
    public static void main(String[] args) throws InterruptedException {
        try (FaktoryClient client = FaktoryClient.connect()) {
            client.push(THUMBNAIL.job(new Thumbnail("cat.png", 200, 150)));
        }
        worker().build().run();
    }

    static Worker.Builder worker() {
        return Worker.builder().register(THUMBNAIL, TypedJob::render);
    }

    private static void render(JobContext context, Thumbnail thumbnail) {
        System.out.println(thumbnail.path() + " at " + thumbnail.width() + "x" + thumbnail.height());
    }
}
