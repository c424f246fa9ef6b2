package io.kaosnet.server.gateway.http;

import io.kaosnet.server.gateway.net.NettyLane;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.util.ReferenceCountUtil;

/// The whole of an HTTP/2 connection, beside its streams: closes it when it has had none for too
/// long, and ends it in peace when the server drains. Owned by its event loop.
final class Http2Connection extends ChannelInboundHandlerAdapter implements NettyLane.Swept {
    private final HttpServer server;
    private final Channel channel;
    private final NettyLane lane;
    private long idleSinceNs = System.nanoTime();

    Http2Connection(HttpServer server, Channel channel, NettyLane lane) {
        this.server = server;
        this.channel = channel;
        this.lane = lane;
    }

    NettyLane lane() {
        return lane;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        lane.register(this);
        server.add(this);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        lane.unregister(this);
        server.remove(this);
    }

    /// Settings, pings and the like are the codec's business, which has seen to them.
    @Override
    public void channelRead(ChannelHandlerContext ctx, Object frame) {
        ReferenceCountUtil.release(frame);
    }

    /// Says GOAWAY, and closes when the streams there are have been answered. Only on the lane.
    void drain() {
        channel.close();
    }

    @Override
    public void onSweep(long nowNs) {
        Http2FrameCodec codec = channel.pipeline().get(Http2FrameCodec.class);
        if (codec == null || codec.connection().numActiveStreams() > 0) {
            idleSinceNs = nowNs;
        } else if (nowNs - idleSinceNs > server.config().idleTimeoutMs() * 1_000_000L) {
            channel.close();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        channel.close();
    }
}
