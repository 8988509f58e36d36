package dev.millwright.worker.testkit.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millwright.worker.JobCompletion;
import dev.millwright.worker.JobCompletion.Result;
import dev.millwright.worker.JobOptions;
import dev.millwright.worker.StopResult;
import dev.millwright.worker.Worker;
import dev.millwright.worker.testkit.ManualClock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.MDC;

/** Functions that hear of the end of jobs: when they are called and when not, and what they hold up. */
class OnCompleteTest extends OutcomeTest {
    private final List<JobCompletion> ofType = new CopyOnWriteArrayList<>();
    private final List<JobCompletion> ofAll = new CopyOnWriteArrayList<>();
    private final JobOptions options = JobOptions.DEFAULT.withOnComplete(ofType::add);

    private Worker.Builder hearing() {
        return worker(options).onComplete(ofAll::add);
    }

    private static List<String> jids(List<JobCompletion> completions) {
        return completions.stream().map(end -> end.job().jid()).toList();
    }

    private void awaitEnd(String jid) {
        server.await("the call for " + jid, now -> jids(ofAll).contains(jid));
    }

    @ParameterizedTest(name = "a job that {0}: {1}")
    @MethodSource("ends")
    void oncePerEndAndNotBeforeARetry(String how, String result) throws Exception {
        Worker.Builder builder = hearing();
        String jid = report(builder, options, how);

        if (result.equals("-")) {
            // another one: what had been told of the first would have come before
            start(hearing());
            server.push("noop");
            server.await("the second one's end", now -> !ofType.isEmpty() && !ofAll.isEmpty());
            assertThat(jids(ofType)).hasSize(1).doesNotContain(jid);
            assertThat(jids(ofAll)).hasSize(1).doesNotContain(jid);
        } else {
            server.await("the calls", now -> !ofType.isEmpty() && !ofAll.isEmpty());
            assertThat(ofType).isEqualTo(ofAll).singleElement().satisfies(end -> {
                assertThat(end.job().jid()).isEqualTo(jid);
                assertThat(end.result()).isEqualTo(Result.valueOf(result));
                assertThat(end.failure().isPresent())
                        .isEqualTo(List.of("FAILED", "CANCELLED").contains(result));
            });
        }
    }

    @Test
    void hearsOfTypesThatAreNotRegisteredIfItIsForAll() {
        start(hearing());
        push("nobody-knows", "unheard-of", 0, -1);

        awaitEnd("nobody-knows");
        assertThat(ofAll.get(0).failure().orElseThrow().errtype()).isEqualTo("UnknownJobType");
        assertThat(ofType).isEmpty();
    }

    @Test
    void isCalledOnAThreadOfItsOwnWithTheFieldsOfTheJob() {
        List<String> seen = new CopyOnWriteArrayList<>();
        start(worker().onComplete(
                        end -> seen.add(Thread.currentThread().getName().replaceAll("[0-9]", "") + MDC.get("jid"))));
        String jid = server.push("noop");

        server.await("the call", now -> !seen.isEmpty());
        assertThat(seen).containsExactly("millwright-completions-" + jid);
    }

    @Test
    void isCalledOnlyOnceTheServerHasConfirmed() {
        ManualClock clock = new ManualClock();
        start(hearing().clock(clock));
        server.faults().on("ACK").always().error("not now");
        String jid = server.push("noop");

        server.await("a third ACK", now -> {
            clock.advance(Duration.ofMillis(100));
            return now.commands("ACK").size() >= 3;
        });
        assertThat(ofAll).isEmpty();
        server.faults().clear();

        server.await("the call", now -> {
            clock.advance(Duration.ofMillis(100));
            return jids(ofAll).contains(jid);
        });
        assertThat(ofType).isEqualTo(ofAll).hasSize(1);
    }

    @Test
    void isCalledOnceIfRepliesAreLost() throws Exception {
        Worker worker = start(hearing());
        server.faults().on("ACK").cutBeforeReply();
        awaitEnd(server.push("noop"));
        server.faults().on("FAIL").cutBeforeReply();
        String cancelled = server.push("sleep");
        server.await("the job to run", now -> worker.runningJobs().size() == 1);

        worker.cancel(cancelled);

        awaitEnd(cancelled);
        assertThat(server.commands("FAIL").size()).isGreaterThan(1);
        assertThat(ofAll).extracting(JobCompletion::result).containsExactly(Result.SUCCEEDED, Result.CANCELLED);
        assertThat(log.with("not known")).isEmpty();
    }

    @Test
    void isNotCalledIfTheEndIsNotKnown() {
        ManualClock clock = new ManualClock();
        start(hearing().clock(clock));
        server.faults().on("ACK").always().cut();
        String jid = "never-confirmed";
        server.pushJson("{\"jid\":\"" + jid + "\",\"jobtype\":\"noop\",\"args\":[],\"reserve_for\":60}");
        server.awaitCommand("ACK");

        advanceUntil(
                clock, Duration.ofMinutes(2), now -> !log.with("is not sent").isEmpty());

        server.await("the line", now -> !log.with("not known").isEmpty());
        assertThat(log.with("not known")).singleElement().satisfies(line -> {
            assertThat(line.getFormattedMessage()).contains(jid);
            assertThat(line.getMDCPropertyMap()).containsEntry("jid", jid);
        });
        assertThat(ofAll).isEmpty();
    }

