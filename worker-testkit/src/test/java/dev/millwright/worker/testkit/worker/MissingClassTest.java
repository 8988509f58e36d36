package dev.millwright.worker.testkit.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import dev.millwright.worker.Worker;
import dev.millwright.worker.WorkerClock;
import java.time.Duration;
import java.time.Instant;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;

/** A library that does not fit is found out while connecting: to try again is of no use. */
class MissingClassTest extends WorkerTest {
    /** Where a connecting I/O thread asks for the time, or to be called later. */
    private enum Place {
        OPENING,
        GREETING
    }

    /** The real one, until it is told to miss a class of it. */
    private static final class BrokenClock implements WorkerClock {
        private final WorkerClock real = WorkerClock.system();
        private final Semaphore missed = new Semaphore(0);
        private volatile Place broken;

        private void check(Place place) {
            if (place == broken) {
                missed.release();
                throw new NoClassDefFoundError("com/example/Gone");
            }
        }

        private static boolean connecting(String method) {
            return StackWalker.getInstance()
                    .walk(frames ->
                            frames.anyMatch(frame -> frame.getClassName().endsWith(method)));
        }

        @Override
        public Instant instant() {
            return real.instant();
        }

        @Override
        public long nanoTime() {
            if (broken == Place.OPENING && connecting(".Connector$Attempt")) {
                check(Place.OPENING);
            }
            return real.nanoTime();
        }

        @Override
        public Scheduled schedule(Runnable task, Duration delay) {
            if (broken == Place.GREETING && connecting(".Handshake")) {
                check(Place.GREETING);
            }
            return real.schedule(task, delay);
        }
    }

    private final Logger logger = (Logger) LoggerFactory.getLogger("dev.millwright.worker");
    private final Queue<ILoggingEvent> errors = new ConcurrentLinkedQueue<>();
    private final AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
            if (event.getLevel() == Level.ERROR) {
                errors.add(event);
            }
        }
    };
    private final BrokenClock clock = new BrokenClock();

    @BeforeEach
    void listen() {
        appender.start();
        logger.addAppender(appender);
    }

    @AfterEach
    void leave() {
        logger.detachAppender(appender);
    }

    @ParameterizedTest
    @EnumSource(Place.class)
    void failsTheStartAtOnce(Place place) {
        clock.broken = place;
        Worker worker =
                worker().clock(clock).startupTimeout(Duration.ofHours(1)).build();

        assertThatThrownBy(worker::start)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("java.lang.NoClassDefFoundError: com/example/Gone")
                .hasMessageNotContaining("\n")
                .hasCauseInstanceOf(NoClassDefFoundError.class);
        worker.close();
    }

    @ParameterizedTest
    @EnumSource(Place.class)
    void isToldOnceWhenItComesLaterAndTriedAgain(Place place) throws Exception {
        start(worker().clock(clock));
        server.push("noop");
        awaitAcks(1);

        clock.broken = place;
        server.disconnectAll();
        assertThat(clock.missed.tryAcquire(10, 30, TimeUnit.SECONDS)).isTrue();
        clock.broken = null;

        server.endFetches(); // those of the connections that are gone: they would take the job
        server.push("noop");
        awaitAcks(2);
        assertThat(errors)
                .singleElement()
                .satisfies(event -> assertThat(event.getThrowableProxy().getClassName())
                        .isEqualTo("java.lang.NoClassDefFoundError"));
    }
}
