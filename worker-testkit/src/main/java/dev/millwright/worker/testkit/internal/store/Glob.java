package dev.millwright.worker.testkit.internal.store;

import java.nio.charset.StandardCharsets;

/**
 * A pattern as Redis matches it, byte by byte: {@code *}, {@code ?}, {@code [a-z]}, {@code [^x]} and
 * a backslash before a character that is meant as such. It covers the whole text. Immutable.
 */
public final class Glob {
    private static final int NO_MATCH = -1;

    private final byte[] pattern;

    public Glob(String pattern) {
        this.pattern = pattern.getBytes(StandardCharsets.UTF_8);
    }

    public boolean matches(String value) {
        byte[] text = value.getBytes(StandardCharsets.UTF_8);
        int p = 0;
        int t = 0;
        int lastStar = -1;
        int starText = 0;
        while (t < text.length) {
            int next = p < pattern.length && pattern[p] != '*' ? matchOne(p, text[t]) : NO_MATCH;
            if (next != NO_MATCH) {
                p = next;
                t++;
            } else if (p < pattern.length && pattern[p] == '*') {
                lastStar = p++;
                starText = t;
            } else if (lastStar >= 0) {
                // Only the last star needs to be widened: an earlier one has matched as little as it can.
                p = lastStar + 1;
                t = ++starText;
            } else {
                return false;
            }
        }
        while (p < pattern.length && pattern[p] == '*') {
            p++;
        }
        return p == pattern.length;
    }

    /** Matches the element at p; returns where the next one begins, or NO_MATCH. */
    private int matchOne(int p, byte c) {
        return switch (pattern[p]) {
            case '?' -> p + 1;
            case '[' -> matchClass(p + 1, c);
            case '\\' -> matchLiteral(p + 1 < pattern.length ? p + 1 : p, c);
            default -> matchLiteral(p, c);
        };
    }

    private int matchLiteral(int p, byte c) {
        return pattern[p] == c ? p + 1 : NO_MATCH;
    }

    /** A class without its closing bracket ends with the pattern, as in Redis. */
    private int matchClass(int start, byte c) {
        int p = start;
        boolean negated = p < pattern.length && pattern[p] == '^';
        if (negated) {
            p++;
        }
        boolean found = false;
        while (p < pattern.length && pattern[p] != ']') {
            if (pattern[p] == '\\' && p + 1 < pattern.length) {
                found |= pattern[p + 1] == c;
                p += 2;
            } else if (p + 2 < pattern.length && pattern[p + 1] == '-') {
                found |= within(c, pattern[p], pattern[p + 2]);
                p += 3;
            } else {
                found |= pattern[p] == c;
                p++;
            }
        }
        return found == negated ? NO_MATCH : Math.min(p + 1, pattern.length);
    }

    private static boolean within(byte c, byte from, byte to) {
        int value = Byte.toUnsignedInt(c);
        int a = Byte.toUnsignedInt(from);
        int b = Byte.toUnsignedInt(to);
        return value >= Math.min(a, b) && value <= Math.max(a, b);
    }
}
