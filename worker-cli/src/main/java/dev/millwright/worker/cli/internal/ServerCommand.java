package dev.millwright.worker.cli.internal;

import dev.millwright.worker.testkit.DevServer;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code server}: the embedded server in the foreground. */
@Command(
        name = "server",
        description = "Runs an embedded Faktory server for development and tests, in memory, on this machine only. All"
                + " jobs are gone when it ends (SIGTERM or SIGINT).",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class ServerCommand implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = {"-p", "--port"},
            paramLabel = "PORT",
            description = "0 for any free one. Default: 7419.")
    private int port = 7419;

    @Option(names = "--password", paramLabel = "TEXT", description = "What clients must know. Default: none.")
    private @Nullable String password;

    @Option(
            names = "--stock-commands-only",
            description = "Has no CANCEL, so that cancelling goes the way that it goes on a stock server.")
    private boolean stockCommandsOnly;

    @Override
    public Integer call() throws InterruptedException {
        CountDownLatch told = new CountDownLatch(1);
        List<SignalHook> hooks = List.of(SignalHook.on("TERM", told::countDown), SignalHook.on("INT", told::countDown));
        try (DevServer server = EmbeddedServer.start(port, password, stockCommandsOnly)) {
            if (spec != null) {
                // Not url(), which shows the password.
                spec.commandLine()
                        .getOut()
                        .println("Faktory for development on tcp://localhost:" + server.port() + ", in memory");
            }
            told.await();
        } finally {
            hooks.forEach(SignalHook::close);
        }
        return 0;
    }
}
