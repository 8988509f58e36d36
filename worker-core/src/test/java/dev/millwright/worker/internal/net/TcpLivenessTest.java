package dev.millwright.worker.internal.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.nio.NioChannelOption;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import jdk.net.ExtendedSocketOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What real sockets are told, and what they know. */
@Timeout(60)
class TcpLivenessTest {
    @Test
    void epollIsTold() {
        assumeThat(Epoll.isAvailable()).isTrue();
        EpollSocketChannel channel = new EpollSocketChannel();
        try {
            new TcpLiveness(channel);

            assertThat(channel.config().getOption(ChannelOption.SO_KEEPALIVE)).isTrue();
            assertThat(channel.config().getOption(EpollChannelOption.TCP_KEEPIDLE))
                    .isEqualTo(15);
            assertThat(channel.config().getOption(EpollChannelOption.TCP_KEEPINTVL))
                    .isEqualTo(5);
            assertThat(channel.config().getOption(EpollChannelOption.TCP_KEEPCNT))
                    .isEqualTo(3);
            assertThat(channel.config().getOption(EpollChannelOption.TCP_USER_TIMEOUT))
                    .isEqualTo(30_000);
        } finally {
            channel.unsafe().closeForcibly();
        }
    }

    @Test
    void nioIsToldWhatItUnderstands() {
        NioSocketChannel channel = new NioSocketChannel();
        try {
            TcpLiveness tcp = new TcpLiveness(channel);

            assertThat(channel.config().getOption(ChannelOption.SO_KEEPALIVE)).isTrue();
            assertThat(channel.config().getOption(NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPIDLE)))
                    .isEqualTo(15);
            assertThat(channel.config().getOption(NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPCOUNT)))
                    .isEqualTo(3);
            assertThat(tcp.hasArrived()).as("known to have arrived").isFalse();
        } finally {
            channel.unsafe().closeForcibly();
        }
    }

    /** Nobody reads, and yet the other kernel takes what is sent. */
    @Test
    void whatTheOtherKernelHasTakenHasArrived() throws Exception {
        assumeThat(Epoll.isAvailable()).isTrue();
        IoEventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Channel channel = new Bootstrap()
                    .group(loop)
                    .channel(EpollSocketChannel.class)
                    .handler(new ChannelInboundHandlerAdapter())
                    .connect(server.getLocalSocketAddress())
                    .sync()
                    .channel();
            TcpLiveness tcp = new TcpLiveness(channel);
            channel.writeAndFlush(Unpooled.copiedBuffer("FETCH default\r\n", StandardCharsets.UTF_8))
                    .sync();

            while (!tcp.hasArrived()) {
                Thread.onSpinWait(); // its kernel says so some milliseconds later
            }

            channel.close().sync();
            assertThat(tcp.hasArrived()).isFalse();
        } finally {
            loop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
        }
    }
}
