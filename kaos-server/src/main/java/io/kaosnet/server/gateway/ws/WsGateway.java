package io.kaosnet.server.gateway.ws;

import io.kaosnet.core.api.ApiException;
import io.kaosnet.core.api.Authenticator;
import io.kaosnet.core.api.Identity;
import io.kaosnet.core.api.Origin;
import io.kaosnet.core.api.RateLimits;
import io.kaosnet.core.realtime.RealtimeRouter;
import io.kaosnet.core.session.CloseReason;
import io.kaosnet.core.session.Session;
import io.kaosnet.core.session.Sessions;
import io.kaosnet.rudp.transport.TransportServer;
import io.kaosnet.server.gateway.kaostalk.KaosTalkInput;
import io.kaosnet.server.gateway.net.GatewayObserver;
import io.kaosnet.server.gateway.net.Lanes;
import io.kaosnet.server.gateway.net.NettyLane;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshaker;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshakerFactory;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Upgrades `GET /ws` requests to sessions. Safe from any event loop.
public final class WsGateway implements TransportServer {
    private static final String OPERATION = "Connect";
    private static final Refusal TOO_MANY = new Refusal(429, "Too many requests");
    private static final Set<String> TRUE = Set.of("1", "t", "T", "TRUE", "true", "True");

    final WsConfig config;
    private final Authenticator authenticator;
    private final RateLimits limits;
    final RealtimeRouter router;
    final Sessions sessions;
    final KaosTalkInput kaosTalk;
    private final Lanes lanes;
    final GatewayObserver observer;
    private final Set<WsConnection> open = ConcurrentHashMap.newKeySet();

    public WsGateway(
            WsConfig config,
            Authenticator authenticator,
            RateLimits limits,
            RealtimeRouter router,
            Sessions sessions,
            KaosTalkInput kaosTalk,
            Lanes lanes,
            GatewayObserver observer) {
        this.config = config;
        this.authenticator = authenticator;
        this.limits = limits;
        this.router = router;
        this.sessions = sessions;
        this.kaosTalk = kaosTalk;
        this.lanes = lanes;
        this.observer = observer;
    }

    /// An upgrade that is refused before it happens.
    ///
    /// @param httpStatus 400, 401 or 429
    /// @param text the plain-text body
    public record Refusal(int httpStatus, String text) {}

    /// Upgrades the connection, whose pipeline ends with the caller's handler and holds nothing
    /// else but the HTTP codec; on success the caller takes itself out of the pipeline.
    ///
    /// @return why not, or null when the upgrade is under way
    public @Nullable Refusal upgrade(
            Channel channel, FullHttpRequest request, String clientIp, int clientPort) {
        Map<String, List<String>> query;
        try {
            query = new QueryStringDecoder(request.uri()).parameters();
        } catch (IllegalArgumentException _) {
            return new Refusal(400, "Malformed query");
        }
        WsEncoding encoding;
        switch (first(query, "format", "")) {
            case "", "json" -> encoding = WsEncoding.JSON;
            case "protobuf" -> encoding = WsEncoding.PROTOBUF;
            case "kaostalk" -> encoding = WsEncoding.KAOSTALK;
            default -> {
                return new Refusal(400, "Invalid format (expected: json, protobuf or kaostalk)");
            }
        }
        String header = request.headers().get(HttpHeaderNames.AUTHORIZATION);
        String token =
                header != null && header.startsWith("Bearer ")
                        ? header.substring("Bearer ".length())
                        : first(query, "token", "");
        Identity identity;
        try {
            identity = authenticator.verify(token);
        } catch (ApiException e) {
            return isLimited(null, clientIp)
                    ? TOO_MANY
                    : new Refusal(401, "Missing or invalid token");
        }
        if (isLimited(identity.userId(), clientIp)) {
            return TOO_MANY;
        }
        WebSocketServerHandshaker handshaker =
                new WebSocketServerHandshakerFactory(
                                "",
                                null,
                                WebSocketDecoderConfig.newBuilder()
                                        .maxFramePayloadLength(config.maxMessageBytes())
                                        .allowExtensions(false)
                                        // The JSON codec checks UTF-8 itself and answers an error.
                                        .withUTF8Validator(false)
                                        .build())
                        .newHandshaker(request);
        if (handshaker == null) {
            return new Refusal(400, "WebSocket version not supported (expected: 13)");
        }
        String host = request.headers().get(HttpHeaderNames.HOST);
        var origin =
                new Origin(
                        clientIp,
                        clientPort,
                        first(query, "lang", "en"),
                        UUID.randomUUID(),
                        host == null ? Map.of() : Map.of("host", List.of(host)),
                        Map.of());
        NettyLane lane = lanes.of(channel.eventLoop());
        var connection = new WsConnection(this, channel, lane, encoding);
        boolean wantsStatus = TRUE.contains(first(query, "status", ""));
        channel.pipeline().addLast("session", connection);
        var session = new Session(identity, origin, connection, wantsStatus);
        try {
            connection.open(session);
        } catch (RuntimeException e) {
            // The end of the connection ends what there is of the session.
            channel.close();
            throw e;
        }
        closeIfRevoked(session, token);
        handshaker
                .handshake(channel, request)
                .addListener(
                        done -> {
                            if (done.isSuccess()) {
                                connection.onUpgraded();
                            } else {
                                channel.close();
                            }
                        });
        return null;
    }

    void onOpened(WsConnection connection) {
        open.add(connection);
    }

    void onClosed(WsConnection connection) {
        open.remove(connection);
    }

    @Override
    public int connectionCount() {
        return open.size();
    }

    /// Closes every WebSocket; the event loops are their owner's to end.
    @Override
    public void close() {
        for (WsConnection connection : open) {
            connection.close(CloseReason.SHUTDOWN);
        }
    }

    /// A token may have been revoked between its check and the session's entry into the table that
    /// revoking looks at.
    private void closeIfRevoked(Session session, String token) {
        try {
            authenticator.verify(token);
        } catch (ApiException _) {
            session.close(CloseReason.SESSION_REVOKED);
        }
    }

    private boolean isLimited(@Nullable UUID userId, String clientIp) {
        return limits.admit(OPERATION, userId, clientIp, System.nanoTime()) > 0;
    }

    /// Closes every session. Safe from any thread.
    public void closeAll(CloseReason reason) {
        for (Session session : sessions.all()) {
            session.close(reason);
        }
    }

    private static String first(Map<String, List<String>> query, String name, String otherwise) {
        List<String> values = query.get(name);
        return values == null || values.isEmpty() || values.getFirst().isEmpty()
                ? otherwise
                : values.getFirst();
    }
}
