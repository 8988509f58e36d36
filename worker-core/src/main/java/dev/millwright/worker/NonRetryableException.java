package dev.millwright.worker;

import org.jspecify.annotations.Nullable;

/**
 * Thrown by a job function that knows that no further try can succeed: the job is FAILed and moved to Dead at
 * once, whatever its {@code retry} says. Also found among the causes of another exception, since what calls a function may
 * wrap what it throws.
 *
 * <p>One that only wraps the real failure, {@code new NonRetryableException(failure)}, is reported under that one's
 * class, message and stack. A job with {@code retry} 0 vanishes with its FAIL, as Faktory defines.
 */
public class NonRetryableException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /**
     * A failure that is for good.
     *
     * @param message what went wrong
     */
    public NonRetryableException(@Nullable String message) {
        super(message);
    }

    /**
     * A failure that is for good, reported under its cause's class and stack.
     *
     * @param message what went wrong
     * @param cause the real failure
     */
    public NonRetryableException(@Nullable String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /**
     * Makes a failure one that is for good.
     *
     * @param cause the real failure, reported as if it had been thrown itself
     */
    public NonRetryableException(Throwable cause) {
        super(null, cause);
    }
}
