package dev.millwright.worker.internal.pulse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millwright.worker.FaktoryConnectionException;
import dev.millwright.worker.TestClock;
import dev.millwright.worker.internal.net.Request;
import dev.millwright.worker.internal.protocol.Reply;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.junit.jupiter.api.Test;

/** A FETCH that is overdue, and what is asked over another connection meanwhile. */
class PatienceTest {
    private static final Reply WORKS = new Reply.Bulk("{\"millwright\":0}".getBytes(StandardCharsets.UTF_8));
    private static final Reply REDIS_STANDS = new Reply.Failure("ERR", "QUEUE: context deadline exceeded");

    private final TestClock clock = new TestClock();
    private final Deque<Request> asked = new ArrayDeque<>();
    private boolean connected = true;
    private final ServerPulse pulse = new ServerPulse(clock, request -> connected && asked.add(request));
    private final Patience patience = new Patience(pulse);

    /** A second passes; what was asked is answered if there is an answer. */
    private boolean isOverAfterASecond(Patience judged, Reply answer) {
        clock.advance(Duration.ofSeconds(1));
        boolean over = judged.isOver();
        while (answer != null && !asked.isEmpty()) {
            asked.remove().onReply(answer);
        }
        return over;
    }

    private boolean isOverWithin(int seconds, Reply answer) {
        for (int second = 0; second < seconds; second++) {
            if (isOverAfterASecond(patience, answer)) {
                return true;
            }
        }
        return false;
    }

    @Test
    void isEndlessWhileTheServerStandsStill() {
        assertThat(isOverWithin(3_600, null)).isFalse();
        assertThat(asked).as("one question, not 3,600").hasSize(1);
    }

    @Test
    void isEndlessWhileRedisStandsStill() {
        assertThat(isOverWithin(3_600, REDIS_STANDS)).isFalse();
    }

    @Test
    void isEndlessWithoutAConnectionToAskOver() {
        connected = false;
        assertThat(isOverWithin(3_600, WORKS)).isFalse();
    }

    @Test
    void isOverWhenTheServerHasWorkedForTenSeconds() {
        assertThat(isOverWithin(10, WORKS)).isFalse();
        assertThat(isOverWithin(1, WORKS)).isTrue();
    }

    @Test
    void secondsInWhichTheServerStoodStillDoNotCount() {
        assertThat(isOverWithin(9, WORKS)).isFalse();
        assertThat(isOverWithin(600, null)).isFalse();
        asked.remove().onBroken(new FaktoryConnectionException("cut", null), true);
        assertThat(isOverWithin(1, WORKS)).isFalse();
        assertThat(isOverWithin(1, WORKS)).isTrue();
    }

    @Test
    void aServerThatDoesNotKnowTheQuestionHasWorkedToo() {
        assertThat(isOverWithin(11, new Reply.Failure("ERR", "no such QUEUE subcommand: LATENCY")))
                .isTrue();
    }

    @Test
    void eachFetchHasItsOwn() {
        Patience other = new Patience(pulse);
        assertThat(isOverWithin(8, WORKS)).isFalse();

        assertThat(isOverAfterASecond(other, WORKS)).isFalse();
        patience.begin();

        assertThat(isOverWithin(9, WORKS)).isFalse();
        assertThat(isOverAfterASecond(other, WORKS)).isTrue();
    }

    @Test
    void twentyThatWaitAskOnce() {
        for (int lane = 0; lane < 20; lane++) {
            new Patience(pulse).isOver();
        }
        assertThat(asked).hasSize(1);
    }
}
