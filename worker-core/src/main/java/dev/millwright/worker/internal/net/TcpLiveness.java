package dev.millwright.worker.internal.net;

import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelOption;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.epoll.EpollTcpInfo;
import io.netty.channel.socket.nio.NioChannelOption;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.util.Map;
import jdk.net.ExtendedSocketOptions;

/**
 * Has TCP find out whether the other side is still there: a process that stands still keeps its connections, as its
 * kernel goes on answering; a machine or a network that is gone does not. Also keeps a NAT or a load balancer from
 * forgetting a quiet connection. Confined to the channel's event loop.
 */
final class TcpLiveness {
    /** After so long without a word from the other side its kernel is asked for one, */
    static final int IDLE_SECONDS = 15;
    /** again and again, */
    static final int PROBE_SECONDS = 5;
    /** so many times: dead after 30 s. */
    static final int PROBES = 3;

    /** What is sent must be taken by the other kernel within the same time. Only epoll can say so. */
    static final int UNTAKEN_MILLIS = (IDLE_SECONDS + PROBES * PROBE_SECONDS) * 1000;

    private static final Map<ChannelOption<Integer>, Integer> EPOLL = Map.of(
            EpollChannelOption.TCP_KEEPIDLE, IDLE_SECONDS,
            EpollChannelOption.TCP_KEEPINTVL, PROBE_SECONDS,
            EpollChannelOption.TCP_KEEPCNT, PROBES,
            EpollChannelOption.TCP_USER_TIMEOUT, UNTAKEN_MILLIS);

    private final Channel channel;

    /** Sets up a channel that is not connected yet. */
    TcpLiveness(Channel channel) {
        this.channel = channel;
        channel.config().setOption(ChannelOption.SO_KEEPALIVE, true);
        if (channel instanceof EpollSocketChannel) {
            EPOLL.forEach(channel.config()::setOption);
        } else if (channel instanceof NioSocketChannel) {
            // Not every system has them; then its own, longer times count.
            channel.config().setOption(NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPIDLE), IDLE_SECONDS);
            channel.config().setOption(NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPINTERVAL), PROBE_SECONDS);
            channel.config().setOption(NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPCOUNT), PROBES);
        }
    }

    /**
     * Whether the other side's kernel is known to have all that was sent: then its process reads it, sooner or later,
     * whatever becomes of this connection. False where that cannot be found out.
     */
    boolean hasArrived() {
        if (!(channel instanceof EpollSocketChannel socket)) {
            return false;
        }
        try {
            EpollTcpInfo info = socket.tcpInfo();
            return info.unacked() == 0 && info.probes() == 0;
        } catch (ChannelException e) {
            return false; // a closed channel
        }
    }
}
