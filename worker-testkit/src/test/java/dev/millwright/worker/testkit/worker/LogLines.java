package dev.millwright.worker.testkit.worker;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.LoggerFactory;

/** The lines that workers log while this is open, each with its fields. Any thread. */
final class LogLines extends AppenderBase<ILoggingEvent> implements AutoCloseable {
    private final Logger logger = (Logger) LoggerFactory.getLogger("dev.millwright.worker");
    private final List<ILoggingEvent> lines = new CopyOnWriteArrayList<>();

    LogLines() {
        start();
        logger.addAppender(this);
    }

    @Override
    protected void append(ILoggingEvent event) {
        event.prepareForDeferredProcessing(); // takes the fields while they are those of the line
        lines.add(event);
    }

    /** The lines that contain this. */
    List<ILoggingEvent> with(String text) {
        return lines.stream()
                .filter(line -> line.getFormattedMessage().contains(text))
                .toList();
    }

    @Override
    public void close() {
        logger.detachAppender(this);
    }
}
