package dev.millwright.worker.fleet.internal.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millwright.testtools.OnRedis;
import dev.millwright.testtools.RedisServer;
import dev.millwright.worker.WorkerClock;
import dev.millwright.worker.fleet.FleetAddress;
import dev.millwright.worker.fleet.FleetException;
import dev.millwright.worker.fleet.internal.store.CareRecords;
import dev.millwright.worker.fleet.internal.store.Decision;
import dev.millwright.worker.fleet.internal.store.FactsDelta;
import dev.millwright.worker.fleet.internal.store.FleetStore;
import dev.millwright.worker.fleet.internal.store.Leased;
import dev.millwright.worker.fleet.internal.store.Opened;
import dev.millwright.worker.fleet.internal.store.Opening;
import dev.millwright.worker.fleet.internal.store.PauseRecord.Owner;
import dev.millwright.worker.fleet.internal.store.PauseRecords;
import dev.millwright.worker.fleet.internal.store.PauseRecords.Intent;
import dev.millwright.worker.fleet.internal.store.PauseRecords.Written;
import dev.millwright.worker.fleet.internal.store.Renewal;
import dev.millwright.worker.fleet.internal.store.Unit;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A Redis that wants to know who asks, over TLS. */
@OnRedis
class SecuredRedisTest {
    private static final Duration TTL = Duration.ofSeconds(9);

    /** No more than the store needs. */
    private static final List<String> ACL = List.of(
            "ACL",
            "SETUSER",
            "fleet",
            "on",
            ">s3cr/t",
            "resetchannels",
            "~millwright:{g}:*",
            "&millwright:{g}:*",
            "-@all",
            "+evalsha",
            "+eval",
            "+time",
            "+get",
            "+mget",
            "+set",
            "+del",
            "+pexpire",
            "+pexpireat",
            "+hget",
            "+hset",
            "+hdel",
            "+hlen",
            "+hgetall",
            "+zadd",
            "+zrem",
            "+zcard",
            "+zscore",
            "+zrange",
            "+zrangebyscore",
            "+zrevrange",
            "+zremrangebyscore",
            "+publish",
            "+subscribe",
            "+ping",
            "+client|setname");

    @TempDir
    Path directory;

    private RedisServer server;
    private Path authority;

    @BeforeEach
    void start() throws Exception {
        X509Bundle issuer = new CertificateBuilder()
                .ecp256()
                .subject("CN=Millwright test CA")
                .setIsCertificateAuthority(true)
                .buildSelfSigned();
        X509Bundle certificate = new CertificateBuilder()
                .ecp256()
                .subject("CN=localhost")
                .addSanDnsName("localhost")
                .buildIssuedBy(issuer);
        authority = Files.writeString(directory.resolve("ca.pem"), certificate.getRootCertificatePEM());
        Path key = Files.writeString(directory.resolve("key.pem"), certificate.getPrivateKeyPEM());
        Path chain = Files.writeString(directory.resolve("cert.pem"), certificate.getCertificatePEM());
        server = RedisServer.startTls(
                "--tls-cert-file", chain.toString(),
                "--tls-key-file", key.toString(),
                "--tls-ca-cert-file", authority.toString(),
                "--tls-auth-clients", "no");
        server.cli(ACL.toArray(String[]::new));
        server.cli("ACL", "SETUSER", "default", "resetpass", ">other", "on");
    }

    @AfterEach
    void close() {
        server.close();
    }

    private FleetAddress address(String who, String host) {
        return FleetAddress.parse("rediss://" + who + "@" + host + ":" + server.tlsPort());
    }

    private static FleetStore store(FleetAddress address) {
        return new RedisFleetStore(address, "g", WorkerClock.system());
    }

    private static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    @Test
    void aUserOfItsOwnWithItsOwnKeysIsEnough() throws Exception {
        CountDownLatch heard = new CountDownLatch(1);
        try (FleetStore store = store(address("fleet:s3cr%2Ft", "localhost").withCaFile(authority))) {
            store.listen(heard::countDown);
            get(store.renew(new Renewal("w", "worker", "[]")));
            assertThat(get(store.members(true)).members()).hasSize(1);
            Opening opening = new Opening("op", "s", "d", Duration.ZERO, Duration.ofHours(1));
            assertThat(get(store.open(opening))).isInstanceOf(Opened.Known.class);
            assertThat(get(store.operation("op")).operation()).isPresent();
            org.awaitility.Awaitility.await("a hint")
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> {
                        get(store.abort("op"));
                        get(store.open(new Opening(
                                "op" + System.identityHashCode(new Object()),
                                "s",
                                "d",
                                Duration.ZERO,
                                Duration.ofHours(1))));
                        return heard.getCount() == 0;
                    });
            Leased.Held held = (Leased.Held) get(store.leases().take(PauseRecords.LEASE, "w", Duration.ofSeconds(9)));
            assertThat(get(store.pauses().intend(held.token(), new Intent("q", Owner.FLEET, "w", ""))))
                    .isEqualTo(Written.DONE);
            assertThat(get(store.pauses().all()).records()).hasSize(1);
            get(store.pauses().resumed(held.token(), "q", Owner.HAND));
            get(store.leases().release(PauseRecords.LEASE, held.token()));
            Unit unit = new Unit("q", "t");
            get(store.care().add("w", 1, List.of(new FactsDelta(unit, 1, 0, 1, TTL, null, TTL, "1", "E"))));
            held = (Leased.Held) get(store.leases().take(CareRecords.LEASE, "w", TTL));
            Decision decision = new Decision(unit, "c", "h", Map.of("n", "notice"));
            assertThat(get(store.care().decide(held.token(), "", List.of(decision))))
                    .isTrue();
            get(store.care().told("n", ""));
            get(store.care().snooze("t", TTL, "me"));
            get(store.care().look());
            assertThat(get(store.care().release("t", "me"))).isEqualTo(1);
            assertThat(get(store.care().all()).facts()).containsOnlyKeys(unit);
            get(store.leave("w"));
        }
    }

    @Test
    void aWrongPasswordIsRefusedAndNotShown() {
        assertRefused(address("fleet:wr0ng", "localhost").withCaFile(authority), "wr0ng", "WRONGPASS");
        assertRefused(address(":wr0ng", "localhost").withCaFile(authority), "wr0ng", "WRONGPASS");
    }

    @Test
    void aCertificateOfAStrangerIsNotTrusted() {
        assertRefused(address("fleet:s3cr%2Ft", "localhost"), "s3cr", "certification path");
    }

    @Test
    void aCertificateForAnotherHostIsNotTrusted() {
        assertRefused(address("fleet:s3cr%2Ft", "127.0.0.1").withCaFile(authority), "s3cr", "127.0.0.1");
    }

    private static void assertRefused(FleetAddress address, String secret, String why) {
        try (FleetStore store = store(address)) {
            assertThatThrownBy(() -> get(store.version()))
                    .isInstanceOf(ExecutionException.class)
                    .cause()
                    .isInstanceOf(FleetException.class)
                    .hasMessageContaining(address.toString())
                    .hasMessageContaining(why)
                    .hasMessageNotContaining(secret)
                    .hasMessageNotContaining("\n")
                    .hasNoCause();
        }
    }
}
