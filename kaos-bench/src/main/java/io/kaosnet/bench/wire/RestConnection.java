package io.kaosnet.bench.wire;

import io.kaosnet.bench.host.Target;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// One keep-alive HTTP/1.1 connection with one request in flight. Owned by its loop.
public final class RestConnection extends ChannelInboundHandlerAdapter {
    private static final byte[] LENGTH = "content-length:".getBytes(StandardCharsets.US_ASCII);
    private static final int STATUS_AT = 9;
    private static final int MAX_HEAD_BYTES = 8192;

    /// Who is told of answers.
    public interface Listener {
        void onConnected(RestConnection connection);

        /// @param bytes holds the body from `offset` on; only during the call
        void onReply(RestConnection connection, int status, byte[] bytes, int offset, int length);

        void onClosed(RestConnection connection, String why);
    }

    private final LoadLoop loop;
    private final int number;
    private final Listener listener;
    private @Nullable Channel channel;
    private @Nullable ByteBuf partial;
    private boolean isClosed;

    private RestConnection(LoadLoop loop, int number, Listener listener) {
        this.loop = loop;
        this.number = number;
        this.listener = listener;
    }

    /// Connects; safe from any thread.
    public static void open(LoadLoop loop, Target target, int number, Listener listener) {
        var connection = new RestConnection(loop, number, listener);
        loop.connect(target.sourceAddress(number), target.host(), target.port(), connection)
                .addListener(
                        future -> {
                            if (!future.isSuccess()) {
                                connection.closed(String.valueOf(future.cause()));
                            }
                        });
    }

    public int number() {
        return number;
    }

    public LoadLoop loop() {
        return loop;
    }

    public void send(byte[] request, int length) {
        Channel open = channel;
        if (open == null) {
            throw new IllegalStateException("not connected");
        }
        ByteBuf buffer = open.alloc().directBuffer(length).writeBytes(request, 0, length);
        ChannelFuture _ = open.writeAndFlush(buffer, open.voidPromise());
    }

    public void close() {
        isClosed = true;
        if (channel != null) {
            channel.close();
        }
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        channel = ctx.channel();
        listener.onConnected(this);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        var read = (ByteBuf) message;
        ByteBuf before = partial;
        ByteBuf all = before == null ? read : Unpooled.wrappedBuffer(before, read);
        partial = null;
        int length = all.readableBytes();
        byte[] bytes = loop.scratch(length);
        all.getBytes(all.readerIndex(), bytes, 0, length);
        int bodyAt = endOfHead(bytes, length);
        int bodyLength = bodyAt < 0 ? 0 : contentLength(bytes, bodyAt);
        if (bodyAt < 0 ? length < MAX_HEAD_BYTES : bodyAt + bodyLength > length) {
            partial = all;
            return;
        }
        all.release();
        if (bodyAt < 0 || bodyLength < 0) {
            closed("an answer without Content-Length");
            ctx.close();
            return;
        }
        int status =
                (bytes[STATUS_AT] - '0') * 100
                        + (bytes[STATUS_AT + 1] - '0') * 10
                        + (bytes[STATUS_AT + 2] - '0');
        listener.onReply(this, status, bytes, bodyAt, bodyLength);
    }

    private static int endOfHead(byte[] bytes, int length) {
        for (int i = 3; i < length; i++) {
            if (bytes[i] == '\n' && bytes[i - 2] == '\n') {
                return i + 1;
            }
        }
        return -1;
    }

    /// @return -1 if there is none
    private static int contentLength(byte[] bytes, int headEnd) {
        for (int i = 0; i + LENGTH.length < headEnd; i++) {
            if (bytes[i] != '\n') {
                continue;
            }
            int match = 0;
            while (match < LENGTH.length
                    && (bytes[i + 1 + match] | 0x20) == (LENGTH[match] | 0x20)) {
                match++;
            }
            if (match == LENGTH.length) {
                int value = 0;
                for (int at = i + 1 + match; bytes[at] != '\r'; at++) {
                    if (bytes[at] != ' ') {
                        value = value * 10 + bytes[at] - '0';
                    }
                }
                return value;
            }
        }
        return -1;
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (partial != null) {
            partial.release();
            partial = null;
        }
        closed("closed by the server");
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        closed(String.valueOf(cause.getMessage()));
        ctx.close();
    }

    private void closed(String why) {
        if (!isClosed) {
            isClosed = true;
            listener.onClosed(this, why);
        }
    }
}
