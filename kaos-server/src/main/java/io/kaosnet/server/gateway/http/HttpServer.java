package io.kaosnet.server.gateway.http;

import io.kaosnet.core.api.CallChain;
import io.kaosnet.core.api.Endpoints;
import io.kaosnet.protocol.rest.Routes;
import io.kaosnet.server.gateway.net.Lanes;
import io.kaosnet.server.gateway.ws.WsGateway;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2StreamFrameToHttpObjectCodec;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.ApplicationProtocolNegotiationHandler;
import io.netty.handler.ssl.SslContext;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// The REST and WebSocket port. HTTP/1.1, HTTP/2 by ALPN or with prior knowledge. Safe from any
/// thread.
public final class HttpServer implements AutoCloseable {
    private static final int MAX_HEADER_BYTES = 5120 + 4096;
    private static final int MAX_LINE_BYTES = 8192;
    private static final int MAX_STREAMS = 100;
    private static final byte[] HTTP2_PREFACE_START = "PRI ".getBytes(StandardCharsets.US_ASCII);

    private final HttpConfig config;
    private final RestGateway rest;
    private final WsGateway ws;
    private final Lanes lanes;
    private final @Nullable SslContext tls;
    private final Set<HttpConnection> connections = ConcurrentHashMap.newKeySet();
    private final Set<Http2Connection> http2Connections = ConcurrentHashMap.newKeySet();
    private @Nullable Channel listening;

    /// @param tls null for plain text
    public HttpServer(
            HttpConfig config,
            Routes routes,
            Endpoints endpoints,
            CallChain chain,
            WsGateway ws,
            Lanes lanes,
            @Nullable SslContext tls) {
        this.config = config;
        this.rest = new RestGateway(routes, endpoints, chain);
        this.ws = ws;
        this.lanes = lanes;
        this.tls = tls;
    }

    /// Starts to listen.
    ///
    /// @param address port 0 for any free one
    /// @return the address it listens on
    public InetSocketAddress listen(InetSocketAddress address) {
        listening =
                new ServerBootstrap()
                        .group(lanes.group())
                        .channel(lanes.serverChannel())
                        .option(ChannelOption.SO_BACKLOG, 4096)
                        .option(ChannelOption.SO_REUSEADDR, true)
                        .childOption(ChannelOption.TCP_NODELAY, true)
                        .childHandler(
                                new ChannelInitializer<Channel>() {
                                    @Override
                                    protected void initChannel(Channel channel) {
                                        accept(channel);
                                    }
                                })
                        .bind(address)
                        .syncUninterruptibly()
                        .channel();
        return (InetSocketAddress) listening.localAddress();
    }

    private void accept(Channel channel) {
        SslContext tls = this.tls;
        if (tls == null) {
            channel.pipeline().addLast("sniffer", new Sniffer());
            return;
        }
        channel.pipeline().addLast("tls", tls.newHandler(channel.alloc()));
        channel.pipeline().addLast(new Negotiation());
    }

    /// What a client speaks over TLS. One that cannot, or speaks something else, is closed: that is
    /// its own affair, and no line in the log.
    private final class Negotiation extends ApplicationProtocolNegotiationHandler {
        Negotiation() {
            super(ApplicationProtocolNames.HTTP_1_1);
        }

        @Override
        protected void configurePipeline(ChannelHandlerContext ctx, String protocol) {
            if (protocol.equals(ApplicationProtocolNames.HTTP_2)) {
                http2(ctx.pipeline());
            } else {
                http1(ctx.pipeline());
            }
        }

        @Override
        protected void handshakeFailure(ChannelHandlerContext ctx, Throwable cause) {
            ctx.close();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            ctx.close();
        }
    }

    private void http1(ChannelPipeline pipeline) {
        Channel channel = pipeline.channel();
        HttpConnection connection = connection(channel, channel);
        pipeline.addLast("bytes", new ByteWatch(connection));
        pipeline.addLast(
                "http",
                new HttpServerCodec(
                        new HttpDecoderConfig()
                                .setMaxInitialLineLength(MAX_LINE_BYTES)
                                .setMaxHeaderSize(MAX_HEADER_BYTES)
                                .setMaxChunkSize(65536)));
        pipeline.addLast("connection", connection);
    }

