package dev.millwright.worker.cli.internal;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import dev.millwright.worker.cli.internal.log.ConsoleLogging;
import dev.millwright.worker.cli.internal.log.LogFormat;
import dev.millwright.worker.cli.internal.log.StandardErrorAppender;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Option;

/** What is logged, and in which form. Confined to the calling thread. */
final class Logging {
    private static final Set<String> LEVELS = Set.of("error", "warn", "info", "debug");

    @Option(
            names = "--log-level",
            paramLabel = "[LOGGER=]LEVEL",
            split = "[\\s,]+",
            hideParamSyntax = true,
            description = "error, warn, info or debug; for one logger with its name, as in"
                    + " " + JobLog.LOGGER + "=warn, which leaves out the lines for jobs that start and end well."
                    + " Repeat for more, or separate by commas. Default: info.")
    private List<String> levels = List.of();

    @Option(
            names = "--log-format",
            paramLabel = "FORMAT",
            description =
                    "text, or json: one object a line with timestamp (ms since 1970), level, threadName, loggerName,"
                            + " mdc (jid, jobtype, queue, wid, elapsed_ms), formattedMessage and throwable, with its stack."
                            + " Default: text.")
    private LogFormat format = LogFormat.text;

    /** Applies the options. */
    void apply() {
        levels.forEach(Logging::level);
        if (format == LogFormat.text) {
            return; // that is what there is
        }
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context
                && context.getLogger(Logger.ROOT_LOGGER_NAME).getAppender(ConsoleLogging.APPENDER)
                        instanceof StandardErrorAppender console) {
            console.use(format);
            return;
        }
        LoggerFactory.getLogger(Logging.class)
                .warn("--log-format has no effect: this program brings logging settings of its own");
    }

    /** Sets the level of all loggers, or with {@code LOGGER=LEVEL} of one. */
    static void level(String setting) {
        int split = setting.indexOf('=');
        String logger = split < 0 ? Logger.ROOT_LOGGER_NAME : setting.substring(0, split);
        String level = setting.substring(split + 1);
        if (!LEVELS.contains(level.toLowerCase(Locale.ROOT))) {
            throw new UsageException("--log-level", "'" + level + "' is none of error, warn, info, debug");
        }
        // A program that brings another SLF4J provider also brings its own settings.
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            context.getLogger(logger).setLevel(Level.valueOf(level));
        }
    }
}
