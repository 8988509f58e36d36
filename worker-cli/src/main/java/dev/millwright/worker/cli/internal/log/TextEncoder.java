package dev.millwright.worker.cli.internal.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.StackTraceElementProxy;
import ch.qos.logback.core.encoder.EncoderBase;
import ch.qos.logback.core.util.CachingDateFormatter;
import dev.millwright.worker.internal.platform.LogText;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * For people: one line for each event, and below it, indented, the stack of what was thrown. Nothing that is
 * logged can look like a line of another event, whatever it holds. Any thread.
 */
final class TextEncoder extends EncoderBase<ILoggingEvent> {
    private static final byte[] NOTHING = {};

    private final CachingDateFormatter time = new CachingDateFormatter("yyyy-MM-dd'T'HH:mm:ss.SSSXXX");
    private final boolean colours;

    TextEncoder(boolean colours) {
        this.colours = colours;
    }

    @Override
    public byte[] encode(ILoggingEvent event) {
        StringBuilder line = new StringBuilder(200);
        line.append(time.format(event.getTimeStamp())).append(' ');
        level(line, event.getLevel());
        line.append(" [")
                .append(oneLine(event.getThreadName()))
                .append("] ")
                .append(oneLine(event.getFormattedMessage()));
        Map<String, String> mdc = event.getMDCPropertyMap();
        if (mdc.containsKey("jid")) {
            field(line, mdc, "jid");
            field(line, mdc, "jobtype");
            field(line, mdc, "queue");
        }
        line.append('\n');
        IThrowableProxy thrown = event.getThrowableProxy();
        if (thrown != null) {
            stack(line, thrown, "", "");
        }
        return line.toString().getBytes(StandardCharsets.UTF_8);
    }

    private void level(StringBuilder line, Level level) {
        String name = level.toString();
        if (colours) {
            line.append("\033[").append(colour(level)).append('m');
        }
        line.append(name).append(" ".repeat(Math.max(0, "ERROR".length() - name.length())));
        if (colours) {
            line.append("\033[0m");
        }
    }

    private static String colour(Level level) {
        return switch (level.toInt()) {
            case Level.ERROR_INT -> "1;31";
            case Level.WARN_INT -> "31";
            case Level.INFO_INT -> "34";
            default -> "39";
        };
    }

    private static void field(StringBuilder line, Map<String, String> mdc, String name) {
        String value = mdc.get(name);
        line.append(' ').append(name).append('=').append(value == null ? "" : oneLine(value));
    }

    /** As Java prints it, but for a message of several lines. */
    private static void stack(StringBuilder to, IThrowableProxy outermost, String role, String indent) {
        String as = role;
        for (IThrowableProxy thrown = outermost; thrown != null; thrown = thrown.getCause()) {
            to.append(indent).append(as).append(oneLine(headline(thrown))).append('\n');
            frames(to, thrown, indent + '\t');
            for (IThrowableProxy suppressed : thrown.getSuppressed()) {
                stack(to, suppressed, "Suppressed: ", indent + '\t');
            }
            as = "Caused by: ";
        }
    }

    private static String headline(IThrowableProxy thrown) {
        String text = thrown.getOverridingMessage();
        if (text == null) {
            text = thrown.getClassName();
            if (thrown.getMessage() != null) {
                text += ": " + thrown.getMessage();
            }
        }
        return thrown.isCyclic() ? "[CIRCULAR REFERENCE: " + text + "]" : text;
    }

    private static void frames(StringBuilder to, IThrowableProxy thrown, String indent) {
        StackTraceElementProxy[] frames = thrown.getStackTraceElementProxyArray();
        int common = thrown.getCommonFrames();
        for (int i = 0; i < frames.length - common; i++) {
            to.append(indent).append(oneLine(frames[i].getSTEAsString())).append('\n');
        }
        if (common > 0) {
            to.append(indent).append("... ").append(common).append(" common frames omitted\n");
        }
    }

    private static String oneLine(@Nullable String text) {
        // Already as short as it has to be.
        return LogText.of(text, Integer.MAX_VALUE);
    }

    @Override
    public byte[] headerBytes() {
        return NOTHING;
    }

    @Override
    public byte[] footerBytes() {
        return NOTHING;
    }
}
