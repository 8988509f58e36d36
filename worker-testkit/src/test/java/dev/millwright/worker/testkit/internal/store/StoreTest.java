package dev.millwright.worker.testkit.internal.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millwright.worker.testkit.ManualClock;
import dev.millwright.worker.testkit.internal.json.InvalidJson;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StoreTest {
    private static final FailReport REPORT = new FailReport("E", "m", List.of("line"));

    private final ManualClock clock = new ManualClock();
    private final Store store = new Store(clock, BackoffTest.always(0));

    @Test
    void completesAJob() throws Exception {
        push("{\"jid\":\"abcdefgh\",\"jobtype\":\"t\",\"args\":[1]}");

        assertThat(store.queues().payloads("default"))
                .containsExactly(
                        "{\"retry\":25,\"jid\":\"abcdefgh\",\"queue\":\"default\",\"jobtype\":\"t\","
                                + "\"created_at\":\"2025-01-01T00:00:00Z\",\"enqueued_at\":\"2025-01-01T00:00:00Z\",\"args\":[1]}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | jobs must have a reasonable jid parameter",
                "{\"jid\":\"1234567\"} | jobs must have a reasonable jid parameter",
                "{\"jid\":\"12345678\"} | jobs must have a jobtype parameter",
                "{\"jid\":\"12345678\",\"jobtype\":\"t\"} | jobs must have an args parameter",
                "{\"jid\":\"12345678\",\"jobtype\":\"t\",\"args\":[],\"reserve_for\":86401}"
                        + "| jobs cannot be reserved for more than one day",
                "{\"jid\":\"12345678\",\"jobtype\":\"t\",\"args\":[],\"queue\":\"a b\"}"
                        + "| cannot get \"a b\" queue: queue names must match \\A[a-zA-Z0-9._-]+\\z",
            })
    void refusesBadJobs(String job, String message) {
        assertThatThrownBy(() -> push(job)).isInstanceOf(Refused.class).hasMessage(message);
    }

    @Test
    void leaksTheRetryOfAPushIntoJobsWithoutOne() throws Exception {
        store.pushOne(JobRecord.read(job("firstjob", "\"retry\":3")));
        store.pushOne(JobRecord.read(job("secondjob", "")));
        store.push(JobRecord.read(job("bulkjob-1", "\"retry\":7")));
        store.push(JobRecord.read(job("bulkjob-2", "")));

        assertThat(store.queues().payloads("default"))
                .extracting(payload -> payload.substring(0, payload.indexOf(',')))
                .containsExactly("{\"retry\":3", "{\"retry\":3", "{\"retry\":7", "{\"retry\":3");
    }

    @Test
    void takesQueuesInStrictOrderAndJobsInTheOrderOfTheirPush() throws Exception {
        push(job("low-job-1", "\"queue\":\"low\""));
        push(job("high-job-1", "\"queue\":\"high\""));
        push(job("high-job-2", "\"queue\":\"high\""));

        assertThat(reserve("high", "low").jid()).isEqualTo("high-job-1");
        assertThat(reserve("high", "low").jid()).isEqualTo("high-job-2");
        assertThat(reserve("high", "low").jid()).isEqualTo("low-job-1");
        assertThat(store.reserve("w", List.of("high", "low"))).isNull();
    }

    @ParameterizedTest
    @CsvSource({"0, 1800", "5, 60", "-5, 60", "61, 61", "86400, 86400"})
    void reservesForAsLongAsTheServerDoes(int reserveFor, long seconds) throws Exception {
        push(job("thejob-1", "\"reserve_for\":" + reserveFor));

        assertThat(reserve("default").expiry()).isEqualTo(clock.instant().plusSeconds(seconds));
    }

    @Test
    void retriesAFailedJob() throws Exception {
        push(job("thejob-1", "\"retry\":2"));
        Reservation first = reserve("default");
        store.fail(first.jid(), REPORT);

        TimedJobs.Entry retry = store.retries().entries().get(0);
        assertThat(retry.at()).isEqualTo(clock.instant().plusSeconds(15));
        assertThat(retry.payload())
                .contains(
                        "\"failure\":{\"failed_at\":\"2025-01-01T00:00:00Z\",\"next_at\":\"2025-01-01T00:00:15Z\","
                                + "\"message\":\"m\",\"errtype\":\"E\",\"backtrace\":[\"line\"],\"retry_count\":0,\"remaining\":2}");
        assertThat(store.processed()).isEqualTo(1);
        assertThat(store.failures()).isEqualTo(1);
    }

    @Test
    void givesUpAfterTheLastRetry() throws Exception {
        push(job("thejob-1", "\"retry\":1"));
        store.fail(reserve("default").jid(), REPORT);
        clock.advance(Duration.ofSeconds(15));
        assertThat(store.enqueueRetries()).isEqualTo(1);
        store.fail(reserve("default").jid(), REPORT);

        assertThat(store.retries().size()).isZero();
        TimedJobs.Entry dead = store.dead().entries().get(0);
        assertThat(dead.at()).isEqualTo(clock.instant().plus(Duration.ofDays(180)));
        assertThat(dead.payload()).contains("\"retry_count\":1,\"remaining\":0");
    }

    @Test
    void forgetsAFailedJobWithoutRetries() throws Exception {
        push(job("thejob-1", "\"retry\":0"));
        store.fail(reserve("default").jid(), REPORT);

        assertThat(store.retries().size()
                        + store.dead().size()
                        + store.working().size())
                .isZero();
        assertThat(store.failures()).isEqualTo(1);
    }

    @Test
    void buriesAFailedJobWithRetryMinusOne() throws Exception {
        push(job("thejob-1", "\"retry\":-1"));
        store.fail(reserve("default").jid(), REPORT);

        assertThat(store.dead().entries().get(0).payload())
                .contains("\"retry_count\":0,\"remaining\":-1")
                .doesNotContain("next_at");
    }

    @Test
    void knowsNoFailOfAnUnknownJob() {
        assertThatThrownBy(() -> store.fail("nosuchjob", REPORT))
                .isInstanceOf(Refused.class)
                .hasMessage("Job not found nosuchjob");
        store.acknowledge("nosuchjob");
        assertThat(store.processed()).isZero();
    }

    @Test
    void failsAJobWhoseReservationIsOver() throws Exception {
        push(job("thejob-1", "\"reserve_for\":60"));
        reserve("default");
        clock.advance(Duration.ofSeconds(59));
        assertThat(store.reapReservations()).isZero();
        clock.advance(Duration.ofSeconds(1));

        assertThat(store.reapReservations()).isEqualTo(1);
        assertThat(store.retries().entries().get(0).payload())
                .contains("\"message\":\"Faktory job reservation expired\",\"errtype\":\"ReservationExpired\"");
        assertThat(store.working().held()).isEmpty();
    }

    @Test
    void aLateAckEndsTheReservationOfWhoeverHasTheJobNow() throws Exception {
        push(job("thejob-1", "\"reserve_for\":60"));
        reserve("default");
        clock.advance(Duration.ofMinutes(1));
        store.reapReservations();
        clock.advance(Duration.ofMinutes(1));
        store.enqueueRetries();
        reserve("default");

        store.acknowledge("thejob-1");

        assertThat(store.working().held()).isEmpty();
        assertThat(store.working().size()).isZero();
    }

    @Test
    void theEndOfAForgottenReservationHitsTheNewerOneOfTheSameJid() throws Exception {
        push(job("thejob-1", "\"reserve_for\":60"));
        reserve("default");
        push(job("thejob-1", "\"reserve_for\":600"));
        reserve("default");
        assertThat(store.working().size()).isEqualTo(2);
        assertThat(store.working().held()).hasSize(1);

        clock.advance(Duration.ofSeconds(60));

        assertThat(store.reapReservations()).isEqualTo(1);
        assertThat(store.working().held()).isEmpty();
        assertThat(store.retries().size()).isEqualTo(1);
    }

    @Test
    void enqueuesScheduledJobsWhenTheyAreDue() throws Exception {
        Instant due = clock.instant().plusSeconds(10);
        push(job("thejob-1", "\"at\":\"" + due + "\""));
        push(job("pastjob-1", "\"at\":\"2020-01-01T00:00:00Z\""));
        assertThat(store.queues().size("default")).isEqualTo(1);
        clock.advance(Duration.ofSeconds(10));

        assertThat(store.enqueueScheduled()).isEqualTo(1);
        assertThat(store.queues().payloads("default").get(1))
                .contains("\"enqueued_at\":\"2025-01-01T00:00:10Z\",\"at\":\"2025-01-01T00:00:10Z\"");
    }

    @Test
    void losesAScheduledJobWithAnImpossibleQueueWhenItIsDue() throws Exception {
        push(job("thejob-1", "\"queue\":\"a b\",\"at\":\"2025-01-01T00:00:01Z\""));
        clock.advance(Duration.ofSeconds(1));

        assertThat(store.enqueueScheduled()).isZero();
        assertThat(store.scheduled().size()).isZero();
    }

    @Test
    void forgetsDeadJobsAfter180Days() throws Exception {
        push(job("thejob-1", "\"retry\":-1"));
        store.fail(reserve("default").jid(), REPORT);
        clock.advance(Duration.ofDays(180).minusSeconds(1));
        assertThat(store.purgeDead()).isZero();
        clock.advance(Duration.ofSeconds(1));
        assertThat(store.purgeDead()).isEqualTo(1);
    }

    @Test
    void flushKeepsWhatTheStockServerHasInItsOwnMemory() throws Exception {
        push(job("thejob-1", ""));
        push(job("thejob-2", ""));
        reserve("default");
        store.queues().pause("default");

        store.flush();

        assertThat(store.queues().names()).containsExactly("default");
        assertThat(store.queues().size("default")).isZero();
        assertThat(store.queues().withoutPaused(List.of("default"))).isEmpty();
        assertThat(store.working().size()).isZero();
        store.fail("thejob-1", REPORT);
        assertThat(store.retries().size()).isZero();
    }

    @Test
    void givesBackAJobToTheHeadOfItsQueue() throws Exception {
        push(job("thejob-1", ""));
        push(job("thejob-2", ""));
        Reservation lost = reserve("default");

        store.giveBack(lost);

        assertThat(store.working().size()).isZero();
        assertThat(reserve("default").jid()).isEqualTo("thejob-1");
    }

    private void push(String json) throws InvalidJson, Refused {
        store.push(JobRecord.read(json));
    }

    private Reservation reserve(String... queues) {
        @Nullable Reservation reservation = store.reserve("w", List.of(queues));
        assertThat(reservation).isNotNull();
        return reservation;
    }

    private static String job(String jid, String more) {
        return "{\"jid\":\"" + jid + "\",\"jobtype\":\"t\",\"args\":[]" + (more.isEmpty() ? "" : "," + more) + "}";
    }
}
