package dev.millwright.worker.internal.net;

import com.sun.management.ThreadMXBean;
import dev.millwright.worker.internal.protocol.ProtocolException;
import dev.millwright.worker.internal.protocol.Reply;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** One connection without a socket: what it hears when bytes come, and the memory it takes for it. One thread. */
final class ReplyStream {
    /** Heard instead of a reply when the bytes are none; nothing may follow. */
    static final String REFUSED = "refused";

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final List<Reply> replies = new ArrayList<>();
    private boolean refused;
    private long allocated;

    ReplyStream() {
        channel.pipeline().addLast(new ReplyHandler(new ReceiveThreshold(channel)));
    }

    /** Takes the next bytes. Anything but a {@link ProtocolException} that escapes is a finding. */
    void feed(byte[] bytes) {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        try {
            channel.writeInbound(Unpooled.wrappedBuffer(bytes));
        } catch (Throwable e) {
            if (refused || !(e instanceof ProtocolException)) {
                throw new AssertionError("more than one ProtocolException", e);
            }
            refused = true;
        }
        allocated += THREADS.getCurrentThreadAllocatedBytes() - before;
        for (Reply reply = channel.readInbound(); reply != null; reply = channel.readInbound()) {
            replies.add(reply);
        }
    }

    List<Reply> replies() {
        return replies;
    }

    /** The replies as text, which can be compared, and the refusal. */
    List<String> heard() {
        List<String> heard = new ArrayList<>();
        replies.forEach(reply -> heard.add(text(reply)));
        if (refused) {
            heard.add(REFUSED);
        }
        return heard;
    }

    /** Bytes of the heap that reading has taken, whether in use still or not. */
    long allocated() {
        return allocated;
    }

    private static String text(Reply reply) {
        return reply instanceof Reply.Bulk bulk && bulk.bytes() != null
                ? "string " + new String(bulk.bytes(), StandardCharsets.ISO_8859_1)
                : reply.toString();
    }
}
