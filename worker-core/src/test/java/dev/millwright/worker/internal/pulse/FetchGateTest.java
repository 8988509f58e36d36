package dev.millwright.worker.internal.pulse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millwright.worker.TestClock;
import dev.millwright.worker.internal.net.Request;
import dev.millwright.worker.internal.protocol.Reply;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import org.junit.jupiter.api.Test;

class FetchGateTest {
    private static final Reply REFUSAL = new Reply.Failure("ERR", "context deadline exceeded");

    private final TestClock clock = new TestClock();
    private final Queue<Request> asked = new ArrayDeque<>();
    private final ServerPulse pulse = new ServerPulse(clock, asked::add);
    private int woken;
    private final FetchGate gate = new FetchGate("lanes", clock, pulse, Runnable::run, () -> woken++);
    private final Object lane = new Object();
    private final Object other = new Object();

    private void redisWorks() {
        while (!asked.isEmpty()) {
            asked.remove().onReply(new Reply.Bulk("{}".getBytes(StandardCharsets.UTF_8)));
        }
    }

    private void pass(int seconds, boolean redisWorks) {
        for (int second = 0; second < seconds; second++) {
            if (redisWorks) {
                redisWorks();
            }
            clock.advance(Duration.ofSeconds(1));
        }
    }

    @Test
    void isOpenUntilAFetchIsRefused() {
        gate.fetching(lane);
        assertThat(gate.isOpen()).isTrue();
        gate.answered();
        assertThat(gate.isOpen()).isTrue();
        assertThat(asked).isEmpty();

        gate.refused(lane, REFUSAL);

        assertThat(gate.isOpen()).isFalse();
        assertThat(gate.refusal()).hasValueSatisfying(why -> assertThat(why).contains("context deadline exceeded"));
    }

    @Test
    void oneTriesWhenRedisWorksAndAllWhenThatHasWorked() {
        gate.refused(lane, REFUSAL);
        gate.refused(other, REFUSAL);
        pass(30, false);
        assertThat(gate.isOpen()).isFalse();
        assertThat(woken).isZero();

        pass(2, true);

        assertThat(woken).isEqualTo(1);
        assertThat(gate.isOpen()).isTrue();
        gate.fetching(other);
        assertThat(gate.isOpen()).isFalse();
        gate.answered();
        assertThat(gate.isOpen()).isTrue();
        assertThat(gate.refusal()).isEmpty();
        assertThat(woken).isEqualTo(2);
    }

    @Test
    void triesThatAreRefusedGrowRarer() {
        gate.refused(lane, REFUSAL);
        for (int pause : new int[] {1, 2, 4, 8, 16, 30, 30}) {
            pass(pause - 1, true);
            assertThat(gate.isOpen()).as("before %d s", pause).isFalse();
            pass(1, true);
            assertThat(gate.isOpen()).as("after %d s", pause).isTrue();
            gate.fetching(lane);
            gate.refused(lane, REFUSAL);
        }
    }

    @Test
    void whatWasSentBeforeIsNotTheTry() {
        gate.refused(lane, REFUSAL);
        pass(1, true);
        gate.fetching(lane);

        gate.refused(other, REFUSAL);
        gate.broken(other);
        pass(600, true);
        assertThat(gate.isOpen()).as("the try is under way still").isFalse();

        gate.broken(lane);
        pass(2, true);
        assertThat(gate.isOpen()).isTrue();
    }

    @Test
    void aFetchThatWasSentBeforeAndIsAnsweredOpensItToo() {
        gate.refused(lane, REFUSAL);
        gate.answered();
        assertThat(gate.isOpen()).isTrue();
        pass(60, true);
        assertThat(gate.isOpen()).isTrue();
    }

    @Test
    void oneTriesAfterAMinuteWithoutASignOfLife() {
        gate.refused(lane, REFUSAL);
        pass(59, false);
        assertThat(gate.isOpen()).isFalse();
        pass(1, false);
        assertThat(gate.isOpen()).isTrue();
    }

    @Test
    void looksNoMoreOnceNobodyFetches() {
        gate.refused(lane, REFUSAL);
        gate.close();
        pass(2, false);
        assertThat(clock.waiting()).isZero();
    }
}
