package dev.millwright.worker.testkit.internal.junit;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import dev.millwright.worker.FaktoryClient;
import dev.millwright.worker.ServerAddress;
import dev.millwright.worker.StopResult;
import dev.millwright.worker.Worker;
import dev.millwright.worker.WorkerClock;
import dev.millwright.worker.testkit.DevServer;
import dev.millwright.worker.testkit.Jobs;
import dev.millwright.worker.testkit.ManualClock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ParameterResolutionException;

/** Server, client and worker of one test. Owns them until {@link #close}. For the test's thread. */
final class Surroundings {
    private final @Nullable ManualClock manual;
    private final DevServer server;
    private final ServerAddress address;
    private @Nullable FaktoryClient client;
    private @Nullable Jobs jobs;
    private Worker.@Nullable Builder builder;
    private @Nullable Worker worker;

    Surroundings(boolean manualClock) {
        manual = manualClock ? new ManualClock() : null;
        server = DevServer.builder()
                .clock(manual == null ? WorkerClock.system() : manual)
                // With a clock that stands still a FETCH can outlast its worker's patience.
                .keepJobsOfLostFetches()
                .start();
        address = server.address();
    }

    DevServer server() {
        return server;
    }

    ManualClock clock() {
        if (manual == null) {
            throw new ParameterResolutionException(
                    "a ManualClock is there only with @FaktoryTest(manualClock = true); otherwise time passes by itself");
        }
        return manual;
    }

    FaktoryClient client() {
        if (client == null) {
            client = FaktoryClient.connect(address);
        }
        return client;
    }

    Jobs jobs() {
        if (jobs == null) {
            jobs = Jobs.of(client());
        }
        return jobs;
    }

    /** The one that setup methods share. */
    Worker.Builder workerBuilder() {
        if (builder == null) {
            builder = Worker.builder()
                    .server(address)
                    .shutdownTimeout(Duration.ZERO)
                    .listener(jobs().listener());
        }
        return builder;
    }

    Worker worker() {
        if (worker == null) {
            throw new IllegalStateException("the worker has not been started");
        }
        return worker;
    }

    /** Starts the worker unless it runs already. */
    void startWorker(Runnable setup) {
        if (worker == null) {
            setup.run();
            worker = workerBuilder().build();
            worker.start();
        }
    }

    void close() {
        try (server) {
            if (worker != null) {
                stop(worker);
            }
            if (client != null) {
                client.close();
            }
        }
    }

    private void stop(Worker started) {
        CompletableFuture<StopResult> stopped = started.stop();
        while (!stopped.isDone()) {
            // What its last FETCHes would bring is of no use any more; two seconds for each test are too long.
            server.endFetches();
            try {
                stopped.get(20, MILLISECONDS);
            } catch (TimeoutException e) {
                // Once more: a FETCH can have come in just now.
            } catch (ExecutionException e) {
                throw new IllegalStateException("the worker could not be stopped", e.getCause());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}
