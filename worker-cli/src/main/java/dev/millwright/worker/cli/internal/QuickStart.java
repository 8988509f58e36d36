package dev.millwright.worker.cli.internal;

import dev.millwright.worker.JobArgs;
import org.slf4j.LoggerFactory;

/**
 * Brings the first job of a process forward. For a process of its own only: it sets a system property.
 * Any thread.
 */
public final class QuickStart {
    private static final String NETTY_JFR = "io.netty.jfr.enabled";

    private QuickStart() {}

    /** Called first of all, by the main thread. */
    public static void begin() {
        // Netty's flight recorder events cost a fifth of a second at the start, whether or not anybody records.
        if (System.getProperty(NETTY_JFR) == null) {
            System.setProperty(NETTY_JFR, "false");
        }
        // To load the classes for logging and JSON takes as long as to read the options: on two cores both go on
        // at once.
        Thread ahead = new Thread(QuickStart::load, "millwright-quick-start");
        ahead.setDaemon(true);
        ahead.start();
    }

    private static void load() {
        LoggerFactory.getLogger(QuickStart.class);
        JobArgs.parse("[]");
    }
}
