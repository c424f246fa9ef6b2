package io.kaosnet.server.gateway.rudp;

import com.google.protobuf.ByteString;
import com.google.protobuf.Empty;
import com.google.protobuf.Timestamp;
import io.kaosnet.core.api.ApiException;
import io.kaosnet.core.api.Auth;
import io.kaosnet.core.api.Caller;
import io.kaosnet.core.api.Code;
import io.kaosnet.core.api.Endpoint;
import io.kaosnet.core.api.Identity;
import io.kaosnet.core.match.JoinOffers;
import io.kaosnet.core.session.Session;
import io.kaosnet.protocol.api.Notification;
import io.kaosnet.protocol.json.MessageJson;
import io.kaosnet.protocol.kaosnet.RudpToken;
import io.kaosnet.protocol.realtime.Envelope;
import io.kaosnet.protocol.realtime.Notifications;
import io.kaosnet.protocol.rest.Route;
import io.kaosnet.rudp.ConnectToken;
import io.kaosnet.rudp.TokenSecrets;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tokens that let players in by UDP, and who has them. Safe from any thread.
public final class RudpTokens {
    /// The name of the call that hands out tokens.
    private static final String TOKEN_CALL = "RudpToken";

    /// The code of the notification that carries a token, next to a match join.
    private static final int TOKEN_NOTIFICATION_CODE = -7350;

    static final int APP_ID = 0;

    private static final Logger LOG = LoggerFactory.getLogger(RudpTokens.class);
    private static final int MAX_PENDING_TOKENS = 100_000;

    private final RudpGatewayConfig config;
    private final byte @Nullable [] secret;
    private final TokenSecrets secrets;
    private final Map<UUID, Pending> pending = new ConcurrentHashMap<>();
    private volatile int port;

    /// Who a token was given to, until it is used or too old. Immutable.
    private record Pending(Identity identity, long expiresMs) {}

    /// @param port that the gateway will listen at; 0 when that is known only once it does
    public RudpTokens(RudpGatewayConfig config, int port) {
        this.config = config;
        this.port = port;
        secret = config.secret().isEmpty() ? null : digest(config.secret());
        secrets = secret == null ? TokenSecrets.generate() : new TokenSecrets(1, secret);
    }

    private static byte[] digest(String text) {
        try {
            return MessageDigest.getInstance("SHA-256")
                    .digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("the JDK always has SHA-256", e);
        }
    }

    TokenSecrets secrets() {
        return secrets;
    }

    /// What is configured, or null for a secret of this server's own.
    byte @Nullable [] secret() {
        return secret;
    }

    void listeningAt(int boundPort) {
        port = boundPort;
    }

    /// Whom the session's token was given to; null when it was not given here. A token is good
    /// once.
    @Nullable Identity take(UUID sessionId) {
        Pending waiting = pending.remove(sessionId);
        return waiting == null ? null : waiting.identity();
    }

    /// `POST /v2/rudp/token`, with a session token.
    public Endpoint<Empty, RudpToken> endpoint() {
        return new Endpoint<>(
                TOKEN_CALL,
                Empty.getDefaultInstance(),
                Auth.SESSION,
                false,
                (caller, _) -> token(caller));
    }

    /// Where the call is found over REST.
    public static Route route() {
        return new Route(
                "POST",
                "/v2/rudp/token",
                TOKEN_CALL,
                Empty.getDefaultInstance(),
                RudpToken.getDefaultInstance(),
                "");
    }

    /// For a session on another transport that joins a match: a token in a notification, which
    /// every client library can receive. Null over reliable UDP, and when there are too many.
    public @Nullable Envelope offer(Session session) {
        if (session.outbound() instanceof RudpSession) {
            return null;
        }
        RudpToken token;
        try {
            token = token(session.caller());
        } catch (ApiException e) {
            LOG.debug("no rudp token for {}: {}", session, e.text());
            return null;
        }
        return Envelope.newBuilder()
                .setNotifications(
                        Notifications.newBuilder()
                                .addNotifications(
                                        Notification.newBuilder()
                                                .setId(UUID.randomUUID().toString())
                                                .setSubject(JoinOffers.METADATA_KEY)
                                                .setCode(TOKEN_NOTIFICATION_CODE)
                                                .setContent(MessageJson.rest().toString(token))
                                                .setCreateTime(
                                                        Timestamp.newBuilder()
                                                                .setSeconds(
                                                                        System.currentTimeMillis()
                                                                                / 1000))))
                .build();
    }

    private RudpToken token(Caller caller) {
        long nowMs = System.currentTimeMillis();
        if (pending.size() >= MAX_PENDING_TOKENS) {
            pending.values().removeIf(waiting -> waiting.expiresMs() < nowMs);
        }
        if (pending.size() >= MAX_PENDING_TOKENS) {
            throw new ApiException(Code.RESOURCE_EXHAUSTED, "Too many unused tokens");
        }
        UUID sessionId = UUID.randomUUID();
        Identity identity = caller.user();
        List<String> endpoints = endpoints(caller);
        ConnectToken token =
                secrets.issue(
                        TokenSecrets.Grant.player(identity.userId(), sessionId, APP_ID)
                                .withIdleTimeoutMs(config.idleTimeoutMs()),
                        nowMs,
                        config.tokenLifetimeMs(),
                        endpoints);
        pending.put(sessionId, new Pending(identity, nowMs + 2 * config.tokenLifetimeMs()));
        return RudpToken.newBuilder()
                .setToken(ByteString.copyFrom(token.encode()))
                .addAllEndpoints(endpoints)
                .setExpiresAt(token.expiresSeconds())
                .build();
    }

    /// What is configured, or the host that the client reached us by.
    private List<String> endpoints(Caller caller) {
        if (!config.publicEndpoints().isEmpty()) {
            return config.publicEndpoints();
        }
        List<String> hosts = caller.origin().headers().getOrDefault("host", List.of());
        String host = hosts.isEmpty() ? "127.0.0.1" : hosts.getFirst();
        int colon = host.lastIndexOf(':');
        if (colon > host.lastIndexOf(']')) {
            host = host.substring(0, colon);
        }
        return List.of((host.isEmpty() || host.length() > 200 ? "127.0.0.1" : host) + ":" + port);
    }
}
