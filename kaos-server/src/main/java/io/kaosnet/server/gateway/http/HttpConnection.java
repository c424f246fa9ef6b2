package io.kaosnet.server.gateway.http;

import io.kaosnet.core.api.Code;
import io.kaosnet.core.api.Origin;
import io.kaosnet.server.gateway.net.NettyLane;
import io.kaosnet.server.gateway.ws.WsGateway;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.util.AsciiString;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One HTTP/1.1 connection, or one HTTP/2 stream: gathers a request, has it answered, one after the
/// other so that answers keep their order. Owned by its event loop.
final class HttpConnection extends ChannelInboundHandlerAdapter implements NettyLane.Swept {
    private static final Logger LOG = LoggerFactory.getLogger(HttpConnection.class);
    private static final AsciiString NO_CACHE =
            AsciiString.cached("no-store, no-cache, must-revalidate");
    private static final AsciiString GATEWAY_TYPE_NAME =
            AsciiString.cached("grpc-metadata-content-type");
    private static final AsciiString GATEWAY_TYPE = AsciiString.cached("application/grpc");

    private final HttpServer server;
    private final Channel channel;
    private final NettyLane lane;
    private final String remoteIp;
    private final int remotePort;

    /// Requests behind the one being answered, and behind answers that the client does not take;
    /// bounded, since reading stops while there is one.
    private final ArrayDeque<FullHttpRequest> waiting = new ArrayDeque<>();

    private @Nullable HttpRequest head;
    private @Nullable ByteBuf body;
    private boolean discarding;
    private boolean busy;
    private boolean draining;

    /// Of a stream: whether its one answer has been written.
    private boolean isAnswered;

    /// Whether requests are being taken out of the queue, further down this stack.
    private boolean advancing;

    /// When the first byte of an unfinished request came; 0 while there is none.
    private long requestStartNs;

    private long idleSinceNs = System.nanoTime();
    private long stalledSinceNs;

    HttpConnection(HttpServer server, Channel channel, NettyLane lane, String ip, int port) {
        this.server = server;
        this.channel = channel;
        this.lane = lane;
        this.remoteIp = ip;
        this.remotePort = port;
    }

    /// Told by the pipeline's first handler that bytes came, whole requests or not.
    void onBytes() {
        if (requestStartNs == 0 && !busy) {
            requestStartNs = System.nanoTime();
        }
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
        release();
    }

