package dev.millwright.worker.fleet;

import dev.millwright.worker.fleet.FleetAddress.Mode;
import dev.millwright.worker.fleet.FleetAddress.Node;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the URL of a fleet's store. {@link java.net.URI} will not do: it refuses the underscore in host names of Docker
 * and Swarm. No message repeats any part of the input: with a mistake in it, any part may be the password. Stateless; any
 * thread.
 */
final class FleetUrl {
    private static final String EXAMPLE = "write it as redis://user:password@host:6379/0 or rediss://host";

    private static final String QUOTES = "\"'`\u2018\u2019\u201c\u201d";
    private static final Pattern SCHEME = Pattern.compile("(?i)(rediss?)://(.*)");
    private static final Pattern ANY_SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*://.*");
    private static final Pattern PARTS = Pattern.compile("([^/?#]*)(?:/([^?#]*))?(?:\\?([^#]*))?(#.*)?");
    private static final Pattern NODE = Pattern.compile("([A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+\\])(?::([0-9]{1,5}))?");
    private static final Pattern DATABASE = Pattern.compile("[0-9]{1,4}");
    private static final Pattern SENTINEL = Pattern.compile("sentinel=([A-Za-z0-9._-]+)");
    private static final int MAX_PORT = 65_535;

    private FleetUrl() {}

    /** See {@link FleetAddress#parse}. */
    static FleetAddress parse(String text) {
        String url = text.strip(); // a secret's file ends with a line break
        String rest = afterScheme(url);
        Matcher parts = PARTS.matcher(rest);
        if (!parts.matches()) {
            throw wrong("cannot be read");
        }
        String authority = parts.group(1);
        if (rest.indexOf('@', authority.length()) >= 0) {
            throw wrong("has a / ? or # before its last @: in a password write %2F for / and %3F for ? and %23 for #");
        }
        if (parts.group(4) != null) {
            throw wrong("has a # behind its host: leave out what begins with it");
        }
        String query = parts.group(3) == null ? "" : parts.group(3);
        Matcher sentinel = SENTINEL.matcher(query);
        Mode mode = mode(query, sentinel);
        int at = authority.lastIndexOf('@');
        String userInfo = at < 0 ? ":" : authority.substring(0, at);
        int colon = userInfo.indexOf(':');
        if (colon < 0) {
            throw wrong("has no colon before its @: write redis://:password@host, or redis://user:password@host");
        }
        String username = unescape(userInfo.substring(0, colon));
        String password = unescape(userInfo.substring(colon + 1));
        if (!username.isEmpty() && password.isEmpty()) {
            throw wrong("names a user and no password: write redis://user:password@host, or leave the user out");
        }
        return new FleetAddress(
                mode,
                nodes(authority.substring(at + 1), mode),
                url.regionMatches(true, 0, "rediss", 0, 6),
                username,
                password,
                database(parts.group(2) == null ? "" : parts.group(2), mode),
                mode == Mode.SENTINEL ? sentinel.group(1) : "",
                null);
    }

    private static String afterScheme(String url) {
        if (url.isEmpty()) {
            throw wrong("is empty");
        }
        if (QUOTES.indexOf(url.charAt(0)) >= 0 || QUOTES.indexOf(url.charAt(url.length() - 1)) >= 0) {
            throw wrong("is in quotes, and nothing takes them off: leave them out");
        }
        if (url.codePoints().anyMatch(FleetUrl::isInvisible)) {
            throw wrong("holds white space or an invisible character: leave it out, or percent-escape it if it belongs"
                    + " to the password (a space is %20)");
        }
        Matcher scheme = SCHEME.matcher(url);
        if (!scheme.matches()) {
            throw wrong("must begin with redis:// or rediss://, but has "
                    + (ANY_SCHEME.matcher(url).matches() ? "another" : "no") + " scheme");
        }
        return scheme.group(2);
    }

    private static boolean isInvisible(int character) {
        return Character.isISOControl(character)
                || Character.isWhitespace(character)
                || Character.isSpaceChar(character)
                || Character.getType(character) == Character.FORMAT;
    }

    private static Mode mode(String query, Matcher sentinel) {
        if (query.isEmpty()) {
            return Mode.STANDALONE;
        }
        if (query.equals("mode=cluster")) {
            return Mode.CLUSTER;
        }
        if (sentinel.matches()) {
            return Mode.SENTINEL;
        }
        throw wrong("may have ?mode=cluster or ?sentinel=NAME at its end and nothing else");
    }

    private static List<Node> nodes(String text, Mode mode) {
        List<Node> nodes = new ArrayList<>();
        for (String part : text.split(",", -1)) {
            nodes.add(node(part, mode == Mode.SENTINEL));
        }
        if (nodes.size() > 1 && mode == Mode.STANDALONE) {
            throw wrong("names several hosts: put ?mode=cluster or ?sentinel=NAME behind them");
        }
        return nodes;
    }

    private static Node node(String text, boolean sentinel) {
        if (text.isEmpty() || text.startsWith(":")) {
            throw wrong("names no host; if there is one, an @ before it is missing");
        }
        Matcher node = NODE.matcher(text);
        if (!node.matches()) {
            throw wrong("has no valid host and port behind its last @: host names have letters, digits and . - _,"
                    + " and an IPv6 address is written in brackets, [::1]:6379");
        }
        String host = node.group(1).replaceAll("[\\[\\]]", "");
        if (node.group(2) == null) {
            return new Node(host, sentinel ? FleetAddress.DEFAULT_SENTINEL_PORT : FleetAddress.DEFAULT_PORT);
        }
        int port = Integer.parseInt(node.group(2));
        if (port < 1 || port > MAX_PORT) {
            throw wrong("needs a port between 1 and 65535 behind its last colon; behind a password stands an @");
        }
        return new Node(host, port);
    }

    private static int database(String text, Mode mode) {
        if (text.isEmpty()) {
            return 0;
        }
        if (!DATABASE.matcher(text).matches()) {
            throw wrong("has something else than the number of a database behind its host: leave it out, or write /0");
        }
        int database = Integer.parseInt(text);
        if (database != 0 && mode == Mode.CLUSTER) {
            throw wrong("names a database, and a cluster has only 0: leave it out");
        }
        return database;
    }

    /** Takes percent-escapes as bytes of UTF-8. */
    private static String unescape(String text) {
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
        return new IllegalArgumentException("the fleet URL " + what + ": " + EXAMPLE);
    }
}
