package dev.millwright.worker.testkit.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millwright.worker.ServerAddress;
import dev.millwright.worker.Worker;
import dev.millwright.worker.WorkerStatus;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class QueuesTest extends WorkerTest {
    @Test
    void weightsOfAnySizeAreFetched() {
        start(worker().queues("critical,2147483647", "default,2147483647", "bulk"));

        server.pushTo("critical", "noop");
        server.pushTo("default", "noop");
        server.pushTo("bulk", "noop");

        awaitAcks(3);
    }

    private Worker startNamed(UnaryOperator<Worker.Builder> change) {
        return start(change.apply(Worker.builder()
                .server(ServerAddress.parse(server.url()))
                .pool("slow", 1, "exports")
                .register("noop", context -> {})));
    }

    private static Stream<String> poolsOf(Worker worker) {
        return worker.status().pools().stream().map(WorkerStatus.Pool::name);
    }

    @Test
    void namedPoolsAloneLeaveOtherQueuesAlone() {
        Worker worker = startNamed(builder -> builder);
        server.pushTo("default", "of another worker");
        server.pushTo("exports", "noop");

        awaitAcks(1);

        assertThat(poolsOf(worker)).containsExactly("slow");
        assertThat(server.commands("FETCH")).allMatch(fetch -> fetch.payload().equals("exports"));
        assertThat(server.queueSizes()).containsEntry("default", 1);
    }

    static Stream<UnaryOperator<Worker.Builder>> waysToAskForTheUnnamedPool() {
        return Stream.of(
                builder -> builder.queues("default"), builder -> builder.concurrency(1), builder -> builder.lanes(1));
    }

    @ParameterizedTest
    @MethodSource("waysToAskForTheUnnamedPool")
    void theUnnamedPoolIsThereIfAnythingAsksForIt(UnaryOperator<Worker.Builder> ask) {
        Worker worker = startNamed(ask);
        server.pushTo("default", "noop");
        server.pushTo("exports", "noop");

        awaitAcks(2);

        assertThat(poolsOf(worker)).containsExactly("", "slow");
    }
}
