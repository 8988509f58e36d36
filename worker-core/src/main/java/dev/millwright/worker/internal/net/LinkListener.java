package dev.millwright.worker.internal.net;

/** Hears of the connections of one {@link Link}; called on the link's I/O thread. */
public interface LinkListener {
    /** A connection stands: the handshake is done. */
    void onConnected(Connection connection);

    /**
     * The connection that stood is gone. All its requests have been told before. A new one is tried
     * at once, and then with backoff.
     */
    void onDisconnected(Throwable cause);

    /**
     * An attempt failed; another follows after a pause unless the link is closed. The cause is a
     * {@code FaktoryException} in the user's words ({@code FaktoryAuthenticationException} for a
     * refused password), or a {@link ConnectFault}.
     */
    void onConnectFailed(Throwable cause);
}
