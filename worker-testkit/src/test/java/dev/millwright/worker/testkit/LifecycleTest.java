package dev.millwright.worker.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class LifecycleTest extends ServerTest {
    @Test
    void keepsJobsButNotWorkersOverACrash() {
        RawClient client = worker("w");
        String held = server.push("t");
        client.call("FETCH default");
        String queued = server.push("t");
        client.call("PUSH " + job("leaky-job", "\"retry\":3,\"queue\":\"other\""));
        int port = server.port();

        server.crash();

        assertThat(client.receiveRest()).isEmpty();
        assertThatThrownBy(() -> RawClient.connect(server)).hasCauseInstanceOf(ConnectException.class);
        assertThat(server.workers()).isEmpty();

        server.restart();

        assertThat(server.port()).isEqualTo(port);
        RawClient again = worker("w");
        assertThat(again.call("BEAT {\"wid\":\"w\"}")).isEqualTo("+OK");
        assertThat(again.call("ACK {\"jid\":\"" + held + "\"}")).isEqualTo("+OK");
        assertThat(again.call("FETCH default")).contains(queued);
        again.call("PUSH " + job("later-job", "\"queue\":\"third\""));
        assertThat(again.call("FETCH third")).startsWith("{\"retry\":25,");
    }

    @Test
    void aCrashDoesNotStrandJobsOfWaitingFetches() {
        RawClient client = worker("w");
        sendBlockingFetch(client, "default");

        server.crash();
        server.restart();
        server.push("t");

        assertThat(server.working()).isEmpty();
        assertThat(server.blockedFetches()).isZero();
    }

    @Test
    void nothingHappensByItselfWhileItIsDown() {
        producer().call("PUSH " + job("abcdefgh", "\"at\":\"2025-01-01T00:00:05Z\""));
        server.crash();
        clock.advance(Duration.ofMinutes(1));
        assertThat(server.scheduled()).hasSize(1);

        server.restart();
        clock.advance(Duration.ofSeconds(5));

        assertThat(server.queue("default")).hasSize(1);
    }

    @Test
    void refusesNewConnectionsAndKeepsTheOpenOnes() {
        RawClient client = producer();

        server.refuseConnections();

        assertThatThrownBy(() -> RawClient.connect(server)).hasCauseInstanceOf(ConnectException.class);
        assertThat(client.call("FLUSH")).isEqualTo("+OK");
        server.acceptConnections();
        assertThat(producer().call("FLUSH")).isEqualTo("+OK");
    }

    @Test
    void breaksAllConnectionsAndTakesNewOnes() {
        RawClient client = worker("w");

        server.disconnectAll();

        assertThat(client.receiveRest()).isEmpty();
        assertThat(producer().call("FLUSH")).isEqualTo("+OK");
    }

    @Test
    void saysThatItShutsDown() {
        RawClient client = producer();

        server.shutDown();

        assertThat(client.send("FLUSH").receiveRest()).isEqualTo("-ERR shutdown in progress\r\n");
        assertThatThrownBy(() -> RawClient.connect(server)).hasCauseInstanceOf(ConnectException.class);
    }

    @Test
    void closesWithAllItsThreadsWhateverTheyDo() {
        RawClient waiting = worker("w");
        sendBlockingFetch(waiting, "default");
        Fault stall = server.faults().on("ACK").stall();
        Fault delay = server.faults().on("FAIL").delay(Duration.ofDays(1));
        producer().send("ACK {}");
        producer().send("FAIL {}");
        keep(RawClient.connect(server));
        stall.awaitHit();
        delay.awaitHit();

        server.close();
        server.close();

        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().equals("faktory-dev-server-" + server.port())
                        || thread.getName().startsWith("faktory-dev-server-" + server.port() + "-"));
        assertThat(clock.scheduledTasks()).isZero();
        assertThatThrownBy(server::restart).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void saysWhichPortIsTaken() {
        assertThatThrownBy(() -> DevServer.builder().port(server.port()).start())
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageStartingWith("cannot listen on 127.0.0.1:" + server.port())
                .hasMessageEndingWith("choose another port, or 0 for any free one");
        assertThatThrownBy(() -> DevServer.builder().port(70_000))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the port must be between 0 and 65535, not 70000");
    }

    @Test
    void recordsCommandsInOrder() {
        RawClient one = worker("one");
        RawClient two = producer();
        one.call("FLUSH");
        two.call("ACK {\"jid\":\"x\"}");
        two.call("QUEUE LATENCY a b");

        assertThat(server.commands())
                .extracting(RecordedCommand::toString)
                .containsExactly(
                        "HI",
                        "HELLO " + RawClient.hello("one"),
                        "HI",
                        "HELLO {\"v\":2,\"hostname\":\"h\",\"pid\":1,\"labels\":[]}",
                        "FLUSH",
                        "ACK {\"jid\":\"x\"}",
                        "QUEUE LATENCY a b");
        assertThat(server.commands("FLUSH")).singleElement().satisfies(command -> {
            assertThat(command.wid()).isEqualTo("one");
            assertThat(command.number()).isEqualTo(5);
            assertThat(command.at()).isEqualTo(clock.instant());
        });
    }

    @Test
    void recordsOnlyTheLastCommands() {
        start(builder -> builder.recordedCommands(2));
        RawClient client = producer();
        client.call("FLUSH");
        client.call("INFO");
        client.call("FLUSH");

        assertThat(server.commands()).extracting(RecordedCommand::verb).containsExactly("INFO", "FLUSH");
    }

    @Test
    void showsItsStateWhenAWaitIsInVain() {
        server.pushTo("stuck", "t");
        worker("lazy");

        assertThatThrownBy(() -> server.awaitIdle(Duration.ZERO))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("no job queued or held")
                .hasMessageContaining("{stuck=1}")
                .hasMessageContaining("lazy");
    }

    @Test
    void runsOnRealTimeByDefault() {
        try (DevServer real = DevServer.start();
                RawClient client = RawClient.worker(real, "w")) {
            client.send("FETCH default");
            String jid = real.push("t");
            assertThat(client.receive()).contains(jid);
            assertThat(client.call("ACK {\"jid\":\"" + jid + "\"}")).isEqualTo("+OK");
            real.awaitIdle();
        }
    }
}
