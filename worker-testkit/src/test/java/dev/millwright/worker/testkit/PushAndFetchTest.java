package dev.millwright.worker.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PushAndFetchTest extends ServerTest {
    @Test
    void deliversAJobWithTheKeysOfTheStockServerInItsOrder() {
        RawClient client = worker("w");
        client.call("PUSH {\"args\":[1],\"jobtype\":\"t\",\"jid\":\"abcdefgh\",\"custom\":{\"b\":1,\"a\":{}},"
                + "\"reserve_for\":90,\"backtrace\":3,\"retry\":2,\"unknown\":true,\"queue\":\"q\"}");

        assertThat(client.call("FETCH q"))
                .isEqualTo("{\"retry\":2,\"custom\":{\"a\":{},\"b\":1},\"jid\":\"abcdefgh\",\"queue\":\"q\","
                        + "\"jobtype\":\"t\",\"created_at\":\"2025-01-01T00:00:00Z\","
                        + "\"enqueued_at\":\"2025-01-01T00:00:00Z\",\"args\":[1],\"reserve_for\":90,\"backtrace\":3}");
    }

    @Test
    void aPushbTakesInNoMoreThanItsTimeAllows() {
        start(builder -> builder.bulkLimit(2));
        RawClient client = worker("w");
        StringBuilder jobs = new StringBuilder("{\"jid\":\"wrong-one\"}");
        for (int i = 0; i < 4; i++) {
            jobs.append(",{\"jid\":\"job-000").append(i).append("\",\"jobtype\":\"t\",\"args\":[]}");
        }

        assertThat(client.call("PUSHB [" + jobs + "]"))
                .isEqualTo("{\"job-0002\":\"context deadline exceeded\",\"job-0003\":\"context deadline exceeded\","
                        + "\"wrong-one\":\"jobs must have a jobtype parameter\"}");
        assertThat(server.queue("default")).extracting(StoredJob::jid).containsExactly("job-0000", "job-0001");
        assertThatThrownBy(() -> DevServer.builder().bulkLimit(-1)).hasMessageContaining("-1 jobs");
    }

    @Test
    void corruptsIntegersBeyondTwoToThe53() {
        RawClient client = worker("w");
        client.call("PUSH {\"jid\":\"abcdefgh\",\"jobtype\":\"t\",\"args\":[9007199254740993],"
                + "\"custom\":{\"n\":9007199254740993}}");

        assertThat(client.call("FETCH default"))
                .contains("\"args\":[9007199254740992]")
                .contains("\"n\":9007199254740992");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "PUSH {} | -ERR jobs must have a reasonable jid parameter",
                "PUSH {\"jid\":\"abcdefgh\",\"jobtype\":\"t\",\"args\":5}"
                        + "| -ERR invalid JSON: json: cannot unmarshal number into Go struct field Job.args of type []interface {}",
                "PUSH {\"jid\":\"abcdefgh\",\"jobtype\":\"t\",\"args\":[],\"queue\":\"a b\"}"
                        + "| -ERR cannot get \"a b\" queue: queue names must match \\A[a-zA-Z0-9._-]+\\z",
                "PUSHB {} | -ERR invalid JSON: json: cannot unmarshal object into Go value of type []client.Job",
                "PUSHB [] | {}",
                "PUSHB null | {}",
                "PUSHB [null] | {\"\":\"jobs must have a reasonable jid parameter\"}",
                "FETCH | -ERR must call fetch with at least one queue",
            })
    void refusesBadInput(String line, String reply) {
        assertThat(producer().call(line)).isEqualTo(reply);
    }

    @Test
    void pushesTheGoodJobsOfABulkAndNamesTheBad() {
        RawClient client = producer();

        assertThat(client.call("PUSHB [" + job("abcdefgh", "") + ",{\"jid\":\"short\"}]"))
                .isEqualTo("{\"short\":\"jobs must have a reasonable jid parameter\"}");
        assertThat(client.call("PUSHB [" + job("bcdefghi", "") + "]")).isEqualTo("{}");
        assertThat(server.queue("default")).extracting(StoredJob::jid).containsExactly("abcdefgh", "bcdefghi");
    }

    @Test
    void leaksTheRetryOfAPush() {
        RawClient client = worker("w");
        client.call("PUSH " + job("first-job", "\"retry\":0"));
        producer().call("PUSH " + job("secondjob", ""));
        client.call("FETCH default");

        assertThat(client.call("FETCH default")).startsWith("{\"retry\":0,\"jid\":\"secondjob\"");
    }

    @Test
    void fetchesInStrictOrderOfTheQueues() {
        RawClient client = worker("w");
        String low = server.pushTo("low", "t");
        String high = server.pushTo("high", "t");

        assertThat(client.call("FETCH high low")).contains(high);
        assertThat(client.call("FETCH high low")).contains(low);
    }

    @Test
    void waitsTwoSecondsForAJob() {
        RawClient client = worker("w");
        sendBlockingFetch(client, "default");

        clock.advance(Duration.ofMillis(1999));
        assertThat(server.blockedFetches()).isEqualTo(1);
        clock.advance(Duration.ofMillis(1));

        assertThat(client.receive()).isEqualTo(RawClient.NIL);
        assertThat(server.blockedFetches()).isZero();
    }

    @Test
    void waitsAsLongAsItWasToldForAJob() {
        start(builder -> builder.fetchWait(Duration.ofMillis(30)));
        RawClient client = worker("w");
        sendBlockingFetch(client, "default");

        clock.advance(Duration.ofMillis(29));
        assertThat(server.blockedFetches()).isEqualTo(1);
        clock.advance(Duration.ofMillis(1));

        assertThat(client.receive()).isEqualTo(RawClient.NIL);
    }

    @Test
    void servesTheFetchThatHasWaitedLongest() {
        RawClient first = worker("w");
        RawClient other = worker("w");
        RawClient second = worker("w");
        sendBlockingFetch(first, "a", "b");
        sendBlockingFetch(other, "c");
        sendBlockingFetch(second, "b");

        String one = server.pushTo("b", "t");
        String two = server.pushTo("b", "t");

        assertThat(first.receive()).contains(one);
        assertThat(second.receive()).contains(two);
        assertThat(server.blockedFetches()).isEqualTo(1);
    }

    @Test
    void takesQueuesThatDoNotExistYet() {
        RawClient client = worker("w");
        sendBlockingFetch(client, "cancel.abc", "cancel.def");

        String jid = server.pushTo("cancel.def", "cancel");

        assertThat(client.receive()).contains(jid);
        assertThat(server.queueSizes()).isEqualTo(Map.of("cancel.def", 0));
    }

    @Test
    void deliversScheduledJobsWithinFiveSecondsOfTheirTime() {
        RawClient client = worker("w");
        client.call("PUSH " + job("abcdefgh", "\"at\":\"2025-01-01T00:00:07Z\""));
        assertThat(server.scheduled())
                .extracting(StoredJob::at)
                .containsExactly(Optional.of(clock.instant().plusSeconds(7)));

        clock.advance(Duration.ofSeconds(9));
        assertThat(server.scheduled()).hasSize(1);
        clock.advance(Duration.ofSeconds(1));

        assertThat(server.scheduled()).isEmpty();
        assertThat(client.call("FETCH default"))
                .contains("\"enqueued_at\":\"2025-01-01T00:00:10Z\",\"at\":\"2025-01-01T00:00:07Z\"");
    }

    @Test
    void strandsTheNextJobWhenAClientLeavesItsFetch() {
        RawClient client = worker("gone");
        sendBlockingFetch(client, "default");
        client.close();

        String jid = server.push("t");

        assertThat(server.working()).extracting(ReservedJob::jid).containsExactly(jid);
        assertThat(server.queueSizes()).containsEntry("default", 0);
        clock.advance(Duration.ofMinutes(30));
        assertThat(server.working()).isEmpty();
        assertThat(server.retries())
                .singleElement()
                .satisfies(job -> assertThat(job.failure())
                        .get()
                        .extracting(StoredJob.Failure::errtype)
                        .isEqualTo("ReservationExpired"));
    }

    @Test
    void canKeepTheNextJobWhenAClientLeavesItsFetch() {
        start(DevServerBuilder::keepJobsOfLostFetches);
        RawClient client = worker("gone");
        sendBlockingFetch(client, "default");
        client.close();

        String jid = server.push("t");

        server.await(
                "the job back in its queue",
                s -> s.working().isEmpty() && s.queueSizes().equals(Map.of("default", 1)));
        assertThat(worker("w").call("FETCH default")).contains(jid);
    }

    @Test
    void keepsServingClientsThatStayWhenLostFetchesAreKept() {
        start(DevServerBuilder::keepJobsOfLostFetches);
        RawClient client = worker("w");
        sendBlockingFetch(client, "default");
        client.send("BEAT {\"wid\":\"w\"}");

        String jid = server.push("t");

        assertThat(client.receive()).contains(jid);
        assertThat(client.receive()).isEqualTo("+OK");
        sendBlockingFetch(client, "default");
        String next = server.push("t");
        assertThat(client.receive()).contains(next);
        assertThat(client.call("FLUSH")).isEqualTo("+OK");
        assertThat(server.commands("FETCH")).hasSize(2);
    }

    @RepeatedTest(10)
    void givesNoJobToAFetchWhoseTimeIsUp() {
        RawClient pusher = producer();
        List<RawClient> waiting = List.of(worker("a"), worker("b"), worker("c"));
        waiting.forEach(client -> sendBlockingFetch(client, "default"));
        pusher.call("PUSH " + job("abcdefgh", "\"at\":\"2025-01-01T00:00:03Z\""));

        clock.advance(Duration.ofSeconds(10));

        assertThat(waiting).extracting(RawClient::receive).containsOnly(RawClient.NIL);
        assertThat(server.queueSizes()).containsEntry("default", 1);
    }

    @Test
    void endsFetchesThatWait() {
        RawClient client = worker("w");
        sendBlockingFetch(client, "default");

        server.endFetches();

        assertThat(client.receive()).isEqualTo(RawClient.NIL);
    }

    @Test
    void pushesFromTheTest() {
        server.pushTo("q", "t", "text", 1, 2.5, true, null, List.of(1), Map.of("k", "v"));

        assertThat(server.queue("q")).singleElement().satisfies(job -> {
            assertThat(job.jobtype()).isEqualTo("t");
            assertThat(job.json())
                    .startsWith("{\"retry\":25,")
                    .contains("\"args\":[\"text\",1,2.5,true,null,[1],{\"k\":\"v\"}]");
        });
        assertThatThrownBy(() -> server.pushJson("{\"jid\":\"abcdefgh\"}"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the server refuses this job: jobs must have a jobtype parameter");
    }
}
