package dev.millwright.worker.internal.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millwright.worker.TestClock;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class CallbackThreadsTest {
    private final TestClock clock = new TestClock();
    private final PendingWork pending = new PendingWork();
    private final AtomicInteger asked = new AtomicInteger();
    private final CountDownLatch ran = new CountDownLatch(1);
    private final CountDownLatch idle = new CountDownLatch(1);

    /** The system gives no thread the first times. */
    private CallbackThreads refusing(int times) {
        return new CallbackThreads(clock, pending, (task, name) -> {
            if (asked.incrementAndGet() <= times) {
                throw new OutOfMemoryError("on purpose: unable to create native thread");
            }
            return new Thread(task, name);
        });
    }

    @Test
    void withoutAThreadTheCallbacksRunWhenThereIsOne() throws InterruptedException {
        refusing(2).run("12345678", ran::countDown); // does not throw: the job's thread is still to be interrupted
        pending.whenIdle(idle::countDown);
        clock.advance(Duration.ofSeconds(1));

        assertThat(ran.getCount()).isOne();
        assertThat(idle.getCount()).as("a stop waits for them").isOne();
        clock.advance(Duration.ofSeconds(1));

        assertThat(ran.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(idle.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(asked).hasValue(3);
    }

    @Test
    void aCallbackThatThrowsHoldsUpNoStop() throws InterruptedException {
        Thread.UncaughtExceptionHandler quiet = (thread, thrown) -> ran.countDown();
        new CallbackThreads(clock, pending, (task, name) -> {
                    Thread thread = new Thread(task, name);
                    thread.setUncaughtExceptionHandler(quiet);
                    return thread;
                })
                .run("12345678", () -> {
                    throw new StackOverflowError("on purpose");
                });
        pending.whenIdle(idle::countDown);

        assertThat(idle.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(ran.await(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void aTokenEndsOnce() {
        PendingWork.Token first = pending.begin();
        PendingWork.Token second = pending.begin();
        pending.whenIdle(idle::countDown);

        first.end();
        first.end();
        assertThat(idle.getCount()).isOne();
        second.end();

        assertThat(idle.getCount()).isZero();
    }
}
