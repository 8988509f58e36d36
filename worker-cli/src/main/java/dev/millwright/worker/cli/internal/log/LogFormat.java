package dev.millwright.worker.cli.internal.log;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.encoder.Encoder;

/** The forms of a line in the log. */
public enum LogFormat {
    /**
     * For people: a line for each event, and after it the stack of what was thrown. Unless a job asks for it
     * with its {@code backtrace}, the server keeps none.
     */
    text {
        @Override
        Encoder<ILoggingEvent> encoder(LoggerContext context, boolean colours) {
            return started(new TextEncoder(colours), context);
        }
    },

    /** For programs: Logback's own, one object a line. */
    json {
        @Override
        Encoder<ILoggingEvent> encoder(LoggerContext context, boolean colours) {
            JsonEncoder encoder = new JsonEncoder();
            // The message once, as it reads; and nothing that is the same in every line.
            encoder.setWithFormattedMessage(true);
            encoder.setWithMessage(false);
            encoder.setWithArguments(false);
            encoder.setWithContext(false);
            encoder.setWithSequenceNumber(false);
            encoder.setWithNanoseconds(false);
            return started(encoder, context);
        }
    };

    /** A started encoder. */
    abstract Encoder<ILoggingEvent> encoder(LoggerContext context, boolean colours);

    private static Encoder<ILoggingEvent> started(Encoder<ILoggingEvent> encoder, LoggerContext context) {
        encoder.setContext(context);
        encoder.start();
        return encoder;
    }
}
