package dev.millwright.worker;

import dev.millwright.worker.internal.platform.LogText;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How far a running job says it has got, see {@link JobContext#progress}. The value does not change.
 *
 * @param done how much is done, in units of the job's own; zero or more
 * @param total how much there is to do, in the same units; 0 if the job does not know. May be less than {@code done}, as
 *     jobs guess
 * @param text what the job says of it: one line of at most 200 characters, empty if nothing
 * @param at when it was said
 */
public record JobProgress(long done, long total, String text, Instant at) {
    /**
     * Checks the numbers, and makes the text one line of bounded length.
     *
     * @param text anything; null counts as empty
     * @throws IllegalArgumentException if a number is negative
     */
    public JobProgress(long done, long total, @Nullable String text, Instant at) {
        if (done < 0 || total < 0) {
            throw new IllegalArgumentException("progress must not be negative, but is " + done + " of " + total
                    + ": use 0 for a total that is not known");
        }
        this.done = done;
        this.total = total;
        this.text = text == null ? "" : LogText.name(text);
        this.at = at;
    }

    /** For people: {@code 5 of 10, copying}. */
    @Override
    public String toString() {
        return done + (total == 0 ? "" : " of " + total) + (text.isEmpty() ? "" : ", " + text);
    }
}