    @Test
    void isNotCalledIfTheServerHadLostTheReservation() {
        start(hearing());
        server.faults().on("FAIL").error("Job not found nope");
        push("lost-by-the-server", "fail", 0, -1);

        server.await("the line", now -> !log.with("not known").isEmpty());
        awaitEnd(server.push("noop"));
        assertThat(ofAll).hasSize(1);
    }

    @Test
    void isNotCalledIfTheReportCannotBeDeliveredBeforeTheEnd() throws Exception {
        Worker worker = start(hearing().cleanupGrace(Duration.ZERO).shutdownTimeout(Duration.ZERO));
        server.faults().on("ACK").always().error("not now");
        server.push("noop");
        server.awaitCommand("ACK");

        assertThat(stop(worker).unreported()).isEqualTo(1);

        assertThat(log.with("not known")).hasSize(1);
        assertThat(ofAll).isEmpty();
    }

    @Test
    void maySimplyThrow() {
        start(worker().onComplete(end -> {
                    throw new AssertionError("on purpose");
                })
                .onComplete(ofAll::add));
        for (String jid : List.of(server.push("noop"), server.push("noop"))) {
            awaitEnd(jid);
            server.await(
                    "the line",
                    now -> log.with(jid).stream()
                            .anyMatch(line -> line.getFormattedMessage().startsWith("onComplete of job")));
        }
    }

    private StopResult stop(Worker worker) throws Exception {
        CompletableFuture<StopResult> stopped = worker.stop();
        server.endFetches();
        return stopped.get(30, TimeUnit.SECONDS);
    }

    @Test
    void isWaitedForByAStop() throws Exception {
        CountDownLatch called = new CountDownLatch(1);
        ManualClock clock = new ManualClock();
        Worker worker = start(worker().clock(clock).onComplete(end -> {
            called.countDown();
            awaitStubbornly();
            ofAll.add(end);
        }));
        server.push("noop");
        assertThat(called.await(30, TimeUnit.SECONDS)).isTrue();

        CompletableFuture<StopResult> stopped = worker.stop();
        server.await("the lanes to leave", now -> {
            now.endFetches();
            return worker.status().pools().get(0).connectedLanes() == 0;
        });
        clock.advance(Duration.ofSeconds(20)); // less than the shutdown timeout
        assertThat(stopped).isNotDone();
        released.countDown();

        assertThat(stopped.get(30, TimeUnit.SECONDS)).isEqualTo(new StopResult(0, 0, 0));
        assertThat(ofAll).hasSize(1);
    }

    /** Its call begins only after the job's end, when a stop finds neither a job nor a report any more. */
    @Test
    void isWaitedForByAStopThatBeganBefore() throws Exception {
        Worker worker = start(worker().onComplete(end -> {
            awaitStubbornly();
            ofAll.add(end);
        }));
        CompletableFuture<StopResult> stopped;
        String jid = server.push("stubborn");
        awaitStarted(1);
        stopped = worker.stop();
        server.endFetches();
        released.countDown();

        assertThat(stopped.get(30, TimeUnit.SECONDS)).isEqualTo(new StopResult(0, 0, 0));
        assertThat(jids(ofAll)).containsExactly(jid);
    }

    @Test
    void holdsUpNoStopIfItNeverReturns() throws Exception {
        ManualClock clock = new ManualClock();
        CountDownLatch called = new CountDownLatch(1);
        Worker worker = start(worker().clock(clock).onComplete(end -> {
            called.countDown();
            awaitStubbornly();
        }));
        server.push("noop");
        assertThat(called.await(30, TimeUnit.SECONDS)).isTrue();

        CompletableFuture<StopResult> stopped = worker.stop();
        server.endFetches();
        advanceUntil(clock, Duration.ofSeconds(40), now -> stopped.isDone());

        assertThat(stopped.get(30, TimeUnit.SECONDS)).isEqualTo(new StopResult(0, 0, 0));
    }

    @Test
    void holdsUpNoOtherAndItsOwnCallsOnlyForAWhile() throws Exception {
        ManualClock clock = new ManualClock();
        Map<String, CountDownLatch> calls = Map.of("noop", new CountDownLatch(2), "fail", new CountDownLatch(1));
        JobOptions blocking = JobOptions.DEFAULT.withOnComplete(end -> {
            calls.get("noop").countDown();
            awaitStubbornly();
        });
        JobOptions other =
                JobOptions.DEFAULT.withOnComplete(end -> calls.get("fail").countDown());
        start(worker().clock(clock)
                .onComplete(ofAll::add)
                .register("blocks", blocking, context -> {})
                .register("other", other, context -> {}));

        awaitEnd(server.push("blocks"));
        awaitEnd(server.push("blocks"));
        server.push("other");
        assertThat(calls.get("fail").await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(calls.get("noop").getCount()).isEqualTo(1);

        server.await("the second call", now -> {
            clock.advance(Duration.ofSeconds(1));
            return calls.get("noop").getCount() == 0;
        });
        assertThat(log.with("has not returned")).isNotEmpty();
    }
}
