package dev.millwright.worker.testkit.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millwright.testtools.ChildJvm;
import dev.millwright.worker.FaktoryConnectionException;
import dev.millwright.worker.ServerAddress;
import dev.millwright.worker.Worker;
import dev.millwright.worker.testkit.DevServer;
import java.lang.ref.WeakReference;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an embedding program's worker does when its JVM is told to end: real programs, real signals. */
@Timeout(60)
class ShutdownHookTest {
    private static final int BY_SIGTERM = 143;

    private final DevServer server =
            DevServer.builder().fetchWait(Duration.ofMillis(200)).start();

    private final List<ChildJvm> programs = new ArrayList<>();

    private ChildJvm start(String... args) {
        return startFor(server.url(), args);
    }

    private ChildJvm startFor(String url, String... args) {
        String[] all = Stream.concat(Stream.of(url), Stream.of(args)).toArray(String[]::new);
        ChildJvm program = ChildJvm.of(EmbeddedProgram.class).start(all);
        programs.add(program);
        return program;
    }

    private void awaitRunning(int jobs) {
        server.await(jobs + " jobs run", now -> now.working().size() == jobs, Duration.ofSeconds(30));
    }

    private void assertInterruptedByShutdown(String... jids) {
        assertThat(server.commands("FAIL"))
                .hasSize(jids.length)
                .allSatisfy(fail -> assertThat(fail.payload()).contains("JobInterrupted"));
        for (String jid : jids) {
            assertThat(server.commands("FAIL")).anyMatch(fail -> fail.payload().contains(jid));
        }
        assertThat(server.working()).isEmpty();
    }

    @AfterEach
    void close() {
        programs.forEach(ChildJvm::close);
        server.close();
    }

    @Test
    void sigtermStopsTheWorkerOfRun() throws Exception {
        ChildJvm program = start("PT0.2S");
        String jid = server.push("sleep");
        awaitRunning(1);

        program.terminate();

        assertThat(program.exitCode()).isEqualTo(BY_SIGTERM);
        assertInterruptedByShutdown(jid);
        assertThat(program.lines()).contains("STOPPING", "cleaned up", "STOPPED");
    }

    @Test
    void aJobThatEndsInTimeIsAcked() throws Exception {
        ChildJvm program = start("PT30S");
        server.push("untilStop");
        awaitRunning(1);

        program.terminate();

        assertThat(program.exitCode()).isEqualTo(BY_SIGTERM);
        assertThat(server.processed()).isEqualTo(1);
        assertThat(server.failures()).isZero();
    }

    /** It does so without a hook of its own, and Spring, say, calls stop(). */
    @ParameterizedTest
    @ValueSource(strings = {"start", "off"})
    void aContainersWorkerIsLeftToIt(String way) throws Exception {
        ChildJvm program = start("PT30S", way);
        server.push("sleep");
        awaitRunning(1);

        program.terminate();

        assertThat(program.exitCode()).isEqualTo(BY_SIGTERM);
        assertThat(program.lines()).doesNotContain("STOPPING", "cleaned up");
        assertThat(server.working()).hasSize(1);
    }

    @Test
    void startStopsOnShutdownIfItIsToldTo() throws Exception {
        ChildJvm program = start("PT0.2S", "start", "on");
        String jid = server.push("sleep");
        awaitRunning(1);

        program.terminate();

        assertThat(program.exitCode()).isEqualTo(BY_SIGTERM);
        assertInterruptedByShutdown(jid);
    }

    @Test
    void twoWorkersStopTogether() throws Exception {
        ChildJvm program = start("PT0.2S", "two");
        server.await("both are there", now -> now.workers().size() == 2, Duration.ofSeconds(30));
        String[] jids = {server.push("sleep"), server.push("sleep"), server.push("sleep"), server.push("sleep")};
        awaitRunning(4);

        program.terminate();

        assertThat(program.exitCode()).isEqualTo(BY_SIGTERM);
        assertInterruptedByShutdown(jids);
    }

