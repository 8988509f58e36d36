package dev.millwright.worker;

import dev.millwright.worker.internal.net.Environment;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where a Faktory server is and how to reach it. Written as {@code tcp://host:port},
 * {@code tcp://:password@host:port}, or {@code tcp+tls://…} for TLS with hostname verification.
 * Immutable. {@link #toString()} does not show the password.
 */
public final class ServerAddress {
    /** Faktory's port. */
    public static final int DEFAULT_PORT = 7419;

    private static final String EXAMPLE = "write it as tcp://:password@host:7419 or tcp+tls://host:7419";

    private final String host;
    private final int port;
    private final boolean tls;
    private final @Nullable String username;
    private final @Nullable String password;
    private final @Nullable Path caFile;

    private ServerAddress(
            String host,
            int port,
            boolean tls,
            @Nullable String username,
            @Nullable String password,
            @Nullable Path caFile) {
        this.host = host;
        this.port = port;
        this.tls = tls;
        this.username = username;
        this.password = password;
        this.caFile = caFile;
    }

    /**
     * Reads an address.
     *
     * @param url for instance {@code tcp://:secret@faktory.example:7419}; the port may be left out
     * @return the address
     * @throws IllegalArgumentException with one line that names the mistake, never the password
     */
    public static ServerAddress parse(String url) {
        URI uri;
        try {
            uri = new URI(url.strip());
        } catch (URISyntaxException e) {
            // The exception's own message repeats the input, and with it the password.
            throw new IllegalArgumentException("the server URL is not valid (position " + e.getIndex()
                    + ": a password with special characters must be percent-encoded): " + EXAMPLE);
        }
        String scheme = uri.getScheme() == null ? "" : uri.getScheme();
        if (!scheme.equals("tcp") && !scheme.equals("tcp+tls")) {
            throw new IllegalArgumentException("the server URL must begin with tcp:// or tcp+tls://"
                    + (scheme.isEmpty() || uri.isOpaque() ? "" : ", not " + scheme + "://") + ": " + EXAMPLE);
        }
        if (uri.getHost() == null) {
            throw new IllegalArgumentException("the server URL names no valid host or port: " + EXAMPLE);
        }
        if (uri.getPort() > 65_535 || uri.getPort() == 0) {
            throw new IllegalArgumentException("the server URL's port must be between 1 and 65535: " + EXAMPLE);
        }
        String host = uri.getHost();
        if (host.startsWith("[")) {
            host = host.substring(1, host.length() - 1);
        }
        String userInfo = uri.getUserInfo();
        String username = null;
        String password = null;
        if (userInfo != null && !userInfo.isEmpty()) {
            int colon = userInfo.indexOf(':');
            // Faktory's own clients take tcp://password@host as well as tcp://:password@host.
            password = colon < 0 ? userInfo : userInfo.substring(colon + 1);
            username = colon <= 0 ? null : userInfo.substring(0, colon);
        }
        int port = uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort();
        return new ServerAddress(host, port, scheme.equals("tcp+tls"), username, password, null);
    }

    /**
     * The address that the environment names, by Faktory's rules: {@code FAKTORY_PROVIDER} names the
     * variable that holds the URL, else {@code FAKTORY_URL} holds it, else it is
     * {@code tcp://localhost:7419}.
     *
     * @return the address
     * @throws IllegalArgumentException if a variable is set wrongly; the message names it
     */
    public static ServerAddress fromEnvironment() {
        return fromEnvironment(Environment::variable);
    }

    /**
     * The address that an environment names, see {@link #fromEnvironment()}.
     *
     * @param variables looks a variable up; returns null if it is not set
     * @return the address
     * @throws IllegalArgumentException if a variable is set wrongly; the message names it
     */
    public static ServerAddress fromEnvironment(java.util.function.Function<String, @Nullable String> variables) {
        String provider = variables.apply("FAKTORY_PROVIDER");
        String variable = provider == null || provider.isBlank() ? "FAKTORY_URL" : provider.strip();
        String url = variables.apply(variable);
        if (url == null || url.isBlank()) {
            if (!variable.equals("FAKTORY_URL")) {
                throw new IllegalArgumentException("FAKTORY_PROVIDER names " + variable
                        + ", but that variable is not set: set it to the server's URL");
            }
            return parse("tcp://localhost:" + DEFAULT_PORT);
        }
        try {
            return parse(url);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(variable + ": " + e.getMessage(), e);
        }
    }

    /**
     * This address, trusting the certificates in a file instead of the JVM's own.
     *
     * @param pem a file with one or more CA certificates in PEM form
     * @return a new address
     */
    public ServerAddress withCaFile(Path pem) {
        return new ServerAddress(host, port, tls, username, password, Objects.requireNonNull(pem, "pem"));
    }

    /**
     * This address with another password.
     *
     * @param value the password
     * @return a new address
     */
    public ServerAddress withPassword(String value) {
        return new ServerAddress(host, port, tls, username, Objects.requireNonNull(value, "password"), caFile);
    }

    /**
     * The host.
     *
     * @return a name or an IP address; looked up anew for each connection
     */
    public String host() {
        return host;
    }

    /**
     * The port.
     *
     * @return 7419 unless the URL names another
     */
    public int port() {
        return port;
    }

    /**
     * Whether to speak TLS.
     *
     * @return true for {@code tcp+tls://}
     */
    public boolean tls() {
        return tls;
    }

    /**
     * The user name; Faktory itself ignores it.
     *
     * @return empty if the URL names none
     */
    public Optional<String> username() {
        return Optional.ofNullable(username);
    }

    /**
     * The password. Never log it.
     *
     * @return empty if the URL names none
     */
    public Optional<String> password() {
        return Optional.ofNullable(password);
    }

    /**
     * The file of the CA certificates to trust.
     *
     * @return empty for the JVM's own
     */
    public Optional<Path> caFile() {
        return Optional.ofNullable(caFile);
    }

    /** Scheme, host and port; no password. */
    @Override
    public String toString() {
        String shown = host.contains(":") ? "[" + host + "]" : host;
        return (tls ? "tcp+tls://" : "tcp://") + shown + ":" + port;
    }
}