    private void http2(ChannelPipeline pipeline) {
        Channel parent = pipeline.channel();
        pipeline.addLast(
                Http2FrameCodecBuilder.forServer()
                        .initialSettings(
                                Http2Settings.defaultSettings()
                                        .maxConcurrentStreams(MAX_STREAMS)
                                        .maxHeaderListSize(MAX_HEADER_BYTES))
                        // Closing waits for the streams there are: a stream that does not end is
                        // ended by its own time limits, a drain by the server's.
                        .gracefulShutdownTimeoutMillis(-1)
                        .build());
        pipeline.addLast(
                new Http2MultiplexHandler(
                        new ChannelInitializer<Channel>() {
                            @Override
                            protected void initChannel(Channel stream) {
                                stream.pipeline()
                                        .addLast(new Http2StreamFrameToHttpObjectCodec(true));
                                stream.pipeline().addLast(connection(stream, parent));
                            }
                        }));
        Http2Connection connection =
                new Http2Connection(this, parent, lanes.of(parent.eventLoop()));
        pipeline.addLast(connection);
    }

    /// @param socket the channel that has an address of its own: a stream's parent
    private HttpConnection connection(Channel channel, Channel socket) {
        String ip = "";
        int port = 0;
        if (socket.remoteAddress() instanceof InetSocketAddress address) {
            ip = address.getAddress().getHostAddress();
            port = address.getPort();
        }
        return new HttpConnection(this, channel, lanes.of(channel.eventLoop()), ip, port);
    }

    HttpConfig config() {
        return config;
    }

    RestGateway rest() {
        return rest;
    }

    WsGateway ws() {
        return ws;
    }

    void add(HttpConnection connection) {
        connections.add(connection);
    }

    void remove(HttpConnection connection) {
        connections.remove(connection);
    }

    void add(Http2Connection connection) {
        http2Connections.add(connection);
    }

    void remove(Http2Connection connection) {
        http2Connections.remove(connection);
    }

    /// Takes out what only HTTP needs once a connection has become a WebSocket.
    void onUpgraded(Channel channel) {
        if (channel.pipeline().get("bytes") != null) {
            channel.pipeline().remove("bytes");
        }
    }

    /// Open HTTP connections and streams of HTTP/2; upgraded connections are not counted.
    public int connectionCount() {
        return connections.size() + http2Connections.size();
    }

    /// Stops accepting, lets requests in flight finish, closes idle connections.
    public void drain() {
        Channel channel = listening;
        if (channel != null) {
            channel.close().syncUninterruptibly();
        }
        for (HttpConnection connection : connections) {
            connection.lane().execute(connection::drain);
        }
        for (Http2Connection connection : http2Connections) {
            connection.lane().execute(connection::drain);
        }
    }

    @Override
    public void close() {
        drain();
    }

    /// Tells the connection that bytes came, so that a request that never ends is noticed.
    private static final class ByteWatch extends ChannelInboundHandlerAdapter {
        private final HttpConnection connection;

        ByteWatch(HttpConnection connection) {
            this.connection = connection;
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            connection.onBytes();
            ctx.fireChannelRead(message);
        }
    }

    /// Tells HTTP/2 with prior knowledge (RFC 9113, 3.3) from HTTP/1.1 by the first bytes.
    private final class Sniffer extends ChannelInboundHandlerAdapter {
        private ByteBuf seen = Unpooled.EMPTY_BUFFER;

        @Override
        public void handlerAdded(ChannelHandlerContext ctx) {
            ctx.channel()
                    .eventLoop()
                    .schedule(
                            () -> {
                                if (ctx.pipeline().context(this) != null) {
                                    ctx.close();
                                }
                            },
                            config.readTimeoutMs(),
                            java.util.concurrent.TimeUnit.MILLISECONDS);
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            var bytes = (ByteBuf) message;
            ByteBuf all = seen.isReadable() ? Unpooled.wrappedBuffer(seen, bytes) : bytes;
            int count = Math.min(all.readableBytes(), HTTP2_PREFACE_START.length);
            for (int i = 0; i < count; i++) {
                if (all.getByte(all.readerIndex() + i) != HTTP2_PREFACE_START[i]) {
                    http1(ctx.pipeline());
                    forward(ctx, all);
                    return;
                }
            }
            if (count == HTTP2_PREFACE_START.length) {
                http2(ctx.pipeline());
                forward(ctx, all);
            } else {
                seen = all;
            }
        }

        private void forward(ChannelHandlerContext ctx, ByteBuf all) {
            seen = Unpooled.EMPTY_BUFFER;
            ctx.fireChannelRead(all);
            ctx.pipeline().remove((ChannelHandler) this);
        }

        @Override
        public void handlerRemoved(ChannelHandlerContext ctx) {
            seen.release();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            ctx.close();
        }
    }
}
