package dev.millwright.worker.internal.protocol;

import java.util.Locale;

/** What the other side sent is not a Faktory reply; whatever follows on that connection is worthless. */
public sealed class ProtocolException extends Exception permits ReplyTooLargeException {
    private static final long serialVersionUID = 1L;

    private static final int SHOWN = 60;

    /**
     * Creates an exception.
     *
     * @param message says what came; without the server's name, which the caller knows
     */
    public ProtocolException(String message) {
        super(message);
    }

    /** The first bytes, in quotes, fit for a log whatever they are. */
    static String quote(byte[] bytes, int length) {
        StringBuilder quoted = new StringBuilder("\"");
        for (int i = 0; i < Math.min(length, SHOWN); i++) {
            int value = bytes[i] & 0xff;
            if (value >= ' ' && value < 0x7f) {
                quoted.append((char) value);
            } else {
                quoted.append(String.format(Locale.ROOT, "\\x%02x", value));
            }
        }
        return quoted.append(length > SHOWN ? "…\"" : "\"").toString();
    }
}
