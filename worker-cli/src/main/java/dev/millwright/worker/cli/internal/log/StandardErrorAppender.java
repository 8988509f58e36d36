package dev.millwright.worker.cli.internal.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import ch.qos.logback.core.encoder.Encoder;

/**
 * Makes lines of events, on the threads that log, and hands them to {@link StandardError}. Nothing that is logged
 * makes it throw, and none of its lines takes more than a part of the room there is. Any thread.
 */
public final class StandardErrorAppender extends UnsynchronizedAppenderBase<ILoggingEvent> {
    private static final int LONGEST = 512 << 10;

    private final StandardError out;
    private final LoggerContext logback;
    private volatile Encoder<ILoggingEvent> encoder;

    StandardErrorAppender(StandardError out, LoggerContext logback, Encoder<ILoggingEvent> encoder) {
        this.out = out;
        this.logback = logback;
        this.encoder = encoder;
        setContext(logback);
        out.tellDropsWith(this::dropNotice);
    }

    /** Changes the form of the lines from now on. */
    public void use(LogFormat format) {
        encoder = format.encoder(logback, false);
    }

    @Override
    protected void append(ILoggingEvent event) {
        out.write(line(event), event.getLevel().isGreaterOrEqual(Level.WARN));
    }

    /** The whole event, or as much of it as can be told. Messages and exceptions are the user's and may do anything. */
    private byte[] line(ILoggingEvent event) {
        try {
            byte[] line = encoder.encode(BoundedEvent.of(event));
            return line.length <= LONGEST ? line : withoutStack(event, "it is too long");
        } catch (Throwable e) {
            return withoutStack(event, e.getClass().getName());
        }
    }

    private byte[] withoutStack(ILoggingEvent event, String why) {
        String note = " (the log cannot print all of this: " + why + ")";
        try {
            byte[] line = encoder.encode(BoundedEvent.withoutStack(event, note));
            return line.length <= LONGEST ? line : own("a line was left out" + note);
        } catch (Throwable e) {
            return own("a line was left out" + note);
        }
    }

    private byte[] dropNotice(long count, boolean inAll) {
        return own(StandardError.told(count, inAll));
    }

    private byte[] own(String message) {
        Logger logger = logback.getLogger(StandardErrorAppender.class);
        return encoder.encode(
                new LoggingEvent(StandardErrorAppender.class.getName(), logger, Level.WARN, message, null, null));
    }
}
