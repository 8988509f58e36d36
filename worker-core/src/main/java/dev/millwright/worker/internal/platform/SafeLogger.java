package dev.millwright.worker.internal.platform;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.spi.LocationAwareLogger;

/**
 * A logger that never throws. The log is not ours: an appender can be broken, and what it prints can be a
 * user's exception whose methods throw, or whose causes have no end. No line is worth a job, a report or a
 * thread. Arguments come from outside, from the server or from user code: each is told as {@link LogText} has
 * it, in one line of bounded length. Any thread.
 */
public final class SafeLogger extends LegacyAbstractLogger {
    private static final long serialVersionUID = 1;

    private static final String CALLER = SafeLogger.class.getName();

    private static final Object[] NOTHING = {};

    private final transient Logger log;

    private SafeLogger(Logger log) {
        this.log = log;
        this.name = log.getName();
    }

    /**
     * The logger of a class.
     *
     * @param owner names the logger
     */
    public static Logger of(Class<?> owner) {
        return of(owner.getName());
    }

    /**
     * A logger by its name.
     *
     * @param name as for {@link LoggerFactory#getLogger(String)}
     */
    public static Logger of(String name) {
        return around(LoggerFactory.getLogger(name));
    }

    static Logger around(Logger log) {
        return new SafeLogger(log);
    }

    @Override
    protected void handleNormalizedLoggingCall(
            Level level,
            @Nullable Marker marker,
            String message,
            Object @Nullable [] arguments,
            @Nullable Throwable thrown) {
        try {
            String why = thrown == null ? null : Causes.tooMany(thrown);
            if (why == null) {
                write(level, marker, message, told(arguments), thrown);
            } else {
                writeWithoutStack(level, message, arguments, thrown, why);
            }
        } catch (Throwable e) {
            writeWithoutStack(level, message, arguments, thrown, e.getClass().getName());
        }
    }

    private static Object[] told(Object @Nullable [] arguments) {
        if (arguments == null) {
            return NOTHING;
        }
        Object[] told = new Object[arguments.length];
        for (int i = 0; i < told.length; i++) {
            told[i] = LogText.message(arguments[i]);
        }
        return told;
    }

    private void write(
            Level level, @Nullable Marker marker, String message, Object[] arguments, @Nullable Throwable thrown) {
        if (log instanceof LocationAwareLogger aware) {
            aware.log(marker, CALLER, level.toInt(), message, arguments, thrown);
        } else {
            log.makeLoggingEventBuilder(level).setCause(thrown).log(message, arguments);
        }
    }

    /** The line says more than the stack, and it is mostly the stack that cannot be printed. */
    private void writeWithoutStack(
            Level level, String message, Object @Nullable [] arguments, @Nullable Throwable thrown, String why) {
        try {
            String what = thrown == null ? "" : " of a " + thrown.getClass().getName();
            String note = " (the log failed to print the stack" + what + ": " + why + ")";
            write(level, null, message + note, told(arguments), null);
        } catch (Throwable e) {
            // There is nobody left to tell.
        }
    }

    @Override
    protected String getFullyQualifiedCallerName() {
        return CALLER;
    }

    @Override
    public boolean isTraceEnabled() {
        return isEnabled(Level.TRACE);
    }

    @Override
    public boolean isDebugEnabled() {
        return isEnabled(Level.DEBUG);
    }

    @Override
    public boolean isInfoEnabled() {
        return isEnabled(Level.INFO);
    }

    @Override
    public boolean isWarnEnabled() {
        return isEnabled(Level.WARN);
    }

    @Override
    public boolean isErrorEnabled() {
        return isEnabled(Level.ERROR);
    }

    private boolean isEnabled(Level level) {
        try {
            return log.isEnabledForLevel(level);
        } catch (Throwable e) {
            return false;
        }
    }
}
