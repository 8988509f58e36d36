package dev.millwright.worker.internal.protocol;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** Text as the server takes it. Stateless; any thread. */
public final class Text {
    private Text() {}

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /**
     * The start of a text that fits into so many bytes of UTF-8, ending between two characters. Half
     * surrogate pairs, which JSON cannot hold, become question marks.
     */
    public static String cut(String text, int maxBytes) {
        ByteBuffer bytes = ByteBuffer.allocate(maxBytes);
        StandardCharsets.UTF_8
                .newEncoder()
                .onMalformedInput(CodingErrorAction.REPLACE)
                .encode(CharBuffer.wrap(text), bytes, true);
        return StandardCharsets.UTF_8.decode(bytes.flip()).toString();
    }

    /** Whether a text can stand in JSON as it is. */
    static boolean isPlain(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || c > '~' || c == '"' || c == '\\') {
                return false;
            }
        }
        return true;
    }
}
