package dev.millwright.worker.internal.job;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * What a job can leave behind on the thread that runs it, as it was before: the next job on that thread must
 * not meet it. Thread locals of its own a function has to clear itself. Confined to that thread.
 */
final class ThreadState {
    private final Thread thread = Thread.currentThread();
    private final String name = thread.getName();
    private final int priority = thread.getPriority();
    private final @Nullable ClassLoader classLoader = thread.getContextClassLoader();
    private final @Nullable Map<String, String> loggerFields = MDC.getCopyOfContextMap();

    /** Puts everything back. */
    @SuppressWarnings("ThreadPriorityCheck") // it is not ours that is relied on, but the job's that is undone
    void restore() {
        if (!thread.getName().equals(name)) {
            thread.setName(name);
        }
        if (thread.getPriority() != priority) {
            thread.setPriority(priority);
        }
        if (thread.getContextClassLoader() != classLoader) {
            thread.setContextClassLoader(classLoader);
        }
        if (loggerFields == null || loggerFields.isEmpty()) {
            MDC.clear();
        } else {
            MDC.setContextMap(loggerFields);
        }
    }
}
