package dev.millwright.worker.internal.platform;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/**
 * Reaches virtual threads by reflection, as this is compiled for Java 17, which has none. Stateless; any
 * thread.
 */
public final class VirtualThreads {
    private VirtualThreads() {}

    /** Whether this JVM has virtual threads that are not a preview. */
    static boolean available() {
        return Runtime.version().feature() >= 21;
    }

    /** An executor that starts a virtual thread for each task; null on a JVM without them. */
    public static @Nullable ExecutorService executor(String namePrefix) {
        if (!available()) {
            return null;
        }
        try {
            // Through the public interface: the builder's own class is not accessible.
            Class<?> builderType = Class.forName("java.lang.Thread$Builder");
            Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
            builder = builderType.getMethod("name", String.class, long.class).invoke(builder, namePrefix, 1L);
            ThreadFactory factory =
                    (ThreadFactory) builderType.getMethod("factory").invoke(builder);
            Method perTask = Executors.class.getMethod("newThreadPerTaskExecutor", ThreadFactory.class);
            return (ExecutorService) perTask.invoke(null, factory);
        } catch (InvocationTargetException e) {
            throw new IllegalStateException("virtual threads cannot be started", e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("virtual threads cannot be reached on Java " + Runtime.version(), e);
        }
    }
}
