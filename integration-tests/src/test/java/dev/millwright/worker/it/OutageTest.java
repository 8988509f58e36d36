package dev.millwright.worker.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millwright.worker.FaktoryAuthenticationException;
import dev.millwright.worker.FaktoryClient;
import dev.millwright.worker.FaktoryConnectionException;
import dev.millwright.worker.Job;
import dev.millwright.worker.ServerAddress;
import dev.millwright.worker.Worker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Servers that are late, locked, encrypted, or that die under load. */
@OnStockServer
@Timeout(120)
class OutageTest {
    private static final int LANES = 10;

    private static Worker.Builder worker(ServerAddress address) {
        return Worker.builder().server(address).concurrency(LANES);
    }

    private static void pushMany(ServerAddress address, int count) {
        try (FaktoryClient client = FaktoryClient.connect(address)) {
            assertThat(client.pushBulk(IntStream.range(0, count)
                            .mapToObj(i -> Job.of("count"))
                            .toList()))
                    .isEmpty();
        }
    }

    @Test
    void losesNothingWhenTheServerIsKilledUnderLoad() {
        int count = 20_000;
        Set<String> done = ConcurrentHashMap.newKeySet();
        try (StockServer server = StockServer.start()) {
            ServerAddress address = ServerAddress.parse(server.url());
            pushMany(address, count);
            try (Worker worker = worker(address)
                    .register("count", context -> done.add(context.jid()))
                    .build()) {
                worker.start();
                CompletableFuture<Void> outage = CompletableFuture.runAsync(() -> {
                    server.kill();
                    server.restart();
                });
                outage.join();
                try (ServerView after = new ServerView(server)) {
                    // Jobs whose FETCH was answered to a dead connection stay reserved; all others are done. But the
                    // server takes a job out of its queue before it reserves it (manager/fetch.go): killed in between,
                    // it can lose one for each FETCH, and nothing that a worker does could keep it from that.
                    after.until(now -> now.queued("default") == 0 && now.size("working") <= LANES);
                    assertThat(done.size() + after.size("working")).isGreaterThanOrEqualTo(count - LANES);
                    assertThat(after.size("retries")).isZero();
                    assertThat(after.size("dead")).isZero();
                }
            }
        }
    }

    @Test
    void worksWithAPasswordAndRefusesAWrongOneAtOnce() {
        try (StockServer server = StockServer.with().password("s3cret").start();
                ServerView view = new ServerView(server)) {
            ServerAddress address = ServerAddress.parse(server.url());
            Worker wrong = worker(address.withPassword("guess"))
                    .startupTimeout(Duration.ofHours(1))
                    .register("count", context -> {})
                    .build();
            assertThatThrownBy(wrong::start)
                    .isInstanceOf(FaktoryAuthenticationException.class)
                    .hasMessageContaining("password")
                    .hasMessageNotContaining("guess")
                    .hasMessageNotContaining("\n");
            try (Worker worker =
                    worker(address).register("count", context -> {}).build()) {
                worker.start();
                pushMany(address, 100);
                view.until(now -> now.processed() == 100 && now.size("working") == 0);
            }
        }
    }

    @Test
    void speaksTlsAndRefusesACertificateForAnotherHost(@TempDir Path directory) throws Exception {
        TestCertificate certificate = TestCertificate.forHost("localhost");
        Path ca = certificate.writeAuthority(directory.resolve("ca.pem"));
        try (StockServer server = StockServer.with().tls(certificate).start()) {
            ServerAddress address = ServerAddress.parse(server.url()).withCaFile(ca);
            CountDownLatch ran = new CountDownLatch(50);
            try (Worker worker = worker(address)
                    .register("count", context -> ran.countDown())
                    .build()) {
                worker.start();
                pushMany(address, 50);
                assertThat(ran.await(60, TimeUnit.SECONDS)).isTrue();
            }
            // The same server by another name that its certificate does not have.
            refused(ServerAddress.parse("tcp+tls://127.0.0.1:" + server.port()).withCaFile(ca), "127.0.0.1");
            // The right name, but an authority that the JVM does not know.
            refused(ServerAddress.parse(server.url()), "not trusted");
        }
    }

    private static void refused(ServerAddress address, String named) {
        Worker worker = worker(address)
                .startupTimeout(Duration.ofMillis(500))
                .register("count", context -> {})
                .build();
        assertThatThrownBy(worker::start)
                .isInstanceOf(FaktoryConnectionException.class)
                .hasMessageContaining(named)
                .hasMessageNotContaining("\n");
        worker.close();
    }
}
