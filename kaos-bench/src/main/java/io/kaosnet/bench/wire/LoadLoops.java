package io.kaosnet.bench.wire;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.EventExecutor;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// The generator's threads. Safe from any thread.
public final class LoadLoops implements AutoCloseable {
    private final EventLoopGroup group;
    private final Class<? extends SocketChannel> channel;
    private final List<LoadLoop> loops = new ArrayList<>();

    public LoadLoops(int count) {
        boolean epoll = Epoll.isAvailable();
        IoHandlerFactory io = epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        this.group = new MultiThreadIoEventLoopGroup(count, io);
        this.channel = epoll ? EpollSocketChannel.class : NioSocketChannel.class;
        for (EventExecutor executor : group) {
            loops.add(new LoadLoop((EventLoop) executor, channel));
        }
    }

    public List<LoadLoop> all() {
        return List.copyOf(loops);
    }

    /// The loop that the n-th connection or group of connections belongs to.
    public LoadLoop of(int number) {
        return loops.get(number % loops.size());
    }

    @Override
    public void close() {
        group.shutdownGracefully(0, 2, TimeUnit.SECONDS).syncUninterruptibly();
    }
}
