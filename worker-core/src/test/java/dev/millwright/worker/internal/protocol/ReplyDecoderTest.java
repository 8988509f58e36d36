package dev.millwright.worker.internal.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReplyDecoderTest {
    private final ReplyDecoder decoder = new ReplyDecoder();

    private static ByteBuf bytes(String text) {
        return Unpooled.copiedBuffer(text, StandardCharsets.UTF_8);
    }

    private Reply one(String text) throws ProtocolException {
        ByteBuf in = bytes(text);
        Reply reply = decoder.decode(in);
        assertThat(in.isReadable()).isFalse();
        return reply;
    }

    private static String text(Reply reply) {
        return reply instanceof Reply.Bulk bulk && bulk.bytes() != null
                ? "bulk " + new String(bulk.bytes(), StandardCharsets.ISO_8859_1)
                : String.valueOf(reply);
    }

    @Test
    void readsEveryKindOfReply() throws ProtocolException {
        assertThat(one("+OK\r\n")).isSameAs(Reply.Simple.OK);
        assertThat(one("+HI {\"v\":2}\r\n")).isEqualTo(new Reply.Simple("HI {\"v\":2}"));
        assertThat(one("+\r\n")).isEqualTo(new Reply.Simple(""));
        assertThat(one(":42\r\n")).isEqualTo(new Reply.Int(42));
        assertThat(one(":-7\r\n")).isEqualTo(new Reply.Int(-7));
        assertThat(one("$-1\r\n")).isSameAs(Reply.Bulk.NIL);
        assertThat(text(one("$0\r\n\r\n"))).isEqualTo("bulk ");
        assertThat(text(one("$7\r\n{\r\n\r\n}x\r\n"))).isEqualTo("bulk {\r\n\r\n}x");
    }

    @Test
    void tellsTheCodeOfAnErrorFromItsText() throws ProtocolException {
        assertThat(one("-ERR Job not found abc\r\n")).isEqualTo(new Reply.Failure("ERR", "Job not found abc"));
        assertThat(one("-NOTUNIQUE Job not unique\r\n")).isEqualTo(new Reply.Failure("NOTUNIQUE", "Job not unique"));
        assertThat(one("-something odd\r\n")).isEqualTo(new Reply.Failure("ERR", "something odd"));
        assertThat(one("-SHUTDOWN\r\n")).isEqualTo(new Reply.Failure("SHUTDOWN", ""));
        assertThat(one("-\r\n")).isEqualTo(new Reply.Failure("ERR", ""));
    }

    @Test
    void leavesWhatFollowsAReplyForTheNextCall() throws ProtocolException {
        ByteBuf in = bytes("+OK\r\n$2\r\nab\r\n-ERR x\r\n");

        assertThat(decoder.decode(in)).isSameAs(Reply.Simple.OK);
        assertThat(text(decoder.decode(in))).isEqualTo("bulk ab");
        assertThat(decoder.decode(in)).isEqualTo(new Reply.Failure("ERR", "x"));
        assertThat(decoder.decode(in)).isNull();
    }

    @Test
    void readsTheSameRepliesHoweverTheirBytesAreCut() throws ProtocolException {
        for (int seed = 0; seed < 500; seed++) {
            Random random = new Random(seed);
            List<String> expected = new ArrayList<>();
            byte[] stream = randomStream(random, expected);

            ReplyDecoder fresh = new ReplyDecoder();
            List<String> found = new ArrayList<>();
            for (int from = 0; from < stream.length; ) {
                int to = Math.min(stream.length, from + 1 + random.nextInt(random.nextBoolean() ? 4 : 4000));
                ByteBuf piece = Unpooled.wrappedBuffer(stream, from, to - from);
                for (Reply reply = fresh.decode(piece); reply != null; reply = fresh.decode(piece)) {
                    found.add(text(reply));
                }
                from = to;
            }

            assertThat(found).as("seed %d", seed).isEqualTo(expected);
        }
    }

    private static byte[] randomStream(Random random, List<String> expected) {
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        for (int i = 0; i < 20; i++) {
            Reply reply = randomReply(random);
            expected.add(text(reply));
            if (reply instanceof Reply.Simple simple) {
                stream.writeBytes(("+" + simple.text() + "\r\n").getBytes(StandardCharsets.UTF_8));
            } else if (reply instanceof Reply.Failure failure) {
                stream.writeBytes(
                        ("-" + failure.code() + " " + failure.message() + "\r\n").getBytes(StandardCharsets.UTF_8));
            } else if (reply instanceof Reply.Int number) {
                stream.writeBytes((":" + number.value() + "\r\n").getBytes(StandardCharsets.UTF_8));
            } else if (reply instanceof Reply.Bulk bulk && bulk.bytes() != null) {
                stream.writeBytes(("$" + bulk.bytes().length + "\r\n").getBytes(StandardCharsets.UTF_8));
                stream.writeBytes(bulk.bytes());
                stream.writeBytes(new byte[] {'\r', '\n'});
            } else {
                stream.writeBytes("$-1\r\n".getBytes(StandardCharsets.UTF_8));
            }
        }
        return stream.toByteArray();
    }

    private static Reply randomReply(Random random) {
        return switch (random.nextInt(6)) {
            case 0 -> Reply.Simple.OK;
            case 1 -> new Reply.Simple("é".repeat(random.nextInt(200)));
            case 2 -> new Reply.Failure("ERR", "x".repeat(random.nextInt(200)));
            case 3 -> new Reply.Int(random.nextInt());
            case 4 -> Reply.Bulk.NIL;
            default -> {
                // Any bytes, line ends among them; some longer than the first piece of memory they get.
                byte[] bytes = new byte[random.nextInt(10) == 0 ? random.nextInt(300_000) : random.nextInt(300)];
                random.nextBytes(bytes);
                yield new Reply.Bulk(bytes);
            }
        };
    }

    @Test
    void garbageIsAlwaysAProtocolException() {
        int refused = 0;
        for (int seed = 0; seed < 2_000; seed++) {
            Random random = new Random(seed);
            byte[] garbage = new byte[1 + random.nextInt(100)];
            random.nextBytes(garbage);
            // Often enough something that begins well.
            if (random.nextBoolean()) {
                garbage[0] = (byte) "+-:$".charAt(random.nextInt(4));
            }
            ReplyDecoder fresh = new ReplyDecoder();
            ByteBuf in = Unpooled.wrappedBuffer(garbage);
            try {
                while (fresh.decode(in) != null) {
                    assertThat(in.readerIndex()).isPositive();
                }
            } catch (ProtocolException e) {
                refused++;
                assertThat(e.getMessage()).matches("[\\x20-\\x7e…]+");
            }
        }
        assertThat(refused).isGreaterThan(500);
    }

    @Test
    void anAnnouncedLengthGetsNoMemoryBeforeItsBytesCome() throws ProtocolException {
        List<ReplyDecoder> decoders = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            // A hundred times 512 MiB: more than the heap of any test.
            ReplyDecoder waiting = new ReplyDecoder();
            assertThat(waiting.decode(bytes("$536870912\r\nabc"))).isNull();
            decoders.add(waiting);
        }
        assertThat(decoders).hasSize(100);
    }

    @ParameterizedTest
    @ValueSource(strings = {"$536870913\r\n", "$999999999999999999\r\n", "$-2\r\n"})
    void refusesALengthThatNoReplyHas(String header) {
        assertThatThrownBy(() -> decoder.decode(bytes(header)))
                .isInstanceOf(ProtocolException.class)
                .hasMessageMatching("a string of (-\\d+ bytes|\\d+ bytes; at most 536870912 are taken)");
    }

    @ParameterizedTest
    @ValueSource(strings = {":\r\n", ":-\r\n", ":1x\r\n", ": 1\r\n", ":+1\r\n", ":9999999999999999999\r\n", "$\r\n"})
    void refusesWhatIsNoNumber(String line) {
        assertThatThrownBy(() -> decoder.decode(bytes(line))).isInstanceOf(ProtocolException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"$2\r\nabc\r\n", "$2\r\nab\n\r", "$2\r\nab\rx", "$0\r\nx"})
    void refusesAStringThatDoesNotEndWhereItShould(String text) {
        assertThatThrownBy(() -> decoder.decode(bytes(text)))
                .isInstanceOf(ProtocolException.class)
                .hasMessageContaining("goes on after its");
    }

    @Test
    void refusesAnEmptyLine() {
        assertThatThrownBy(() -> decoder.decode(bytes("\n")))
                .isInstanceOf(ProtocolException.class)
                .hasMessage("an empty line");
        assertThatThrownBy(() -> new ReplyDecoder().decode(bytes("\r\n"))).isInstanceOf(ProtocolException.class);
    }

    @Test
    void showsTheStartOfWhatIsNoReplyBeforeItsLineEnds() {
        assertThatThrownBy(() -> decoder.decode(bytes("HTTP/1.1 400 \u0007" + "x".repeat(100))))
                .isInstanceOf(ProtocolException.class)
                .hasMessage("\"HTTP/1.1 400 \\x07" + "x".repeat(46) + "…\"");
    }

    @Test
    void refusesALineThatNeverEnds() throws ProtocolException {
        byte[] piece = new byte[1_000];
        Arrays.fill(piece, (byte) 'x');
        assertThat(decoder.decode(bytes("+"))).isNull();
        for (int i = 0; i < 65; i++) {
            assertThat(decoder.decode(Unpooled.wrappedBuffer(piece))).isNull();
        }
        assertThatThrownBy(() -> decoder.decode(Unpooled.wrappedBuffer(piece)))
                .isInstanceOf(ProtocolException.class)
                .hasMessage("a line longer than 65536 bytes");
    }
}
