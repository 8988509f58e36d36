package dev.millwright.worker.testkit.worker;

import dev.millwright.worker.FaktoryException;
import dev.millwright.worker.ServerAddress;
import dev.millwright.worker.Worker;
import java.time.Duration;

/** Workers with shutdown hooks that come and go until the JVM ends, for {@link ShutdownHookTest}: {@code URL THREADS}. */
final class ComingAndGoingProgram {
    private ComingAndGoingProgram() {}

    public static void main(String[] args) {
        ServerAddress server = ServerAddress.parse(args[0]);
        for (int i = 0; i < Integer.parseInt(args[1]); i++) {
            new Thread(() -> comeAndGo(server)).start();
        }
    }

    private static void comeAndGo(ServerAddress server) {
        while (true) {
            try (Worker worker = Worker.builder()
                    .server(server)
                    .concurrency(1)
                    .shutdownTimeout(Duration.ZERO)
                    .stopOnShutdown(true)
                    .register("noop", context -> {})
                    .build()) {
                worker.start();
            } catch (FaktoryException e) {
                // The hook has stopped it before it had reached the server.
            } catch (IllegalStateException e) {
                System.out.println(e.getMessage());
                return;
            }
        }
    }
}
