package dev.millwright.worker.internal.protocol;

import org.jspecify.annotations.Nullable;

/** What a FETCH brought cannot be read as a job. */
public final class JobFormatException extends Exception {
    private static final long serialVersionUID = 1L;

    private final @Nullable String jid;

    JobFormatException(@Nullable String jid, String message) {
        super(message);
        this.jid = jid;
    }

    /**
     * By which to FAIL it.
     *
     * @return null if it could not be read
     */
    public @Nullable String jid() {
        return jid;
    }
}
