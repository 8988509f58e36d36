package dev.millwright.worker.it.chaos;

import static org.awaitility.Awaitility.await;

import dev.millwright.worker.FaktoryClient;
import dev.millwright.worker.FaktoryException;
import dev.millwright.worker.Mutation;
import dev.millwright.worker.MutationFilter;
import dev.millwright.worker.ServerAddress;
import dev.millwright.worker.StopResult;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.awaitility.core.ConditionTimeoutException;
import tools.jackson.databind.JsonNode;

/**
 * Rounds of faults on one arena. Each begins with new workers, plays its plan, lets everything calm down,
 * proves that all slots are free by having that many jobs run at once, stops the workers, and judges every
 * job. For one thread.
 */
final class Chaos {
    /** Generous: only what will never happen takes this long. */
    private static final Duration LIMIT = Duration.ofSeconds(90);
    /** Also generous: a connection comes back within 5 s. */
    private static final Duration GATHER_LIMIT = Duration.ofSeconds(45);
    /** A FETCH is answered after 2 s. */
    private static final Duration SILENCE = Duration.ofSeconds(3);

    /** Not too often: what is asked is INFO, which can end server 1.10.0. */
    private static final Duration POLL = Duration.ofMillis(200);

    private static final int SHOWN_FINDINGS = 10;

    private final String name;
    private final long seed;
    private final Arena arena;
    private final Ledger ledger;
    private final TcpProxy proxy;
    private final Workload workload = new Workload();
    private final Crew crew;
    private final FaktoryClient client;
    private final Counts counts = new Counts();
    private final Judge judge;
    private int gatherings;

    Chaos(String name, Arena arena, long seed) {
        this.name = name;
        this.seed = seed;
        this.arena = arena;
        this.ledger = new Ledger(arena.clock());
        this.proxy = arena.open(ledger);
        this.crew = new Crew(ServerAddress.parse("tcp://127.0.0.1:" + proxy.port()), workload, ledger);
        this.client = FaktoryClient.connect(arena.direct(), Duration.ofSeconds(5));
        this.judge = new Judge(ledger, counts);
    }

    /**
     * Goes round after round.
     *
     * @param duration begins no round after this; zero for one short round
     */
    Counts run(Duration duration) throws InterruptedException {
        boolean patient = !duration.isZero();
        Duration length = patient ? Duration.ofSeconds(20) : Duration.ofSeconds(5);
        say("seed " + seed + ", " + (patient ? duration.toMinutes() + " min" : "one short round"));
        try (client;
                Conductor conductor = new Conductor(arena, client, crew, ledger)) {
            long end = System.nanoTime() + duration.toNanos();
            int round = 0;
            do {
                round(round++, length, conductor);
                arena.endReservations(false);
            } while (System.nanoTime() - end < 0);
            last(patient);
        } catch (AssertionError | ConditionTimeoutException e) {
            throw new AssertionError(name + " seed " + seed + ": " + e.getMessage() + "\nso far: " + counts(), e);
        } finally {
            crew.stop();
        }
        say(counts().toString());
        return counts;
    }

    private void round(int number, Duration length, Conductor conductor) throws InterruptedException {
        ChaosPlan plan = ChaosPlan.of(seed, number, length, arena.kinds());
        crew.start();
        conductor.play(plan);
        counts.pushed += plan.jobs().size();
        calmDown();
        endAndJudge("round " + number);
        int strandable = proxy.broken() + crew.unreported() + counts.dropped;
        if (counts.stranded > strandable) {
            throw new AssertionError(
                    counts.stranded + " jobs are stuck, but only " + strandable + " connections and reports were lost");
        }
        if (number % 10 == 9) {
            say("round " + number + ": " + counts());
        }
    }

    /** Where reservations can end, what they held back must come to its end as well. */
    private void last(boolean patient) throws InterruptedException {
        if (ledger.stories().isEmpty() || !arena.endReservations(patient)) {
            return;
        }
        crew.start();
        calmDown();
        endAndJudge("the end");
        if (!ledger.stories().isEmpty()) {
            throw new AssertionError("still reserved after all reservations' ends: " + ledger.stories());
        }
    }

