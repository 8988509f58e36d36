package dev.millwright.worker;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Reads a server's URL by the rules of Go's net/url, so that a URL means here what it means to Faktory's own tools.
 * {@link java.net.URI} will not do: it refuses the underscore in host names of Docker and Swarm. No message repeats
 * any part of the input: with a mistake in it, any part may be the password. Stateless; any thread.
 */
final class ServerUrl {
    private static final String EXAMPLE = "write it as tcp://:password@host:7419 or tcp+tls://host:7419";

    private static final String QUOTES = "\"'`\u2018\u2019\u201c\u201d";
    private static final Pattern SCHEME = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*)://.*");
    private static final Pattern END_OF_AUTHORITY = Pattern.compile("[/?#]");
    /** With the underscore, which is no part of host names but is in those of containers. */
    private static final Pattern HOST_NAME = Pattern.compile("[A-Za-z0-9._-]+");

    private static final Pattern ZONE = Pattern.compile("[A-Za-z0-9._-]+");
    private static final Pattern PORT = Pattern.compile("[0-9]{1,5}");
    private static final int MAX_PORT = 65_535;

    private ServerUrl() {}

    /** See {@link ServerAddress#parse}. */
    static ServerAddress parse(String text) {
        String url = text.strip(); // a secret's file ends with a line break
        if (url.isEmpty()) {
            throw wrong("is empty");
        }
        if (QUOTES.indexOf(url.charAt(0)) >= 0 || QUOTES.indexOf(url.charAt(url.length() - 1)) >= 0) {
            throw wrong("is in quotes, and nothing takes them off: leave them out");
        }
        if (url.codePoints().anyMatch(ServerUrl::isInvisible)) {
            throw wrong("holds white space or an invisible character: leave it out, or percent-escape it if it belongs"
                    + " to the password (a space is %20)");
        }
        boolean tls = tls(url);
        String rest = url.substring(url.indexOf("://") + 3);
        var end = END_OF_AUTHORITY.matcher(rest);
        String authority = end.find() ? rest.substring(0, end.start()) : rest;
        if (rest.indexOf('@', authority.length()) >= 0) {
            throw wrong("has a / ? or # before its last @: in a password write %2F for / and %3F for ? and %23 for #");
        }
        int at = authority.lastIndexOf('@');
        String userInfo = at < 0 ? "" : authority.substring(0, at);
        // Faktory's own clients take tcp://password@host as well as tcp://:password@host.
        int colon = userInfo.indexOf(':');
        String username = colon < 0 ? "" : unescape(userInfo.substring(0, colon));
        String password = unescape(userInfo.substring(colon + 1));
        return withHost(authority.substring(at + 1), tls, username, password);
    }

    private static boolean tls(String url) {
        var scheme = SCHEME.matcher(url);
        if (!scheme.matches()) {
            throw wrong("must begin with tcp:// or tcp+tls://, but has no scheme");
        }
        return switch (scheme.group(1).toLowerCase(Locale.ROOT)) {
            case "tcp" -> false;
            case "tcp+tls" -> true;
            default -> throw wrong("must begin with tcp:// or tcp+tls://, but has another scheme");
        };
    }

    private static boolean isInvisible(int character) {
        return Character.isISOControl(character)
                || Character.isWhitespace(character)
                || Character.isSpaceChar(character)
                || Character.getType(character) == Character.FORMAT;
    }

    /** Reads {@code host}, {@code host:port} or {@code [IPv6]:port}. */
    private static ServerAddress withHost(String text, boolean tls, String username, String password) {
        int bracket = text.lastIndexOf(']');
        int colon = text.indexOf(':', bracket + 1);
        String host = colon < 0 ? text : text.substring(0, colon);
        String port = colon < 0 ? "" : text.substring(colon + 1);
        if (port.indexOf(':') >= 0) {
            throw wrong("has several colons in its host: an IPv6 address is written in brackets, [::1]:7419,"
                    + " and behind a password stands an @");
        }
        if (host.isEmpty()) {
            throw wrong("names no host; if there is one, an @ before it is missing");
        }
        if (!port.isEmpty() && (!PORT.matcher(port).matches() || !isPort(Integer.parseInt(port)))) {
            throw wrong("needs a port between 1 and 65535 behind its last colon; behind a password stands an @");
        }
        String known = host.startsWith("[") ? ipv6(host) : hostName(host);
        return new ServerAddress(
                known, port.isEmpty() ? ServerAddress.DEFAULT_PORT : Integer.parseInt(port), tls, username, password);
    }

    private static boolean isPort(int value) {
        return value >= 1 && value <= MAX_PORT;
    }

    private static String hostName(String host) {
        if (!HOST_NAME.matcher(host).matches()) {
            throw wrong("has no valid host behind its last @: host names have letters, digits and . - _");
        }
        return host;
    }

    /** An address in brackets, with {@code %zone} or, as Go wants it, {@code %25zone} behind it. */
    private static String ipv6(String bracketed) {
        String inside = bracketed.substring(1, Math.max(1, bracketed.length() - 1));
        int percent = inside.indexOf('%');
        String address = percent < 0 ? inside : inside.substring(0, percent);
        String zone = percent < 0 ? "" : inside.substring(percent + 1).replaceFirst("^25(?=.)", "");
        try {
            // In brackets it is taken for an address or refused, and never looked up.
            boolean valid = address.indexOf(':') >= 0
                    && (percent < 0 || ZONE.matcher(zone).matches())
                    && InetAddress.getByName("[" + address + "]") != null;
            if (valid) {
                return percent < 0 ? address : address + "%" + zone;
            }
        } catch (UnknownHostException e) {
            // falls through to the one message; the exception's own repeats the input
        }
        throw wrong("has no valid IPv6 address in its brackets");
    }

    /** Takes percent-escapes as bytes of UTF-8. */
    private static String unescape(String text) {
        if (text.indexOf('%') < 0) {
            return text;
        }
        byte[] from = text.getBytes(StandardCharsets.UTF_8);
        ByteBuffer bytes = ByteBuffer.allocate(from.length);
        for (int i = 0; i < from.length; i++) {
            if (from[i] != '%') {
                bytes.put(from[i]);
                continue;
            }
            if (i + 2 >= from.length || !HexFormat.isHexDigit(from[i + 1]) || !HexFormat.isHexDigit(from[i + 2])) {
                throw wrong("has a % in its password that begins no escape: write %25 for it");
            }
            bytes.put((byte) (HexFormat.fromHexDigit(from[i + 1]) << 4 | HexFormat.fromHexDigit(from[i + 2])));
            i += 2;
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes.flip()).toString();
        } catch (CharacterCodingException e) {
            throw wrong("has percent-escapes in its password that are not UTF-8: write %25 for a % itself");
        }
    }

    private static IllegalArgumentException wrong(String what) {
        return new IllegalArgumentException("the server URL " + what + ": " + EXAMPLE);
    }
}
