package dev.millwright.worker.it.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millwright.worker.FaktoryClient;
import dev.millwright.worker.Job;
import dev.millwright.worker.JobContext;
import dev.millwright.worker.ServerAddress;
import dev.millwright.worker.Worker;
import dev.millwright.worker.it.OnStockServer;
import dev.millwright.worker.it.ServerView;
import dev.millwright.worker.it.StockServer;
import dev.millwright.worker.testkit.ManualClock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A producer's connection that something in between has dropped without a word, as NAT and load balancers do. */
@OnStockServer
@Timeout(120)
class IdleProducerTest {
    private static final WireTap NOBODY = new WireTap() {
        @Override
        public void pushed(String wid, String jid) {}

        @Override
        public void handedOut(String wid, String jid) {}

        @Override
        public void sent(String wid, String verb, String jid) {}
    };

    private final CountDownLatch pushedOnce = new CountDownLatch(1);
    private final CountDownLatch later = new CountDownLatch(1);
    private final CompletableFuture<String> pushedTwice = new CompletableFuture<>();

    private void produce(JobContext context) throws InterruptedException {
        context.client().push(product());
        pushedOnce.countDown();
        later.await();
        try {
            pushedTwice.complete(context.client().push(product()));
        } catch (RuntimeException e) {
            pushedTwice.completeExceptionally(e);
        }
    }

    private static Job product() {
        return Job.builder("product").queue("products").build();
    }

    @Test
    void pushesOnceAndAtOnceOverAnother(StockServer server) throws Exception {
        ManualClock clock = new ManualClock();
        try (TcpProxy proxy = new TcpProxy(server.port(), NOBODY);
                ServerView view = new ServerView(server);
                FaktoryClient client = FaktoryClient.connect(at(server.port()))) {
            Worker worker = Worker.builder()
                    .server(at(proxy.port()))
                    .concurrency(1)
                    .shutdownTimeout(Duration.ZERO)
                    .clock(clock)
                    .register("produce", this::produce)
                    .build();
            worker.start();
            client.push(Job.of("produce"));
            assertThat(pushedOnce.await(60, TimeUnit.SECONDS)).isTrue();
            Runnable goOn = proxy.stallAll();
            clock.advance(Duration.ofMinutes(1));

            later.countDown();
            passUntilDone(pushedTwice, clock);
            goOn.run();
            passUntilDone(worker.stop(), clock);

            assertThat(pushedTwice).isCompleted();
            assertThat(view.queued("products"))
                    .as("nothing comes late over the old connection")
                    .isEqualTo(2);
        }
    }

    private static ServerAddress at(int port) {
        return ServerAddress.parse("tcp://localhost:" + port);
    }

    private static void passUntilDone(CompletableFuture<?> event, ManualClock clock) {
        await().atMost(Duration.ofSeconds(60)).until(() -> {
            clock.advance(Duration.ofMillis(100));
            return event.isDone();
        });
    }
}
