package dev.millwright.worker.internal.pulse;

import dev.millwright.worker.internal.net.ConnectFault;
import dev.millwright.worker.internal.platform.SafeLogger;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;

/** Tells a fault of the program that keeps a running worker from connecting: once for all its connections. Any thread. */
public final class ConnectFaults {
    private static final Logger LOG = SafeLogger.of(ConnectFaults.class);

    private final AtomicBoolean told = new AtomicBoolean();

    /** A connection stands: the next fault is told again. */
    public void connected() {
        told.set(false);
    }

    /** An attempt has failed, perhaps for such a reason. */
    public void failed(String connection, Throwable cause) {
        if (cause instanceof ConnectFault && told.compareAndSet(false, true)) {
            LOG.error("{} will be tried again and again: {}", connection, cause.getMessage(), cause.getCause());
        }
    }
}
