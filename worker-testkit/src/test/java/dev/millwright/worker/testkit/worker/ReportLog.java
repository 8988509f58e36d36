package dev.millwright.worker.testkit.worker;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** The lines that workers log of their minutes while it is open. Any thread. */
final class ReportLog extends AppenderBase<ILoggingEvent> implements AutoCloseable {
    private final Logger logger;
    private final BlockingQueue<ILoggingEvent> lines = new LinkedBlockingQueue<>();

    ReportLog() {
        this("dev.millwright.worker.report");
    }

    ReportLog(String name) {
        logger = (Logger) LoggerFactory.getLogger(name);
        start();
        logger.addAppender(this);
    }

    @Override
    protected void append(ILoggingEvent event) {
        lines.add(event);
    }

    /** The next line, with its level. */
    @Nullable
    String next() throws InterruptedException {
        ILoggingEvent line = lines.poll(30, TimeUnit.SECONDS);
        return line == null ? null : line.getLevel() + " " + line.getFormattedMessage();
    }

    /** Those that nobody has asked for. */
    int left() {
        return lines.size();
    }

    @Override
    public void close() {
        logger.detachAppender(this);
    }
}
