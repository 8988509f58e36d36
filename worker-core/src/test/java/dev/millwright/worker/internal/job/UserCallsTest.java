package dev.millwright.worker.internal.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millwright.worker.TestClock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;

/** Calls that wait for each other, that do not return, and that are not made: none is lost silently. */
class UserCallsTest {
    private final TestClock clock = new TestClock();
    private final Queue<Runnable> threads = new ArrayDeque<>();
    private final List<String> told = new ArrayList<>();
    private boolean noThreads;
    private final UserCalls calls = new UserCalls(100, Duration.ofSeconds(20), clock, task -> {
        if (noThreads) {
            throw new OutOfMemoryError("on purpose");
        }
        threads.add(task);
    });

    private final class Call implements UserCalls.Call {
        private final String name;
        private final Runnable function;

        Call(String name, Runnable function) {
            this.name = name;
            this.function = function;
        }

        @Override
        public void run() {
            told.add("run " + name);
            function.run();
        }

        @Override
        public void leftBehind(String thread) {
            told.add("left " + name);
        }

        @Override
        public void notMade(String why) {
            told.add("refused " + name + ": " + why);
        }

        @Override
        public void workerEnds() {
            told.add("end " + name);
        }
    }

    private void add(String name) {
        add(name, () -> {});
    }

    private void add(String name, Runnable function) {
        calls.add(new Call(name, function));
    }

    /** A call that does not return as long as the given step lasts. */
    private void hold(String name, Runnable meanwhile) {
        add(name, () -> {
            clock.advance(UserCalls.LIMIT);
            calls.sweep();
            meanwhile.run();
        });
        runNext();
    }

    private void runNext() {
        Runnable next = threads.poll();
        assertThat(next).as("a thread that was asked for").isNotNull();
        next.run();
    }

    @Test
    void oneThreadMakesThemInTheirOrder() {
        add("a");
        add("b", () -> add("c"));
        runNext();

        assertThat(told).containsExactly("run a", "run b", "run c");
        assertThat(threads).isEmpty();
    }

    @Test
    void eachBurstHasAThread() {
        add("a");
        runNext();
        add("b");
        runNext();

        assertThat(told).containsExactly("run a", "run b");
    }

    @Test
    void onesBehindOneThatDoesNotReturnGoOnBesideIt() {
        hold("a", () -> {
            add("b");
            runNext();
        });

        assertThat(told).containsExactly("run a", "left a", "run b");
        assertThat(threads).isEmpty();
    }

    @Test
    void oneThatReturnsLateGoesOnIfNobodyElseDoes() {
        add("a", () -> {
            clock.advance(UserCalls.LIMIT);
            noThreads = true;
            calls.sweep();
            add("b");
        });
        runNext();

        assertThat(told).containsExactly("run a", "left a", "run b");
    }

    @Test
    void oneWithoutAThreadIsTriedAgain() {
        noThreads = true;
        add("a");
        noThreads = false;
        calls.sweep();
        runNext();

        assertThat(told).containsExactly("run a");
    }

    @Test
    void noneIsMadeAsLongAsTooManyHaveNotReturned() {
        holdAll(UserCalls.MOST_BEHIND);
        add("after");
        runNext();

        assertThat(told)
                .contains("left 1", "refused beside: 16 earlier calls have not returned", "run after")
                .doesNotContain("run beside");
    }

    private void holdAll(int left) {
        if (left == 0) {
            add("beside");
            assertThat(threads).isEmpty();
        } else {
            hold(String.valueOf(left), () -> holdAll(left - 1));
        }
    }

    @Test
    void noMoreThanSomeWait() {
        for (int i = 1; i <= 101; i++) {
            add("call " + i);
        }
        runNext();

        assertThat(told).hasSize(101).contains("run call 100", "refused call 101: 100 calls wait already");
    }

    @Test
    void noneIsMadeAfterTheEnd() {
        add("a");
        calls.close();
        add("b");
        runNext();

        assertThat(told).containsExactly("end a", "end b");
    }

    @Test
    void noneWaitsForLongerThanItMay() {
        hold("a", () -> {
            add("b", () -> {
                add("c");
                clock.advance(UserCalls.LIMIT);
                assertThat(calls.isLate()).isTrue();
                calls.sweep();
                noThreads = true;
                clock.advance(UserCalls.LIMIT);
                calls.sweep();
                noThreads = false;
            });
            runNext();
        });

        assertThat(told).contains("refused c: it has waited for 20 s for those before it");
        assertThat(calls.isLate()).isFalse();
    }
}
