package dev.millwright.worker.testkit.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millwright.worker.Admission;
import dev.millwright.worker.Job;
import dev.millwright.worker.JobAdmission;
import dev.millwright.worker.JobListener;
import dev.millwright.worker.JobOutcome;
import dev.millwright.worker.StopResult;
import dev.millwright.worker.Worker;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an admission can say of a job, and what it cannot do. */
class AdmissionTest extends PolicyTest {
    private final Queue<String> refused = new ConcurrentLinkedQueue<>();
    private final AtomicInteger asked = new AtomicInteger();

    private Worker start(JobAdmission admission) {
        return start(worker().concurrency(1)
                .admission(context -> {
                    asked.incrementAndGet();
                    return admission.admit(context);
                })
                .apply(function("job", with(EXACT), flaky()))
                .listener(new JobListener() {
                    @Override
                    public void onJobRefused(Job job, JobOutcome outcome) {
                        refused.add(job.jobtype() + " " + outcome.getClass().getSimpleName());
                    }
                }));
    }

    @Test
    void letsAJobRun() {
        start(context -> Admission.run());
        server.push("job", 0);

        awaitOnServer("its ACK", () -> server.processed() == 1);
        assertThat(tries).containsExactly("job 1");
        assertThat(refused).isEmpty();
    }

    @Test
    void isAskedBeforeEachTry() {
        Worker worker = start(context -> Admission.run());
        server.push("job", 1);
        awaitWaiting(worker, 1);
        clock.advance(Duration.ofMillis(100));
        awaitTries(2);

        awaitOnServer("its ACK", () -> server.processed() == 1);
        assertThat(asked).hasValue(2);
    }

    @Test
    void cancelsAJob() {
        start(context -> Admission.cancel("nobody waits for it"));
        server.push("job");

        awaitOnServer("the job in Dead", () -> server.dead().size() == 1);
        assertThat(server.dead().get(0).failure().orElseThrow()).satisfies(failure -> {
            assertThat(failure.errtype()).isEqualTo("JobCancelled");
            assertThat(failure.message()).contains("before it began").contains("nobody waits for it");
        });
        assertThat(refused).containsExactly("job Fail");
        assertThat(tries).isEmpty();
    }

    @Test
    void discardsAJob() {
        start(context -> Admission.discard());
        server.push("job");

        awaitOnServer("its ACK", () -> server.processed() == 1);
        assertThat(reports()).containsExactly("ACK");
        assertThat(refused).containsExactly("job Discard");
        assertThat(tries).isEmpty();
    }

    @Test
    void postponesAJobWhichThenWaitsHereWithoutASlot() {
        Worker worker =
                start(context -> asked.get() == 1 && context.job().jobtype().equals("job")
                        ? Admission.postpone(Duration.ofSeconds(3))
                        : Admission.run());
        server.push("job", 0);
        awaitWaiting(worker, 1);
        server.push("noop");
        awaitOnServer("another job's ACK", () -> server.processed() == 1);
        assertThat(tries).isEmpty();

        clock.advance(Duration.ofSeconds(3));
        awaitTries(1);

        assertThat(tries).containsExactly("job 1");
        assertThat(asked).hasValue(3);
        awaitOnServer("its ACK", () -> server.processed() == 2);
    }

    @Test
    void postponesAJobByWayOfTheServer() {
        start(context -> Admission.postpone(clock.instant().plusSeconds(3600)));
        server.push("job", 0);

        awaitOnServer(
                "the job to be scheduled",
                () -> server.scheduled().size() == 1 && server.working().isEmpty());
        assertThat(server.scheduled().get(0).json()).doesNotContain("millwright_retry");
        assertThat(reports()).containsExactly("PUSH", "ACK");
        assertThat(tries).isEmpty();
    }

    @Test
    void aPostponedJobIsGivenBackByAStop() {
        Worker worker = start(context -> Admission.postpone(Duration.ofSeconds(3)));
        server.push("job", 0);
        awaitWaiting(worker, 1);

        CompletableFuture<StopResult> stopped = worker.stop();
        server.endFetches();
        awaitOnServer("the end of the worker", stopped::isDone);

        assertThat(server.scheduled()).hasSize(1);
        assertThat(server.working()).isEmpty();
    }

    @Test
    void aPostponedJobCanBeCancelled() {
        Worker worker = start(context -> Admission.postpone(Duration.ofSeconds(3)));
        String jid = server.push("job", 0);
        awaitWaiting(worker, 1);

        assertThat(worker.cancel(jid)).isTrue();

        awaitOnServer("the job in Dead", () -> server.dead().size() == 1);
        assertThat(server.dead().get(0).failure().orElseThrow().message()).contains("was postponed");
    }

