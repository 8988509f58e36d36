package dev.millwright.worker.cli.internal;

import dev.millwright.worker.FaktoryClient;
import dev.millwright.worker.JobArgs;
import dev.millwright.worker.ServerAddress;
import java.util.concurrent.CountDownLatch;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

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
        // To load the classes for options, JSON and connections takes longer than to set up the log: on two cores
        // both go on at once.
        CountDownLatch logIsSetUp = new CountDownLatch(1);
        Thread ahead = new Thread(
                () -> {
                    try {
                        load(logIsSetUp);
                    } catch (Throwable e) {
                        // A library is missing, say. The command meets the same, and tells it.
                    }
                },
                "millwright-quick-start");
        ahead.setDaemon(true);
        ahead.start();
        LoggerFactory.getLogger(QuickStart.class);
        logIsSetUp.countDown();
    }

    private static void load(CountDownLatch logIsSetUp) {
        new CommandLine(CommandSpec.create());
        JobArgs.parse("[]");
        try {
            // What follows has loggers, and whoever asks SLF4J for one meanwhile is lent another.
            logIsSetUp.await();
        } catch (InterruptedException e) {
            return; // nobody does, and nothing is lost
        }
        // Connects to nobody, but loads Netty.
        FaktoryClient.connect(ServerAddress.parse("tcp://localhost")).close();
    }
}
