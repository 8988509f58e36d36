package dev.millwright.worker.testkit.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millwright.worker.Admission;
import dev.millwright.worker.Job;
import dev.millwright.worker.JobListener;
import dev.millwright.worker.JobOptions;
import dev.millwright.worker.JobStatus;
import dev.millwright.worker.NonRetryableException;
import dev.millwright.worker.RetryPolicy;
import dev.millwright.worker.StopResult;
import dev.millwright.worker.Worker;
import dev.millwright.worker.WorkerClock;
import dev.millwright.worker.WorkerReport;
import dev.millwright.worker.WorkerReport.Counts;
import dev.millwright.worker.micrometer.WorkerMetrics;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a worker reports of each minute. */
class MinuteReportTest extends DrivenTest {
    private final BlockingQueue<WorkerReport> reports = new LinkedBlockingQueue<>();
    private final JobListener listener = new JobListener() {
        @Override
        public void onReport(WorkerReport report) {
            reports.add(report);
        }
    };

    @Override
    Worker.Builder worker() {
        return super.worker().listener(listener).register("final", context -> {
            throw new NonRetryableException("on purpose");
        });
    }

    /** The report of the minute that ends now. */
    private WorkerReport endOf(Worker worker) throws InterruptedException {
        return endOf(worker, clock);
    }

    private WorkerReport endOf(Worker worker, WorkerClock by) throws InterruptedException {
        Instant from = worker.report().from();
        clock.advance(Duration.between(by.instant(), from.plusSeconds(60)));
        return next();
    }

    private WorkerReport next() throws InterruptedException {
        @Nullable WorkerReport report = reports.poll(30, TimeUnit.SECONDS);
        assertThat(report).isNotNull();
        return report;
    }

    private void awaitCompleted(Worker worker, int runs) {
        awaitSoon(runs + " runs over", now -> worker.report().total().completed() == runs);
    }

    /** Until it waits for its next try, and not for a thread. */
    private void awaitRest(Worker worker, String jid) {
        awaitSoon(
                "its wait",
                now -> worker.status(jid) instanceof JobStatus.Waiting waiting
                        && waiting.nextTry().isPresent());
    }

    private static Counts counts(long started, long succeeded, long failed, long retried, long cancelled, int running) {
        long completed = succeeded + failed + retried + cancelled;
        return new Counts(started, completed, succeeded, failed, retried, cancelled, running, 0, 0);
    }

    @Test
    void eachRunIsCountedByWhatBecameOfIt() throws Exception {
        Worker worker = drive(worker());
        Instant start = clock.instant();
        assertThat(worker.lastReport()).isEmpty();
        for (int i = 0; i < 5; i++) {
            server.push("noop");
        }
        server.push("fail"); // retried
        server.push("nobody-knows"); // refused, and retried
        server.push("final");
        awaitCompleted(worker, 8);
        String jid = server.push("sleep");
        awaitSoon("it runs", now -> worker.report().total().running() == 1);
        worker.cancel(jid);
        server.push("stubborn");
        awaitSoon(
                "one that runs on",
                now -> worker.report().total().completed() == 9
                        && worker.report().total().running() == 1);

        WorkerReport report = endOf(worker);

        assertThat(report.from()).isEqualTo(start);
        assertThat(report.until()).isEqualTo(start.plusSeconds(60));
        // That of an unknown jobtype was not started.
        assertThat(report.total()).isEqualTo(counts(9, 5, 1, 2, 1, 1));
        assertThat(report.total().failureRate()).isEqualTo(0.3333);
        assertThat(report.total().permanentFailureRate()).isEqualTo(0.1429);
        assertThat(report.pools()).containsExactly(new WorkerReport.Pool("", report.total(), List.of()));
        assertThat(worker.lastReport()).contains(report);
        assertThat(endOf(worker).total()).isEqualTo(counts(0, 0, 0, 0, 0, 1));
    }

    @Test
    void aLastTryAndADeadlineFailForGoodOrComeAgain() throws Exception {
        Worker worker = drive(worker());
        push(Job.builder("fail").retry(0).build());
        push(Job.builder("sleep").reserveFor(Duration.ofSeconds(60)).retry(0).build());
        push(Job.builder("sleep").reserveFor(Duration.ofSeconds(60)).build());
        awaitSoon(
                "two that run",
                now -> worker.report().total().completed() == 1
                        && worker.report().total().running() == 2);
        clock.advance(Duration.ofSeconds(57));
        awaitCompleted(worker, 3);

        assertThat(endOf(worker).total()).isEqualTo(counts(3, 0, 2, 1, 0, 0));
    }

