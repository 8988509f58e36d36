package dev.millwright.worker.internal.net;

import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.unix.IntegerUnixChannelOption;
import io.netty.handler.ssl.SslHandler;

/**
 * Has the kernel keep the first replies to itself until all that are expected can have arrived
 * (SO_RCVLOWAT): one wake-up and one read instead of one for each. Does nothing where there is no epoll,
 * and under TLS, whose records say nothing about replies. Confined to the channel's event loop.
 */
final class ReceiveThreshold {
    // The numbers of all the systems that Netty has epoll for.
    private static final IntegerUnixChannelOption SO_RCVLOWAT = new IntegerUnixChannelOption("SO_RCVLOWAT", 1, 18);

    /** {@code +OK} and the nil of a FETCH, with their line ends; nothing else that is awaited is shorter. */
    private static final int SHORTEST_REPLY = 5;

    private final Channel channel;
    private boolean usable;
    private int bytes = 1;
    private boolean expecting;

    ReceiveThreshold(Channel channel) {
        this.channel = channel;
        this.usable =
                channel instanceof EpollSocketChannel && channel.pipeline().get(SslHandler.class) == null;
    }

    /** From now on wakes the event loop no sooner than so many replies, at least 2, can be there. */
    void expectTogether(int replies) {
        expecting = true;
        set(replies * SHORTEST_REPLY);
    }

    /** Wakes the event loop as soon as anything is there. */
    void off() {
        set(1);
    }

    /** The event loop reads. What it was woken for may be there in part only. */
    void readBegins() {
        expecting = false;
    }

    /** All is read; unless more was sent meanwhile, the rest of a reply must not be held back. */
    void readEnds() {
        if (!expecting) {
            off();
        }
    }

    private void set(int value) {
        // The number of a closed channel's socket can be that of another one by now.
        if (!usable || value == bytes || !channel.isOpen()) {
            return;
        }
        try {
            channel.config().setOption(SO_RCVLOWAT, value);
            bytes = value;
        } catch (ChannelException e) {
            usable = false; // a closed channel, or a system that has no such thing
        }
    }
}
