package dev.millwright.worker.fleet.internal.member;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** The name of this machine, or container. Stateless; any thread. */
final class HostName {
    private HostName() {}

    static String find() {
        // Set in containers and shells, and does not ask a name server.
        String name = System.getenv("HOSTNAME");
        if (name != null && !name.isBlank()) {
            return name.strip();
        }
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }
}
