package dev.millwright.worker.internal.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

import dev.millwright.worker.FaktoryClient;
import dev.millwright.worker.Job;
import dev.millwright.worker.JobOutcome;
import dev.millwright.worker.JobOutcome.Fail;
import dev.millwright.worker.WorkerClock;
import dev.millwright.worker.internal.report.Listeners;
import dev.millwright.worker.internal.report.LogFields;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ActiveJobTest {
    private static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");

    private final ActiveJob job = newJob();

    static ActiveJob newJob() {
        WorkerClock clock = WorkerClock.system();
        Job pushed = Job.builder("test").reserveFor(Duration.ofSeconds(90)).build();
        JobHome home = new JobHome(
                "pool",
                mock(FaktoryClient.class),
                new PoolCounts(),
                new Listeners(List.of()),
                clock,
                new LogFields("wid"),
                new Delays(clock));
        return new ActiveJob(pushed, home, NOW, 1_000, 400);
    }

    @AfterEach
    void leaveNoInterruptBehind() {
        Thread.interrupted();
    }

    @Test
    void aFunctionThatReturnsFirstIsAcked() {
        begin(job);

        assertThat(job.end(null).outcome()).isEqualTo(JobOutcome.Ack.INSTANCE);

        assertThat(interrupt()).isFalse();
        assertThat(job.signal().isCancelled()).isFalse();
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Test
    void aJobWhoseSignalHasFiredIsNeverAcked() {
        begin(job);

        assertThat(interrupt()).isTrue();
        assertThat(Thread.currentThread().isInterrupted()).isTrue();

        Fail fail = (Fail) job.end(null).outcome();
        assertThat(fail.errtype()).isEqualTo("JobCancelled");
        assertThat(fail.message()).contains("the job was cancelled");
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Test
    void theBacktraceIsWhatTheThreadDidAtTheSignal() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        Thread worker = new Thread(() -> {
            begin(job);
            begun.countDown();
            transcodeForHours();
        });
        worker.start();
        begun.await();
        while (worker.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }

        interrupt();
        worker.join();

        Fail fail = (Fail) job.end(new IllegalStateException("came later")).outcome();
        assertThat(fail.errtype()).isEqualTo("JobCancelled");
        assertThat(fail.backtrace()).anyMatch(line -> line.contains("ActiveJobTest.transcodeForHours"));
    }

    private static void transcodeForHours() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            // the test's way out
        }
    }

    @Test
    void aJobInterruptedBeforeItBeganDoesNotBegin() {
        interrupt();

        assertThat(begin(job)).isFalse();
        assertThat(((Fail) job.end(null).outcome()).message()).contains("had not begun");
    }

    @Test
    void aThrowableIsTheFail() {
        begin(job);
        Throwable failure = new IllegalArgumentException("no such file", new java.io.IOException("disk on fire"));

        Fail fail = (Fail) job.end(failure).outcome();

        assertThat(fail.errtype()).isEqualTo("java.lang.IllegalArgumentException");
        assertThat(fail.message()).isEqualTo("no such file");
        assertThat(fail.backtrace().get(0)).contains("ActiveJobTest.aThrowableIsTheFail");
        assertThat(fail.backtrace()).contains("Caused by: java.io.IOException: disk on fire");
    }

    @Test
    void exactlyOneOfEndAndSignalWins() throws Exception {
        for (int round = 0; round < 500; round++) {
            ActiveJob raced = newJob();
            CyclicBarrier start = new CyclicBarrier(2);
            boolean[] signalled = new boolean[1];
            Thread signaller = new Thread(() -> {
                await(start);
                signalled[0] = raced.interrupt(Interruption.SHUTDOWN, fail -> fail, true, () -> {}, Runnable::run);
            });
            signaller.start();
            begin(raced);
            await(start);
            JobOutcome outcome = raced.end(null).outcome();
            // Right after the end: a later interrupt would hit the thread's next job.
            signaller.join();

            assertThat(Thread.interrupted()).isFalse();
            assertThat(outcome instanceof Fail).isEqualTo(signalled[0]);
            assertThat(raced.signal().isCancelled()).isEqualTo(signalled[0]);
        }
    }

    private static void await(CyclicBarrier barrier) {
        try {
            barrier.await();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void itsDeadlineIsReckonedFromBeforeTheFetch() {
        assertThat(job.deadlineNanos()).isEqualTo(400 + Duration.ofSeconds(90).toNanos());
        assertThat(job.deadline()).isEqualTo(NOW.plusSeconds(90).minusNanos(600));
    }

    @Test
    void onlyTheFirstCallerMayReport() {
        List<String> reports = new ArrayList<>();
        job.reportOnce(() -> reports.add("first"));
        job.reportOnce(() -> reports.add("second"));

        assertThat(reports).containsExactly("first");
    }

    private static boolean begin(ActiveJob job) {
        return job.begin(NOW, 2_000);
    }

    private boolean interrupt() {
        return job.interrupt(Interruption.CANCEL, fail -> fail, true, () -> {}, Runnable::run);
    }
}
