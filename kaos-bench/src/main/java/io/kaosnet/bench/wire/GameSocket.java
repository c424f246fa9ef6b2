package io.kaosnet.bench.wire;

import io.kaosnet.bench.BenchException;
import io.kaosnet.bench.host.Target;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// One WebSocket of a player (RFC 6455, client side). Owned by its loop.
public final class GameSocket extends ChannelInboundHandlerAdapter {
    private static final int FIN = 0x80;
    private static final int MASKED = 0x80;
    private static final int OP_CLOSE = 8;
    private static final int OP_PING = 9;
    private static final int OP_PONG = 10;
    private static final int MASK = 0x3d5e_91c7;
    private static final int MAX_SHORT = 125;
    private static final int MAX_MIDDLE = 65_535;

    /// Who is told of what comes.
    public interface Listener {
        void onOpen(GameSocket socket);

        /// @param stampNs what the sender stamped it with
        void onMatchData(GameSocket socket, long stampNs);

        /// Every message but match data. The bytes are good only during the call.
        void onOther(GameSocket socket, byte[] bytes, int offset, int length);

        void onClosed(GameSocket socket, String why);
    }

    private final LoadLoop loop;
    private final int number;
    private final SocketFormat format;
    private final SocketFormat.Hint hint = new SocketFormat.Hint();
    private final byte[] upgrade;
    private final Listener listener;
    private @Nullable Channel channel;
    private @Nullable ByteBuf partial;
    private boolean isOpen;
    private boolean isClosed;

    /// The match data frame, whole and masked, once there is a match.
    private byte[] frame = new byte[0];

    private int stampAt;
    private final byte[] stampBytes;
    private final byte[] stampMask;