    private void release() {
        if (body != null) {
            body.release();
            body = null;
        }
        for (FullHttpRequest request : waiting) {
            request.release();
        }
        waiting.clear();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        try {
            if (message instanceof HttpRequest request) {
                onHead(request);
            }
            if (message instanceof HttpContent content) {
                onContent(content);
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    private void onHead(HttpRequest request) {
        if (request.decoderResult().isFailure()) {
            discarding = true;
            answerAndClose(
                    HttpReply.error(
                            Code.INVALID_ARGUMENT,
                            "Malformed request: " + request.decoderResult().cause().getMessage()));
            return;
        }
        head = request;
        long declared = HttpUtil.getContentLength(request, 0L);
        if (declared > server.config().maxRequestBytes()) {
            tooLarge();
        } else if (HttpUtil.is100ContinueExpected(request)) {
            channel.writeAndFlush(
                    new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE));
        }
    }

    private void onContent(HttpContent content) {
        HttpRequest request = head;
        if (discarding || request == null) {
            return;
        }
        if (content.decoderResult().isFailure()) {
            discarding = true;
            answerAndClose(HttpReply.error(Code.INVALID_ARGUMENT, "Malformed body"));
            return;
        }
        ByteBuf bytes = content.content();
        boolean isLast = content instanceof LastHttpContent;
        ByteBuf gathered = body;
        int before = gathered == null ? 0 : gathered.readableBytes();
        if (before + bytes.readableBytes() > server.config().maxRequestBytes()) {
            tooLarge();
            return;
        }
        if (isLast && gathered == null) {
            head = null;
            onRequest(whole(request, bytes.retain()));
            return;
        }
        if (gathered == null) {
            gathered = channel.alloc().buffer(Math.max(256, bytes.readableBytes()));
            body = gathered;
        }
        gathered.writeBytes(bytes);
        if (isLast) {
            head = null;
            body = null;
            onRequest(whole(request, gathered));
        }
    }

    private static FullHttpRequest whole(HttpRequest head, ByteBuf body) {
        return new DefaultFullHttpRequest(
                head.protocolVersion(),
                head.method(),
                head.uri(),
                body,
                head.headers(),
                DefaultHttpHeadersFactory.trailersFactory().newEmptyHeaders());
    }

    private void tooLarge() {
        discarding = true;
        answerAndClose(
                HttpReply.error(
                        Code.INVALID_ARGUMENT,
                        "Request body too large (expected: at most "
                                + server.config().maxRequestBytes()
                                + " bytes)"));
    }

    private void onRequest(FullHttpRequest request) {
        requestStartNs = 0;
        if (busy || !waiting.isEmpty() || !channel.isWritable()) {
            waiting.add(request);
            channel.config().setAutoRead(false);
            return;
        }
        start(request);
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        next();
    }

    private void start(FullHttpRequest request) {
        busy = true;
        try {
            handle(request);
        } catch (RuntimeException e) {
            LOG.error("{} {} failed", request.method(), request.uri(), e);
            answer(request, HttpReply.error(Code.INTERNAL, "Internal error"));
        } finally {
            request.release();
        }
    }

    private void handle(FullHttpRequest request) {
        String uri = request.uri();
        int mark = uri.indexOf('?');
        String path = mark < 0 ? uri : uri.substring(0, mark);
        String query = mark < 0 ? "" : uri.substring(mark + 1);
        FullHttpResponse preflight = Cors.preflight(request);
        if (preflight != null) {
            send(request, preflight);
            return;
        }
        if (path.equals("/") && request.method().equals(HttpMethod.GET)) {
            answer(request, HttpReply.empty(200));
            return;
        }
        if (path.equals("/ws") && request.method().equals(HttpMethod.GET)) {
            upgrade(request);
            return;
        }
        Map<String, List<String>> parameters;
        try {
            parameters =
                    path.startsWith("/v2/rpc/")
                            ? new QueryStringDecoder(uri).parameters()
                            : Map.of();
        } catch (IllegalArgumentException e) {
            answer(
                    request,
                    HttpReply.error(Code.INVALID_ARGUMENT, "Malformed query: " + e.getMessage()));
            return;
        }
        byte[] sent = ByteBufUtil.getBytes(request.content());
        byte[] plain =
                BodyCoding.decompress(
                        request.headers().get(HttpHeaderNames.CONTENT_ENCODING),
                        sent,
                        server.config().maxRequestBytes());
        if (plain == null) {
            answer(request, HttpReply.error(Code.INVALID_ARGUMENT, "Decompressed body too large"));
            return;
        }
        RestGateway.Plan plan =
                server.rest()
                        .plan(
                                new RestGateway.Request(
                                        request.method().name(),
                                        path,
                                        query,
                                        onlyOne(
                                                request.headers()
                                                        .getAll(HttpHeaderNames.AUTHORIZATION)),
                                        request.headers().get(HttpHeaderNames.CONTENT_TYPE),
                                        plain,
                                        origin(request, parameters)));
        switch (plan) {
            case RestGateway.Answered answered -> answer(request, answered.reply());
            case RestGateway.Call call -> {
                if (call.mayBlock()) {
                    request.retain();
                    lane.start("request", () -> runBlocking(request, call));
                } else {
                    answer(request, server.rest().run(call));
                }
            }
        }
    }

    private void runBlocking(FullHttpRequest request, RestGateway.Call call) {
        HttpReply reply;
        try {
            reply = server.rest().run(call);
        } catch (RuntimeException | StackOverflowError e) {
            LOG.error("{} failed", call.endpoint().name(), e);
            reply = HttpReply.error(Code.INTERNAL, "Internal error");
        }
        HttpReply done = reply;
        lane.execute(
                () -> {
                    answer(request, done);
                    request.release();
                });
    }

    /// Repeated credentials are as good as none.
    private static @Nullable String onlyOne(List<String> values) {
        return values.size() == 1 ? values.getFirst() : null;
    }

    private Origin origin(FullHttpRequest request, Map<String, List<String>> query) {
        return new Origin(
                clientIp(request),
                remotePort,
                "en",
                null,
                new RequestHeaders(request.headers()),
                query);
    }

    private String clientIp(HttpRequest request) {
        int proxyCount = server.config().proxyCount();
        if (proxyCount == 0) {
            return remoteIp;
        }
        return ForwardedFor.clientIp(
                request.headers().getAll("x-forwarded-for"), proxyCount, remoteIp);
    }

    private void upgrade(FullHttpRequest request) {
        WsGateway gateway = server.ws();
        boolean wantsUpgrade =
                request.headers()
                        .containsValue(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET, true);
        if (!wantsUpgrade || isStream()) {
            answer(request, HttpReply.text(400, "WebSocket upgrade expected"));
            return;
        }
        if (draining) {
            answer(request, HttpReply.text(503, "Server is shutting down"));
            return;
        }
        WsGateway.Refusal refusal =
                gateway.upgrade(channel, request, clientIp(request), remotePort);
        if (refusal != null) {
            answer(request, HttpReply.text(refusal.httpStatus(), refusal.text()));
            return;
        }
        server.onUpgraded(channel);
        channel.pipeline().remove(this);
    }

    /// Whether this is a stream of an HTTP/2 connection.
    private boolean isStream() {
        return channel.parent() != null
                && !(channel.parent() instanceof io.netty.channel.ServerChannel);
    }

    private void answer(FullHttpRequest request, HttpReply reply) {
        byte[] content = reply.body();
        String coding =
                content.length < BodyCoding.MIN_COMPRESSED_BYTES
                        ? ""
                        : BodyCoding.accepted(
                                request.headers().get(HttpHeaderNames.ACCEPT_ENCODING));
        if (!coding.isEmpty()) {
            content = BodyCoding.compress(coding, content);
        }
        boolean isHead = request.method().equals(HttpMethod.HEAD);
        FullHttpResponse response = response(reply, content, isHead);
        if (!coding.isEmpty()) {
            response.headers().set(HttpHeaderNames.CONTENT_ENCODING, coding);
        }
        if (request.headers().contains(HttpHeaderNames.ORIGIN)) {
            response.headers().set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_ORIGIN, "*");
        }
        send(request, response);
    }

    private FullHttpResponse response(HttpReply reply, byte[] content, boolean isHead) {
        var response =
                new DefaultFullHttpResponse(
                        HttpVersion.HTTP_1_1,
                        HttpResponseStatus.valueOf(reply.status()),
                        isHead ? Unpooled.EMPTY_BUFFER : Unpooled.wrappedBuffer(content),
                        DefaultHttpHeadersFactory.headersFactory().withValidation(false),
                        DefaultHttpHeadersFactory.trailersFactory());
        var headers = response.headers();
        headers.set(HttpHeaderNames.CONTENT_LENGTH, Integer.toString(content.length));
        if (!reply.contentType().isEmpty()) {
            headers.set(HttpHeaderNames.CONTENT_TYPE, reply.contentType());
            headers.set(HttpHeaderNames.CACHE_CONTROL, NO_CACHE);
            headers.set(HttpHeaderNames.VARY, HttpHeaderNames.ACCEPT_ENCODING);
            headers.set(GATEWAY_TYPE_NAME, GATEWAY_TYPE);
        }
        if (!reply.challenge().isEmpty()) {
            headers.set(HttpHeaderNames.WWW_AUTHENTICATE, reply.challenge());
        }
        if (reply.retryAfterSec() > 0) {
            headers.set(HttpHeaderNames.RETRY_AFTER, Long.toString(reply.retryAfterSec()));
        }
        for (Map.Entry<String, String> extra : server.config().responseHeaders()) {
            headers.set(extra.getKey(), extra.getValue());
        }
        return response;
    }

    private void send(FullHttpRequest request, FullHttpResponse response) {
        boolean keepAlive = HttpUtil.isKeepAlive(request) && !draining && !isStream();
        busy = false;
        idleSinceNs = System.nanoTime();
        if (keepAlive) {
            if (request.protocolVersion().equals(HttpVersion.HTTP_1_0)) {
                response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.KEEP_ALIVE);
            }
            channel.writeAndFlush(response, channel.voidPromise());
            next();
        } else if (isStream()) {
            isAnswered = true;
            channel.writeAndFlush(response);
        } else {
            response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
            channel.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
        }
    }

