package dev.millwright.worker.fleet.internal.member;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millwright.worker.fleet.internal.last.PausesByHand;
import dev.millwright.worker.fleet.internal.store.PauseRecord;
import dev.millwright.worker.fleet.internal.store.PauseRecord.Owner;
import dev.millwright.worker.fleet.internal.store.PauseRecord.State;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Workers that come, leave, crash and stand still at any moment, on driven time: what happens comes from a seed. */
class LastOneOutSeedsTest {
    private static final int SEEDS = 1_000;

    /** They take longer; more of them with {@code -Dstress.factor}. */
    private static final int STORIES = 300 * Integer.getInteger("stress.factor", 1);

    private static final String[] QUEUES = {"a", "b", "c"};

    private static void millis(World world, int most) {
        world.pass(Duration.ofMillis(world.random.nextInt(most + 1)));
    }

    @Test
    void ofTwoThatLeaveAtOnceExactlyOnePauses() {
        for (long seed = 0; seed < SEEDS; seed++) {
            World world = new World(seed);
            SimWorker one = world.worker("w1", "a", "b").start();
            SimWorker other = world.worker("w2", "a", "b").start();
            world.seconds(20);
            world.slowness = 1 + world.random.nextInt(1_000);
            one.stop();
            millis(world, 1_500);
            other.stop();
            world.seconds(90);

            assertThat(world.paused).as("seed %s%n%s", seed, world).containsExactly("a", "b");
            assertThat(world.orders).as("seed %s%n%s", seed, world).hasSize(2);
            assertThat(world.records().values())
                    .as("seed %s%n%s", seed, world)
                    .allSatisfy(record -> assertThat(record.state()).isEqualTo(State.PAUSED));
            assertThat(world.lines("last of the group: paused a, b;"))
                    .as("seed %s%n%s", seed, world)
                    .hasSize(1);
            assertThat(world.lines(" WARN ")).as("seed %s", seed).isEmpty();
            assertThat(one.gone && other.gone).isTrue();
        }
    }

    @Test
    void ifAThirdIsThereNoneDoes() {
        for (long seed = 0; seed < SEEDS; seed++) {
            World world = new World(seed);
            SimWorker one = world.worker("w1", "a", "b").start();
            SimWorker other = world.worker("w2", "a", "b").start();
            world.worker("w3", "b", "a").start();
            world.seconds(20);
            world.slowness = 1 + world.random.nextInt(1_000);
            one.stop();
            millis(world, 1_500);
            other.stop();
            world.seconds(90);
            assertThat(world.orders).as("seed %s%n%s", seed, world).isEmpty();
            assertThat(world.lines("not the last"))
                    .as("seed %s%n%s", seed, world)
                    .hasSize(2);
        }
    }

    @Test
    void whoComesWhileTheLastLeavesFindsAllRunning() {
        for (long seed = 0; seed < SEEDS; seed++) {
            World world = new World(seed);
            SimWorker old = world.worker("w1", "a", "b").start();
            world.seconds(20);
            world.slowness = 1 + world.random.nextInt(1_000);
            old.stop();
            millis(world, 5_000);
            world.worker("w2", "a", "b").start();
            world.seconds(90);
            assertThat(world.paused).as("seed %s%n%s", seed, world).isEmpty();
            assertThat(world.records()).as("seed %s%n%s", seed, world).isEmpty();
        }
    }

    /** Whether a worker came to the call before which, or after which, it was to crash. */
    private interface Crash {
        boolean at(World world, int step, boolean afterwards);
    }

    /** Before each call to store or server, and after each, until there are none left; says how many there were. */
    private static int inEachStep(Crash crash) {
        for (int step = 1; step < 100; step++) {
            for (boolean afterwards : new boolean[] {false, true}) {
                if (!crash.at(new World(step), step, afterwards)) {
                    return afterwards ? step : step - 1;
                }
            }
        }
        throw new AssertionError("there is always one more step");
    }

    private static String what(World world, int step, boolean afterwards) {
        return "step " + step + (afterwards ? " after\n" : " before\n") + world;
    }

    @Test
    void aCrashInAnyStepIsPutRightByTheNextOne() {
        int steps = inEachStep((world, step, afterwards) -> {
            SimWorker last = world.worker("w1", "a", "b").start();
            world.seconds(20);
            last.site.crashAt = last.site.calls + step;
            last.site.crashAfterwards = afterwards;
            last.stop();
            world.seconds(10);
            if (!last.site.dead) {
                return false;
            }
            world.worker("w2", "a", "b").start();
            world.seconds(45);
            String what = what(world, step, afterwards);
            assertThat(world.paused).as(what).isEmpty();
            world.seconds(60);
            assertThat(world.paused).as(what).isEmpty();
            assertThat(world.records()).as(what).isEmpty();
            assertThat(world.lines("w2 WARN")).as(what).isEmpty();
            return true;
        });
        assertThat(steps).as("steps in which it was killed").isGreaterThan(10);
    }