    private GameSocket(
            LoadLoop loop,
            int number,
            SocketFormat format,
            Target target,
            String token,
            Listener listener) {
        this.loop = loop;
        this.number = number;
        this.format = format;
        this.listener = listener;
        this.stampBytes = new byte[format.stampBytes()];
        this.stampMask = new byte[format.stampBytes()];
        this.upgrade =
                ("GET /ws?lang=en&status=false&format="
                                + format.id()
                                + "&token="
                                + token
                                + " HTTP/1.1\r\nHost: "
                                + target.host()
                                + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                                + "Sec-WebSocket-Version: 13\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII);
    }

    /// Connects and upgrades; safe from any thread.
    public static void open(
            LoadLoop loop,
            Target target,
            int number,
            SocketFormat format,
            String token,
            Listener listener) {
        var socket = new GameSocket(loop, number, format, target, token, listener);
        loop.connect(target.sourceAddress(number), target.host(), target.port(), socket)
                .addListener(
                        future -> {
                            if (!future.isSuccess()) {
                                socket.closed(String.valueOf(future.cause()));
                            }
                        });
    }

    public int number() {
        return number;
    }

    public LoadLoop loop() {
        return loop;
    }

    public boolean isClosed() {
        return isClosed;
    }

    /// Sends any message.
    public void send(byte[] message) {
        write(masked(format.opCode(), message, message.length));
    }

    /// Sets what [#sendMatchData] sends.
    public void prepareMatchData(String matchId, int dataBytes) {
        SocketFormat.Patchable message = format.matchData(matchId, dataBytes);
        frame = masked(format.opCode(), message.bytes, message.bytes.length);
        stampAt = frame.length - message.bytes.length + message.stampAt;
        for (int i = 0; i < stampMask.length; i++) {
            stampMask[i] = maskByte(message.stampAt + i);
        }
    }

    public void sendMatchData(long stampNs) {
        format.encodeStamp(stampNs, stampBytes, 0);
        for (int i = 0; i < stampBytes.length; i++) {
            frame[stampAt + i] = (byte) (stampBytes[i] ^ stampMask[i]);
        }
        write(frame);
    }

    private static byte maskByte(int index) {
        return (byte) (MASK >>> (24 - 8 * (index & 3)));
    }

    private static byte[] masked(int opCode, byte[] message, int length) {
        int headBytes = length <= MAX_SHORT ? 6 : 8;
        if (length > MAX_MIDDLE) {
            throw new BenchException("a message of " + length + " bytes");
        }
        byte[] frame = new byte[headBytes + length];
        frame[0] = (byte) (FIN | opCode);
        if (length <= MAX_SHORT) {
            frame[1] = (byte) (MASKED | length);
        } else {
            frame[1] = (byte) (MASKED | 126);
            frame[2] = (byte) (length >> 8);
            frame[3] = (byte) length;
        }
        for (int i = 0; i < 4; i++) {
            frame[headBytes - 4 + i] = maskByte(i);
        }
        for (int i = 0; i < length; i++) {
            frame[headBytes + i] = (byte) (message[i] ^ maskByte(i));
        }
        return frame;
    }

    private void write(byte[] bytes) {
        Channel open = channel;
        if (open == null || isClosed) {
            return;
        }
        ChannelFuture _ =
                open.write(
                        open.alloc().directBuffer(bytes.length).writeBytes(bytes),
                        open.voidPromise());
        loop.flushLater(open);
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
        ctx.writeAndFlush(Unpooled.wrappedBuffer(upgrade), ctx.voidPromise());
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        var read = (ByteBuf) message;
        ByteBuf before = partial;
        ByteBuf all = read;
        if (before != null) {
            all = before.writeBytes(read);
            read.release();
            partial = null;
        }
        try {
            int length = all.readableBytes();
            byte[] bytes = loop.scratch(length);
            all.getBytes(all.readerIndex(), bytes, 0, length);
            int used = isOpen ? frames(bytes, 0, length) : upgraded(bytes, length);
            if (used < length && !isClosed) {
                ByteBuf rest = ctx.alloc().heapBuffer(Math.max(1024, (length - used) * 2));
                partial = rest.writeBytes(bytes, used, length - used);
            }
        } catch (BenchException e) {
            closed(String.valueOf(e.getMessage()));
            ctx.close();
        } finally {
            all.release();
        }
    }

    private int upgraded(byte[] bytes, int length) {
        for (int i = 3; i < length; i++) {
            if (bytes[i] == '\n' && bytes[i - 2] == '\n') {
                String head = new String(bytes, 0, i, StandardCharsets.ISO_8859_1);
                if (!head.startsWith("HTTP/1.1 101")) {
                    throw new BenchException(
                            "the upgrade was refused: " + head.lines().findFirst().orElse(""));
                }
                isOpen = true;
                listener.onOpen(this);
                return frames(bytes, i + 1, length);
            }
        }
        return 0;
    }

    /// @return up to where the bytes were whole frames
    private int frames(byte[] bytes, int from, int limit) {
        int at = from;
        while (limit - at >= 2) {
            int opCode = bytes[at] & 0x0f;
            int length = bytes[at + 1] & 0x7f;
            int headBytes = 2;
            if (length == 126) {
                if (limit - at < 4) {
                    break;
                }
                length = ((bytes[at + 2] & 0xff) << 8) | (bytes[at + 3] & 0xff);
                headBytes = 4;
            } else if (length == 127) {
                throw new BenchException("a frame of more than 64 KB");
            }
            if (limit - at < headBytes + length) {
                break;
            }
            onFrame(opCode, bytes, at + headBytes, length);
            at += headBytes + length;
        }
        return at;
    }

    private void onFrame(int opCode, byte[] bytes, int offset, int length) {
        if (opCode == format.opCode()) {
            long stamp =
                    format.isMatchData(bytes, offset, length)
                            ? format.stampOf(bytes, offset, length, hint)
                            : SocketFormat.NO_STAMP;
            if (stamp != SocketFormat.NO_STAMP) {
                listener.onMatchData(this, stamp);
            } else {
                listener.onOther(this, bytes, offset, length);
            }
        } else if (opCode == OP_PING) {
            byte[] payload = new byte[length];
            System.arraycopy(bytes, offset, payload, 0, length);
            write(masked(OP_PONG, payload, length));
        } else if (opCode == OP_CLOSE) {
            String reason =
                    length < 2
                            ? ""
                            : new String(bytes, offset + 2, length - 2, StandardCharsets.UTF_8);
            throw new BenchException("closed by the server: " + reason);
        }
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
        closed(String.valueOf(cause));
        ctx.close();
    }

    private void closed(String why) {
        if (!isClosed) {
            isClosed = true;
            listener.onClosed(this, why);
        }
    }
}
