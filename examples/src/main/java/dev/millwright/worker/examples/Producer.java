package dev.millwright.worker.examples;

import dev.millwright.worker.FaktoryClient;
import dev.millwright.worker.Job;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Pushes jobs: one, many at once, and one for later. The server is the one that FAKTORY_URL names. */
public final class Producer {
    private Producer() {}

    /** Pushes and prints what was refused. */
    public static void main(String[] args) {
        try (FaktoryClient client = FaktoryClient.connect()) {
            push(client, Instant.now().plus(Duration.ofMinutes(5)));
        }
    }

    static void push(FaktoryClient client, Instant later) {
        client.push(Job.of("hello", "world"));

        Map<String, String> refused = client.pushBulk(List.of(
                Job.of("hello", "Ada"),
                Job.builder("hello").args("Grace").queue("low").build()));
        refused.forEach((jid, reason) -> System.out.println(jid + " was refused: " + reason));

        client.push(Job.builder("hello")
                .args("future")
                .at(later)
                .retry(3)
                .reserveFor(Duration.ofMinutes(10))
                .custom("locale", "en")
                .build());
    }
}
