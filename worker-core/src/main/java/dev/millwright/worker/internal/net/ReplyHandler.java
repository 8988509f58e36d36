package dev.millwright.worker.internal.net;

import dev.millwright.worker.internal.protocol.ProtocolException;
import dev.millwright.worker.internal.protocol.Reply;
import dev.millwright.worker.internal.protocol.ReplyDecoder;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/** Turns bytes into replies. Confined to the event loop. */
final class ReplyHandler extends ChannelInboundHandlerAdapter {
    static final String NAME = "replies";

    private final ReplyDecoder decoder = new ReplyDecoder();
    private final ReceiveThreshold threshold;
    private boolean broken;

    ReplyHandler(ReceiveThreshold threshold) {
        this.threshold = threshold;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        threshold.readBegins();
        try {
            Reply reply = broken ? null : decoder.decode(bytes);
            while (reply != null) {
                context.fireChannelRead(reply);
                reply = decoder.decode(bytes);
            }
        } catch (ProtocolException e) {
            broken = true;
            context.fireExceptionCaught(e);
        } finally {
            bytes.release();
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        threshold.readEnds();
        context.fireChannelReadComplete();
    }
}
