package dev.millwright.worker.cli.internal;

import dev.millwright.worker.testkit.DevServer;
import dev.millwright.worker.testkit.DevServerBuilder;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/**
 * Starts the server of worker-testkit, which a program may lack: so no field and no method of a command has a type from
 * there, as picocli looks at all of them. Stateless.
 */
final class EmbeddedServer {
    private EmbeddedServer() {}

    static DevServer start(int port, @Nullable String password, boolean stockCommandsOnly) {
        try {
            DevServerBuilder builder = DevServer.builder().port(port);
            if (password != null) {
                builder.password(password);
            }
            if (stockCommandsOnly) {
                builder.stockCommandsOnly();
            }
            return builder.start();
        } catch (NoClassDefFoundError e) {
            // A build that names worker-testkit for its tests has taken it out of the program.
            throw new UsageException("the embedded server is missing, as worker-testkit is not on the class path: leave"
                    + " it to worker-cli, or declare it without <scope>test</scope>");
        } catch (UncheckedIOException e) {
            throw new UsageException(String.valueOf(e.getMessage()));
        }
    }
}
