package dev.millwright.worker.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The CANCEL extension. */
class CancelTest extends ServerTest {
    @Test
    void tellsTheWorkerWithEveryBeatUntilTheJobIsReported() {
        RawClient client = worker("w");
        String one = fetched(client);
        String two = fetched(client);
        String three = fetched(client);

        assertThat(producer().call("CANCEL " + two + " " + one + " nosuchjob " + one))
                .isEqualTo(":2");

        String both = "{\"cancel\":[\"" + one + "\",\"" + two + "\"]}";
        assertThat(client.call("BEAT {\"wid\":\"w\"}")).isEqualTo(both);
        assertThat(client.call("BEAT {\"wid\":\"w\"}")).isEqualTo(both);
        client.call("ACK {\"jid\":\"" + one + "\"}");
        assertThat(client.call("BEAT {\"wid\":\"w\"}")).isEqualTo("{\"cancel\":[\"" + two + "\"]}");
        client.call("FAIL {\"jid\":\"" + two + "\"}");
        assertThat(client.call("BEAT {\"wid\":\"w\"}")).isEqualTo("+OK");
        assertThat(server.working()).extracting(ReservedJob::jid).containsExactly(three);
    }

    @Test
    void tellsTheStateToo() {
        RawClient client = worker("w");
        String jid = fetched(client);
        assertThat(server.cancel(jid)).isTrue();
        server.quiet("w");

        assertThat(client.call("BEAT {\"wid\":\"w\"}")).isEqualTo("{\"state\":\"quiet\",\"cancel\":[\"" + jid + "\"]}");
        assertThat(server.working()).extracting(ReservedJob::cancelled).containsExactly(true);
    }

    @Test
    void countsOnlyJobsThatALiveWorkerHolds() {
        RawClient client = worker("w");
        String jid = fetched(client);
        String queued = server.push("t");
        client.close();
        server.await("no worker", s -> s.workers().isEmpty());

        assertThat(producer().call("CANCEL " + jid + " " + queued)).isEqualTo(":0");
        assertThat(server.cancel(jid)).isFalse();
    }

    @Test
    void tellsNobodyElse() {
        RawClient holder = worker("holder");
        RawClient other = worker("other");
        server.cancel(fetched(holder));

        assertThat(other.call("BEAT {\"wid\":\"other\"}")).isEqualTo("+OK");
    }

    @Test
    void forgetsWithTheReservation() {
        RawClient client = worker("w");
        String jid = fetched(client);
        server.cancel(jid);
        client.call("FAIL {\"jid\":\"" + jid + "\"}");
        client.call("MUTATE {\"cmd\":\"requeue\",\"target\":\"retries\"}");
        client.call("FETCH default");

        assertThat(client.call("BEAT {\"wid\":\"w\"}")).isEqualTo("+OK");
    }

    @Test
    void needsAJid() {
        assertThat(producer().call("CANCEL")).isEqualTo("-ERR must call CANCEL with at least one jid");
    }

    @Test
    void isUnknownToAServerWithStockCommandsOnly() {
        start(DevServerBuilder::stockCommandsOnly);

        assertThat(producer().call("CANCEL abcdefgh")).isEqualTo("-ERR unknown command CANCEL");
    }

    private String fetched(RawClient client) {
        String jid = server.push("t");
        client.call("FETCH default");
        return jid;
    }
}
