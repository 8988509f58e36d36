package dev.millwright.worker;

import dev.millwright.worker.internal.platform.Environment;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a Faktory server is and how to reach it. Written as {@code tcp://host:port},
 * {@code tcp://:password@host:port}, or {@code tcp+tls://…} for TLS with hostname verification.
 * Immutable. {@link #toString()} does not show the password.
 */
public final class ServerAddress {
    /** Faktory's port. */
    public static final int DEFAULT_PORT = 7419;

    /** What can be the name of a variable. Anything else in its place is not shown, as it may be a password. */
    private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    private final String host;
    private final int port;
    private final boolean tls;
    private final @Nullable String username;
    private final @Nullable String password;
    private final @Nullable Path caFile;

    /** An address that trusts the JVM's own certificate authorities; for {@link ServerUrl}. */
    ServerAddress(String host, int port, boolean tls, String username, String password) {
        this(host, port, tls, username, password, null);
    }

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
        this.username = emptyToNull(username);
        this.password = emptyToNull(password);
        this.caFile = caFile;
    }

    /** What a variable left empty, as in {@code tcp://:$PASSWORD@host}, is none. */
    private static @Nullable String emptyToNull(@Nullable String text) {
        return text == null || text.isEmpty() ? null : text;
    }

    /**
     * Reads an address, by the rules of Faktory's own tools. In a password {@code /}, {@code ?}, {@code #},
     * {@code %} and white space must be percent-escaped; {@code @} and {@code :} may be.
     *
     * @param url for instance {@code tcp://:secret@faktory.example:7419} or {@code tcp://[::1]}; the port may be left
     *     out; white space around it is ignored
     * @return the address
     * @throws IllegalArgumentException with one line that names the mistake, never the password
     */
    public static ServerAddress parse(String url) {
        return ServerUrl.parse(url);
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
    public static ServerAddress fromEnvironment(Function<String, @Nullable String> variables) {
        String provider = variables.apply("FAKTORY_PROVIDER");
        boolean named = provider != null && !provider.isBlank();
        String variable = provider != null && named ? provider.strip() : "FAKTORY_URL";
        if (!VARIABLE.matcher(variable).matches()) {
            throw new IllegalArgumentException("FAKTORY_PROVIDER holds something that is no name of a variable, perhaps"
                    + " the URL itself: put the URL into FAKTORY_URL and leave FAKTORY_PROVIDER out");
        }
        String url = variables.apply(variable);
        if (url == null || url.isBlank()) {
            if (named) {
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
     * @param value the password itself, with nothing escaped; empty for none
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
