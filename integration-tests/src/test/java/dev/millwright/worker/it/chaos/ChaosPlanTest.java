package dev.millwright.worker.it.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ChaosPlanTest {
    private static ChaosPlan plan(long seed, int round) {
        return ChaosPlan.of(seed, round, Duration.ofSeconds(20), List.of(FaultKind.CUT, FaultKind.CRASH));
    }

    private static Set<String> jids(ChaosPlan plan) {
        return plan.jobs().stream().map(job -> job.jid().substring(0, 16)).collect(Collectors.toSet());
    }

    @Test
    void isTheSameForTheSameSeed() {
        assertThat(plan(7, 3)).isEqualTo(plan(7, 3));
    }

    @Test
    void isAnotherForEachSeedAndRound() {
        assertThat(jids(plan(7, 0)))
                .doesNotContainAnyElementsOf(jids(plan(7, 1)))
                .doesNotContainAnyElementsOf(jids(plan(8, 0)));
    }

    @Test
    void holdsEveryKindOfJobAndStep() {
        ChaosPlan plan = plan(7, 0);
        assertThat(plan.jobs())
                .extracting(JobSpec::kind)
                .contains(
                        JobKind.NOOP,
                        JobKind.LONG,
                        JobKind.STUBBORN,
                        JobKind.RETRY,
                        JobKind.LATER,
                        JobKind.GIVE_UP,
                        JobKind.FINAL);
        assertThat(plan.jobs())
                .filteredOn(JobSpec::isAsync)
                .as("a third of them")
                .hasSizeBetween(plan.jobs().size() / 4, plan.jobs().size() / 2)
                .extracting(JobSpec::kind)
                .contains(JobKind.STUBBORN, JobKind.NAP, JobKind.RETRY, JobKind.FINAL);
        assertThat(plan.steps())
                .hasAtLeastOneElementOfType(Step.Push.class)
                .hasAtLeastOneElementOfType(Step.Inject.class)
                .hasAtLeastOneElementOfType(Step.Cancel.class)
                .hasAtLeastOneElementOfType(Step.Restart.class)
                .hasAtLeastOneElementOfType(Step.Resize.class)
                .hasAtLeastOneElementOfType(Step.Pause.class);
    }
}
