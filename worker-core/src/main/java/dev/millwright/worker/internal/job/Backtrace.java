package dev.millwright.worker.internal.job;

import dev.millwright.worker.JobOutcome.Fail;
import dev.millwright.worker.NonRetryableException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Turns throwables and stacks into what a FAIL carries. A user's exception can throw from its own methods, have
 * causes without end, or be its own cause: nothing here throws. Stateless; any thread.
 */
public final class Backtrace {
    /** The server keeps no more. */
    static final int MAX_LINES = 50;

    /** Of a message; the server keeps 1,000 bytes. */
    private static final int MAX_MESSAGE = 1_000;

    private static final int LINES_BEFORE_CAUSE = 15;
    private static final int MAX_CAUSES = MAX_LINES;

    private static final String RUNNER = JobRunner.class.getName();

    /** Made now, for when there is no memory to make one. */
    private static final Fail NO_MEMORY = new Fail(OutOfMemoryError.class.getName(), "", List.of());

    private Backtrace() {}

    /** A throwable as a FAIL. */
    static Fail fail(Throwable thrown) {
        try {
            return describeFully(thrown);
        } catch (Throwable e) {
            return describeBriefly(thrown);
        }
    }

    private static Fail describeFully(Throwable thrown) {
        Throwable failure = thrown;
        String message = message(thrown);
        // A subclass says what happened by its name; the class itself does not.
        Throwable real = thrown.getClass() == NonRetryableException.class ? cause(thrown) : null;
        if (real != null) {
            failure = real;
            message = message.isEmpty() ? message(real) : message;
        }
        return new Fail(failure.getClass().getName(), message, stacks(failure), isForGood(thrown));
    }

    private static Fail describeBriefly(Throwable thrown) {
        try {
            return new Fail(thrown.getClass().getName(), "", List.of(), thrown instanceof NonRetryableException);
        } catch (Throwable e) {
            return NO_MEMORY;
        }
    }

    /** Also below others: what calls functions, a proxy or a future for instance, likes to wrap what they throw. */
    private static boolean isForGood(Throwable thrown) {
        Throwable t = thrown;
        for (int i = 0; t != null && i < MAX_CAUSES; i++) {
            if (t instanceof NonRetryableException) {
                return true;
            }
            t = cause(t);
        }
        return false;
    }

    private static List<String> stacks(Throwable failure) {
        List<String> lines = new ArrayList<>();
        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        Throwable t = failure;
        // The bound also ends a chain without end: each cause has a line at least.
        while (t != null && seen.add(t) && lines.size() < MAX_LINES) {
            if (t != failure) {
                lines.add("Caused by: " + describe(t));
            }
            Throwable cause = cause(t);
            // Enough of each for its cause, which is often what matters, to find room.
            append(lines, stack(t), cause == null ? MAX_LINES : lines.size() + LINES_BEFORE_CAUSE);
            t = cause;
        }
        return lines;
    }

    /** A thread's stack, innermost first. */
    static List<String> lines(StackTraceElement[] stack) {
        List<String> lines = new ArrayList<>();
        append(lines, stack, MAX_LINES);
        return lines;
    }

    /** The part of a job thread's stack that is the function's. */
    public static List<StackTraceElement> ofFunction(StackTraceElement[] stack) {
        return Arrays.stream(stack)
                .takeWhile(frame -> !frame.getClassName().equals(RUNNER))
                .toList();
    }

    private static void append(List<String> lines, StackTraceElement[] stack, int limit) {
        for (StackTraceElement frame : stack) {
            // Below the runner there is nothing of the user's.
            if (lines.size() >= Math.min(limit, MAX_LINES)
                    || frame.getClassName().equals(RUNNER)) {
                return;
            }
            lines.add(frame.toString());
        }
    }

    private static @Nullable Throwable cause(Throwable t) {
        try {
            return t.getCause();
        } catch (Throwable e) {
            return null;
        }
    }

    private static StackTraceElement[] stack(Throwable t) {
        try {
            StackTraceElement[] stack = t.getStackTrace();
            return stack == null ? new StackTraceElement[0] : stack;
        } catch (Throwable e) {
            return new StackTraceElement[0];
        }
    }

    private static String message(Throwable t) {
        try {
            String message = t.getMessage();
            if (message == null) {
                return "";
            }
            return message.length() <= MAX_MESSAGE ? message : message.substring(0, MAX_MESSAGE);
        } catch (Throwable e) {
            return "(its getMessage failed: " + e.getClass().getName() + ")";
        }
    }

    /** A throwable in one line: class and message. */
    public static String describe(Throwable t) {
        String message = message(t);
        return message.isEmpty() ? t.getClass().getName() : t.getClass().getName() + ": " + message;
    }
}
