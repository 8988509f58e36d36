package dev.millwright.worker;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the server keeps about a job's earlier failures.
 *
 * @param retryCount how many times it has been retried; 0 at the first retry
 * @param remaining how many retries remain
 * @param failedAt when it failed last; null if the server did not say
 * @param nextAt when it was to be tried next; null if the server did not say
 * @param errtype the errtype of the last FAIL; may be empty
 * @param message the message of the last FAIL; may be empty
 * @param backtrace the backtrace of the last FAIL; may be empty
 */
public record JobFailure(
        int retryCount,
        int remaining,
        @Nullable Instant failedAt,
        @Nullable Instant nextAt,
        String errtype,
        String message,
        List<String> backtrace) {
    /** Copies the backtrace. */
    public JobFailure {
        backtrace = List.copyOf(backtrace);
    }
}
