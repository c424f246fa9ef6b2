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
import io.kaosnet.core.session.CloseReason;
import io.kaosnet.core.session.Session;
import io.kaosnet.core.session.Sessions;
import io.kaosnet.protocol.api.Notification;
import io.kaosnet.protocol.json.MessageJson;
import io.kaosnet.protocol.kaosnet.RudpToken;
import io.kaosnet.protocol.kaostalk.FrameReader;
import io.kaosnet.protocol.kaostalk.KaosTalk;
import io.kaosnet.protocol.kaostalk.KaosTalkException;
import io.kaosnet.protocol.kaostalk.ServerFrames;
import io.kaosnet.protocol.realtime.Envelope;
import io.kaosnet.protocol.realtime.Error;
import io.kaosnet.protocol.realtime.Notifications;
import io.kaosnet.protocol.rest.Route;
import io.kaosnet.rudp.ConnectToken;
import io.kaosnet.rudp.Connection;
import io.kaosnet.rudp.ConnectionListener;
import io.kaosnet.rudp.RudpConfig;
import io.kaosnet.rudp.RudpServer;
import io.kaosnet.rudp.ServerStatistics;
import io.kaosnet.rudp.TokenSecrets;
import io.kaosnet.rudp.io.DatagramBackend;
import io.kaosnet.rudp.io.DatagramIo;
import io.kaosnet.rudp.transport.TransportServer;
import io.kaosnet.server.gateway.kaostalk.KaosTalkInput;
import io.kaosnet.server.gateway.net.GatewayObserver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
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

/// The UDP port: tokens for players, and one agent thread that owns the socket and its sessions.
/// Tokens are safe from any thread; the listener's methods run on the agent.
public final class RudpGateway implements ConnectionListener, TransportServer {
    /// The name of the call that hands out tokens.
    public static final String TOKEN_CALL = "RudpToken";

    /// The code of the notification that carries a token, next to a match join.
    public static final int TOKEN_NOTIFICATION_CODE = -7350;

    private static final Logger LOG = LoggerFactory.getLogger(RudpGateway.class);
    private static final int APP_ID = 0;
    private static final long BUSY_WAIT_NS = 500_000;
    private static final long EMPTY_WAIT_NS = 10_000_000;
    private static final int MAX_PENDING_TOKENS = 100_000;
    private static final long STOP_WAIT_MS = 5_000;

    private final RudpGatewayConfig config;
    private final Sessions sessions;
    private final GatewayObserver observer;
    private final TokenSecrets secrets;
    private final RudpServer server;
    private final RudpLane lane;
    private final Thread agent;
    private final int port;
    private final Map<UUID, Pending> pending = new ConcurrentHashMap<>();
    private final KaosTalkInput.Scratch scratch = new KaosTalkInput.Scratch();
    private volatile @Nullable KaosTalkInput input;
    private volatile boolean isStopping;

    /// Who a token was given to, until it is used or too old. Immutable.
    private record Pending(Identity identity, long expiresMs) {}

    /// Loads what the socket needs, ahead of the first gateway.
    public static void prepare() {
        DatagramBackend.AUTO.isAvailable();
    }

    /// Binds the port; [#start] begins to serve.
    ///
    /// @param laneIndex the index of this agent's lane, unique among all lanes
    public RudpGateway(
            RudpGatewayConfig config,
            InetSocketAddress bind,
            Sessions sessions,
            int laneIndex,
            GatewayObserver observer) {
        this.config = config;
        this.sessions = sessions;
        this.observer = observer;
        DatagramIo io;
        try {
            io = config.backend().bind(bind, config.socketBufferBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "rudp.port: cannot listen on UDP " + bind + ": " + e.getMessage(), e);
        }
        byte[] secret = config.secret().isEmpty() ? null : digest(config.secret());
        secrets = secret == null ? TokenSecrets.generate() : new TokenSecrets(1, secret);
        RudpConfig transport =
                RudpConfig.builder()
                        .maxConnections(config.maxConnections())
                        .sendQueueBytes(Math.max(80 << 10, config.maxPendingBytes()))
                        .build();
        server =
                new RudpServer(
                        transport,
                        io,
                        secrets,
                        app -> app == APP_ID,
                        this,
                        secret,
                        System::currentTimeMillis,
                        System.nanoTime());
        lane = new RudpLane(laneIndex, server);
        port = io.localPort();
        agent = new Thread(this::run, "rudp-agent");
        LOG.info("rudp port={} backend={}", port, io.name());
    }

    private static byte[] digest(String text) {
        try {
            return MessageDigest.getInstance("SHA-256")
                    .digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("the JDK always has SHA-256", e);
        }
    }

    /// Begins to serve.
    public void start(KaosTalkInput kaosTalk) {
        input = kaosTalk;
        agent.start();
    }