    private void calmDown() throws InterruptedException {
        arena.calm();
        long calm = System.nanoTime();
        await("an end of the connections that faults have left behind")
                .atMost(LIMIT)
                .pollInterval(POLL)
                .until(() -> {
                    proxy.silentSince(System.nanoTime() - SILENCE.toNanos()).forEach(ProxiedConnection::cut);
                    return proxy.silentSince(calm).isEmpty() && serverConnections() <= proxy.connections() + 1;
                });
        do {
            await("all jobs to end, as now " + openJobs())
                    .atMost(LIMIT)
                    .pollInterval(POLL)
                    .until(this::isQuiet);
            gather();
        } while (!isQuiet());
    }

    private int serverConnections() {
        try {
            return client.info().at("/server/connections").asInt();
        } catch (FaktoryException e) {
            return Integer.MAX_VALUE;
        }
    }

    private String openJobs() {
        return ledger.stories().size() + " are open";
    }

    /**
     * Has jobs that failed or were pushed for later run at once, but only those of which no report is on its way that could hit
     * the next run: so they are looked for before it is looked whether all is quiet.
     */
    private boolean isQuiet() {
        List<String> retries = arena.later(Mutation.Target.RETRIES);
        List<String> scheduled = arena.later(Mutation.Target.SCHEDULED);
        if (!ledger.isQuiet() || !crew.isIdle()) {
            return false;
        }
        runNow(Mutation.Target.RETRIES, retries);
        runNow(Mutation.Target.SCHEDULED, scheduled);
        JsonNode faktory = client.info().at("/faktory");
        return faktory.at("/sets/retries").asInt() == 0
                && faktory.at("/sets/scheduled").asInt() == 0
                && faktory.at("/queues/" + JobSpec.QUEUE).asInt(0) == 0;
    }

    private void runNow(Mutation.Target set, List<String> jids) {
        if (!jids.isEmpty()) {
            client.mutate(new Mutation(Mutation.Command.REQUEUE, set, MutationFilter.jids(jids)));
        }
    }

    /** As many jobs at once as there are slots: so each slot is free, and no other job is on its way. */
    private void gather() throws InterruptedException {
        int number = gatherings++;
        List<JobSpec> jobs = IntStream.range(0, Crew.SLOTS)
                .mapToObj(i -> new JobSpec("gather-" + number + "-" + i, JobKind.GATHER, 0, 0))
                .toList();
        CountDownLatch together = workload.expect(Crew.SLOTS);
        ledger.pushing(jobs);
        client.pushBulk(jobs.stream().map(JobSpec::toJob).toList());
        counts.pushed += jobs.size();
        if (!together.await(GATHER_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError(together.getCount() + " of " + Crew.SLOTS + " slots are not free");
        }
        await("the gathered jobs to be reported").atMost(LIMIT).until(ledger::isQuiet);
    }

    private void endAndJudge(String when) {
        List<StopResult> results = crew.stop();
        if (!results.stream().allMatch(result -> result.clean() && result.abandoned() == 0)) {
            throw new AssertionError(when + ": idle workers did not stop in good order: " + results);
        }
        List<String> findings = judge.judge(arena.snapshot());
        if (!findings.isEmpty()) {
            throw new AssertionError(when + ": " + findings.size() + " jobs broke the contract\n  "
                    + String.join("\n  ", findings.subList(0, Math.min(findings.size(), SHOWN_FINDINGS))));
        }
        client.mutate(new Mutation(Mutation.Command.CLEAR, Mutation.Target.DEAD, MutationFilter.ALL));
    }

    private Counts counts() {
        counts.unreported = crew.unreported();
        counts.broken = proxy.broken();
        counts.restarts = crew.restarts();
        arena.countFaults(counts);
        return counts;
    }

    private void say(String line) {
        System.out.println("chaos " + name + ": " + line);
    }
}
