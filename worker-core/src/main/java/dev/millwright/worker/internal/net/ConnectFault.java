package dev.millwright.worker.internal.net;

/**
 * Connecting failed, and neither the server nor the network is to blame: a class that is missing or does not fit, no
 * memory, an error in a program. To try again is of no use while nobody mends it. Its cause is never null.
 */
public final class ConnectFault extends RuntimeException {
    private static final long serialVersionUID = 1;

    ConnectFault(String message, Throwable cause) {
        super(message, cause);
    }
}
