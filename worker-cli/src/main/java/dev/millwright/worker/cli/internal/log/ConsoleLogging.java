package dev.millwright.worker.cli.internal.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.core.spi.ContextAwareBase;
import dev.millwright.worker.cli.internal.Streams;
import org.jspecify.annotations.Nullable;

/**
 * Logs to standard error, without reading any file: that saves a tenth of a second at each start. Found
 * by Logback through {@code META-INF/services}; a {@code logback.xml} on the class path wins over it.
 */
public final class ConsoleLogging extends ContextAwareBase implements Configurator {
    /** The name of the appender, a {@link StandardErrorAppender}. */
    public static final String APPENDER = "millwright-console";

    @Override
    public ExecutionStatus configure(LoggerContext context) {
        if (ConsoleLogging.class.getClassLoader().getResource("logback.xml") != null) {
            return ExecutionStatus.INVOKE_NEXT_IF_ANY;
        }
        StandardErrorAppender console = new StandardErrorAppender(
                StandardError.OF_PROCESS, context, LogFormat.text.encoder(context, colours()));
        console.setName(APPENDER);
        console.start();
        context.addTurboFilter(new ExceptionGuard());
        Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.INFO);
        root.addAppender(console);
        // Netty's own news is for those who debug Netty.
        context.getLogger("io.netty").setLevel(Level.WARN);
        // It warns of each attempt to reconnect; that the fleet's store is away is said once, by the fleet.
        context.getLogger("io.lettuce").setLevel(Level.ERROR);
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }

    private static boolean colours() {
        // The process's own environment: Logback makes this object, long before options are read.
        return isEmpty(System.getenv("NO_COLOR"))
                && !"dumb".equals(System.getenv("TERM"))
                && Streams.OF_PROCESS.isTerminal(Streams.Stream.ERR);
    }

    private static boolean isEmpty(@Nullable String value) {
        return value == null || value.isEmpty();
    }
}
