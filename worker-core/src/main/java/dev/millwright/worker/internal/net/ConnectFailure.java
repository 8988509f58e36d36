package dev.millwright.worker.internal.net;

import dev.millwright.worker.FaktoryConnectionException;
import dev.millwright.worker.FaktoryException;
import dev.millwright.worker.ServerAddress;
import dev.millwright.worker.internal.protocol.ProtocolException;
import io.netty.channel.ChannelException;
import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.ssl.NotSslRecordException;
import java.io.IOException;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.channels.UnsupportedAddressTypeException;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletionException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Says in one line why a server could not be reached, and what to do. Stateless; any thread. */
final class ConnectFailure {
    private static final List<String> KNOWN = List.of(
            "connection refused",
            "connection reset",
            "connection timed out",
            "broken pipe",
            "no route to host",
            "network is unreachable");

    private ConnectFailure() {}

    /** The exception for the caller, a {@link FaktoryException} or a {@link ConnectFault}. What is one stays as it is. */
    static RuntimeException of(ServerAddress address, Throwable failure) {
        Throwable inside = failure instanceof CompletionException ? failure.getCause() : failure;
        Throwable cause = inside == null ? failure : inside;
        if (cause instanceof FaktoryException || cause instanceof ConnectFault) {
            return (RuntimeException) cause;
        }
        if (cause instanceof ProtocolException) {
            String remedy = address.tls() ? "" : "; if it wants TLS, write tcp+tls://";
            return new FaktoryConnectionException(
                    address + " is not a Faktory server: it sent " + cause.getMessage() + remedy, cause);
        }
        if (isFault(cause)) {
            return new ConnectFault(
                    "cannot connect to " + address + ": the fault is in this program or a library of it, not in the"
                            + " server: " + cause,
                    cause);
        }
        return new FaktoryConnectionException("cannot reach " + address + ": " + reason(address, cause), cause);
    }

    /** Networks and TLS fail with checked exceptions, which Netty may wrap, or with these of Netty's and the JDK's. */
    private static boolean isFault(Throwable cause) {
        if (find(cause, Error.class) != null) {
            return true;
        }
        return cause instanceof RuntimeException
                && !(cause instanceof ChannelException)
                && !(cause instanceof UnresolvedAddressException)
                && !(cause instanceof UnsupportedAddressTypeException)
                && find(cause, IOException.class) == null
                && find(cause, GeneralSecurityException.class) == null;
    }

    private static String reason(ServerAddress address, Throwable cause) {
        if (cause instanceof UnknownHostException) {
            return "unknown host " + address.host();
        }
        if (cause instanceof ConnectTimeoutException) {
            return "no answer within " + Connector.CONNECT_LIMIT.toSeconds() + " s";
        }
        if (find(cause, NotSslRecordException.class) != null) {
            return "it does not speak TLS; if that is right, write tcp://";
        }
        if (find(cause, CertificateExpiredException.class) != null) {
            return "TLS: its certificate has expired";
        }
        if (find(cause, CertPathBuilderException.class) != null
                || find(cause, CertPathValidatorException.class) != null) {
            return "TLS: its certificate is not trusted; give the file of its CA";
        }
        if (find(cause, CertificateException.class) != null && address.host().contains("_")) {
            return "TLS: Java checks no certificate for a host with an underscore in its name; give it an alias";
        }
        if (find(cause, CertificateException.class) != null) {
            return "TLS: its certificate is not for host " + address.host();
        }
        SSLException tls = find(cause, SSLException.class);
        return tls == null ? reason(cause) : "TLS: " + reason(tls);
    }

    /** What the operating system said, without what Netty says around it. */
    static String reason(Throwable cause) {
        String message = cause.getMessage();
        if (message == null || message.isBlank()) {
            return cause.getClass().getSimpleName();
        }
        String lower = message.toLowerCase(Locale.ROOT);
        return KNOWN.stream().filter(lower::contains).findFirst().orElse(message);
    }

    private static <T extends Throwable> @Nullable T find(Throwable cause, Class<T> type) {
        Throwable at = cause;
        for (int depth = 0; at != null && depth < 20; depth++, at = at.getCause()) {
            if (type.isInstance(at)) {
                return type.cast(at);
            }
        }
        return null;
    }
}
