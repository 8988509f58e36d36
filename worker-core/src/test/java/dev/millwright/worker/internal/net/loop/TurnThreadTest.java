package dev.millwright.worker.internal.net.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millwright.worker.WorkerClock;
import dev.millwright.worker.internal.net.Transport;
import io.netty.channel.nio.NioIoHandler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TurnThreadTest {
    private static final long SHORT_NANOS = TimeUnit.MICROSECONDS.toNanos(1);

    private final Transport transport = Transport.create(WorkerClock.system());
    /** So patient that no turn outstays for want of a core; see {@link #loseThePatience}. */
    private final NettyTurnThread patient = patient(Duration.ofMinutes(1));

    private NettyTurnThread io = patient;

    private static NettyTurnThread patient(Duration patience) {
        return NettyTurnThread.create(NioIoHandler.newFactory(), "lanes", patience, NettyIoThread::newDaemon);
    }

    private void loseThePatience() {
        io = (NettyTurnThread) transport.newTurnThread("lanes");
    }

    @AfterEach
    void close() throws Exception {
        transport.close();
        patient.loop().shutdownGracefully().get(20, TimeUnit.SECONDS);
    }

    /** Says what is called, and on which kind of thread. */
    private final class Recorded implements Turn {
        private final BlockingQueue<String> calls = new LinkedBlockingQueue<>();
        private final Runnable work;
        private volatile Thread runner;

        Recorded(Runnable work) {
            this.work = work;
        }

        private void note(String call) {
            calls.add(call + (io.isCurrent() ? " on the I/O thread" : " elsewhere"));
        }

        @Override
        public void run() {
            runner = Thread.currentThread();
            work.run();
        }

        @Override
        public void done() {
            note("done");
        }

        @Override
        public void displaced() {
            note("displaced");
        }

        @Override
        public void outstayed() {
            note("outstayed");
        }

        @Override
        public void doneElsewhere() {
            assertThat(Thread.currentThread()).isSameAs(runner);
            note("done");
        }

        String next() throws InterruptedException {
            return String.valueOf(calls.poll(20, TimeUnit.SECONDS));
        }
    }

    private void take(Turn turn) {
        io.execute(() -> io.takeTurn(turn, SHORT_NANOS));
    }

    private <T> T onIoThread(Callable<T> question) throws Exception {
        CompletableFuture<T> answer = new CompletableFuture<>();
        io.execute(() -> {
            try {
                answer.complete(question.call());
            } catch (Exception e) {
                answer.completeExceptionally(e);
            }
        });
        return answer.get(20, TimeUnit.SECONDS);
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void aShortTurnRunsOnTheIoThreadAfterWhatIsAtHand() throws Exception {
        List<String> order = new ArrayList<>(); // confined to the I/O thread
        Recorded turn = new Recorded(() -> order.add("turn"));
        io.execute(() -> {
            io.takeTurn(turn, SHORT_NANOS);
            io.execute(() -> order.add("task at hand"));
        });

        assertThat(turn.next()).isEqualTo("done on the I/O thread");
        assertThat(onIoThread(() -> List.copyOf(order))).containsExactly("task at hand", "turn");
    }

    @Test
    void theIoGoesOnWithoutTheThreadOfALongTurn() throws Exception {
        loseThePatience();
        CountDownLatch release = new CountDownLatch(1);
        Recorded turn = new Recorded(() -> await(release));
        Thread before = onIoThread(Thread::currentThread);
        take(turn);

        assertThat(turn.next()).isEqualTo("outstayed on the I/O thread");
        Thread after = onIoThread(Thread::currentThread);
        assertThat(turn.runner).isSameAs(before).isNotSameAs(after);
        assertThat(after.isDaemon()).isTrue();
        assertThat(after.getName()).startsWith("lanes-");

        release.countDown();
        assertThat(turn.next()).isEqualTo("done elsewhere");
        before.join(TimeUnit.SECONDS.toMillis(20));
        assertThat(before.isAlive()).as("a thread that nobody needs").isFalse();
    }

    @Test
    void whatWaitsBehindALongTurnIsNotRunHereAnyMore() throws Exception {
        loseThePatience();
        CountDownLatch release = new CountDownLatch(1);
        Recorded longOne = new Recorded(() -> await(release));
        Recorded behind = new Recorded(() -> {});
        io.execute(() -> {
            io.takeTurn(longOne, SHORT_NANOS);
            io.takeTurn(behind, SHORT_NANOS);
        });

        assertThat(behind.next()).isEqualTo("displaced on the I/O thread");
        assertThat(onIoThread(() -> behind.runner)).isNull();
        assertThat(onIoThread(() -> io.takeTurn(new Recorded(() -> {}), SHORT_NANOS)))
                .as("a turn on the next thread")
                .isTrue();
        release.countDown();
    }

    @Test
    void theTurnsOfARoundShareOnePatience() throws Exception {
        NettyTurnThread hasty = patient(Duration.ofMillis(50));
        io = hasty;
        long most = TimeUnit.MILLISECONDS.toNanos(40);
        Recorded last = new Recorded(() -> {});
        io.execute(() -> {
            io.takeTurn(new Recorded(() -> spinFor(most)), SHORT_NANOS);
            io.takeTurn(new Recorded(() -> spinFor(most)), SHORT_NANOS);
            io.takeTurn(last, SHORT_NANOS);
        });

        assertThat(last.next()).isEqualTo("displaced on the I/O thread");
        hasty.loop().shutdownGracefully().get(20, TimeUnit.SECONDS);
    }

    /** Some end just as their time is up: then either the turn or who stands by has the thread, never both. */
    @Test
    void eachTurnEndsOnceHoweverLongItTakes() throws Exception {
        loseThePatience();
        int moved = 0;
        for (int i = 0; i < 150; i++) {
            long spinNanos = TimeUnit.MICROSECONDS.toNanos(4_000 + i % 50 * 120L);
            Recorded turn = new Recorded(() -> spinFor(spinNanos));
            take(turn);
            String first = turn.next();
            if (first.equals("done on the I/O thread")) {
                continue;
            }
            moved++;
            assertThat(List.of(first, turn.next()))
                    .containsExactlyInAnyOrder("outstayed on the I/O thread", "done elsewhere");
            assertThat(turn.calls).isEmpty();
        }
        assertThat(moved).as("turns that outstayed").isPositive();
        assertThat(onIoThread(io::isCurrent)).isTrue();
    }

    private static void spinFor(long nanos) {
        long end = System.nanoTime() + nanos;
        while (System.nanoTime() - end < 0) {
            Thread.onSpinWait();
        }
    }

    @Test
    void aTurnThatThrowsHarmsNobody() throws Exception {
        take(new Recorded(() -> {
            throw new AssertionError("on purpose");
        }));
        Recorded next = new Recorded(() -> {});
        take(next);

        assertThat(next.next()).isEqualTo("done on the I/O thread");
    }

    @Test
    void anInterruptThatCameBetweenTwoTurnsIsNotForTheNext() throws Exception {
        AtomicBoolean interrupted = new AtomicBoolean(true);
        Recorded turn =
                new Recorded(() -> interrupted.set(Thread.currentThread().isInterrupted()));
        io.execute(() -> {
            Thread.currentThread().interrupt();
            io.takeTurn(turn, SHORT_NANOS);
        });

        assertThat(turn.next()).isEqualTo("done on the I/O thread");
        assertThat(interrupted).isFalse();
    }

    @Test
    void refusesWhatIsBetterRunElsewhere() throws Exception {
        long half = TimeUnit.MICROSECONDS.toNanos(100);
        Recorded last = new Recorded(() -> {});
        assertThat(onIoThread(() -> List.of(
                        io.takeTurn(new Recorded(() -> {}), 2 * half + 1),
                        io.takeTurn(new Recorded(() -> {}), half),
                        io.takeTurn(last, half),
                        io.takeTurn(new Recorded(() -> {}), SHORT_NANOS))))
                .containsExactly(false, true, true, false);
        assertThat(last.next()).isEqualTo("done on the I/O thread");
        assertThat(onIoThread(() -> io.takeTurn(new Recorded(() -> {}), half)))
                .as("in the next round")
                .isTrue();
    }

    @Test
    void closingDoesNotWaitForALongTurn() throws Exception {
        loseThePatience();
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        Recorded turn = new Recorded(() -> {
            begun.countDown();
            await(release);
        });
        take(turn);
        await(begun);

        transport.close(Duration.ofDays(1));

        assertThat(turn.runner.isAlive()).isTrue();
        release.countDown();
        turn.runner.join(TimeUnit.SECONDS.toMillis(20));
        assertThat(turn.runner.isAlive()).isFalse();
    }

    @Test
    void canBeClosedAtAnyMoment() throws Exception {
        for (int i = 0; i < 300; i++) {
            Transport shortLived = Transport.create(WorkerClock.system());
            NettyTurnThread thread = (NettyTurnThread) shortLived.newTurnThread("short-lived");
            CompletableFuture<Thread> ran = new CompletableFuture<>();
            if (i % 3 != 0) {
                thread.execute(() -> ran.complete(Thread.currentThread()));
            }
            if (i % 3 == 1) {
                ran.get(20, TimeUnit.SECONDS);
            }
            shortLived.close(Duration.ofSeconds(20));
            if (i % 3 != 0) {
                Thread driver = ran.get(20, TimeUnit.SECONDS);
                driver.join(TimeUnit.SECONDS.toMillis(20));
                assertThat(driver.isAlive()).isFalse();
            }
            assertThat(thread.tryExecute(() -> {})).isFalse();
        }
    }
}
