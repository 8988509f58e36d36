package dev.millwright.worker.cli.internal.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.LoggerContextVO;
import dev.millwright.worker.internal.platform.LogText;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;
import org.slf4j.event.KeyValuePair;

/** An event with no text in it that is too long to be told. Immutable. */
final class BoundedEvent implements ILoggingEvent {
    /** For what functions log themselves; the worker cuts what it logs of them before. */
    static final int MESSAGE = 8_000;

    private final ILoggingEvent whole;
    private final String message;
    private final Map<String, String> mdc;
    private final @Nullable IThrowableProxy thrown;

    private BoundedEvent(ILoggingEvent whole, String message, @Nullable IThrowableProxy thrown) {
        this.whole = whole;
        this.message = message;
        this.mdc = bounded(whole.getMDCPropertyMap());
        this.thrown = thrown;
    }

    static ILoggingEvent of(ILoggingEvent whole) {
        String message = LogText.cut(String.valueOf(whole.getFormattedMessage()), MESSAGE);
        return new BoundedEvent(whole, message, BoundedThrowable.of(whole.getThrowableProxy()));
    }

    /** For an event that cannot be told with all that belongs to it. */
    static ILoggingEvent withoutStack(ILoggingEvent whole, String note) {
        return new BoundedEvent(whole, LogText.cut(String.valueOf(whole.getMessage()), MESSAGE) + note, null);
    }

    private static Map<String, String> bounded(@Nullable Map<String, String> mdc) {
        if (mdc == null || mdc.isEmpty()) {
            return Map.of();
        }
        boolean fits = mdc.values().stream().allMatch(it -> it == null || it.length() <= LogText.MESSAGE);
        return fits
                ? mdc
                : mdc.entrySet().stream()
                        .filter(it -> it.getValue() != null)
                        .collect(
                                Collectors.toMap(Map.Entry::getKey, it -> LogText.cut(it.getValue(), LogText.MESSAGE)));
    }

    @Override
    public String getFormattedMessage() {
        return message;
    }

    @Override
    public @Nullable IThrowableProxy getThrowableProxy() {
        return thrown;
    }

    @Override
    public Map<String, String> getMDCPropertyMap() {
        return mdc;
    }

    @Override
    @Deprecated
    public Map<String, String> getMdc() {
        return mdc;
    }

    @Override
    public String getMessage() {
        return message;
    }

    @Override
    public Object @Nullable [] getArgumentArray() {
        return null;
    }

    @Override
    public String getThreadName() {
        return LogText.cut(String.valueOf(whole.getThreadName()), LogText.NAME);
    }

    @Override
    public Level getLevel() {
        return whole.getLevel();
    }

    @Override
    public String getLoggerName() {
        return whole.getLoggerName();
    }

    @Override
    public LoggerContextVO getLoggerContextVO() {
        return whole.getLoggerContextVO();
    }

    @Override
    public StackTraceElement[] getCallerData() {
        return whole.getCallerData();
    }

    @Override
    public boolean hasCallerData() {
        return whole.hasCallerData();
    }

    @Override
    public List<Marker> getMarkerList() {
        return whole.getMarkerList();
    }

    @Override
    public long getTimeStamp() {
        return whole.getTimeStamp();
    }

    @Override
    public int getNanoseconds() {
        return whole.getNanoseconds();
    }

    @Override
    public Instant getInstant() {
        return whole.getInstant();
    }

    @Override
    public long getSequenceNumber() {
        return whole.getSequenceNumber();
    }

    @Override
    public List<KeyValuePair> getKeyValuePairs() {
        return whole.getKeyValuePairs();
    }

    @Override
    public void prepareForDeferredProcessing() {
        // It is told at once.
    }
}
