package dev.millwright.worker.internal.platform;

import org.jspecify.annotations.Nullable;

/** The one place that reads environment variables. Stateless; any thread. */
public final class Environment {
    private Environment() {}

    /** The value of a variable, null if it is not set. */
    public static @Nullable String variable(String name) {
        return System.getenv(name);
    }
}
