package io.kaosnet.server.gateway.rudp;

import io.kaosnet.core.api.Identity;
import io.kaosnet.core.session.CloseReason;
import io.kaosnet.core.session.Session;
import io.kaosnet.core.session.Sessions;
import io.kaosnet.protocol.kaostalk.FrameReader;
import io.kaosnet.protocol.kaostalk.KaosTalk;
import io.kaosnet.protocol.kaostalk.KaosTalkException;
import io.kaosnet.protocol.kaostalk.ServerFrames;
import io.kaosnet.protocol.realtime.Error;
import io.kaosnet.rudp.Connection;
import io.kaosnet.rudp.ConnectionListener;
import io.kaosnet.rudp.RudpConfig;
import io.kaosnet.rudp.RudpServer;
import io.kaosnet.rudp.ServerStatistics;
import io.kaosnet.rudp.io.DatagramIo;
import io.kaosnet.rudp.transport.TransportServer;
import io.kaosnet.server.gateway.kaostalk.KaosTalkInput;
import io.kaosnet.server.gateway.net.GatewayObserver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The UDP port: one agent thread that owns the socket and its sessions. The listener's methods run
/// on the agent; the others are safe from any thread.
public final class RudpGateway implements ConnectionListener, TransportServer {
    private static final Logger LOG = LoggerFactory.getLogger(RudpGateway.class);
    private static final long BUSY_WAIT_NS = 500_000;

    /// A WebSocket has the kernel's buffer behind what waits; here the queue holds what is on its
    /// way, too.
    private static final int UNACKNOWLEDGED_BYTES = 1 << 20;
    private static final long EMPTY_WAIT_NS = 100_000_000;
    private static final long STOP_WAIT_MS = 5_000;

    private final RudpGatewayConfig config;
    private final Sessions sessions;
    private final GatewayObserver observer;
    private final RudpTokens tokens;
    private final RudpServer server;
    private final RudpLane lane;
    private final Thread agent;
    private final int port;
    private final KaosTalkInput.Scratch scratch = new KaosTalkInput.Scratch();
    private volatile @Nullable KaosTalkInput input;
    private volatile boolean isStopping;

    /// Binds the port, and says so to the tokens; [#start] begins to serve.
    ///
    /// @param tokens whose players may come
    /// @param laneIndex the index of this agent's lane, unique among all lanes
    public RudpGateway(
            RudpGatewayConfig config,
            InetSocketAddress bind,
            RudpTokens tokens,
            Sessions sessions,
            int laneIndex,
            GatewayObserver observer) {
        this.config = config;
        this.tokens = tokens;
        this.sessions = sessions;
        this.observer = observer;
        DatagramIo io;
        try {
            io = config.backend().bind(bind, config.socketBufferBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "rudp.port: cannot listen on UDP " + bind + ": " + e.getMessage(), e);
        }
        RudpConfig transport =
                RudpConfig.builder()
                        .maxConnections(config.maxConnections())
                        .sendQueueBytes(config.maxPendingBytes() + UNACKNOWLEDGED_BYTES)
                        .build();
        server =
                new RudpServer(
                        transport,
                        io,
                        tokens.secrets(),
                        app -> app == RudpTokens.APP_ID,
                        this,
                        tokens.secret(),
                        System::currentTimeMillis,
                        System.nanoTime());
        lane = new RudpLane(laneIndex, server);
        port = io.localPort();
        tokens.listeningAt(port);
        agent = new Thread(this::run, "rudp-agent");
        LOG.info("rudp port={} backend={}", port, io.name());
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
        Identity identity = tokens.take(connection.claims().sessionId());
        if (identity == null) {
            // A token of another node or another life of this one: its player is not known here.
            connection.close(io.kaosnet.rudp.CloseReason.APPLICATION, "unknown session");
            return;
        }
        connection.attach(new RudpSession(this, connection, lane, observer, identity));
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
