package dev.millwright.worker.fleet.internal.abandoned;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import dev.millwright.worker.FaktoryClient;
import dev.millwright.worker.FaktoryConnectionException;
import dev.millwright.worker.Job;
import dev.millwright.worker.fleet.AbandonedJobtype;
import dev.millwright.worker.fleet.internal.common.Said;
import dev.millwright.worker.fleet.internal.store.CareRecords;
import dev.millwright.worker.fleet.internal.store.Decision;
import dev.millwright.worker.fleet.internal.store.FactsDelta;
import dev.millwright.worker.fleet.internal.store.Leased;
import dev.millwright.worker.fleet.internal.store.MemoryFleetStore;
import dev.millwright.worker.fleet.internal.store.MemoryGroup;
import dev.millwright.worker.fleet.internal.store.Unit;
import dev.millwright.worker.testkit.ManualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Months of a group, of which one worker judges at a time: what was sent in them. */
class EvaluatorTest {
    private static final Unit MAIL = new Unit("q", "mail");

    private final ManualClock clock = new ManualClock();
    private final MemoryFleetStore store = new MemoryFleetStore(new MemoryGroup(clock));
    private final CareRecords records = store.care();
    private final FaktoryClient server = mock();
    private final List<String> pushed = new ArrayList<>();
    private final Lines log = new Lines();
    private Settings settings = new Settings(Rulebook.EMPTY, null, new Settings.Alert("alerts", "abandoned"));
    private Set<String> registered = Set.of("mail");
    private long number;

    private static final class Lines implements Said {
        final List<String> all = new ArrayList<>();

        @Override
        public void info(String line) {
            all.add("INFO " + line);
        }

        @Override
        public void warn(String line) {
            all.add("WARN " + line);
        }
    }

    @BeforeEach
    void hear() {
        when(server.push(any())).thenAnswer(call -> {
            Job job = call.getArgument(0);
            Map<?, ?> notice = job.args().get(0, Map.class);
            pushed.add(job.queue() + " " + job.jobtype() + " " + job.jid() + " " + notice.get("event") + " "
                    + notice.get("jobtype"));
            return job.jid();
        });
    }

    private Evaluator evaluator(String wid) {
        Teller teller = new Teller(settings, clock, server, records, log, Runnable::run);
        return new Evaluator(
                "g", wid, store, settings, asked -> CompletableFuture.completedFuture(registered), teller, log);
    }

    private void failed(Unit unit, int times) {
        records.add(
                "w",
                ++number,
                List.of(new FactsDelta(
                        unit, times, 0, times, Duration.ZERO, null, Duration.ZERO, null, "java.io.IOException: down")));
    }

    private long token(String holder) {
        Leased leased = store.leases()
                .take(CareRecords.LEASE, holder, Duration.ofMinutes(3))
                .toCompletableFuture()
                .join();
        return ((Leased.Held) leased).token();
    }

    private List<AbandonedJobtype> listed() {
        return CareList.of(records.all().toCompletableFuture().join()).jobtypes();
    }

    /** Lets days pass in which it fails each hour, and the evaluators look each ten minutes. */
    private void days(int days, Evaluator... evaluators) {
        for (int i = 1; i <= days * 144; i++) {
            clock.advance(Duration.ofMinutes(10));
            if (i % 6 == 0) {
                failed(MAIL, 2);
            }
            for (Evaluator each : evaluators) {
                each.look();
            }
        }
    }

    @Test
    void aNoticeIsSentOnceToEach() {
        days(40, evaluator("a"));
        assertThat(log.all)
                .singleElement()
                .isEqualTo("WARN jobtype mail of queue q is abandoned: it has failed for 30 days, in 1442 of 1442 runs;"
                        + " the last error was java.io.IOException: down");
        assertThat(pushed)
                .singleElement()
                .asString()
                .startsWith("alerts abandoned abandoned-")
                .endsWith("notify mail");
        assertThat(records.all().toCompletableFuture().join().notices()).isEmpty();
        assertThat(listed()).singleElement().satisfies(one -> {
            assertThat(one.queue()).isEqualTo("q");
            assertThat(one.jobtype()).isEqualTo("mail");
            assertThat(one.kind()).isEqualTo(AbandonedJobtype.Kind.FAILING);
            assertThat(one.stage()).isEqualTo(AbandonedJobtype.Stage.NOTIFY);
            assertThat(one.failures()).isEqualTo(40 * 48);
            assertThat(one.disableAt()).isEmpty();
        });
    }

