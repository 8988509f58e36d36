package dev.millwright.worker.fleet.internal.abandoned;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.mockito.Mockito.mock;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.millwright.worker.FaktoryClient;
import dev.millwright.worker.fleet.internal.abandoned.WebhookCall.Outcome;
import dev.millwright.worker.fleet.internal.common.Said;
import dev.millwright.worker.fleet.internal.store.Decision;
import dev.millwright.worker.fleet.internal.store.Leased;
import dev.millwright.worker.fleet.internal.store.MemoryFleetStore;
import dev.millwright.worker.fleet.internal.store.MemoryGroup;
import dev.millwright.worker.fleet.internal.store.Unit;
import dev.millwright.worker.testkit.ManualClock;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a receiver of notices gets, also one that is slow, refuses, redirects or is down. */
class WebhookTest {
    private static final String SECRET = "a secret of some length, ä";

    private final ManualClock clock = new ManualClock();
    private final MemoryFleetStore store = new MemoryFleetStore(new MemoryGroup(clock));
    private final Queue<Request> requests = new ConcurrentLinkedQueue<>();
    private final Queue<String> lines = new ConcurrentLinkedQueue<>();
    private final CountDownLatch slow = new CountDownLatch(1);
    private HttpServer server;
    private volatile int status = 204;

    private record Request(String path, String body, String signature, String key) {}

    @BeforeEach
    void start() throws IOException {
        server = listening(0);
    }

    private HttpServer listening(int port) throws IOException {
        HttpServer made = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        made.setExecutor(Executors.newCachedThreadPool());
        made.createContext("/", this::answer);
        made.start();
        return made;
    }

