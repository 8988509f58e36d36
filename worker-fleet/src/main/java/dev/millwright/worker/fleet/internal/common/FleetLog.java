package dev.millwright.worker.fleet.internal.common;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The fleet's lines in the log, which is not ours: what it throws ends nothing. Any thread. */
public final class FleetLog implements Said {
    /** The one there is. */
    public static final FleetLog SAID = new FleetLog();

    private static final Logger LOG = LoggerFactory.getLogger("dev.millwright.worker.fleet");

    private FleetLog() {}

    @Override
    public void info(String line) {
        safely(() -> LOG.info(line));
    }

    @Override
    public void warn(String line) {
        safely(() -> LOG.warn(line));
    }

    private static void safely(Runnable line) {
        try {
            line.run();
        } catch (Throwable e) {
            // There is nobody left to tell.
        }
    }
}