    @Test
    void aNoticeIsSentOnceWhoeverJudges() {
        Random random = new Random(20_250_101);
        Evaluator stale = evaluator("stale");
        days(1, stale);
        for (int i = 0; i < 90; i++) {
            Evaluator[] members = {evaluator("a" + i), evaluator("b" + i)};
            days(1, members);
            if (random.nextBoolean()) {
                members[0].close(); // else it has died, and its lease expires
                members[1].close();
            }
            if (i % 10 == 0) {
                stale.look(); // it has stood still, and thinks that it is its turn
            }
        }
        assertThat(log.all).hasSize(1);
        assertThat(pushed).hasSize(1);
    }

    @Test
    void oneJudgesAtATime() {
        Evaluator first = evaluator("a");
        Evaluator second = evaluator("b");
        for (int i = 0; i < 200; i++) {
            clock.advance(Duration.ofMinutes(1));
            failed(MAIL, 1);
            first.look();
            second.look();
        }
        assertThat(records.all().toCompletableFuture().join().care()).containsKey(MAIL);
        long token = token("a");
        assertThat(token).as("nobody else has taken it").isEqualTo(2);
    }

    @Test
    void whatCannotBeSentIsSentAgainAndHoldsUpNothingElse() {
        int[] tries = {0};
        doAnswer(call -> {
                    tries[0]++;
                    if (clock.instant().isBefore(Months.START.plus(Duration.ofDays(31)))) {
                        throw new FaktoryConnectionException("the server is away", null);
                    }
                    pushed.add(call.getArgument(0, Job.class).jid());
                    return "";
                })
                .when(server)
                .push(any());
        Evaluator evaluator = evaluator("a");
        days(29, evaluator);
        for (int i = 0; i < 3 * 144; i++) {
            clock.advance(Duration.ofMinutes(10));
            if (i == 10 || i == 11 || i == 12) {
                failed(new Unit("q", "other"), 1);
            }
            evaluator.look();
        }
        assertThat(pushed).hasSize(1);
        assertThat(tries[0]).isBetween(10, 40);
        assertThat(log.all).filteredOn(line -> line.contains("is abandoned")).hasSize(1);
        assertThat(log.all)
                .filteredOn(line -> line.contains("again later: the server is away"))
                .hasSize(tries[0] - 1);
    }

    @Test
    void whatCannotBeSentForADayIsGivenUp() {
        doThrow(new FaktoryConnectionException("the server is away", null))
                .when(server)
                .push(any());
        days(33, evaluator("a"));
        assertThat(records.all().toCompletableFuture().join().notices()).isEmpty();
        assertThat(log.all)
                .filteredOn(line -> line.contains("not sent to its queue any more"))
                .hasSize(1);
    }

    @Test
    void whatCannotBeReadIsNamedOnceAndLeftAloneUntilItIsReleased() {
        Unit odd = new Unit("q", "odd\n");
        failed(odd, 1);
        Evaluator evaluator = evaluator("a");
        days(1, evaluator);
        long token = token("a"); // the evaluator has to take the lease anew
        records.decide(token, "", List.of(new Decision(odd, "of a later release", null, Map.of())));
        days(40, evaluator);
        assertThat(log.all).filteredOn(line -> line.contains("cannot be read")).hasSize(1);
        assertThat(log.all)
                .filteredOn(line -> line.contains("is abandoned"))
                .as("others")
                .hasSize(1);
        assertThat(records.all().toCompletableFuture().join().care()).containsEntry(odd, "of a later release");
        assertThat(CareList.of(records.all().toCompletableFuture().join()).unreadable())
                .isEqualTo(1);
        records.release(odd.jobtype(), "me");
        days(1, evaluator);
        assertThat(records.all().toCompletableFuture().join().care()).doesNotContainKey(odd);
    }

    @Test
    void whatIsGoneForLongIsForgotten() {
        Unit gone = new Unit("q", "gone");
        failed(gone, 1);
        days(80, evaluator("a"));
        assertThat(records.all().toCompletableFuture().join().facts()).containsKey(gone);
        days(11, evaluator("b"));
        assertThat(records.all().toCompletableFuture().join().facts()).containsOnlyKeys(MAIL);
    }

    @Test
    void theRulesByWhichWasJudgedCanBeAskedFor() {
        settings = new Settings(Rulebook.EMPTY.with("mail", "failing-for", "3d", "line 7"), null, null);
        days(5, evaluator("a"));
        assertThat(listed()).hasSize(1);
        String rules = records.all().toCompletableFuture().join().rules();
        assertThat(Rulebook.parse(rules).orElseThrow().explain("mail"))
                .contains(new Rulebook.Setting(Field.FAILING_FOR, "3d", "line 7"));
    }

    @Test
    void aTypeThatNoWorkerHasAFunctionForIsUnknown() {
        registered = Set.of("other");
        days(31, evaluator("a"));
        assertThat(listed())
                .singleElement()
                .satisfies(one -> assertThat(one.kind()).isEqualTo(AbandonedJobtype.Kind.UNKNOWN));
        assertThat(log.all).singleElement().asString().contains("no worker has a function for it");
    }
}
