package dev.millwright.worker.cli.internal;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.Enumeration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Loads the jars of {@code --jobs}. What they bring comes before what the worker has, so that their Netty, say, is
 * theirs and the worker's its own. But what both must mean the same by is the worker's: its API, and what stands
 * in that API or reaches through it. Any thread.
 */
final class JobClassLoader extends URLClassLoader {
    static {
        registerAsParallelCapable();
    }

    /**
     * Of the worker alone. Jackson 3: {@code JobArgs} hands out its nodes, and annotations on a record of args are read by the
     * worker's mapper. SLF4J and Logback: there is one log in a process.
     */
    private static final List<String> SHARED = List.of(
            "dev.millwright.worker.",
            "org.jspecify.annotations.",
            "tools.jackson.",
            "com.fasterxml.jackson.annotation.",
            "org.slf4j.",
            "ch.qos.logback.");

    private final ClassLoader worker;

    JobClassLoader(List<URL> jars, ClassLoader worker) {
        super(jars.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
        this.worker = worker;
    }

    private static boolean isShared(String name) {
        return SHARED.stream().anyMatch(name::startsWith);
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        if (isShared(name)) {
            try {
                return worker.loadClass(name);
            } catch (ClassNotFoundException e) {
                return super.findClass(name); // a part of it that the worker does without
            }
        }
        try {
            return super.findClass(name);
        } catch (ClassNotFoundException e) {
            return worker.loadClass(name);
        }
    }

    @Override
    public @Nullable URL findResource(String name) {
        URL own = super.findResource(name);
        return own == null ? worker.getResource(name) : own;
    }

    /** Not both sides' together: Netty refuses to start where it finds its native library twice. */
    @Override
    public Enumeration<URL> findResources(String name) throws IOException {
        Enumeration<URL> own = super.findResources(name);
        return own.hasMoreElements() ? own : worker.getResources(name);
    }

    /** What the jars themselves have of this name, whatever the worker has. */
    @Nullable
    URL own(String resource) {
        return super.findResource(resource);
    }
}
