package dev.millwright.worker.testkit.worker;

import dev.millwright.worker.JobListener;
import dev.millwright.worker.ServerAddress;
import dev.millwright.worker.StopResult;
import dev.millwright.worker.Worker;
import dev.millwright.worker.WorkerState;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;

/**
 * A program with a worker in it, for {@link ShutdownHookTest}: {@code URL SHUTDOWN_TIMEOUT WAY…}. Prints what becomes
 * of its jobs and its workers.
 */
final class EmbeddedProgram {
    private EmbeddedProgram() {}

    public static void main(String[] args) throws InterruptedException {
        ServerAddress server = ServerAddress.parse(args[0]);
        Duration timeout = Duration.parse(args[1]);
        Set<String> ways = Set.copyOf(List.of(args).subList(2, args.length));
        CountDownLatch stopping = new CountDownLatch(1);
        Worker.Builder builder = Worker.builder()
                .server(server)
                .concurrency(2)
                .heartbeat(Duration.ofMillis(200))
                .shutdownTimeout(timeout)
                .cleanupGrace(Duration.ofSeconds(2))
                .listener(news(ways, stopping))
                .register("sleep", context -> interruptible())
                .register("untilStop", context -> stopping.await())
                .register("exit", context -> System.exit(7));
        if (ways.contains("on")) {
            builder.stopOnShutdown(true);
        }
        if (ways.contains("off")) {
            builder.stopOnShutdown(false);
        }
        if (ways.contains("two")) {
            Worker other = builder.build();
            new Thread(() -> run(other)).start();
        }
        Worker worker = builder.build();
        if (ways.contains("own-hook-stops")) {
            Runtime.getRuntime().addShutdownHook(new Thread(worker::stop));
        }
        if (ways.contains("own-hook-closes")) {
            Runtime.getRuntime().addShutdownHook(new Thread(worker::close));
        }
        if (ways.contains("start")) {
            worker.start();
            worker.awaitStopped();
        } else {
            run(worker);
        }
        if (ways.contains("exit-after")) {
            System.exit(9);
        }
    }

    private static void run(Worker worker) {
        try {
            StopResult result = worker.run();
            System.out.println("stopped, interrupted " + result.interrupted());
        } catch (InterruptedException e) {
            System.out.println("interrupted");
        }
    }

    private static void interruptible() throws InterruptedException {
        try {
            new CountDownLatch(1).await();
        } finally {
            System.out.println("cleaned up");
        }
    }

    private static JobListener news(Set<String> ways, CountDownLatch stopping) {
        return new JobListener() {
            @Override
            public void onStateChanged(WorkerState state) {
                System.out.println(state);
                if (state == WorkerState.STOPPING) {
                    stopping.countDown();
                }
                if (ways.contains("exit-at-" + state)) {
                    System.exit(8);
                }
            }
        };
    }
}
