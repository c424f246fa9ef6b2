package io.kaosnet.server.console;

import io.kaosnet.server.gateway.net.Lanes;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.netty.handler.timeout.ReadTimeoutHandler;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Serves `/metrics`, `/healthcheck` (the process lives) and `/readyz` (it can serve: the database
/// answers and it is not draining), and operators' calls. Safe from any thread.
public final class ConsoleServer implements AutoCloseable {
    /// Of those who are not known; others may send whole exports.
    private static final int MAX_REQUEST_BYTES = 16_384;

    private static final int MAX_KNOWN_REQUEST_BYTES = 64 * 1024 * 1024;
    private static final int IDLE_SEC = 60;

    private final Lanes lanes;
    private final Supplier<String> metrics;
    private final BooleanSupplier isReady;
    private final byte @Nullable [] authorization;
    private final List<Channel> listening = new ArrayList<>();
    private final Map<String, Action> actions = new ConcurrentHashMap<>();
    private final Map<String, Supplier<String>> pages = new ConcurrentHashMap<>();

    /// By method and path.
    private final Map<String, Call> calls = new ConcurrentHashMap<>();

    private volatile byte @Nullable [] operator;

    /// What an operator asks for.
    ///
    /// @param parameters of the query, by name; the first of each
    public record Request(Map<String, String> parameters, String body) {
        /// A parameter, or an empty text.
        public String parameter(String name) {
            return parameters.getOrDefault(name, "");
        }
    }

    /// What an operator is answered.
    ///
    /// @param type of the body, such as `application/json`
    public record Reply(int status, String type, String body) {}

    /// A call that only operators may make; may block.
    @FunctionalInterface
    public interface Call {
        Reply answer(Request request);
    }

    /// What became of an action, and what is told of it, in JSON.
    public record Outcome(boolean isDone, String json) {}

    private record Action(String credentials, Supplier<Outcome> body) {}

    /// @param isReady may block
    /// @param credentials `name:password` that `/metrics` asks for; null when anybody may read it
    public ConsoleServer(
            Lanes lanes,
            Supplier<String> metrics,
            BooleanSupplier isReady,
            @Nullable String credentials) {
        this.lanes = lanes;
        this.metrics = metrics;
        this.isReady = isReady;
        this.authorization = credentials == null ? null : basic(credentials);
    }

    private static byte[] basic(String credentials) {
        String encoded =
                Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8));
        return ("Basic " + encoded).getBytes(StandardCharsets.UTF_8);
    }

    /// Sets the JSON that a GET of a path answers, to those who may read `/metrics`.
    ///
    /// @param page may block
    public void onGet(String path, Supplier<String> page) {
        pages.put(path, page);
    }

    /// Sets what a POST to a path does.
    ///
    /// @param credentials that it asks for from everybody, this machine's programs and pages too
    /// @param action may block
    public void onPost(String path, String credentials, Supplier<Outcome> action) {
        actions.put(path, new Action(credentials, action));
    }

    /// Sets who operators are.
    ///
    /// @param credentials `name:password` that their calls ask for from everybody
    public void operatedBy(String credentials) {
        operator = basic(credentials);
    }

    /// Sets what an operator's call does.
    ///
    /// @param method GET or POST
    public void onCall(String method, String path, Call call) {
        calls.put(method + " " + path, call);
    }

    private boolean isOperator(@Nullable String header) {
        byte[] expected = operator;
        return expected != null && matches(expected, header);
    }

    /// Starts to listen; may be called for several addresses.
    ///
    /// @return the address it listens on
    public InetSocketAddress listen(InetSocketAddress address) {
        Channel channel =
                new ServerBootstrap()
                        .group(lanes.group())
                        .channel(lanes.serverChannel())
                        .childHandler(
                                new ChannelInitializer<Channel>() {
                                    @Override
                                    protected void initChannel(Channel opened) {
                                        opened.pipeline()
                                                .addLast(
                                                        new ReadTimeoutHandler(IDLE_SEC),
                                                        new HttpServerCodec(),
                                                        new Bodies(),
                                                        new Requests());
                                    }
                                })
                        .bind(address)
                        .syncUninterruptibly()
                        .channel();
        listening.add(channel);
        return (InetSocketAddress) channel.localAddress();
    }

    @Override
    public void close() {
        for (Channel channel : listening) {
            channel.close().syncUninterruptibly();
        }
    }

    private record Answer(HttpResponseStatus status, String type, String body) {}

    private Answer posted(String path, @Nullable String authorizationHeader) {
        Action action = actions.get(path);
        if (action == null) {
            return json(HttpResponseStatus.NOT_FOUND, "{\"error\":\"not found\"}");
        }
        if (!matches(basic(action.credentials()), authorizationHeader)) {
            return unauthorized();
        }
        Outcome outcome = action.body().get();
        return json(
                outcome.isDone() ? HttpResponseStatus.OK : HttpResponseStatus.BAD_REQUEST,
                outcome.json());
    }

    private Answer called(Call call, String uri, String body, @Nullable String header) {
        if (!isOperator(header)) {
            return unauthorized();
        }
        Map<String, String> parameters = new HashMap<>();
        new QueryStringDecoder(uri)
                .parameters()
                .forEach((name, values) -> parameters.put(name, values.getFirst()));
        Reply reply = call.answer(new Request(parameters, body));
        return new Answer(HttpResponseStatus.valueOf(reply.status()), reply.type(), reply.body());
    }

    private static boolean matches(byte[] expected, @Nullable String header) {
        return header != null
                && MessageDigest.isEqual(expected, header.getBytes(StandardCharsets.UTF_8));
    }

    private static Answer unauthorized() {
        return json(
                HttpResponseStatus.UNAUTHORIZED, "{\"error\":\"console credentials expected\"}");
    }

    private Answer answer(String path, @Nullable String authorizationHeader) {
        return switch (path) {
            case "/metrics" ->
                    mayReadMetrics(authorizationHeader)
                            ? new Answer(
                                    HttpResponseStatus.OK,
                                    "text/plain; version=0.0.4; charset=utf-8",
                                    metrics.get())
                            : unauthorized();
            case "/healthcheck" -> json(HttpResponseStatus.OK, "{\"status\":\"alive\"}");
            case "/readyz" ->
                    isReady.getAsBoolean()
                            ? json(HttpResponseStatus.OK, "{\"status\":\"ready\"}")
                            : json(
                                    HttpResponseStatus.SERVICE_UNAVAILABLE,
                                    "{\"status\":\"not ready\"}");
            default -> page(path, authorizationHeader);
        };
    }

    private Answer page(String path, @Nullable String authorizationHeader) {
        Supplier<String> page = pages.get(path);
        if (page == null) {
            return json(HttpResponseStatus.NOT_FOUND, "{\"error\":\"not found\"}");
        }
        return mayReadMetrics(authorizationHeader)
                ? json(HttpResponseStatus.OK, page.get())
                : unauthorized();
    }

    private boolean mayReadMetrics(@Nullable String header) {
        return authorization == null || matches(authorization, header);
    }

    private static Answer json(HttpResponseStatus status, String body) {
        return new Answer(status, "application/json", body);
    }

    /// Gathers requests; the long ones only of operators.
    private final class Bodies extends HttpObjectAggregator {
        Bodies() {
            super(MAX_KNOWN_REQUEST_BYTES);
        }

        @Override
        protected boolean isContentLengthInvalid(HttpMessage start, int maxContentLength) {
            if (super.isContentLengthInvalid(start, maxContentLength)) {
                return true;
            }
            boolean isLong =
                    HttpUtil.isTransferEncodingChunked(start)
                            || HttpUtil.getContentLength(start, 0L) > MAX_REQUEST_BYTES;
            return isLong && !isOperator(start.headers().get(HttpHeaderNames.AUTHORIZATION));
        }
    }

    /// Requests of one connection; each is answered on a virtual thread, since asking the database
    /// and collecting metrics may take a while.
    private final class Requests extends SimpleChannelInboundHandler<FullHttpRequest> {
        @Override
        protected void channelRead0(ChannelHandlerContext ctx, FullHttpRequest request) {
            String uri = request.uri();
            int mark = uri.indexOf('?');
            String path = mark < 0 ? uri : uri.substring(0, mark);
            boolean keepAlive = HttpUtil.isKeepAlive(request);
            boolean isPost = request.method().equals(HttpMethod.POST);
            String header = request.headers().get(HttpHeaderNames.AUTHORIZATION);
            Call call = calls.get(request.method() + " " + path);
            if (call != null) {
                String body = request.content().toString(StandardCharsets.UTF_8);
                Thread.ofVirtual()
                        .name("console")
                        .start(() -> write(ctx, called(call, uri, body, header), keepAlive));
                return;
            }
            Thread.ofVirtual()
                    .name("console")
                    .start(
                            () ->
                                    write(
                                            ctx,
                                            isPost ? posted(path, header) : answer(path, header),
                                            keepAlive));
        }

        private void write(ChannelHandlerContext ctx, Answer answer, boolean keepAlive) {
            byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
            var response =
                    new DefaultFullHttpResponse(
                            HttpVersion.HTTP_1_1, answer.status(), Unpooled.wrappedBuffer(body));
            response.headers()
                    .set(HttpHeaderNames.CONTENT_TYPE, answer.type())
                    .setInt(HttpHeaderNames.CONTENT_LENGTH, body.length);
            if (answer.status().equals(HttpResponseStatus.UNAUTHORIZED)) {
                response.headers().set(HttpHeaderNames.WWW_AUTHENTICATE, "Basic realm=\"kaosnet\"");
            }
            HttpUtil.setKeepAlive(response, keepAlive);
            var written = ctx.writeAndFlush(response);
            if (!keepAlive) {
                written.addListener(ChannelFutureListener.CLOSE);
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            ctx.close();
        }
    }
}
