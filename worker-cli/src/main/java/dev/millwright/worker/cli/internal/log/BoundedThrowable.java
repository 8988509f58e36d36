package dev.millwright.worker.cli.internal.log;

import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.StackTraceElementProxy;
import dev.millwright.worker.internal.platform.LogText;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * As much of what was thrown as one event tells: so many causes, so many frames, so long messages. An exception
 * can have thousands of causes and a stack of a thousand frames for each. What Netty does below a lane is left
 * out. Immutable.
 */
final class BoundedThrowable implements IThrowableProxy {
    private static final String NETTY = "io.netty.";

    /** What may still be told. For one thread. */
    private static final class Budget {
        private int throwables = 30;
        private int frames = 600;

        @Nullable
        IThrowableProxy take(@Nullable IThrowableProxy next) {
            return next == null || throwables-- <= 0 ? null : new BoundedThrowable(next, this);
        }

        /** All but the frames that the enclosing stack has told, which stay at the end and are counted only. */
        StackTraceElementProxy[] take(StackTraceElementProxy[] all, int common) {
            StackTraceElementProxy[] own = Arrays.stream(all, 0, all.length - common)
                    .filter(frame ->
                            !frame.getStackTraceElement().getClassName().startsWith(NETTY))
                    .limit(frames)
                    .toArray(StackTraceElementProxy[]::new);
            frames -= own.length;
            return Stream.concat(Arrays.stream(own), Arrays.stream(all, all.length - common, all.length))
                    .toArray(StackTraceElementProxy[]::new);
        }
    }

    private final IThrowableProxy whole;
    private final StackTraceElementProxy[] frames;
    private final @Nullable IThrowableProxy cause;
    private final IThrowableProxy[] suppressed;

    private BoundedThrowable(IThrowableProxy whole, Budget budget) {
        this.whole = whole;
        this.frames = budget.take(whole.getStackTraceElementProxyArray(), whole.getCommonFrames());
        this.suppressed = Arrays.stream(whole.getSuppressed())
                .map(budget::take)
                .filter(Objects::nonNull)
                .toArray(IThrowableProxy[]::new);
        this.cause = budget.take(whole.getCause());
    }

    static @Nullable IThrowableProxy of(@Nullable IThrowableProxy whole) {
        return new Budget().take(whole);
    }

    @Override
    public String getClassName() {
        return whole.getClassName();
    }

    @Override
    public @Nullable String getMessage() {
        return cut(whole.getMessage());
    }

    @Override
    public @Nullable String getOverridingMessage() {
        return cut(whole.getOverridingMessage());
    }

    private static @Nullable String cut(@Nullable String text) {
        return text == null ? null : LogText.cut(text, LogText.MESSAGE);
    }

    @Override
    public StackTraceElementProxy[] getStackTraceElementProxyArray() {
        return frames;
    }

    @Override
    public int getCommonFrames() {
        return whole.getCommonFrames();
    }

    @Override
    public @Nullable IThrowableProxy getCause() {
        return cause;
    }

    @Override
    public IThrowableProxy[] getSuppressed() {
        return suppressed;
    }

    @Override
    public boolean isCyclic() {
        return whole.isCyclic();
    }
}
