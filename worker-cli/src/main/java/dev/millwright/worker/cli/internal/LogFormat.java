package dev.millwright.worker.cli.internal;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.encoder.Encoder;

/** The forms of a line in the log. */
enum LogFormat {
    /**
     * For people: a line for each event, and after it the stack of what was thrown. Unless a job asks for it
     * with its {@code backtrace}, the server keeps none. What Netty does below a lane is left out.
     */
    text {
        @Override
        Encoder<ILoggingEvent> encoder(LoggerContext context, boolean colours) {
            PatternLayoutEncoder encoder = new PatternLayoutEncoder();
            encoder.setContext(context);
            encoder.setPattern(
                    "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} " + (colours ? "%highlight(%-5level)" : "%-5level") + REST);
            encoder.start();
            return encoder;
        }
    },

    /** For programs: Logback's own, one object a line. */
    json {
        @Override
        Encoder<ILoggingEvent> encoder(LoggerContext context, boolean colours) {
            JsonEncoder encoder = new JsonEncoder();
            encoder.setContext(context);
            // The message once, as it reads; and nothing that is the same in every line.
            encoder.setWithFormattedMessage(true);
            encoder.setWithMessage(false);
            encoder.setWithArguments(false);
            encoder.setWithContext(false);
            encoder.setWithSequenceNumber(false);
            encoder.setWithNanoseconds(false);
            encoder.start();
            return encoder;
        }
    };

    private static final String REST = " [%thread] %msg%replace( jid=%X{jid} jobtype=%X{jobtype} queue=%X{queue})"
            + "{' jid= jobtype= queue=', ''}%n%ex{full, io.netty}";

    /** A started encoder. */
    abstract Encoder<ILoggingEvent> encoder(LoggerContext context, boolean colours);
}
