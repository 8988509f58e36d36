package dev.millwright.worker.cli.internal;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** Sets how much is logged. Stateless. */
final class Logging {
    private static final Set<String> LEVELS = Set.of("error", "warn", "info", "debug");

    private Logging() {}

    static void level(@Nullable String level) {
        if (level == null) {
            return;
        }
        if (!LEVELS.contains(level.toLowerCase(Locale.ROOT))) {
            throw new UsageException("--log-level", "'" + level + "' is none of error, warn, info, debug");
        }
        // A program that brings another SLF4J provider also brings its own settings.
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            context.getLogger(Logger.ROOT_LOGGER_NAME).setLevel(Level.valueOf(level));
        }
    }
}
