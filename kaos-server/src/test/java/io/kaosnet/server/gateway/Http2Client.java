package io.kaosnet.server.gateway;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.DefaultHttp2WindowUpdateFrame;
import io.netty.handler.codec.http2.Http2ChannelDuplexHandler;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2FrameStream;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2ResetFrame;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2StreamFrame;
import io.netty.util.ReferenceCountUtil;
import java.io.ByteArrayOutputStream;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// One HTTP/2 connection without TLS and without asking first (RFC 9113, 3.3), whose windows open
/// only when the test says so. Safe from any thread.
final class Http2Client implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final EventLoopGroup group =
            new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final Channel channel;
    private final Receiver receiver = new Receiver();
    private final Map<Http2FrameStream, Answer> answers = new ConcurrentHashMap<>();

    /// @param windowBytes what the server may send on one stream before it is allowed more
    Http2Client(InetSocketAddress address, int windowBytes) {
        var codec =
                Http2FrameCodecBuilder.forClient()
                        .initialSettings(
                                Http2Settings.defaultSettings()
                                        .pushEnabled(false)
                                        .initialWindowSize(windowBytes))
                        .build();
        channel =
                new Bootstrap()
                        .group(group)
                        .channel(NioSocketChannel.class)
                        .handler(
                                new ChannelInitializer<Channel>() {
                                    @Override
                                    protected void initChannel(Channel made) {
                                        made.pipeline().addLast(codec, receiver);
                                    }
                                })
                        .connect(address)
                        .syncUninterruptibly()
                        .channel();
    }

    /// What has come on one stream so far. Guarded by itself.
    final class Answer {
        private final Http2FrameStream stream;
        private final ByteArrayOutputStream body = new ByteArrayOutputStream();
        private @Nullable Http2Headers headers;
        private boolean isWhole;
        private boolean isReset;

        /// Received bytes that count against the window still.
        private int heldBytes;

        private int allowedBytes;

        private Answer(Http2FrameStream stream) {
            this.stream = stream;
        }

        synchronized String status() {
            return header(":status");
        }

        synchronized String header(String name) {
            CharSequence value = headers == null ? null : headers.get(name);
            return value == null ? "" : value.toString();
        }

        synchronized byte[] body() {
            return body.toByteArray();
        }

        synchronized boolean isWhole() {
            return isWhole;
        }

        synchronized boolean isReset() {
            return isReset;
        }

        Answer await(Predicate<Answer> condition) throws InterruptedException {
            long endNs = System.nanoTime() + PATIENCE.toNanos();
            synchronized (this) {
                while (!condition.test(this)) {
                    long leftMs = TimeUnit.NANOSECONDS.toMillis(endNs - System.nanoTime());
                    if (leftMs <= 0) {
                        throw new AssertionError(
                                "no longer waiting: " + headers + ", bytes=" + body.size());
                    }
                    wait(leftMs);
                }
            }
            return this;
        }

        Answer awaitWhole() throws InterruptedException {
            return await(Answer::isWhole);
        }

        /// Allows the server this many bytes more, on the stream and on the connection.
        synchronized void take(int bytes) {
            allowedBytes += bytes;
            openWindow();
        }

        private void openWindow() {
            int bytes = Math.min(allowedBytes, heldBytes);
            if (bytes > 0) {
                allowedBytes -= bytes;
                heldBytes -= bytes;
                channel.writeAndFlush(new DefaultHttp2WindowUpdateFrame(bytes).stream(stream));
            }
        }

        private synchronized void on(Http2StreamFrame frame) {
            switch (frame) {
                case Http2HeadersFrame got -> {
                    headers = got.headers();
                    isWhole = got.isEndStream();
                }
                case Http2DataFrame got -> {
                    body.writeBytes(ByteBufUtil.getBytes(got.content()));
                    isWhole = got.isEndStream();
                    heldBytes += got.initialFlowControlledBytes();
                    openWindow();
                }
                case Http2ResetFrame _ -> isReset = true;
                default -> {
                    // Windows and pings do not matter here.
                }
            }
            notifyAll();
        }
    }

    private final class Receiver extends Http2ChannelDuplexHandler {
        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            try {
                if (message instanceof Http2StreamFrame frame && frame.stream() != null) {
                    Answer answer = answers.get(frame.stream());
                    if (answer != null) {
                        answer.on(frame);
                    }
                }
            } finally {
                ReferenceCountUtil.release(message);
            }
        }
    }

    /// Sends a request on a new stream.
    ///
    /// @param body empty for none
    /// @param headers names and values by turns
    Answer request(String method, String path, byte[] body, String... headers) {
        Http2Headers head =
                new DefaultHttp2Headers().method(method).path(path).scheme("http").authority("x");
        for (int i = 0; i < headers.length; i += 2) {
            head.add(headers[i], headers[i + 1]);
        }
        Http2FrameStream stream = receiver.newStream();
        var answer = new Answer(stream);
        answers.put(stream, answer);
        channel.write(new DefaultHttp2HeadersFrame(head, body.length == 0).stream(stream))
                .addListener(
                        written -> {
                            if (!written.isSuccess()) {
                                throw new AssertionError(written.cause());
                            }
                        });
        if (body.length > 0) {
            channel.write(
                    new DefaultHttp2DataFrame(Unpooled.wrappedBuffer(body), true).stream(stream));
        }
        channel.flush();
        return answer;
    }

    Answer get(String path, String... headers) {
        return request("GET", path, new byte[0], headers);
    }

    boolean isOpen() {
        return channel.isActive();
    }

    @Override
    public void close() {
        channel.close().awaitUninterruptibly(PATIENCE.toMillis());
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }
}