    @Test
    void whatIsPostponedIntoThePastIsAskedAgainInAMoment() {
        Worker worker = start(
                context -> asked.get() == 1 ? Admission.postpone(clock.instant().minusSeconds(9)) : Admission.run());
        server.push("job", 0);
        awaitWaiting(worker, 1);

        clock.advance(Duration.ofMillis(99));
        assertThat(asked).hasValue(1);
        clock.advance(Duration.ofMillis(1));
        awaitTries(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"platform", "executor"})
    void mayAnswerLaterWhileTheJobHoldsItsSlotButNoThread(String threads) {
        CompletableFuture<Admission> answer = new CompletableFuture<>();
        ExecutorService one = Executors.newFixedThreadPool(1);
        try {
            Worker.Builder builder = worker().concurrency(2)
                    .admission(context ->
                            context.job().jobtype().equals("job") ? Admission.later(answer) : Admission.run())
                    .apply(function("job", flaky()));
            Worker worker = start(threads.equals("executor") ? builder.executor(one) : builder);
            server.push("job", 0);
            awaitThat("the question", () -> answer.getNumberOfDependents() == 1);

            server.push("noop"); // with one thread in all, this shows that the first job has none
            awaitOnServer("another job's ACK", () -> server.processed() == 1);
            assertThat(pool(worker).running()).isEqualTo(1);
            assertThat(tries).isEmpty();

            answer.complete(Admission.run());
            awaitTries(1);
            awaitOnServer("its ACK", () -> server.processed() == 2);
            assertThat(pool(worker).running()).isZero();
        } finally {
            one.shutdownNow();
        }
    }

    @Test
    void anAnswerThatNeverComesLeavesTheJobToItsCancel() {
        CompletableFuture<Admission> never = new CompletableFuture<>();
        Worker worker =
                start(context -> context.job().jobtype().equals("job") ? Admission.later(never) : Admission.run());
        String jid = server.push("job", 0);
        awaitThat("the question", () -> never.getNumberOfDependents() == 1);

        assertThat(worker.cancel(jid)).isTrue();

        awaitOnServer("the job in Dead", () -> server.dead().size() == 1);
        server.push("noop"); // takes the one slot
        awaitOnServer("another job's ACK", () -> server.processed() == 2);
        never.complete(Admission.run());
        assertThat(tries).isEmpty();
    }

    @Test
    void anAnswerThatNeverComesLeavesTheJobToAStop() {
        CompletableFuture<Admission> never = new CompletableFuture<>();
        Worker worker = start(context -> Admission.later(never));
        server.push("job", 0);
        awaitThat("the question", () -> never.getNumberOfDependents() == 1);

        CompletableFuture<StopResult> stopped = worker.stop();
        server.endFetches();
        advanceUntil(clock, Duration.ofMinutes(1), now -> stopped.isDone());

        assertThat(stopped).isCompletedWithValue(new StopResult(1, 0, 0));
        assertThat(server.retries()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"throws", "null", "failed", "null later", "later later", "throwing stage", "twice"})
    @SuppressWarnings("NullAway")
    void whateverElseItDoesTheJobRuns(String what) {
        start(context -> switch (what) {
            case "throws" -> throw new StackOverflowError();
            case "null" -> null;
            case "failed" -> Admission.later(CompletableFuture.failedFuture(new IllegalStateException("no Redis")));
            case "null later" -> Admission.later(CompletableFuture.completedFuture(null));
            case "later later" ->
                Admission.later(CompletableFuture.completedFuture(Admission.later(new CompletableFuture<>())));
            case "throwing stage" -> Admission.later(new OddStage(List.of()));
            default -> Admission.later(new OddStage(List.of(Admission.run(), Admission.discard())));
        });
        server.push("job", 0);

        awaitOnServer("its ACK", () -> server.processed() == 1);
        assertThat(tries).containsExactly("job 1");
        assertThat(refused).isEmpty();
    }

    /** Answers as often as it likes, and then throws. */
    private static final class OddStage extends CompletableFuture<Admission> {
        private final List<Admission> answers;

        OddStage(List<Admission> answers) {
            this.answers = answers;
        }

        @Override
        @SuppressWarnings("NullAway")
        public CompletableFuture<Admission> whenComplete(BiConsumer<? super Admission, ? super Throwable> action) {
            answers.forEach(answer -> action.accept(answer, null));
            throw new IllegalStateException("on purpose");
        }
    }

    @Test
    void theFirstObjectionCounts() {
        start(worker().admission(context -> Admission.run())
                .admission(context -> Admission.later(CompletableFuture.completedFuture(Admission.run())))
                .admission(context -> Admission.discard())
                .admission(context -> Admission.cancel("comes too late"))
                .apply(function("job", flaky())));
        server.push("job", 0);

        awaitOnServer("its ACK", () -> server.processed() == 1);
        assertThat(reports()).containsExactly("ACK");
        assertThat(tries).isEmpty();
    }

    /** A limit that many share is asked for again and again. */
    @Test
    void thatPostponesAgainAndAgainTakesNoPlaceForGood() {
        Worker worker =
                start(context -> asked.get() % 8 == 0 ? Admission.run() : Admission.postpone(Duration.ofMillis(100)));
        server.push("job", 0);
        awaitThat("the last question", () -> {
            clock.advance(Duration.ofMillis(20));
            return asked.get() == 8;
        });

        awaitOnServer("its ACK", () -> server.processed() == 1);
        assertThat(pool(worker).waiting()).isZero();
    }
}
