package dev.millwright.worker.internal.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.helpers.MessageFormatter;

class SafeLoggerTest {
    private final FailingLogger inner = new FailingLogger();
    private final Logger log = SafeLogger.around(inner);

    @Test
    void passesOnWhatIsLogged() {
        log.info("plain");
        log.warn("job {} of {} took {} ms", "a", "b", 3);
        log.debug("not wanted");

        assertThat(inner.lines).containsExactly("INFO plain", "WARN job a of b took 3 ms");
    }

    @Test
    void passesOnWhatWasThrown() {
        log.error("job {} broke", "a", new IllegalStateException("why"));

        assertThat(inner.lines).containsExactly("ERROR job a broke java.lang.IllegalStateException: why");
    }

    /** A jobtype with a line break would look like a line of the log. */
    @Test
    void tellsArgumentsInOneLineOfBoundedLength() {
        log.warn("job {} of {}", "a\nINFO forged", "x".repeat(5_000));

        assertThat(inner.lines)
                .containsExactly("WARN job a\\nINFO forged of " + "x".repeat(1_000) + "… (5000 characters)");
    }

    @Test
    void leavesOutTheStackThatCannotBePrinted() {
        inner.failsWithStacks = true;

        log.warn("job {} broke", "a", new IllegalStateException("why"));

        assertThat(inner.lines)
                .containsExactly("WARN job a broke (the log failed to print the stack of a"
                        + " java.lang.IllegalStateException: java.lang.StackOverflowError)");
    }

    @Test
    void givesTheLogNoExceptionThatWouldTakeItsMemory() {
        Throwable deep = new Exception();
        for (int i = 0; i < 1_000; i++) {
            deep = new Exception("again", deep);
        }

        log.warn("job {} broke", "a", deep);

        assertThat(inner.lines)
                .containsExactly("WARN job a broke (the log failed to print the stack of a java.lang.Exception: it has"
                        + " more than 100 causes)");
        assertThat(inner.calls).isEqualTo(1);
    }

    @Test
    void isSilentWhenTheLogIsBroken() {
        inner.failsAlways = true;

        log.warn("job {} broke", "a", new IllegalStateException("why"));
        log.error("plain");

        assertThat(inner.lines).isEmpty();
        assertThat(inner.calls).isEqualTo(4);
    }

    @Test
    void isOffWhenTheLogCannotSayWhetherItIsOn() {
        inner.failsToAnswer = true;

        assertThat(log.isInfoEnabled()).isFalse();
        log.info("nobody hears it");
        assertThat(inner.calls).isZero();
    }

    /** What an appender might throw. */
    private static final class FailingLogger extends LegacyAbstractLogger {
        private static final long serialVersionUID = 1;

        final transient List<String> lines = new ArrayList<>();
        int calls;
        boolean failsWithStacks;
        boolean failsAlways;
        boolean failsToAnswer;

        @Override
        protected void handleNormalizedLoggingCall(
                Level level,
                @Nullable Marker marker,
                String message,
                Object @Nullable [] arguments,
                @Nullable Throwable thrown) {
            calls++;
            if (failsAlways || (failsWithStacks && thrown != null)) {
                throw new StackOverflowError();
            }
            String line = MessageFormatter.basicArrayFormat(message, arguments);
            lines.add(level + " " + line + (thrown == null ? "" : " " + thrown));
        }

        @Override
        protected String getFullyQualifiedCallerName() {
            return FailingLogger.class.getName();
        }

        @Override
        public boolean isTraceEnabled() {
            return false;
        }

        @Override
        public boolean isDebugEnabled() {
            return false;
        }

        @Override
        public boolean isInfoEnabled() {
            if (failsToAnswer) {
                throw new IllegalStateException("on purpose");
            }
            return true;
        }

        @Override
        public boolean isWarnEnabled() {
            return true;
        }

        @Override
        public boolean isErrorEnabled() {
            return true;
        }
    }
}
