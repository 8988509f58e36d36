package dev.millwright.worker.cli.internal.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ThrowableProxy;
import ch.qos.logback.classic.turbo.TurboFilter;
import ch.qos.logback.core.spi.FilterReply;
import dev.millwright.worker.internal.platform.Causes;
import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;

/**
 * Keeps an exception that cannot be looked at from harming the code that logs it: Logback takes it apart on that
 * code's thread, and one with endless causes, or with methods that throw, makes it throw there. Such an event is
 * logged without its stack. Any thread.
 */
final class ExceptionGuard extends TurboFilter {
    @Override
    public FilterReply decide(
            @Nullable Marker marker,
            Logger logger,
            Level level,
            @Nullable String message,
            Object @Nullable [] arguments,
            @Nullable Throwable thrown) {
        Throwable told = thrown;
        if (told == null && arguments != null && arguments.length > 0) {
            told = arguments[arguments.length - 1] instanceof Throwable last ? last : null;
        }
        if (told == null || !level.isGreaterOrEqual(logger.getEffectiveLevel())) {
            return FilterReply.NEUTRAL;
        }
        String why = whyUntellable(told);
        if (why == null) {
            return FilterReply.NEUTRAL;
        }
        String name = told.getClass().getName();
        Object[] others = arguments == null ? null : arguments.clone();
        if (others != null && thrown == null) {
            others[others.length - 1] = name;
        }
        logger.log(
                marker,
                ExceptionGuard.class.getName(),
                Level.toLocationAwareLoggerInteger(level),
                message + " (the stack of a " + name + " is left out: " + why + ")",
                others,
                null);
        return FilterReply.DENY;
    }

    private static @Nullable String whyUntellable(Throwable thrown) {
        String tooMany = Causes.tooMany(thrown);
        if (tooMany != null) {
            return tooMany;
        }
        try {
            new ThrowableProxy(thrown);
            return null;
        } catch (Throwable e) {
            return e.getClass().getName();
        }
    }
}
