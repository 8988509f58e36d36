package dev.millwright.worker.cli.internal;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The user asked for something that cannot be; the message is one line with the remedy. Exit 2. Where it passes through
 * the user's own code, it is the exception that {@code JobRegistry} promises.
 */
final class UsageException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final @Nullable String option;

    UsageException(String message) {
        super(message);
        this.option = null;
    }

    /** For a wrong value of an option, named as in {@code --queue}. */
    UsageException(String option, @Nullable String message) {
        super(option + ": " + message);
        this.option = option;
    }

    /** Names the option whose value the builder of a worker or a job refuses. */
    static void blaming(String option, Runnable setter) {
        try {
            setter.run();
        } catch (IllegalArgumentException e) {
            throw new UsageException(option, e.getMessage());
        }
    }

    /** Like {@link #blaming(String, Runnable)}, for what is made of the value. */
    static <T> T blaming(String option, Supplier<T> maker) {
        try {
            return maker.get();
        } catch (IllegalArgumentException e) {
            throw new UsageException(option, e.getMessage());
        }
    }

    /** The option that is wrong, if it is one. */
    @Nullable
    String option() {
        return option;
    }
}
