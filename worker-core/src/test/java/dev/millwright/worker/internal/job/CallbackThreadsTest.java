package dev.millwright.worker.internal.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millwright.worker.TestClock;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
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
        CallbackThreads threads = new CallbackThreads(clock, pending);
        threads.run("12345678", () -> {
            throw new StackOverflowError("on purpose");
        });
        threads.run("12345678", ran::countDown);
        pending.whenIdle(idle::countDown);

        assertThat(idle.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(ran.getCount()).as("nor those that come after it").isZero();
    }

    @Test
    void tenThousandAtOnceTakeFewThreads() throws InterruptedException {
        Set<String> all = ConcurrentHashMap.newKeySet();
        CallbackThreads threads = new CallbackThreads(clock, pending, (task, name) -> {
            Thread made = new Thread(task, name);
            asked.incrementAndGet();
            return made;
        });
        CountDownLatch first = new CountDownLatch(CallbackThreads.FEW);
        CountDownLatch go = new CountDownLatch(1);
        for (int i = 0; i < 10_000; i++) {
            String jid = "jid" + i;
            threads.run(jid, () -> {
                first.countDown();
                awaitUninterruptibly(go);
                all.add(jid);
            });
        }
        pending.whenIdle(idle::countDown);
        assertThat(first.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(asked).hasValue(CallbackThreads.FEW);

        go.countDown();

        assertThat(idle.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(all).hasSize(10_000);
    }

    @Test
    void thoseThatAreHeldUpDoNotHoldUpTheOthers() throws InterruptedException {
        CallbackThreads threads = new CallbackThreads(clock, pending);
        CountDownLatch held = new CountDownLatch(CallbackThreads.FEW);
        CountDownLatch go = new CountDownLatch(1);
        for (int i = 0; i < CallbackThreads.FEW; i++) {
            threads.run("held", () -> {
                held.countDown();
                awaitUninterruptibly(go);
            });
        }
        assertThat(held.await(20, TimeUnit.SECONDS)).isTrue();
        threads.run("next", ran::countDown);
        clock.advance(Duration.ofSeconds(1));

        threads.sweep();

        assertThat(ran.await(20, TimeUnit.SECONDS)).isTrue();
        go.countDown();
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
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
