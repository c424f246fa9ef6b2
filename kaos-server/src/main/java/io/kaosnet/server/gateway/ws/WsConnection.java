package io.kaosnet.server.gateway.ws;

import com.google.protobuf.InvalidProtocolBufferException;
import io.kaosnet.core.limit.TokenBucket;
import io.kaosnet.core.realtime.RealtimeRouter;
import io.kaosnet.core.session.CloseReason;
import io.kaosnet.core.session.Encoding;
import io.kaosnet.core.session.Lane;
import io.kaosnet.core.session.Outbound;
import io.kaosnet.core.session.Session;
import io.kaosnet.core.session.Sessions;
import io.kaosnet.protocol.hot.MatchDataInput;
import io.kaosnet.protocol.hot.MatchDataJsonReader;
import io.kaosnet.protocol.hot.MatchDataProtobufReader;
import io.kaosnet.protocol.json.JsonFormatException;
import io.kaosnet.protocol.json.MessageJson;
import io.kaosnet.protocol.realtime.Envelope;
import io.kaosnet.protocol.realtime.Error;
import io.kaosnet.rudp.transport.Transport;
import io.kaosnet.server.gateway.kaostalk.KaosTalkInput;
import io.kaosnet.server.gateway.net.GatewayObserver;
import io.kaosnet.server.gateway.net.NettyLane;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.unix.Socket;
import io.netty.channel.unix.UnixChannel;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One open WebSocket: frames in, frames out, pings, closing. Owned by its event loop; [#close] may
/// be called from any thread.
final class WsConnection extends ChannelInboundHandlerAdapter
        implements Outbound, Transport, NettyLane.Swept, NettyLane.Flushable {
    private static final Logger LOG = LoggerFactory.getLogger(WsConnection.class);

    /// Messages over the limit that a client may lose in one period before it is closed.
    private static final int MAX_FLOOD_DROPS = 100;

    private static final long FLOOD_PERIOD_NS = 1_000_000_000L;

    private final WsGateway gateway;
    private final Channel channel;
    private final NettyLane lane;
    private final WsEncoding encoding;
    private final WsConfig config;
    private final RealtimeRouter router;
    private final Sessions sessions;
    private final KaosTalkInput kaosTalk;
    private final KaosTalkInput.Scratch kaosTalkScratch = new KaosTalkInput.Scratch();
    private final GatewayObserver observer;

    /// Null when nothing is limited.
    private final @Nullable TokenBucket bucket;

    private long floodSinceNs;
    private int floodCount;
    private final MatchDataInput matchData = new MatchDataInput();
    private final MatchDataJsonReader jsonReader = new MatchDataJsonReader();
    private final MatchDataProtobufReader protobufReader = new MatchDataProtobufReader();
    private @Nullable Session session;

    /// Fragments of a message that is not whole yet.
    private @Nullable ByteBuf partial;

    private boolean partialIsText;

    /// What was written while the upgrade's answer had not left; null from then on. Holds what the
    /// session's opening says and no more: both happen in one turn of the loop.
    private @Nullable List<Object> beforeUpgrade = new ArrayList<>();

    /// For frames that need nothing of the pipeline; null where that encrypts.
    private @Nullable Socket socket;

    private boolean dirty;

    /// The only frame since the last flush, when the channel had written all before it; the next
    /// one sends both through the channel.
    private byte @Nullable [] sole;

    private @Nullable CloseReason closing;
    private long closeDeadlineNs;
    private long lastReadNs;
    private long lastPingNs;

    WsConnection(WsGateway gateway, Channel channel, NettyLane lane, WsEncoding encoding) {
        this.gateway = gateway;
        this.channel = channel;
        this.lane = lane;
        this.encoding = encoding;
        this.config = gateway.config;
        this.bucket = config.limit() == null ? null : new TokenBucket(config.limit());
        this.router = gateway.router;
        this.sessions = gateway.sessions;
        this.kaosTalk = gateway.kaosTalk;
        this.observer = gateway.observer;
    }

    /// Starts the session, before the upgrade is answered: a client that has its answer is there
    /// for everybody. What is written meanwhile leaves behind the answer.
    void open(Session opened) {
        session = opened;
        lastReadNs = System.nanoTime();
        lastPingNs = lastReadNs;
        lane.register(this);
        gateway.onOpened(this);
        observer.onSocketOpened();
        sessions.open(opened);
    }

    /// The answer has left and the pipeline speaks WebSocket.
    void onUpgraded() {
        List<Object> held = beforeUpgrade;
        beforeUpgrade = null;
        if (held != null && !held.isEmpty()) {
            held.forEach(this::put);
            channel.flush();
        }
        if (channel instanceof UnixChannel unix
                && unix.fd() instanceof Socket direct
                && channel.pipeline().get(SslHandler.class) == null) {
            socket = direct;
        }
    }

    private void put(Object message) {
        List<Object> held = beforeUpgrade;
        if (held == null) {
            channel.write(message, channel.voidPromise());
        } else {
            held.add(message);
        }
    }

    @Override
    public Lane lane() {
        return lane;
    }

    @Override
    public Encoding encoding() {
        return encoding;
    }

    @Override
    public void write(byte[] frame, boolean reliable) {
        assert lane.isCurrent() : "touched off its lane";
        if (!isOpen()) {
            return;
        }
        if (!hasRoom(frame.length)) {
            // It may be that nothing was flushed yet in a long turn of the loop.
            putSole();
            channel.flush();
            if (!hasRoom(frame.length)) {
                abort(CloseReason.OUTGOING_QUEUE_FULL);
                return;
            }
        }
        queue(frame);
    }

    /// A message of any size may go when nothing waits: whoever has read all so far is not slow.
    private boolean hasRoom(int bytes) {
        long waiting = waitingBytes() + (sole == null ? 0 : sole.length);
        return waiting == 0 || waiting + bytes <= config.maxPendingBytes();
    }

    /// What the channel has not written yet.
    private long waitingBytes() {
        ChannelOutboundBuffer buffer = channel.unsafe().outboundBuffer();
        return buffer == null ? 0 : buffer.totalPendingWriteBytes();
    }

    private void queue(byte[] frame) {
        observer.onSent(frame.length);
        if (socket != null && !dirty && waitingBytes() == 0) {
            sole = frame;
        } else {
            putSole();
            put(Unpooled.wrappedBuffer(frame));
        }
        flushLater();
    }

    /// Something else is to follow: both leave through the channel.
    private void putSole() {
        byte[] frame = sole;
        if (frame != null) {
            sole = null;
            put(Unpooled.wrappedBuffer(frame));
        }
    }

    @Override
    public boolean isOpen() {
        return closing == null && channel.isActive();
    }

    /// Everything is reliable and in order here, whatever the channel. On the connection's lane.
    @Override
    public boolean offer(int ignored, byte[] buffer, int offset, int length) {
        assert lane.isCurrent() : "touched off its lane";
        if (!isOpen() || !hasRoom(length)) {
            return false;
        }
        queue(encoding.frame(Arrays.copyOfRange(buffer, offset, offset + length)));
        return true;
    }

    /// Closes with a status of WebSocket; codes that are none mean a normal end.
    @Override
    public void close(int code, String text) {
        if (!lane.isCurrent()) {
            lane.execute(() -> close(code, text));
            return;
        }
        WebSocketCloseStatus status =
                WebSocketCloseStatus.isValidStatusCode(code)
                        ? new WebSocketCloseStatus(code, text)
                        : new WebSocketCloseStatus(
                                WebSocketCloseStatus.NORMAL_CLOSURE.code(), text);
        startClose(CloseReason.KICKED, new CloseWebSocketFrame(status));
    }

    private void flushLater() {
        if (!dirty) {
            dirty = true;
            lane.flushLater(this);
        }
    }

    @Override
    public void flushNow() {
        dirty = false;
        Socket direct = socket;
        byte[] frame = sole;
        if (direct != null && frame != null) {
            sole = null;
            int taken = waitingBytes() == 0 ? lane.writeStraight(direct, frame) : 0;
            if (taken == frame.length) {
                return;
            }
            put(Unpooled.wrappedBuffer(frame, taken, frame.length - taken));
        }
        channel.flush();
    }

    @Override
    public void setReading(boolean reading) {
        channel.config().setAutoRead(reading);
    }

    @Override
    public void close(CloseReason reason) {
        if (lane.isCurrent()) {
            startClose(
                    reason,
                    new CloseWebSocketFrame(WebSocketCloseStatus.NORMAL_CLOSURE, reason.text()));
        } else {
            lane.execute(() -> close(reason));
        }
    }

    /// Sends the close frame behind what is queued, then waits for the client's.
    private void startClose(CloseReason reason, CloseWebSocketFrame frame) {
        if (closing != null || !channel.isActive()) {
            frame.release();
            return;
        }
        closing = reason;
        closeDeadlineNs = System.nanoTime() + config.closeAckWaitMs() * 1_000_000L;
        putSole();
        put(frame);
        channel.flush();
        endSession();
        // A client that was held back must still be able to answer the close.
        channel.config().setAutoRead(true);
    }

    /// Ends a connection that cannot be written to any more.
    private void abort(CloseReason reason) {
        closing = reason;
        LOG.warn("closed {} reason=\"{}\"", session, reason.text());
        // Later, since a fan-out over this connection may be under way.
        lane.execute(channel::close);
    }

    private void endSession() {
        Session ended = session;
        if (ended != null) {
            sessions.close(ended);
        }
    }

    @Override
    public void onSweep(long nowNs) {
        if (closing != null) {
            if (nowNs - closeDeadlineNs >= 0) {
                channel.close();
            }
            return;
        }
        if (nowNs - lastReadNs >= config.pongWaitMs() * 1_000_000L) {
            close(CloseReason.IDLE);
        } else if (nowNs - lastPingNs >= config.pingPeriodMs() * 1_000_000L) {
            lastPingNs = nowNs;
            channel.writeAndFlush(new PingWebSocketFrame(), channel.voidPromise());
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        try {
            if (message instanceof WebSocketFrame frame) {
                lastReadNs = System.nanoTime();
                onFrame(frame);
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    private void onFrame(WebSocketFrame frame) {
        switch (frame) {
            case CloseWebSocketFrame close -> onClose(close);
            case PingWebSocketFrame ping ->
                    channel.writeAndFlush(
                            new PongWebSocketFrame(ping.content().retain()), channel.voidPromise());
            case PongWebSocketFrame _ -> {
                // Its arrival is all it says.
            }
            default -> {
                if (closing == null) {
                    onData(frame);
                }
            }
        }
    }

    private void onClose(CloseWebSocketFrame frame) {
        if (closing != null) {
            channel.close();
            return;
        }
        int code = frame.statusCode();
        closing = CloseReason.CLIENT_LEFT;
        endSession();
        putSole();
        CloseWebSocketFrame echo =
                code < 0 ? new CloseWebSocketFrame() : new CloseWebSocketFrame(code, "");
        channel.writeAndFlush(echo).addListener(_ -> channel.close());
    }

    private void onData(WebSocketFrame frame) {
        ByteBuf content = frame.content();
        ByteBuf begun = partial;
        if (frame instanceof ContinuationWebSocketFrame) {
            if (begun == null) {
                close(CloseReason.MALFORMED);
                return;
            }
            if (begun.readableBytes() + content.readableBytes() > config.maxMessageBytes()) {
                startClose(
                        CloseReason.MALFORMED,
                        new CloseWebSocketFrame(
                                WebSocketCloseStatus.MESSAGE_TOO_BIG, "message too big"));
                return;
            }
            begun.writeBytes(content);
            if (frame.isFinalFragment()) {
                partial = null;
                try {
                    onMessage(begun, partialIsText);
                } finally {
                    begun.release();
                }
            }
            return;
        }
        boolean isText = frame instanceof TextWebSocketFrame;
        if (!frame.isFinalFragment()) {
            partialIsText = isText;
            if (begun != null) {
                begun.release();
            }
            partial = channel.alloc().heapBuffer(content.readableBytes() * 2).writeBytes(content);
            return;
        }
        assert isText || frame instanceof BinaryWebSocketFrame;
        onMessage(content, isText);
    }

    private void onMessage(ByteBuf content, boolean isText) {
        Session current = session;
        if (current == null) {
            return;
        }
        if (isText != (encoding == WsEncoding.JSON)) {
            close(CloseReason.WRONG_FRAME_TYPE);
            return;
        }
        int lengthBytes = content.readableBytes();
        observer.onReceived(lengthBytes);
        if (bucket != null && !bucket.tryTake(lastReadNs)) {
            onFlood(current);
            return;
        }
        byte[] bytes = lane.scratch(lengthBytes);
        content.getBytes(content.readerIndex(), bytes, 0, lengthBytes);
        if (encoding == WsEncoding.KAOSTALK) {
            kaosTalk.onFrame(
                    current, bytes, 0, lengthBytes, kaosTalkScratch, WsEncoding.KAOSTALK::frame);
            return;
        }
        if (router.takesMatchData(current) && readMatchData(bytes, lengthBytes)) {
            router.handleMatchData(current, matchData);
            return;
        }
        Envelope envelope;
        try {
            envelope = decode(bytes, lengthBytes);
        } catch (JsonFormatException e) {
            refuse(current, e.getMessage());
            return;
        } catch (InvalidProtocolBufferException e) {
            refuse(current, "Malformed protobuf: " + e.getMessage());
            return;
        }
        router.handle(current, envelope);
    }

    /// Drops the message and says so; a client that goes on regardless is closed.
    private void onFlood(Session current) {
        if (lastReadNs - floodSinceNs > FLOOD_PERIOD_NS) {
            floodSinceNs = lastReadNs;
            floodCount = 0;
            current.send(
                    RealtimeRouter.error(
                            "", Error.Code.RUNTIME_EXCEPTION, CloseReason.FLOOD.text()));
        }
        if (++floodCount > MAX_FLOOD_DROPS) {
            close(CloseReason.FLOOD);
        }
    }

    private boolean readMatchData(byte[] bytes, int lengthBytes) {
        return switch (encoding) {
            case JSON -> jsonReader.read(bytes, 0, lengthBytes, matchData);
            case PROTOBUF -> protobufReader.read(bytes, 0, lengthBytes, matchData);
            case KAOSTALK -> false;
        };
    }

    private Envelope decode(byte[] bytes, int lengthBytes)
            throws JsonFormatException, InvalidProtocolBufferException {
        if (encoding == WsEncoding.PROTOBUF) {
            return Envelope.parser().parseFrom(bytes, 0, lengthBytes);
        }
        Envelope.Builder builder = Envelope.newBuilder();
        MessageJson.socket().merge(bytes, 0, lengthBytes, builder);
        return builder.build();
    }

    /// Tells the client what was wrong, then closes: the error leaves before the close frame.
    private void refuse(Session current, @Nullable String why) {
        String text = why == null ? "Malformed message" : why;
        current.send(RealtimeRouter.error("", Error.Code.BAD_INPUT, text));
        close(CloseReason.MALFORMED);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        lane.unregister(this);
        if (beforeUpgrade != null) {
            beforeUpgrade.forEach(ReferenceCountUtil::release);
            beforeUpgrade = null;
        }
        if (partial != null) {
            partial.release();
            partial = null;
        }
        sole = null;
        if (session != null) {
            gateway.onClosed(this);
            endSession();
            observer.onSocketClosed(closing == null ? CloseReason.CLIENT_LEFT : closing);
            session = null;
        }
        ctx.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        // The frame decoder has answered a protocol violation with its close frame already; a reset
        // connection needs no answer.
        LOG.debug("{} failed", session, cause);
        if (closing == null) {
            closing = CloseReason.MALFORMED;
            closeDeadlineNs = System.nanoTime() + config.closeAckWaitMs() * 1_000_000L;
            endSession();
        }
    }
}