    private void answer(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        requests.add(new Request(
                exchange.getRequestURI().getPath(),
                body,
                exchange.getRequestHeaders().getFirst("Millwright-Signature"),
                exchange.getRequestHeaders().getFirst("Idempotency-Key")));
        if (status == 0) {
            try {
                slow.await(60, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        exchange.getResponseHeaders().add("Location", "/elsewhere");
        exchange.sendResponseHeaders(status == 0 ? 204 : status, -1);
        exchange.close();
    }

    @AfterEach
    void stop() {
        slow.countDown();
        server.stop(0);
        ((ExecutorService) server.getExecutor()).shutdownNow();
    }

    private Settings.Webhook webhook() {
        return new Settings.Webhook(
                URI.create("http://localhost:" + server.getAddress().getPort() + "/hook"), SECRET);
    }

    private Notice notice(String id) {
        return new Notice(
                id,
                clock.instant(),
                true,
                "line of " + id,
                "{\"id\":\"" + id + "\",\"text\":\"ä\"}",
                Set.of(Notice.Way.LOG, Notice.Way.WEBHOOK));
    }

    private Outcome send(Duration limit) throws InterruptedException {
        return new WebhookCall(webhook(), limit).send(notice("n1"), clock.instant());
    }

    /** HMAC as RFC 2104 has it, by hand. */
    private static String hmac(String message) throws Exception {
        byte[] key = SECRET.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream inner = new ByteArrayOutputStream();
        ByteArrayOutputStream outer = new ByteArrayOutputStream();
        for (int i = 0; i < 64; i++) {
            int of = i < key.length ? key[i] : 0;
            inner.write(of ^ 0x36);
            outer.write(of ^ 0x5c);
        }
        inner.write(message.getBytes(StandardCharsets.UTF_8));
        outer.write(MessageDigest.getInstance("SHA-256").digest(inner.toByteArray()));
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(outer.toByteArray()));
    }

    @Test
    void whatIsSentIsSignedWithItsTime() throws Exception {
        assertThat(send(Duration.ofSeconds(30))).isEqualTo(new Outcome.Delivered());
        Request request = requests.remove();
        assertThat(request.path()).isEqualTo("/hook");
        assertThat(request.key()).isEqualTo("n1");
        assertThat(request.body()).isEqualTo(notice("n1").body());
        long seconds = clock.instant().getEpochSecond();
        assertThat(request.signature()).isEqualTo("t=" + seconds + ",v1=" + hmac(seconds + "." + request.body()));
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 410, 413, 422})
    void whatIsWrongForGoodIsRefused(int answer) throws Exception {
        status = answer;
        assertThat(send(Duration.ofSeconds(30))).isEqualTo(new Outcome.Refused("it answers " + answer));
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 403, 404, 408, 429, 500, 502, 503})
    void whatSomebodyCanMendIsTriedAgain(int answer) throws Exception {
        status = answer;
        assertThat(send(Duration.ofSeconds(30))).isEqualTo(new Outcome.Failed("it answers " + answer));
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 307, 308})
    void aRedirectIsNotFollowed(int answer) throws Exception {
        status = answer;
        assertThat(send(Duration.ofSeconds(30)))
                .isEqualTo(new Outcome.Failed("it redirects (" + answer + "), which is not followed"));
        assertThat(requests).extracting(Request::path).containsExactly("/hook");
    }

    @Test
    void whoAnswersTooLateIsAskedAgain() throws Exception {
        status = 0;
        assertThat(send(Duration.ofMillis(200)))
                .isInstanceOf(Outcome.Failed.class)
                .asString()
                .matches("(?s).*(no answer|timed out).*");
    }

    private Teller teller() {
        Said log = new Said() {
            @Override
            public void info(String line) {
                lines.add(line);
            }

            @Override
            public void warn(String line) {
                lines.add(line);
            }
        };
        FaktoryClient none = mock();
        return new Teller(new Settings(Rulebook.EMPTY, webhook(), null), clock, none, store.care(), log);
    }

    private void kept(Notice... notices) {
        long token = ((Leased.Held) store.leases()
                        .take("abandoned", "t", Duration.ofMinutes(1))
                        .toCompletableFuture()
                        .join())
                .token();
        for (Notice notice : notices) {
            store.care()
                    .decide(
                            token,
                            "",
                            List.of(new Decision(
                                    new Unit("q", notice.id()), "c", null, Map.of(notice.id(), notice.text()))));
        }
    }

    private Map<String, String> left() {
        return store.care().all().toCompletableFuture().join().notices();
    }

    @Test
    void aReceiverThatWasDownForAnHourGetsEachOnce() throws Exception {
        int port = server.getAddress().getPort();
        Teller teller = teller();
        server.stop(0);
        kept(notice("n1"), notice("n2"));
        for (int minute = 0; minute < 60; minute++) {
            int before = lines.size();
            teller.tell(left(), clock.instant());
            if (minute == 0) {
                await("two lines, and one that it is down")
                        .atMost(Duration.ofSeconds(30))
                        .until(() -> lines.size() == 3);
            }
            assertThat(lines.size()).isGreaterThanOrEqualTo(before);
            clock.advance(Duration.ofMinutes(1));
        }
        ((ExecutorService) server.getExecutor()).shutdownNow();
        server = listening(port);
        await("all delivered").atMost(Duration.ofSeconds(30)).until(() -> {
            clock.advance(Duration.ofMinutes(1));
            teller.tell(left(), clock.instant());
            return left().isEmpty();
        });
        assertThat(requests).extracting(Request::key).containsExactly("n1", "n2");
        assertThat(lines).filteredOn(line -> line.startsWith("line of")).containsExactly("line of n1", "line of n2");
    }

    @Test
    void aReceiverThatIsSlowHoldsUpNobodyButItself() {
        status = 0;
        Teller teller = teller();
        kept(notice("n1"));
        teller.tell(left(), clock.instant());
        await("the call").atMost(Duration.ofSeconds(30)).until(() -> requests.size() == 1);
        assertThat(lines).containsExactly("line of n1");
        for (int i = 0; i < 100; i++) {
            teller.tell(left(), clock.instant()); // returns, though the receiver does not answer
        }
        assertThat(requests).hasSize(1);
        teller.close();
        await("the end of its thread")
                .atMost(Duration.ofSeconds(30))
                .until(() -> Thread.getAllStackTraces().keySet().stream()
                        .noneMatch(thread -> thread.getName().equals("millwright-fleet-notices")));
        assertThat(left()).as("somebody else delivers it").containsOnlyKeys("n1");
    }

    @Test
    void whatIsToldThoughTheStoreDoesNotKnowIsNotToldAgain() {
        Teller teller = teller();
        kept(notice("n1"));
        Map<String, String> before = left();
        teller.tell(before, clock.instant());
        await("told").atMost(Duration.ofSeconds(30)).until(() -> left().isEmpty());
        for (int i = 0; i < 3; i++) {
            teller.tell(before, clock.instant()); // as it is read when the write was lost
        }
        assertThat(requests).hasSize(1);
        assertThat(lines).hasSize(1);
    }
}
