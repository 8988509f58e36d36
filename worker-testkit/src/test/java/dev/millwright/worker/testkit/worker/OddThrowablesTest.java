package dev.millwright.worker.testkit.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millwright.worker.testkit.StoredJob;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a function throws can be anything: the job is FAILed under its class, and its slot is free again. */
@SuppressWarnings("OverrideThrowableToString")
class OddThrowablesTest extends WorkerTest {
    static Stream<Arguments> throwables() {
        return Stream.of(
                Arguments.of("with 50,000 causes", nested(50_000)),
                Arguments.of("with ever new causes", new Endless()),
                Arguments.of("that is its own cause's cause", circle()),
                Arguments.of("with a very long message", new IllegalStateException("x".repeat(30_000_000))),
                Arguments.of("whose getMessage throws an Error", new RuntimeException() {
                    @Override
                    public String getMessage() {
                        throw new AssertionError("on purpose");
                    }
                }),
                Arguments.of("whose getMessage has no end", new RuntimeException() {
                    @Override
                    @SuppressWarnings("InfiniteRecursion")
                    public String getMessage() {
                        return getMessage() + getMessage();
                    }
                }),
                Arguments.of("whose toString throws", new RuntimeException() {
                    @Override
                    public String toString() {
                        throw new OutOfMemoryError("on purpose");
                    }
                }),
                Arguments.of("whose getCause throws", new Error() {
                    @Override
                    public synchronized Throwable getCause() {
                        throw new IllegalStateException("on purpose");
                    }
                }),
                Arguments.of("without a stack", new Exception() {
                    @Override
                    public StackTraceElement @Nullable [] getStackTrace() {
                        return null;
                    }
                }),
                Arguments.of("that is suppressed by itself in others", suppressedInACircle()),
                Arguments.of("that ends threads", new ThreadDeath()));
    }

    private static Throwable nested(int depth) {
        Throwable nested = new IllegalStateException("innermost");
        for (int i = 0; i < depth; i++) {
            nested = new IllegalStateException("around", nested);
        }
        return nested;
    }

    private static Throwable circle() {
        Exception first = new Exception("first");
        first.initCause(new Exception("second", first));
        return first;
    }

    private static Throwable suppressedInACircle() {
        Exception first = new Exception("first");
        Exception second = new Exception("second");
        first.addSuppressed(second);
        second.addSuppressed(first);
        return first;
    }

    private static final class Endless extends RuntimeException {
        private static final long serialVersionUID = 1;

        @Override
        public synchronized Throwable getCause() {
            return new Endless();
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("throwables")
    void failsTheJobAndNoMore(String name, Throwable odd) {
        start(worker().concurrency(1).register("odd", context -> sneak(odd)));

        server.push("odd");
        server.push("noop");

        awaitAcks(1);
        server.await("a FAIL", now -> now.retries().size() == 1 && now.working().isEmpty());
        StoredJob.Failure failure = server.retries().get(0).failure().orElseThrow();
        String named = odd.getClass().getName();
        assertThat(failure.errtype()).isEqualTo(named.substring(0, Math.min(100, named.length())));
    }

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> void sneak(Throwable odd) throws T {
        throw (T) odd;
    }
}
