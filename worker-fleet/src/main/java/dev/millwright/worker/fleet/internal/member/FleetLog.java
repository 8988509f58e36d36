package dev.millwright.worker.fleet.internal.member;

import dev.millwright.worker.fleet.internal.last.Said;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The fleet's lines in the log, which is not ours: what it throws ends nothing. Any thread. */
final class FleetLog {
    private static final Logger LOG = LoggerFactory.getLogger("dev.millwright.worker.fleet");

    /** For the rooms below. */
    static final Said SAID = new Said() {
        @Override
        public void info(String line) {
            FleetLog.info(line);
        }

        @Override
        public void warn(String line) {
            FleetLog.warn(line);
        }
    };

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
