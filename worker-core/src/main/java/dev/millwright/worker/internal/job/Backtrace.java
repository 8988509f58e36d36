package dev.millwright.worker.internal.job;

import dev.millwright.worker.CancellationReason;
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
 * causes without end, or be its own cause: nothing here throws. What called the function, and all below that, is
 * nothing of the user's: a stack ends at the first frame of the caller's class. Stateless; any thread.
 */
public final class Backtrace {
    /** The server keeps no more. */
    static final int MAX_LINES = 50;

    /** Of a message; the server keeps 1,000 bytes. */
    private static final int MAX_MESSAGE = 1_000;

    private static final int LINES_BEFORE_CAUSE = 15;
    private static final int MAX_CAUSES = MAX_LINES;

    /** What calls a worker's functions. */
    private static final Class<?> RUNNER = JobRunner.class;

    /** All of the worker's that calls what is the user's in a job. */
    private static final Set<String> RUNNERS =
            Set.of(RUNNER.getName(), StageWait.class.getName(), JobCode.class.getName());

    /** Made now, for when there is no memory to make one. */
    private static final Fail NO_MEMORY = new Fail(OutOfMemoryError.class.getName(), "", List.of());

    private Backtrace() {}

    /** What a job of a worker threw, as a FAIL. */
    static Fail fail(Throwable thrown) {
        return fail(thrown, RUNNER);
    }

    /** What a function threw that a class other than the worker's called, as a FAIL. */
    public static Fail fail(Throwable thrown, Class<?> caller) {
        try {
            return describeFully(thrown, caller.getName());
        } catch (Throwable e) {
            return describeBriefly(thrown);
        }
    }

    private static Fail describeFully(Throwable thrown, String caller) {
        Throwable failure = thrown;
        String message = message(thrown);
        // A subclass says what happened by its name; the class itself does not.
        Throwable real = thrown.getClass() == NonRetryableException.class ? cause(thrown) : null;
        if (real != null) {
            failure = real;
            message = message.isEmpty() ? message(real) : message;
        }
        return new Fail(failure.getClass().getName(), message, stacks(failure, caller), isForGood(thrown));
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

    private static List<String> stacks(Throwable failure, String caller) {
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
            append(lines, stack(t), caller, cause == null ? MAX_LINES : lines.size() + LINES_BEFORE_CAUSE);
            t = cause;
        }
        return lines;
    }

    /** The FAIL of a worker's job whose signal fires; the stack is null if the job had not begun. */
    static Fail interrupted(Interruption why, StackTraceElement @Nullable [] stack) {
        return interrupted(why, stack, RUNNER);
    }

    /** The FAIL of a job whose signal fires and whose function a class other than the worker's calls. */
    public static Fail interrupted(CancellationReason reason, StackTraceElement @Nullable [] stack, Class<?> caller) {
        return interrupted(new Interruption(reason, null), stack, caller);
    }

    /** The FAIL of a job whose signal fires while an asynchronous function waits, which has no stack. */
    static Fail awaiting(Interruption why, String awaits) {
        CancellationReason reason = why.reason();
        String message = why.description() + "; the backtrace is what the job was waiting for";
        return new Fail(reason.errtype(), message, List.of(awaits), reason == CancellationReason.CANCELLED);
    }

    /** Like {@link #awaiting(Interruption, String)}, of a function that a class other than the worker's has called. */
    public static Fail awaiting(CancellationReason reason, String awaits) {
        return awaiting(new Interruption(reason, null), awaits);
    }

    private static Fail interrupted(Interruption why, StackTraceElement @Nullable [] stack, Class<?> caller) {
        CancellationReason reason = why.reason();
        List<String> lines = new ArrayList<>();
        if (stack != null) {
            append(lines, stack, caller.getName(), MAX_LINES);
        }
        String message = why.description()
                + (stack == null ? "; the job had not begun" : "; the backtrace is what the job was doing");
        return new Fail(reason.errtype(), message, lines, reason == CancellationReason.CANCELLED);
    }

    /** The part of a job thread's stack that is the function's. */
    public static List<StackTraceElement> ofFunction(StackTraceElement[] stack) {
        return Arrays.stream(stack)
                .takeWhile(frame -> !RUNNERS.contains(frame.getClassName()))
                .toList();
    }

    private static void append(List<String> lines, StackTraceElement[] stack, String caller, int limit) {
        for (StackTraceElement frame : stack) {
            String in = frame.getClassName();
            if (lines.size() >= Math.min(limit, MAX_LINES)
                    || in.equals(caller)
                    || (caller.equals(RUNNER.getName()) && RUNNERS.contains(in))) {
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
