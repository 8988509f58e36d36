package dev.millwright.worker.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** ACK, FAIL and what becomes of reservations. */
class ReportTest extends ServerTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ACK {\"jid\":\"unknown\"} | +OK",
                "ACK {\"jid\":null} | +OK",
                "ACK {} | -ERR invalid ACK {}",
                "ACK null | -ERR invalid ACK null",
                "ACK {\"jid\":5} | -ERR invalid ACK {\"jid\":5}",
                "ACK {\"JID\":\"x\"} | -ERR invalid ACK {\"JID\":\"x\"}",
                "FAIL {\"jid\":\"unknown\"} | -ERR Job not found unknown",
                "FAIL {} | -ERR missing JID",
                "FAIL null | -ERR missing JID",
                "FAIL {\"jid\":\"x\",\"backtrace\":1} | -ERR invalid FAIL {\"jid\":\"x\",\"backtrace\":1}",
            })
    void answers(String line, String reply) {
        assertThat(producer().call(line)).isEqualTo(reply);
    }

    @Test
    void endsAReservationByAck() {
        RawClient client = worker("w");
        String jid = server.push("t");
        client.call("FETCH default");
        assertThat(server.working()).singleElement().satisfies(held -> {
            assertThat(held.jid()).isEqualTo(jid);
            assertThat(held.wid()).isEqualTo("w");
            assertThat(held.since()).isEqualTo(clock.instant());
            assertThat(held.expiry()).isEqualTo(clock.instant().plus(Duration.ofMinutes(30)));
        });

        assertThat(client.call("ACK {\"jid\":\"" + jid + "\"}")).isEqualTo("+OK");

        assertThat(server.working()).isEmpty();
        assertThat(server.processed()).isEqualTo(1);
        assertThat(server.failures()).isZero();
    }

    @Test
    void retriesAFailedJobUntilItIsDead() {
        RawClient client = worker("w");
        client.call("PUSH " + job("abcdefgh", "\"retry\":1"));
        client.call("FETCH default");
        assertThat(client.call("FAIL {\"jid\":\"abcdefgh\",\"errtype\":\"E\",\"message\":\"m\",\"backtrace\":[\"l\"]}"))
                .isEqualTo("+OK");
        StoredJob.Failure failure = server.retries().get(0).failure().orElseThrow();
        assertThat(failure.errtype()).isEqualTo("E");
        assertThat(failure.message()).isEqualTo("m");
        assertThat(failure.backtrace()).containsExactly("l");
        assertThat(failure.retryCount()).isZero();
        assertThat(failure.remaining()).isEqualTo(1);
        assertThat(server.retries().get(0).at().orElseThrow())
                .isBetween(clock.instant().plusSeconds(15), clock.instant().plusSeconds(44));

        clock.advance(Duration.ofSeconds(50));
        assertThat(client.call("FETCH default")).contains("\"failure\":{\"failed_at\":\"2025-01-01T00:00:00Z\"");
        client.call("FAIL {\"jid\":\"abcdefgh\"}");

        assertThat(server.retries()).isEmpty();
        StoredJob dead = server.dead().get(0);
        assertThat(dead.at()).contains(clock.instant().plus(Duration.ofDays(180)));
        assertThat(dead.failure().orElseThrow().message()).isEqualTo("unknown");
        assertThat(dead.failure().orElseThrow().retryCount()).isEqualTo(1);
        assertThat(server.failures()).isEqualTo(2);
    }

    @Test
    void takesAnyonesReportForAJid() {
        RawClient owner = worker("w");
        String jid = server.push("t");
        owner.call("FETCH default");

        producer().call("ACK {\"jid\":\"" + jid + "\"}");

        assertThat(server.working()).isEmpty();
    }

    @Test
    void aZombiesAckClearsTheReservationOfTheNextWorker() {
        RawClient zombie = worker("zombie");
        zombie.call("PUSH " + job("abcdefgh", "\"reserve_for\":60"));
        zombie.call("FETCH default");
        // The reaper FAILs it after 60 s, and the retry is due at most 44 s after that.
        clock.advance(Duration.ofSeconds(60));
        assertThat(server.working()).isEmpty();
        clock.advance(Duration.ofSeconds(50));
        worker("heir").call("FETCH default");
        assertThat(server.working()).extracting(ReservedJob::wid).containsExactly("heir");

        // The zombie's old connection was closed with its heartbeat; it has a new one.
        assertThat(worker("zombie").call("ACK {\"jid\":\"abcdefgh\"}")).isEqualTo("+OK");

        assertThat(server.working()).isEmpty();
    }

    @Test
    void aJidThatIsPushedAgainIsReservedTwice() {
        RawClient first = worker("first");
        RawClient second = worker("second");
        first.call("PUSH " + job("abcdefgh", ""));
        first.call("FETCH default");
        first.call("PUSH " + job("abcdefgh", ""));
        second.call("FETCH default");

        first.call("ACK {\"jid\":\"abcdefgh\"}");

        assertThat(server.working()).isEmpty();
        assertThat(first.call("INFO")).contains("\"working\":1");
    }

    @Test
    void awaitsIdle() {
        RawClient client = worker("w");
        server.awaitIdle();
        String jid = server.push("t");
        client.send("FETCH default");
        server.awaitCommand("FETCH");
        client.receive();
        client.send("ACK {\"jid\":\"" + jid + "\"}");

        server.awaitIdle();

        assertThat(server.processed()).isEqualTo(1);
    }
}
