package dev.millwright.worker.internal.protocol;

/** A reply has announced more bytes than there is memory for, or than any reply may have. */
public final class ReplyTooLargeException extends ProtocolException {
    private static final long serialVersionUID = 1L;

    private final long bytes;

    ReplyTooLargeException(long bytes, String limit) {
        super("a string of " + bytes + " bytes; " + limit);
        this.bytes = bytes;
    }

    /** The length that was announced. */
    public long bytes() {
        return bytes;
    }
}
