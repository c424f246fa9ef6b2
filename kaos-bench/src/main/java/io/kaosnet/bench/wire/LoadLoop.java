package io.kaosnet.bench.wire;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.SocketChannel;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// One thread of the generator with what it counts. [#execute] is safe from any thread, everything
/// else is the loop's own.
public final class LoadLoop {
    private static final int READ_BYTES = 32_768;

    private final EventLoop loop;
    private final Class<? extends SocketChannel> channelType;
    private final Tally tally = new Tally();
    private final byte[] scratch = new byte[READ_BYTES];
    private List<Channel> dirty = new ArrayList<>();
    private List<Channel> flushing = new ArrayList<>();
    private boolean flushScheduled;

    LoadLoop(EventLoop loop, Class<? extends SocketChannel> channelType) {
        this.loop = loop;
        this.channelType = channelType;
    }

    public void execute(Runnable task) {
        loop.execute(task);
    }

    public void schedule(Runnable task, long delayNs) {
        loop.schedule(task, delayNs, TimeUnit.NANOSECONDS);
    }

    public Tally tally() {
        return tally;
    }

    byte[] scratch(int lengthBytes) {
        return lengthBytes <= scratch.length ? scratch : new byte[lengthBytes];
    }

    /// Connects a channel of this loop.
    ///
    /// @param source the local address, or an empty text for any
    ChannelFuture connect(String source, String host, int port, ChannelHandler handler) {
        Bootstrap bootstrap =
                new Bootstrap()
                        .group(loop)
                        .channel(channelType)
                        .option(ChannelOption.TCP_NODELAY, true)
                        .option(ChannelOption.SO_REUSEADDR, true)
                        .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 10_000)
                        .option(
                                ChannelOption.WRITE_BUFFER_WATER_MARK,
                                new WriteBufferWaterMark(1 << 20, 1 << 21))
                        .option(
                                ChannelOption.RECVBUF_ALLOCATOR,
                                new FixedRecvByteBufAllocator(READ_BYTES))
                        .handler(
                                new ChannelInitializer<Channel>() {
                                    @Override
                                    protected void initChannel(Channel channel) {
                                        channel.pipeline().addLast(handler);
                                    }
                                });
        var remote = new InetSocketAddress(host, port);
        return source.isEmpty()
                ? bootstrap.connect(remote)
                : bootstrap.connect(remote, new InetSocketAddress(source, 0));
    }

    /// Flushes the channel once everything at hand is done.
    void flushLater(Channel channel) {
        dirty.add(channel);
        if (!flushScheduled) {
            flushScheduled = true;
            loop.execute(this::flush);
        }
    }

    private void flush() {
        flushScheduled = false;
        List<Channel> now = dirty;
        dirty = flushing;
        flushing = now;
        for (Channel channel : now) {
            channel.flush();
        }
        now.clear();
    }
}
