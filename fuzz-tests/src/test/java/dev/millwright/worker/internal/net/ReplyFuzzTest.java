package dev.millwright.worker.internal.net;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.millwright.worker.internal.protocol.Greeting;
import dev.millwright.worker.internal.protocol.ProtocolException;
import dev.millwright.worker.internal.protocol.Reply;
import java.util.Arrays;
import java.util.Random;

/** What no bytes of a server may do to a connection. The input is what the server sends. */
class ReplyFuzzTest {
    /** What a connection takes whatever comes: a line of the greatest length, the first piece of a string, the test. */
    private static final long BASE_BYTES = 1 << 20;

    /** What each byte may cost beyond that when it comes alone: mostly the test's own buffers. */
    private static final long BYTES_PER_BYTE = 4 << 10;

    private static final int MAX_LINE = 64 * 1024;

    @FuzzTest
    void replies(byte[] stream) {
        ReplyStream whole = new ReplyStream();
        whole.feed(stream);
        ReplyStream bytes = new ReplyStream();
        for (int i = 0; i < stream.length; i++) {
            bytes.feed(Arrays.copyOfRange(stream, i, i + 1));
        }
        ReplyStream pieces = new ReplyStream();
        // The cuts depend on nothing but the input, so that every finding can be repeated.
        Random random = new Random(Arrays.hashCode(stream));
        for (int from = 0; from < stream.length; ) {
            int to = Math.min(stream.length, from + 1 + random.nextInt(64));
            pieces.feed(Arrays.copyOfRange(stream, from, to));
            from = to;
        }

        assertThat(bytes.heard()).isEqualTo(whole.heard());
        assertThat(pieces.heard()).isEqualTo(whole.heard());
        assertThat(bytes.allocated()).isLessThan(BASE_BYTES + BYTES_PER_BYTE * stream.length);
        assertGreetingsAreReadOrRefused(whole);
        assertALineWithoutEndIsRefused(stream);
    }

    private static void assertGreetingsAreReadOrRefused(ReplyStream stream) {
        for (Reply reply : stream.replies()) {
            if (reply instanceof Reply.Simple simple) {
                try {
                    assertThat(Greeting.parse(simple.text()).iterations()).isBetween(0, 1_000_000);
                } catch (ProtocolException e) {
                    assertThat(e).hasMessageNotContaining("\n");
                }
            }
        }
    }

    /** The input again and again, without line ends, after the start of an error. */
    private static void assertALineWithoutEndIsRefused(byte[] stream) {
        byte[] piece = new byte[16 * 1024];
        for (int i = 0; i < piece.length; i++) {
            byte next = stream.length == 0 ? 0 : stream[i % stream.length];
            piece[i] = next == '\n' ? 0 : next;
        }
        piece[0] = '-';
        ReplyStream endless = new ReplyStream();
        for (int fed = 0; fed < MAX_LINE; fed += piece.length) {
            endless.feed(piece);
            assertThat(endless.heard()).isEmpty();
        }
        endless.feed(new byte[] {'x'});
        assertThat(endless.heard()).containsExactly(ReplyStream.REFUSED);
        assertThat(endless.allocated()).isLessThan(BASE_BYTES);
    }
}
