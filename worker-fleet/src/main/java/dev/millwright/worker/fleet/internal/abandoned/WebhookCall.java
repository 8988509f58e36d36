package dev.millwright.worker.fleet.internal.abandoned;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Sends notices to one receiver. A redirect is not followed: what is signed for one receiver is not for another. Confined
 * to the thread that tells.
 */
final class WebhookCall {
    private static final Duration CONNECT = Duration.ofSeconds(5);

    /** A body that is refused in this way will not be taken another time. */
    private static final Set<Integer> FOR_GOOD = Set.of(400, 410, 413, 422);

    private final Settings.Webhook webhook;
    private final Duration limit;
    private @Nullable HttpClient client;

    /** What has become of a call. */
    sealed interface Outcome {
        /** The receiver has it. */
        record Delivered() implements Outcome {}

        /** The receiver will never take it. */
        record Refused(String why) implements Outcome {}

        /** It may go another time. */
        record Failed(String why) implements Outcome {}
    }

    /**
     * A way to a receiver.
     *
     * @param limit for how long a call goes on, in real time
     */
    WebhookCall(Settings.Webhook webhook, Duration limit) {
        this.webhook = webhook;
        this.limit = limit;
    }

    Outcome send(Notice notice, Instant now) throws InterruptedException {
        long seconds = now.getEpochSecond();
        HttpRequest request = HttpRequest.newBuilder(webhook.url())
                .timeout(limit)
                .header("Content-Type", "application/json; charset=utf-8")
                .header("User-Agent", "millwright")
                .header("Idempotency-Key", notice.id())
                .header("Millwright-Signature", "t=" + seconds + ",v1=" + signature(seconds, notice.body()))
                .POST(HttpRequest.BodyPublishers.ofString(notice.body(), StandardCharsets.UTF_8))
                .build();
        if (client == null) {
            client = HttpClient.newBuilder()
                    .connectTimeout(CONNECT)
                    .followRedirects(HttpClient.Redirect.NEVER)
                    .build();
        }
        CompletableFuture<HttpResponse<Void>> answer =
                client.sendAsync(request, HttpResponse.BodyHandlers.discarding());
        try {
            return outcome(answer.get(limit.toMillis(), TimeUnit.MILLISECONDS).statusCode());
        } catch (TimeoutException e) {
            return new Outcome.Failed("no answer within " + limit.toSeconds() + " s");
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            return new Outcome.Failed(
                    cause.getMessage() == null ? cause.getClass().getName() : cause.getMessage());
        } finally {
            answer.cancel(true);
        }
    }

    private static Outcome outcome(int status) {
        if (status / 100 == 2) {
            return new Outcome.Delivered();
        }
        if (FOR_GOOD.contains(status)) {
            return new Outcome.Refused("it answers " + status);
        }
        return new Outcome.Failed(
                status / 100 == 3 ? "it redirects (" + status + "), which is not followed" : "it answers " + status);
    }

    private String signature(long seconds, String body) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(webhook.secret().getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return HexFormat.of().formatHex(mac.doFinal((seconds + "." + body).getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e); // each Java has it
        }
    }
}