    /** Each try is a run; the wait between two of them is none. */
    @Test
    void triesInThisProcessAreRetriedUntilTheLast() throws Exception {
        JobOptions twice =
                JobOptions.DEFAULT.withRetry(RetryPolicy.DEFAULT.withAttempts(2).withInitial(Duration.ofSeconds(4)));
        Worker worker = drive(worker().register("flaky", twice, context -> {
            throw new IllegalStateException("on purpose");
        }));
        String jid = server.push("flaky");
        awaitCompleted(worker, 1);
        awaitRest(worker, jid);
        assertThat(worker.report().total()).isEqualTo(new Counts(1, 1, 0, 0, 1, 0, 0, 1, 0));
        assertThat(worker.status(jid)).isInstanceOfSatisfying(JobStatus.Waiting.class, waiting -> {
            assertThat(waiting.attempt()).isEqualTo(2);
            assertThat(waiting.nextTry())
                    .hasValueSatisfying(at -> assertThat(at).isAfter(clock.instant()));
        });
        clock.advance(Duration.ofSeconds(6));
        awaitCompleted(worker, 2);
        assertThat(worker.report().total()).isEqualTo(counts(2, 0, 1, 1, 0, 0));

        String cancelled = server.push("flaky");
        awaitRest(worker, cancelled);
        assertThat(worker.cancel(cancelled)).isTrue();
        awaitCompleted(worker, 4);

        assertThat(endOf(worker).total()).isEqualTo(counts(3, 0, 1, 2, 1, 0));
    }

    @Test
    void whatIsPostponedIsNotCountedUntilItRuns() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        Worker worker = drive(worker().admission(context -> asked.getAndIncrement() == 0
                ? new Admission.PostponeBy(Duration.ofSeconds(5))
                : Admission.Run.INSTANCE));
        String jid = server.push("noop");
        awaitRest(worker, jid);
        assertThat(worker.report().total()).isEqualTo(new Counts(0, 0, 0, 0, 0, 0, 0, 1, 0));

        clock.advance(Duration.ofSeconds(5));
        awaitCompleted(worker, 1);

