package dev.millwright.worker.fleet.internal.member;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The fleet's lines in the log, which is not ours: what it throws ends nothing. Any thread. */
final class FleetLog {
    private static final Logger LOG = LoggerFactory.getLogger("dev.millwright.worker.fleet");

    private FleetLog() {}

    static void info(String line) {
        safely(() -> LOG.info(line));
    }

    static void warn(String line) {
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
