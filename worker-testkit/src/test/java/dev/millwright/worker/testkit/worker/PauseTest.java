package dev.millwright.worker.testkit.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.millwright.worker.JobHandler;
import dev.millwright.worker.Worker;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** A job that pauses its own jobtype. */
class PauseTest extends PolicyTest {
    /** Told to come back later the first time that it is called. */
    private JobHandler limited(Duration pause) {
        return context -> {
            tries.add(context.job().jobtype() + " " + context.attempt());
            if (tries.size() == 1) {
                context.pause(pause);
                throw new IllegalStateException("429 Too Many Requests");
            }
        };
    }

    @Test
    void isTriedAgainAfterItWithoutSpendingATry() {
        Worker worker = start(worker().apply(function("limited", limited(Duration.ofSeconds(5)))));
        server.push("limited");
        awaitWaiting(worker, 1);

        clock.advance(Duration.ofMillis(4999));
        assertThat(tries).hasSize(1);
        clock.advance(Duration.ofMillis(1));
        awaitTries(2);

        assertThat(tries).containsExactly("limited 1", "limited 1");
        awaitThat("the listener", () -> !retries.isEmpty());
        assertThat(retries).containsExactly(Duration.ofSeconds(5));
        awaitOnServer("its ACK", () -> server.processed() == 1);
        assertThat(reports()).containsExactly("ACK");
    }

    @Test
    void holdsBackOthersOfItsTypeOnly() {
        Worker worker = start(worker().apply(function("limited", limited(Duration.ofSeconds(5)))));
        server.push("limited");
        awaitWaiting(worker, 1);
        server.push("limited");
        server.push("noop");

        awaitOnServer("the ACK of another type", () -> server.processed() == 1);
        awaitWaiting(worker, 2);
        assertThat(tries).hasSize(1);

        clock.advance(Duration.ofSeconds(5));
        awaitTries(3);
        awaitOnServer("the other ACKs", () -> server.processed() == 3);
        assertThat(reports()).containsExactly("ACK", "ACK", "ACK");
    }

    @Test
    void aLongOneGoesByWayOfTheServer() {
        start(worker().apply(function("limited", limited(Duration.ofMinutes(5)))));
        server.push("limited");
        awaitOnServer("the job to be scheduled", () -> server.scheduled().size() == 1);
        server.push("limited");
        awaitOnServer(
                "the other one as well",
                () -> server.scheduled().size() == 2 && server.working().isEmpty());

        assertThat(tries).hasSize(1);
        assertThat(server.scheduled()).allSatisfy(job -> assertThat(job.json()).doesNotContain("millwright_retry"));
    }

    @Test
    void aJobThatReturnsIsDone() {
        Worker worker = start(worker().register("polite", context -> {
            tries.add("polite");
            context.pause(Duration.ofSeconds(5));
            context.pause(Duration.ofSeconds(1)); // does not shorten it
        }));
        server.push("polite");
        awaitOnServer("its ACK", () -> server.processed() == 1);
        server.push("polite");
        awaitWaiting(worker, 1);

        clock.advance(Duration.ofSeconds(4));
        assertThat(tries).hasSize(1);
        clock.advance(Duration.ofSeconds(1));
        awaitTries(2);
    }

    @Test
    void refusesWhatIsNoPause() {
        AtomicReference<dev.millwright.worker.JobContext> kept = new AtomicReference<>();
        start(worker().register("keeps", kept::set));
        server.push("keeps");
        awaitOnServer("its ACK", () -> server.processed() == 1);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> kept.get().pause(Duration.ZERO))
                .withMessageContaining("at most 365 days, not for PT0S");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> kept.get().pause(Duration.ofDays(366)))
                .withMessageContaining("at most 365 days");
    }
}