        assertThat(endOf(worker).total()).isEqualTo(counts(1, 1, 0, 0, 0, 0));
    }

    @Test
    void poolsAreCountedApartAndTogether() throws Exception {
        Worker worker = drive(worker().pool("bulk", 1, "bulk"));
        server.push("noop");
        server.pushTo("bulk", "fail");
        server.pushTo("bulk", "noop");
        awaitCompleted(worker, 3);
        server.pushTo("bulk", "stubborn");
        awaitSoon("one that runs on", now -> worker.report().total().running() == 1);

        WorkerReport report = endOf(worker);

        assertThat(report.pools())
                .containsExactly(
                        new WorkerReport.Pool("", counts(1, 1, 0, 0, 0, 0), List.of()),
                        new WorkerReport.Pool("bulk", counts(3, 1, 0, 1, 0, 1), List.of()));
        assertThat(report.total()).isEqualTo(counts(4, 2, 0, 1, 0, 1));
    }

    @Test
    void metersShowTheRatesOfTheLastMinute() throws Exception {
        MeterRegistry registry = new SimpleMeterRegistry();
        Worker worker = drive(worker().pool("bulk", 1, "bulk"));
        new WorkerMetrics(registry).bindTo(worker);
        assertThat(registry.get("millwright.failure.rate").gauge().value()).isNaN();
        server.push("noop");
        server.push("fail");
        server.pushTo("bulk", "final");
        awaitCompleted(worker, 3);

        endOf(worker);

        assertThat(registry.get("millwright.failure.rate").gauge().value()).isEqualTo(0.6667);
        assertThat(registry.get("millwright.failure.rate.permanent").gauge().value())
                .isEqualTo(0.5);
        assertThat(ofPool(registry, "millwright.pool.failure.rate", "bulk")).isEqualTo(1);
        assertThat(ofPool(registry, "millwright.pool.failure.rate.permanent", "unnamed"))
                .isZero();
    }

    private static double ofPool(MeterRegistry registry, String name, String pool) {
        return registry.get(name).tags("pool", pool).gauge().value();
    }

    @Test
    void ratesAreRoundedToFourDecimals() {
        assertThat(rates(0, 0, 0)).containsExactly(0.0, 0.0);
        assertThat(rates(0, 0, 7)).as("all retried").containsExactly(1.0, 0.0);
        assertThat(rates(2, 1, 0)).containsExactly(0.3333, 0.3333);
        assertThat(rates(1, 2, 0)).containsExactly(0.6667, 0.6667);
        assertThat(rates(19_999, 1, 0)).as("a half").containsExactly(0.0001, 0.0001);
        assertThat(rates(20_000, 1, 0)).as("less than a half").containsExactly(0.0, 0.0);
        assertThat(rates(8, 1, 1)).containsExactly(0.2, 0.1111);
        assertThat(rates(0, 3, 0)).containsExactly(1.0, 1.0);
    }

    private static List<Double> rates(long succeeded, long failed, long retried) {
        Counts counts = counts(0, succeeded, failed, retried, 0, 0);
        return List.of(counts.failureRate(), counts.permanentFailureRate());
    }

    /** Hours that pass at once are no reason to tell of each of their minutes to who is not done with the first. */
    @Test
    void aListenerThatBlocksHoldsUpNobodyAndHearsOfTheLastMinute() throws Exception {
        CountDownLatch told = new CountDownLatch(1);
        AtomicInteger calls = new AtomicInteger();
        BlockingQueue<Instant> heard = new LinkedBlockingQueue<>();
        Worker worker = drive(worker().listener(new JobListener() {
            @Override
            public void onReport(WorkerReport report) {
                if (calls.incrementAndGet() == 1) {
                    told.countDown();
                    awaitStubbornly();
                }
                heard.add(report.until());
                throw new IllegalStateException("on purpose");
            }
        }));
        Instant start = clock.instant();
        clock.advance(Duration.ofMinutes(1));
        assertThat(told.await(30, TimeUnit.SECONDS)).isTrue();

        for (int minute = 0; minute < 120; minute++) {
            clock.advance(Duration.ofMinutes(1));
        }
        assertThat(worker.lastReport())
                .hasValueSatisfying(
                        report -> assertThat(report.until()).isEqualTo(start.plus(Duration.ofMinutes(121))));
        server.push("noop");
        // Second by second, within the minute: a connection that such leaps have cut waits for its time to come back.
        advanceUntil(clock, Duration.ofSeconds(50), now -> now.processed() == 1);
        released.countDown();

        assertThat(heard.poll(30, TimeUnit.SECONDS)).isEqualTo(start.plus(Duration.ofMinutes(1)));
        assertThat(heard.poll(30, TimeUnit.SECONDS)).isEqualTo(start.plus(Duration.ofMinutes(121)));
        assertThat(heard).isEmpty();
    }

    @Test
    void oneThatIsStoppedInTheMiddleOfAMinuteReportsNoMore() throws Exception {
        Worker worker = drive(worker());
        server.push("noop");
        awaitCompleted(worker, 1);
        clock.advance(Duration.ofSeconds(20));

        CompletableFuture<StopResult> stopped = worker.stop();
        awaitSoon("its end", now -> {
            now.endFetches();
            return stopped.isDone();
        });
        clock.advance(Duration.ofMinutes(5));

        assertThat(worker.lastReport()).isEmpty();
        assertThat(worker.report().total()).isEqualTo(counts(1, 1, 0, 0, 0, 0));
        assertThat(reports).isEmpty();
    }

    /** As where a laptop sleeps: the monotonic clock stands still. */
    @Test
    void aJumpOfTheCalendarStartsTheMinuteAfresh() throws Exception {
        JumpingClock jumping = new JumpingClock(clock);
        Worker worker = drive(worker(), jumping);
        server.push("noop");
        awaitCompleted(worker, 1);
        jumping.calendar = Duration.ofHours(-2);
        clock.advance(Duration.ofSeconds(60).minusMillis(1));
        clock.advance(Duration.ofSeconds(1));
        assertThat(worker.report().total().completed()).isZero();
        server.push("noop");
        awaitCompleted(worker, 1);

        WorkerReport report = endOf(worker, jumping);

        assertThat(report.total()).isEqualTo(counts(1, 1, 0, 0, 0, 0));
        assertThat(Duration.between(report.from(), report.until())).isEqualTo(Duration.ofMinutes(1));
        assertThat(reports).isEmpty();
        jumping.calendar = jumping.calendar.plusSeconds(30);
        clock.advance(Duration.ofMinutes(1));
        assertThat(next().from()).as("a small one changes nothing").isEqualTo(report.until());
    }

    /** As where the process is stopped: both clocks go on and nothing runs. */
    @Test
    void aMinuteThatEndsHoursLateIsNone() throws Exception {
        JumpingClock jumping = new JumpingClock(clock);
        Worker worker = drive(worker(), jumping);
        jumping.calendar = Duration.ofHours(3);
        jumping.monotonic = Duration.ofHours(3);
        clock.advance(Duration.ofMinutes(1));
        Instant afresh = jumping.instant();
        assertThat(worker.report().from()).isEqualTo(afresh);

        clock.advance(Duration.ofMinutes(1));

        assertThat(next().from()).isEqualTo(afresh);
        assertThat(reports).isEmpty();
    }

    /** Runs what the manual clock runs, and shows other times. */
    private static final class JumpingClock implements WorkerClock {
        private final WorkerClock base;
        volatile Duration calendar = Duration.ZERO;
        volatile Duration monotonic = Duration.ZERO;

        JumpingClock(WorkerClock base) {
            this.base = base;
        }

        @Override
        public Instant instant() {
            return base.instant().plus(calendar);
        }

        @Override
        public long nanoTime() {
            return base.nanoTime() + monotonic.toNanos();
        }

        @Override
        public Scheduled schedule(Runnable task, Duration delay) {
            return base.schedule(task, delay);
        }
    }

    /** A shutdown interrupts, and what it interrupts comes again. */
    @Test
    void whatAShutdownInterruptsIsRetried() throws Exception {
        Worker worker = drive(worker().shutdownTimeout(Duration.ZERO));
        server.push("sleep");
        awaitStarted(1);

        CompletableFuture<StopResult> stopped = worker.stop();
        awaitSoon("its end", now -> {
            now.endFetches();
            return stopped.isDone();
        });

        assertThat(worker.report().total()).isEqualTo(counts(1, 0, 0, 1, 0, 0));
    }
}