    /// Goes on with what waits, unless the client leaves its answers unread.
    private void next() {
        if (advancing) {
            return;
        }
        advancing = true;
        try {
            while (!busy && channel.isWritable()) {
                FullHttpRequest request = waiting.poll();
                if (request == null) {
                    break;
                }
                start(request);
            }
        } finally {
            advancing = false;
        }
        if (!busy && waiting.isEmpty() && channel.isWritable() && !channel.config().isAutoRead()) {
            channel.config().setAutoRead(true);
        }
    }

    private void answerAndClose(HttpReply reply) {
        FullHttpResponse response = response(reply, reply.body(), false);
        response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        channel.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
    }

    /// Ends the connection when it has answered what it is at. Only on the lane.
    void drain() {
        draining = true;
        if (!busy && requestStartNs == 0 && head == null) {
            channel.close();
        }
    }

    NettyLane lane() {
        return lane;
    }

    @Override
    public void onSweep(long nowNs) {
        HttpConfig config = server.config();
        if (requestStartNs != 0 && nowNs - requestStartNs > config.readTimeoutMs() * 1_000_000L) {
            LOG.debug("request of {} not whole in time", remoteIp);
            requestStartNs = nowNs;
            discarding = true;
            answerAndClose(
                    new HttpReply(
                            408,
                            HttpReply.JSON,
                            "{\"code\":4,\"message\":\"Request not received in time\"}"
                                    .getBytes(StandardCharsets.UTF_8),
                            "",
                            0));
        } else if (!busy
                && requestStartNs == 0
                && nowNs - idleSinceNs > config.idleTimeoutMs() * 1_000_000L) {
            channel.close();
        }
        if (!isStalled()) {
            stalledSinceNs = 0;
        } else if (stalledSinceNs == 0) {
            stalledSinceNs = nowNs;
        } else if (nowNs - stalledSinceNs > config.writeTimeoutMs() * 1_000_000L) {
            if (isStream()) {
                // Closing alone would leave the rest of the answer waiting for the window.
                channel.writeAndFlush(new DefaultHttp2ResetFrame(Http2Error.CANCEL));
            }
            channel.close();
        }
    }

    /// Whether an answer waits for the client to take it.
    private boolean isStalled() {
        if (isStream()) {
            // A stream ends with its answer, unless the client's window has no room for it.
            return isAnswered;
        }
        ChannelOutboundBuffer buffer = channel.unsafe().outboundBuffer();
        return buffer != null && buffer.totalPendingWriteBytes() > 0;
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        LOG.debug("connection of {} failed", remoteIp, cause);
        channel.close();
    }
}
