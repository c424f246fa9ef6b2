package io.kaosnet.server.gateway.net;

import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.internal.ThreadExecutorMap;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The server's event loops, one for each core. Safe from any thread.
public final class Lanes implements AutoCloseable {
    private final EventLoopGroup group;
    private final Class<? extends ServerChannel> serverChannel;
    private final List<NettyLane> lanes = new ArrayList<>();
    private final Map<EventLoop, NettyLane> byLoop = new HashMap<>();

    public Lanes(int count) {
        boolean epoll = Epoll.isAvailable();
        IoHandlerFactory io = epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        this.group = new MultiThreadIoEventLoopGroup(count, io);
        this.serverChannel = epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
        for (EventExecutor executor : group) {
            var loop = (EventLoop) executor;
            var lane = new NettyLane(lanes.size(), loop);
            lanes.add(lane);
            byLoop.put(loop, lane);
        }
    }

    /// Loads what event loops need, ahead of the first.
    public static void prepare() {
        Epoll.isAvailable();
        ByteBufAllocator.DEFAULT.directBuffer().release();
    }

    public EventLoopGroup group() {
        return group;
    }

    public Class<? extends ServerChannel> serverChannel() {
        return serverChannel;
    }

    /// The lane of an event loop of this group.
    public NettyLane of(EventLoop loop) {
        NettyLane lane = byLoop.get(loop);
        if (lane == null) {
            throw new IllegalArgumentException("not one of this server's event loops");
        }
        return lane;
    }

    /// The lane that is the calling thread; null on any other.
    public @Nullable NettyLane current() {
        EventExecutor executor = ThreadExecutorMap.currentExecutor();
        return executor instanceof EventLoop loop ? byLoop.get(loop) : null;
    }

    public List<NettyLane> all() {
        return List.copyOf(lanes);
    }

    @Override
    public void close() {
        group.shutdownGracefully(0, 2, TimeUnit.SECONDS).syncUninterruptibly();
    }
}
