package dev.millwright.worker.testkit.worker;

import dev.millwright.worker.ServerAddress;
import dev.millwright.worker.Worker;
import java.time.Duration;

/** A program with a worker in it, for {@link LargeJobTest}, which gives it little memory. */
final class SmallProgram {
    private SmallProgram() {}

    public static void main(String[] args) throws InterruptedException {
        Worker.builder()
                .server(ServerAddress.parse(args[0]))
                .concurrency(1)
                .shutdownTimeout(Duration.ofSeconds(5))
                .register("large", context -> System.out.println("ran the large job"))
                .register("small", context -> System.out.println("ran the small job"))
                .build()
                .run();
    }
}
