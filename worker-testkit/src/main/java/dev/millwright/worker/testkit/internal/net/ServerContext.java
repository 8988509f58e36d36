package dev.millwright.worker.testkit.internal.net;

import dev.millwright.worker.testkit.internal.faults.FaultBook;
import dev.millwright.worker.testkit.internal.protocol.CommandTable;
import dev.millwright.worker.testkit.internal.protocol.ServerStats;
import dev.millwright.worker.testkit.internal.store.Broker;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * What all connections of a server share.
 *
 * @param password empty for none
 * @param tls makes a connection speak TLS; null for plain TCP
 * @param maxConnections beyond these a connection is told that there are too many
 */
public record ServerContext(
        Broker broker,
        CommandTable commands,
        CommandLog log,
        FaultBook faults,
        ServerStats stats,
        String password,
        @Nullable SSLSocketFactory tls,
        int maxConnections) {}