    /** Two who stop it at the same time are no second request, which would interrupt what may yet finish. */
    @ParameterizedTest
    @ValueSource(strings = {"own-hook-stops", "own-hook-closes"})
    void aHookOfTheProgramsOwnDoesNoHarm(String way) throws Exception {
        ChildJvm program = start("PT30S", way);
        server.push("untilStop");
        awaitRunning(1);

        program.terminate();

        assertThat(program.exitCode()).isEqualTo(BY_SIGTERM);
        assertThat(server.processed()).isEqualTo(1);
        assertThat(server.failures()).isZero();
    }

    @Test
    void systemExitInAJobStopsTheWorkerAndFailsThatJob() throws Exception {
        ChildJvm program = start("PT0.2S");
        String other = server.push("sleep");
        awaitRunning(1);
        String exit = server.push("exit");

        assertThat(program.exitCode()).isEqualTo(7);
        assertInterruptedByShutdown(other, exit);
    }

    @ParameterizedTest
    @ValueSource(strings = {"exit-at-STOPPING", "exit-at-STOPPED"})
    void systemExitInAListenerThatHearsOfTheEnd(String way) throws Exception {
        ChildJvm program = start("PT0.2S", way);
        String jid = server.push("sleep");
        awaitRunning(1);

        program.terminate();

        assertThat(program.exitCode()).isEqualTo(BY_SIGTERM);
        assertInterruptedByShutdown(jid);
    }

    @Test
    void systemExitInAListenerThatHearsOfTheServersTerminate() throws Exception {
        ChildJvm program = start("PT0.2S", "exit-at-STOPPING");
        String jid = server.push("sleep");
        awaitRunning(1);

        server.terminate(server.workers().get(0).wid());

        assertThat(program.exitCode()).isEqualTo(8);
        assertInterruptedByShutdown(jid);
    }

    @Test
    void systemExitAfterRun() throws Exception {
        ChildJvm program = start("PT0.2S", "exit-after");
        server.await("it is there", now -> now.workers().size() == 1, Duration.ofSeconds(30));

        server.terminate(server.workers().get(0).wid());

        assertThat(program.exitCode()).isEqualTo(9);
    }

    @Test
    void sigtermBeforeTheServerIsReached() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            ChildJvm program = startFor("tcp://127.0.0.1:" + silent.getLocalPort(), "PT30S");
            silent.accept(); // and never greets

            program.terminate();

            assertThat(program.exitCode()).isEqualTo(BY_SIGTERM);
            assertThat(program.lines()).contains("STOPPED").noneMatch(line -> line.contains("Exception"));
        }
    }

    /** Hooks that are added, taken back and called at the same moment. */
    @RepeatedTest(3)
    void sigtermWhileWorkersComeAndGo() throws Exception {
        ChildJvm program = ChildJvm.of(ComingAndGoingProgram.class)
                .options("--enable-native-access=ALL-UNNAMED") // else newer Javas warn
                .start(server.url(), "4");
        programs.add(program);
        server.await("workers come and go", now -> now.commands("HELLO").size() > 100, Duration.ofSeconds(30));

        program.terminate();

        assertThat(program.exitCode()).as(program.output()).isEqualTo(BY_SIGTERM);
        assertThat(program.lines().stream().distinct())
                .allMatch(line -> line.equals("the JVM is shutting down: no worker is started any more"));
    }

    @Test
    void nothingIsLeftOfTheHookAfterAStop() throws Exception {
        awaitCollected(stoppedWorker());
        awaitCollected(failedWorker());
    }

    private WeakReference<Worker> stoppedWorker() {
        Worker worker = builder().build();
        worker.start();
        worker.close();
        return new WeakReference<>(worker);
    }

    private WeakReference<Worker> failedWorker() throws InterruptedException {
        Worker worker = builder()
                .server(ServerAddress.parse("tcp://localhost:1"))
                .startupTimeout(Duration.ZERO)
                .build();
        assertThatThrownBy(worker::start).isInstanceOf(FaktoryConnectionException.class);
        worker.awaitStopped();
        return new WeakReference<>(worker);
    }

    private Worker.Builder builder() {
        return Worker.builder()
                .server(ServerAddress.parse(server.url()))
                .stopOnShutdown(true)
                .register("noop", context -> {});
    }

    private static void awaitCollected(WeakReference<Worker> worker) {
        while (worker.get() != null) { // until the test's own limit
            System.gc();
        }
    }
}