    /** And so if it dies while it resumes. */
    @Test
    void aCrashInAnyStepOfComingIsPutRightByTheNextOne() {
        int steps = inEachStep((world, step, afterwards) -> {
            world.worker("w1", "a", "b").start().stop();
            world.seconds(20);
            assertThat(world.paused).containsExactly("a", "b");
            SimWorker next = world.worker("w2", "a", "b");
            next.site.crashAt = step;
            next.site.crashAfterwards = afterwards;
            next.start();
            world.seconds(10);
            if (!next.site.dead) {
                return false;
            }
            world.worker("w3", "a", "b").start();
            world.seconds(60);
            String what = what(world, step, afterwards);
            assertThat(world.paused).as(what).isEmpty();
            assertThat(world.records()).as(what).isEmpty();
            return true;
        });
        assertThat(steps).as("steps in which it was killed").isGreaterThan(6);
    }

    @Test
    void whateverHappenedAllIsAsTheRecordsSayInTheEnd() {
        for (long seed = 0; seed < STORIES; seed++) {
            new Story(seed).play();
        }
    }

    /** Some minutes of everything, then peace, and what must hold then. */
    private static final class Story {
        private final long seed;
        private final World world;
        private final List<SimWorker> workers = new ArrayList<>();

        /** What was last ordered by hand; null in it where that is not certain. */
        private final Map<String, Boolean> byHand = new HashMap<>();

        private int named;

        Story(long seed) {
            this.seed = seed;
            this.world = new World(seed);
        }

        void play() {
            world.slowness = 1 + world.random.nextInt(400);
            world.lost = world.random.nextInt(4) == 0 ? 0 : world.random.nextInt(200);
            for (int i = 0; i < 40; i++) {
                step();
                world.pass(Duration.ofMillis(world.random.nextInt(world.random.nextBoolean() ? 200 : 15_000)));
            }
            world.lost = 0;
            world.storeAway = false;
            world.serverAway = false;
            world.seconds(45);
            for (String queue : byHand.keySet()) {
                hand(queue, Boolean.TRUE.equals(byHand.get(queue)));
                world.seconds(50);
            }
            Set<String> hands = byHand.entrySet().stream()
                    .filter(one -> Boolean.TRUE.equals(one.getValue()))
                    .map(Map.Entry::getKey)
                    .collect(Collectors.toCollection(TreeSet::new));
            start(QUEUES);
            world.seconds(100);
            assertThat(world.paused).as(story("while workers are there")).isEqualTo(hands);
            assertThat(world.records().keySet())
                    .as(story("while workers are there"))
                    .isEqualTo(hands);

            workers.stream().filter(SimWorker::runs).forEach(SimWorker::stop);
            world.seconds(100);
            assertThat(world.paused).as(story("once all are gone")).containsExactly(QUEUES);
            assertThat(world.records().values())
                    .as(story("once all are gone"))
                    .allSatisfy(record -> assertThat(record.state()).isEqualTo(State.PAUSED))
                    .allSatisfy(record ->
                            assertThat(record.owner() == Owner.HAND).isEqualTo(hands.contains(record.queue())))
                    .extracting(PauseRecord::queue)
                    .containsExactly(QUEUES);
        }

        private String story(String when) {
            return "seed " + seed + ", " + when + "\n" + world;
        }

        private void start(String... queues) {
            workers.add(world.worker("w" + ++named, queues).start());
        }

        private void step() {
            List<SimWorker> there = workers.stream().filter(SimWorker::runs).toList();
            SimWorker one = there.isEmpty() ? null : there.get(world.random.nextInt(there.size()));
            switch (world.random.nextInt(10)) {
                case 0, 1, 2 -> start(some());
                case 3, 4 -> workers.stream().filter(SimWorker::runs).forEach(SimWorker::stop);
                case 5 -> {
                    if (one != null) {
                        one.stop(Duration.ofMillis(world.random.nextInt(3_000)));
                    }
                }
                case 6 -> {
                    List<SimWorker> left =
                            workers.stream().filter(each -> !each.gone).toList();
                    if (!left.isEmpty()) {
                        left.get(world.random.nextInt(left.size())).crash();
                    }
                }
                case 7 -> {
                    if (one != null) {
                        one.site.standStill(Duration.ofMillis(world.random.nextInt(50_000)));
                    }
                }
                case 8 -> hand(QUEUES[world.random.nextInt(2)], world.random.nextBoolean());
                default -> {
                    world.storeAway = world.random.nextInt(3) == 0;
                    world.serverAway = world.random.nextInt(3) == 0;
                }
            }
        }

        private String[] some() {
            return world.random.nextInt(3) > 0 ? QUEUES : new String[] {QUEUES[world.random.nextInt(QUEUES.length)]};
        }

        private void hand(String queue, boolean pause) {
            Site site = new Site(world, "hand");
            PausesByHand hand = world.hand(site);
            byHand.put(queue, pause);
            if (pause) {
                hand.pause(site.server(), List.of(queue), "me", "");
            } else {
                hand.resume(site.server(), List.of(queue));
            }
        }
    }
}
