package dev.millwright.worker.internal.net;

import dev.millwright.worker.internal.platform.Environment;
import dev.millwright.worker.internal.protocol.Hello;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How this process introduces itself to servers. Stateless; any thread. */
public final class ThisProcess {
    private ThisProcess() {}

    /** As a worker. */
    public static Hello worker(String wid, List<String> labels) {
        return hello(labels, wid);
    }

    /** As a producer. */
    public static Hello producer() {
        return hello(List.of(), null);
    }

    private static Hello hello(List<String> labels, @Nullable String wid) {
        return new Hello(hostname(), ProcessHandle.current().pid(), labels, wid);
    }

    private static String hostname() {
        // Set in containers and shells, and does not ask a name server.
        String name = Environment.variable("HOSTNAME");
        if (name != null && !name.isBlank()) {
            return name;
        }
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }
}
