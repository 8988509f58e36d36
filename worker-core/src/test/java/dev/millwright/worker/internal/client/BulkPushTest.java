package dev.millwright.worker.internal.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.millwright.worker.FaktoryBulkException;
import dev.millwright.worker.FaktoryConnectionException;
import dev.millwright.worker.FaktoryException;
import dev.millwright.worker.FaktoryServerException;
import dev.millwright.worker.Job;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How many jobs become commands, and what is said of each when it breaks off. */
class BulkPushTest {
    private static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");

    private final List<Integer> commands = new ArrayList<>();
    private final List<Integer> progress = new ArrayList<>();

    private static List<Job> jobs(int count) {
        return IntStream.range(0, count).mapToObj(i -> Job.of("x", i)).toList();
    }

    private Map<String, String> push(List<Job> jobs, Function<Integer, Map<String, String>> server) {
        return new BulkPush(
                        encoded -> {
                            commands.add(encoded.size());
                            return server.apply(commands.size());
                        },
                        progress::add)
                .push(jobs, NOW);
    }

    @Test
    void sendsAThousandInACommand() {
        assertThat(push(jobs(2_500), nth -> Map.of())).isEmpty();

        assertThat(commands).containsExactly(1_000, 1_000, 500);
        assertThat(progress).containsExactly(1_000, 2_000, 2_500);
    }

    @Test
    void sendsNothingForNoJobs() {
        push(List.of(), nth -> Map.of());

        assertThat(commands).isEmpty();
    }

    @Test
    void sendsFewerOfLongOnesAndALongerOneAlone() {
        Job long1 = Job.of("x", "a".repeat(1_500_000));
        Job huge = Job.of("x", "a".repeat(9_000_000));

        push(List.of(long1, long1, long1, huge, long1), nth -> Map.of());

        assertThat(commands).containsExactly(2, 1, 1, 1);
    }

    @Test
    void gathersWhatIsRefused() {
        assertThat(push(jobs(1_500), nth -> Map.of("jid-" + nth, "why " + nth)))
                .containsExactly(Map.entry("jid-1", "why 1"), Map.entry("jid-2", "why 2"));
    }

    @Test
    void sendsNoneIfOneCannotBePushed() {
        List<Job> jobs = new ArrayList<>(jobs(1_500));
        jobs.add(Job.of("x", 1L << 60));

        assertThatIllegalArgumentException().isThrownBy(() -> push(jobs, nth -> Map.of()));
        assertThat(commands).isEmpty();
    }

    private FaktoryBulkException broken(List<Job> jobs, FaktoryException cause, Map<String, String> refusedBefore) {
        return catchThrowableOfType(
                FaktoryBulkException.class,
                () -> push(jobs, nth -> {
                    if (nth == 2) {
                        throw cause;
                    }
                    return refusedBefore;
                }));
    }

    @Test
    void tellsOfEachJobWhatIsKnownWhenTheConnectionBreaks() {
        List<Job> jobs = jobs(3_500);
        FaktoryException cut = new FaktoryConnectionException("cut off", null);

        FaktoryBulkException broken = broken(jobs, cut, Map.of(jobs.get(7).jid(), "no"));

        List<Job> taken = new ArrayList<>(jobs.subList(0, 1_000));
        Job refused = taken.remove(7);
        assertThat(broken.pushed()).isEqualTo(taken);
        assertThat(broken.unknown()).isEqualTo(jobs.subList(1_000, 2_000));
        assertThat(broken.notPushed()).isEqualTo(jobs.subList(2_000, 3_500));
        assertThat(broken.refused()).containsExactly(Map.entry(refused.jid(), "no"));
        assertThat(broken.mayHaveArrived()).isTrue();
        assertThat(broken)
                .hasCause(cut)
                .hasMessage("of 3,500 jobs 999 were pushed, 1,000 may have been, 1,500 were not and 1 were refused:"
                        + " cut off");
    }

    @Test
    void aCommandThatWasNeverSentLeavesNoDoubt() {
        List<Job> jobs = jobs(2_500);

        FaktoryBulkException broken =
                broken(jobs, new FaktoryConnectionException("cannot reach it", null, false), Map.of());

        assertThat(broken.pushed()).hasSize(1_000);
        assertThat(broken.unknown()).isEmpty();
        assertThat(broken.notPushed()).isEqualTo(jobs.subList(1_000, 2_500));
        assertThat(broken.mayHaveArrived()).isFalse();
    }

    @Test
    void aCommandThatTheServerGivesUpIsInDoubt() {
        FaktoryBulkException broken =
                broken(jobs(2_500), new FaktoryServerException("ERR", "internal error"), Map.of());

        assertThat(broken.unknown()).hasSize(1_000);
    }

    @Test
    void whereAllJobsShareOneFateThePlainExceptionSaysIt() {
        FaktoryException away = new FaktoryConnectionException("cannot reach it", null, false);
        FaktoryException cut = new FaktoryConnectionException("cut off", null);

        assertThat(failed(jobs(2_500), away)).isSameAs(away);
        assertThat(failed(jobs(10), cut)).isSameAs(cut);
        assertThat(failed(jobs(2_500), cut)).isInstanceOf(FaktoryBulkException.class);
    }

    private FaktoryException failed(List<Job> jobs, FaktoryException cause) {
        return catchThrowableOfType(
                FaktoryException.class,
                () -> push(jobs, nth -> {
                    throw cause;
                }));
    }

    @Test
    void aWatcherThatThrowsEndsIt() {
        List<Job> jobs = jobs(2_500);
        IllegalStateException enough = new IllegalStateException("enough");

        FaktoryBulkException broken = catchThrowableOfType(
                FaktoryBulkException.class,
                () -> new BulkPush(encoded -> Map.of(), answered -> {
                            throw enough;
                        })
                        .push(jobs, NOW));

        assertThat(broken).hasCause(enough);
        assertThat(broken.pushed()).hasSize(1_000);
        assertThat(broken.unknown()).isEmpty();
        assertThat(broken.notPushed()).hasSize(1_500);
    }
}
