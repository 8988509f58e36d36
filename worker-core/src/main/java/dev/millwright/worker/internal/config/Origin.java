package dev.millwright.worker.internal.config;

import dev.millwright.worker.JobRegistry;
import java.lang.StackWalker.StackFrame;
import java.util.Optional;

/**
 * Says whose a function is. While it waits it has no stack that would tell; so where it was registered is looked up
 * once, and costs its jobs nothing. Stateless; any thread.
 */
final class Origin {
    private static final StackWalker STACK = StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE);

    private Origin() {}

    /** Whose a function is and where it is being registered, by the calling thread. */
    static String of(Object function) {
        String whose = function.getClass().isHidden() || function.getClass().isSynthetic()
                ? "the function"
                : function.getClass().getName();
        Optional<StackFrame> frame = STACK.walk(frames ->
                frames.filter(each -> !isRegistry(each.getDeclaringClass())).findFirst());
        return whose
                + frame.map(each -> " registered at " + each.toStackTraceElement())
                        .orElse("");
    }

    /** Registries hand a function on to each other. */
    private static boolean isRegistry(Class<?> type) {
        return type == Origin.class || type == WorkerDraft.class || JobRegistry.class.isAssignableFrom(type);
    }

    /** What an object is called, one that is a lambda after the class in which it is written. */
    static String name(Object object) {
        String name = object.getClass().getName();
        int lambda = name.indexOf("$$Lambda");
        return lambda < 0 ? name : "in " + name.substring(0, lambda);
    }
}
