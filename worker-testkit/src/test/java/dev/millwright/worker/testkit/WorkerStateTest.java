package dev.millwright.worker.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** BEAT, quiet, terminate and the expiry of workers. */
class WorkerStateTest extends ServerTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "BEAT {\"wid\":\"w\"} | +OK",
                "BEAT {\"wid\":\"w\",\"rss_kb\":5,\"current_state\":\"bogus\"} | +OK",
                "BEAT {\"wid\":\"w\",\"current_state\":\"quiet\"} | {\"state\":\"quiet\"}",
                "BEAT {\"wid\":\"w\",\"current_state\":\"terminate\"} | {\"state\":\"terminate\"}",
                "BEAT {\"wid\":\"other\"} | -ERR unknown worker other",
                "BEAT {} | '-ERR unknown worker '",
                "BEAT x | -ERR invalid BEAT x",
                "BEAT {\"wid\":\"w\",\"rss_kb\":\"x\"} | -ERR invalid BEAT {\"wid\":\"w\",\"rss_kb\":\"x\"}",
            })
    void answersBeat(String line, String reply) {
        assertThat(worker("w").call(line)).isEqualTo(reply);
    }

    @Test
    void statesOnlyGoForward() {
        RawClient client = worker("w");
        server.quiet("w");
        assertThat(client.call("BEAT {\"wid\":\"w\",\"current_state\":\"\"}")).isEqualTo("{\"state\":\"quiet\"}");
        assertThat(client.call("BEAT {\"wid\":\"w\",\"current_state\":\"running\"}"))
                .isEqualTo("{\"state\":\"quiet\"}");
        server.terminate("w");
        assertThat(client.call("BEAT {\"wid\":\"w\",\"current_state\":\"quiet\"}"))
                .isEqualTo("{\"state\":\"terminate\"}");
        assertThat(server.workers())
                .extracting(ConnectedWorker::state)
                .containsExactly(ConnectedWorker.State.TERMINATE);
    }

    @Test
    void quietHoldsBackOnlyTheFirstConnectionOfAWorker() {
        RawClient first = worker("w");
        RawClient second = worker("w");
        server.quiet("w");
        String jid = server.push("t");

        first.send("FETCH default");
        assertThat(second.call("FETCH default")).contains(jid);
        server.await("the held back FETCH", s -> s.blockedFetches() == 1);
        clock.advance(Duration.ofSeconds(2));
        assertThat(first.receive()).isEqualTo(RawClient.NIL);
    }

    @Test
    void quietIsForgottenWithTheLastConnection() {
        RawClient client = worker("w");
        server.quiet("w");
        client.close();
        server.await("no worker", s -> s.workers().isEmpty());

        assertThat(worker("w").call("BEAT {\"wid\":\"w\"}")).isEqualTo("+OK");
    }

    @Test
    void forgetsAWorkerAfterAMinuteOfSilenceButNotItsJobs() {
        RawClient client = worker("w");
        String jid = server.push("t");
        client.call("FETCH default");
        clock.advance(Duration.ofSeconds(60));
        assertThat(server.workers()).hasSize(1);

        clock.advance(Duration.ofSeconds(15));

        assertThat(client.receiveRest()).isEmpty();
        assertThat(server.workers()).isEmpty();
        assertThat(server.working()).extracting(ReservedJob::jid).containsExactly(jid);
        assertThat(producer().call("BEAT {\"wid\":\"w\"}")).isEqualTo("-ERR unknown worker w");
    }

    @Test
    void keepsAWorkerThatBeats() {
        RawClient client = worker("w");
        for (int i = 0; i < 10; i++) {
            clock.advance(Duration.ofSeconds(15));
            assertThat(client.call("BEAT {\"wid\":\"w\",\"rss_kb\":77}")).isEqualTo("+OK");
        }
        assertThat(server.workers()).singleElement().satisfies(worker -> {
            assertThat(worker.rssKb()).isEqualTo(77);
            assertThat(worker.lastBeat()).isEqualTo(clock.instant());
        });
    }

    @Test
    void namesTheWorkersItKnowsWhenAskedForAnother() {
        worker("known");

        assertThatThrownBy(() -> server.quiet("other"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("no worker other is connected, only [known]");
    }
}