    /// The UDP port.
    public int port() {
        return port;
    }

    @Override
    public int connectionCount() {
        return server.statistics().connections();
    }

    /// Numbers of about the last second.
    public ServerStatistics statistics() {
        return server.statistics();
    }

    // ---- tokens ----------------------------------------------------------------------------

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

    // ---- agent -----------------------------------------------------------------------------

    private void run() {
        lane.adopt(Thread.currentThread());
        while (!isStopping) {
            try {
                if (server.doWork(System.nanoTime()) == 0) {
                    server.awaitReadable(
                            server.connectionCount() == 0 ? EMPTY_WAIT_NS : BUSY_WAIT_NS);
                }
            } catch (RuntimeException e) {
                LOG.error("rudp agent", e);
            }
        }
        try {
            server.close();
        } catch (IOException e) {
            LOG.warn("closing the rudp socket", e);
        }
    }

    @Override
    public void onConnected(Connection connection) {
        Pending waiting = pending.remove(connection.claims().sessionId());
        if (waiting == null) {
            // A token of another node or another life of this one: its player is not known here.
            connection.close(io.kaosnet.rudp.CloseReason.APPLICATION, "unknown session");
            return;
        }
        connection.attach(new RudpSession(this, connection, lane, observer, waiting.identity()));
    }

    @Override
    public boolean onMessage(
            Connection connection, int channel, byte[] buffer, int offset, int length) {
        RudpSession player = (RudpSession) connection.attachment();
        KaosTalkInput handler = input;
        if (player == null || handler == null || player.closing() != null) {
            return true;
        }
        if (!player.isReading()) {
            return false;
        }
        observer.onReceived(length);
        try {
            if (length > config.maxMessageBytes()) {
                player.close(CloseReason.MALFORMED);
                return true;
            }
            Session session = player.session();
            if (session == null) {
                begin(player, buffer, offset, length);
            } else {
                handler.onFrame(session, buffer, offset, length, scratch, frame -> frame);
            }
        } catch (RuntimeException e) {
            LOG.error("rudp message failed {}", player.session(), e);
            player.close(CloseReason.UNPROCESSABLE);
        }
        return true;
    }

    /// The first frame has to be SESSION_START.
    private void begin(RudpSession player, byte[] buffer, int offset, int length) {
        try {
            FrameReader in = new FrameReader(buffer, offset, length);
            if (in.op() != KaosTalk.SESSION_START) {
                throw new KaosTalkException("op " + in.op() + " (expected: SESSION_START first)");
            }
            int version = in.u16();
            int flags = in.u16();
            in.requireEnd();
            if (version != KaosTalk.VERSION) {
                throw new KaosTalkException("version: " + version + " (expected: 1)");
            }
            Session session = player.start((flags & KaosTalk.FLAG_ONLINE) != 0);
            observer.onSocketOpened();
            player.write(KaosTalkInput.sessionAck(session), true);
            sessions.open(session);
        } catch (KaosTalkException e) {
            player.write(
                    ServerFrames.error(
                            0, Error.Code.BAD_INPUT_VALUE, String.valueOf(e.getMessage())),
                    true);
            player.close(CloseReason.MALFORMED);
        }
    }

    @Override
    public void onClosed(Connection connection, io.kaosnet.rudp.CloseReason reason) {
        RudpSession player = (RudpSession) connection.attachment();
        if (player == null) {
            return;
        }
        LOG.debug("rudp closed {} reason={}", player.session(), reason);
        end(player);
        if (player.session() != null) {
            CloseReason closing = player.closing();
            observer.onSocketClosed(closing == null ? reasonOf(reason) : closing);
        }
    }

    private static CloseReason reasonOf(io.kaosnet.rudp.CloseReason reason) {
        return switch (reason.code()) {
            case io.kaosnet.rudp.CloseReason.IDLE -> CloseReason.IDLE;
            case io.kaosnet.rudp.CloseReason.RATE -> CloseReason.FLOOD;
            case io.kaosnet.rudp.CloseReason.PROTOCOL, io.kaosnet.rudp.CloseReason.FLOW ->
                    CloseReason.MALFORMED;
            case io.kaosnet.rudp.CloseReason.SHUTDOWN -> CloseReason.SHUTDOWN;
            default -> CloseReason.CLIENT_LEFT;
        };
    }

    void end(RudpSession player) {
        Session session = player.session();
        if (session != null) {
            sessions.close(session);
        }
    }

    /// No new connections. Safe from any thread.
    public void drain() {
        lane.execute(() -> server.setAccepting(false));
    }

    /// Says goodbye to everybody and ends the agent.
    @Override
    public void close() {
        isStopping = true;
        try {
            agent.join(STOP_WAIT_MS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
