package dev.millwright.worker.internal.platform;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CausesTest {
    @Test
    void ordinaryOnesAreFew() {
        Exception thrown = new Exception(new IllegalStateException(new RuntimeException()));
        thrown.addSuppressed(new Exception());
        thrown.addSuppressed(thrown.getCause());

        assertThat(Causes.tooMany(thrown)).isNull();
    }

    @Test
    void aCircleIsFew() {
        Exception first = new Exception();
        Exception second = new Exception(first);
        first.initCause(second);

        assertThat(Causes.tooMany(first)).isNull();
    }

    @Test
    void thousandsAreTooMany() {
        Throwable thrown = new Exception();
        for (int i = 0; i < 50_000; i++) {
            thrown = new Exception("again", thrown);
        }

        assertThat(Causes.tooMany(thrown)).isEqualTo("it has more than 100 causes");
    }

    @Test
    void oneThatMakesANewCauseEachTimeHasTooMany() {
        assertThat(Causes.tooMany(new Endless())).isEqualTo("it has more than 100 causes");
    }

    @Test
    void oneThatThrowsWhenAskedIsNotLookedAt() {
        Exception thrown = new Exception() {
            private static final long serialVersionUID = 1;

            @Override
            @SuppressWarnings("UnsynchronizedOverridesSynchronized")
            public Throwable getCause() {
                throw new LinkageError();
            }
        };

        assertThat(Causes.tooMany(thrown)).isEqualTo("java.lang.LinkageError");
    }

    private static final class Endless extends Exception {
        private static final long serialVersionUID = 1;

        @Override
        @SuppressWarnings("UnsynchronizedOverridesSynchronized")
        public Throwable getCause() {
            return new Endless();
        }
    }
}
