package dev.millwright.worker.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** QUEUE and FLUSH. */
class QueueCommandTest extends ServerTest {
    @ParameterizedTest
    @CsvSource({
        "'QUEUE ', '-ERR no such QUEUE subcommand: '",
        "QUEUE drop x, -ERR no such QUEUE subcommand: DROP",
        "QUEUE LATENCY *, -ERR QUEUE LATENCY does not support wildcards",
        "QUEUE LATENCY, {}",
        "QUEUE LATENCY nosuch, '{\"nosuch\":0}'",
        "QUEUE PAUSE nosuch, +OK",
        "QUEUE remove nosuch, +OK",
    })
    void answers(String line, String reply) {
        assertThat(producer().call(line)).isEqualTo(reply);
    }

    @Test
    void aPausedQueueIsLeftOutOfFetch() {
        RawClient client = worker("w");
        server.pushTo("a", "t");
        String other = server.pushTo("b", "t");
        client.call("QUEUE PAUSE a");

        assertThat(client.call("FETCH a b")).contains(other);
        sendBlockingFetch(client, "a");
        clock.advance(Duration.ofSeconds(2));
        assertThat(client.receive()).isEqualTo(RawClient.NIL);
        assertThat(client.call("INFO")).contains("\"queues\":{\"a\":1,\"b\":0}");

        client.call("QUEUE RESUME *");
        assertThat(client.call("FETCH a")).contains("\"queue\":\"a\"");
    }

    @Test
    void anUnknownQueueCannotBePausedAheadOfItsFirstJob() {
        RawClient client = worker("w");
        client.call("QUEUE PAUSE later");
        String jid = server.pushTo("later", "t");

        assertThat(client.call("FETCH later")).contains(jid);
    }

    @Test
    void aPauseDoesNotReachAFetchThatIsWaiting() {
        RawClient client = worker("w");
        server.pushTo("a", "t");
        client.call("FETCH a");
        sendBlockingFetch(client, "a");
        producer().call("QUEUE PAUSE a");

        String jid = server.pushTo("a", "t");

        assertThat(client.receive()).contains(jid);
    }

    @Test
    void removesAQueueWithItsJobsAndItsPause() {
        RawClient client = worker("w");
        server.pushTo("a", "t");
        client.call("QUEUE PAUSE a");

        client.call("QUEUE REMOVE a");

        assertThat(server.queueSizes()).isEmpty();
        String jid = server.pushTo("a", "t");
        assertThat(client.call("FETCH a")).contains(jid);
    }

    @Test
    void tellsHowLongTheOldestJobHasWaited() {
        server.pushTo("a", "t");
        clock.advance(Duration.ofMillis(1500));
        server.pushTo("a", "t");

        assertThat(producer().call("QUEUE LATENCY b a")).isEqualTo("{\"a\":1.5,\"b\":0}");
    }

    @Test
    void tellsNoLatencyOfAScheduledJobThatWasRequeued() {
        RawClient client = producer();
        client.call("PUSH " + job("abcdefgh", "\"at\":\"2030-01-01T00:00:00Z\""));
        client.call("MUTATE {\"cmd\":\"requeue\",\"target\":\"scheduled\"}");

        assertThat(client.call("QUEUE LATENCY default")).startsWith("-ERR QUEUE: parsing time \"\"");
    }

    @Test
    void flushesAllJobsButKnowsTheQueues() {
        RawClient client = worker("w");
        server.pushTo("a", "t");
        server.pushTo("a", "t");
        client.call("FETCH a");
        client.call("PUSH " + job("abcdefgh", "\"at\":\"2030-01-01T00:00:00Z\""));

        assertThat(client.call("FLUSH")).isEqualTo("+OK");

        assertThat(server.queueSizes()).isEqualTo(Map.of("a", 0));
        assertThat(server.scheduled()).isEmpty();
        assertThat(client.call("INFO")).contains("\"working\":0");
    }
}
