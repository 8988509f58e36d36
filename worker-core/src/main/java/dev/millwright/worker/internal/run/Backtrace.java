package dev.millwright.worker.internal.run;

import dev.millwright.worker.JobOutcome;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/** Turns throwables and stacks into what a FAIL carries. Stateless; any thread. */
final class Backtrace {
    /** The server keeps no more. */
    static final int MAX_LINES = 50;

    private static final int LINES_BEFORE_CAUSE = 15;

    private static final String RUNNER = JobRunner.class.getName();

    private Backtrace() {}

    /** A throwable as a FAIL. Never throws, though a user's exception can throw from its own methods. */
    static JobOutcome.Fail fail(Throwable failure) {
        try {
            return describeFully(failure);
        } catch (Throwable e) {
            return new JobOutcome.Fail(failure.getClass().getName(), "", List.of());
        }
    }

    /** Its class, its message, its stack with the stacks of its causes. */
    private static JobOutcome.Fail describeFully(Throwable failure) {
        List<String> lines = new ArrayList<>();
        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        for (Throwable t = failure; t != null && seen.add(t) && lines.size() < MAX_LINES; t = t.getCause()) {
            if (t != failure) {
                lines.add("Caused by: " + describe(t));
            }
            // Enough of each for its cause, which is often what matters, to find room.
            append(lines, t.getStackTrace(), t.getCause() == null ? MAX_LINES : lines.size() + LINES_BEFORE_CAUSE);
        }
        return new JobOutcome.Fail(failure.getClass().getName(), message(failure), lines);
    }

    /** A thread's stack, innermost first. */
    static List<String> lines(StackTraceElement[] stack) {
        List<String> lines = new ArrayList<>();
        append(lines, stack, MAX_LINES);
        return lines;
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

    private static String message(Throwable t) {
        try {
            String message = t.getMessage();
            return message == null ? "" : message;
        } catch (RuntimeException e) {
            return "(its getMessage failed: " + e.getClass().getName() + ")";
        }
    }

    private static String describe(Throwable t) {
        String message = message(t);
        return message.isEmpty() ? t.getClass().getName() : t.getClass().getName() + ": " + message;
    }
}
