package dev.millwright.worker.cli.internal;

/** The user asked for something that cannot be; the message is one line with the remedy. Exit 2. */
final class UsageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UsageException(String message) {
        super(message);
    }
}
