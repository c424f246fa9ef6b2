package io.kaosnet.server;

import com.google.protobuf.Descriptors.ServiceDescriptor;
import io.kaosnet.core.api.CallChain;
import io.kaosnet.core.api.Endpoints;
import io.kaosnet.core.auth.Tokens;
import io.kaosnet.core.clock.Clock;
import io.kaosnet.core.limit.CallLimits;
import io.kaosnet.core.module.Modules;
import io.kaosnet.core.realtime.RealtimeRouter;
import io.kaosnet.core.session.CloseReason;
import io.kaosnet.core.session.Sessions;
import io.kaosnet.protocol.rest.Routes;
import io.kaosnet.server.config.ConsoleConfig;
import io.kaosnet.server.config.RudpConfig;
import io.kaosnet.server.config.ServerConfig;
import io.kaosnet.server.config.SocketConfig;
import io.kaosnet.server.console.ConsoleServer;
import io.kaosnet.server.gateway.grpc.GrpcServer;
import io.kaosnet.server.gateway.http.HttpServer;
import io.kaosnet.server.gateway.kaostalk.KaosTalkInput;
import io.kaosnet.server.gateway.net.GatewayObserver;
import io.kaosnet.server.gateway.net.Lanes;
import io.kaosnet.server.gateway.net.ReloadingSslContext;
import io.kaosnet.server.gateway.rudp.RudpGateway;
import io.kaosnet.server.gateway.rudp.RudpTokens;
import io.kaosnet.server.gateway.ws.WsGateway;
import io.kaosnet.server.metrics.ServerMetrics;
import io.netty.handler.ssl.SslContext;
import java.net.InetSocketAddress;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// The ways into the server, put together: HTTP with WebSocket, gRPC, reliable UDP, and the
/// operators' console. Owned by the thread that starts the server.
final class Gateways implements AutoCloseable {
    private static final int CORES = Math.max(1, Runtime.getRuntime().availableProcessors());

    /// What a socket needs to be told why it is closed.
    private static final long CLOSE_NS = 2_000_000_000L;

    private final ServerConfig config;
    private final Sessions sessions;
    private final CallLimits limits;
    private final Lanes lanes;
    private final KaosTalkInput kaosTalk;
    private final WsGateway sockets;
    private final HttpServer http;
    private final GrpcServer grpc;
    private final @Nullable RudpTokens rudpTokens;
    private final GatewayObserver observer;
    private @Nullable RudpGateway rudp;
    private final ConsoleServer console;

    /// The gateway of reliable UDP, or null without it; it has an endpoint, so it is made before
    /// the others.
    /// @param isReady whether the server can serve
    Gateways(
            ServerConfig config,
            ServiceDescriptor service,
            Endpoints endpoints,
            Routes routes,
            Tokens tokens,
            Modules modules,
            RealtimeRouter router,
            Sessions sessions,
            @Nullable RudpTokens rudpTokens,
            ServerMetrics metrics,
            BooleanSupplier isReady,
            Clock clock) {
        this.config = config;
        this.sessions = sessions;
        this.rudpTokens = rudpTokens;
        this.observer = metrics.gateway();
        SocketConfig socket = config.sockets();
        limits = new CallLimits(config.limits());
        CallChain chain =
                new CallChain(
                        new CallChain.Keys(socket.serverKey(), socket.httpKey()),
                        tokens,
                        limits,
                        modules,
                        metrics.calls(),
                        clock);
        kaosTalk = new KaosTalkInput(router, endpoints, chain);
        SslContext tls = tls(socket.tls());
        lanes = new Lanes(CORES);
        sockets =
                new WsGateway(
                        socket.webSocket(),
                        tokens,
                        limits,
                        router,
                        sessions,
                        kaosTalk,
                        lanes,
                        observer);
        http = new HttpServer(socket.http(), routes, endpoints, chain, sockets, lanes, tls);
        grpc =
                new GrpcServer(
                        service, endpoints, chain, socket.http().maxRequestBytes(), lanes, tls);
        console =
                new ConsoleServer(
                        lanes,
                        metrics::scrape,
                        isReady,
                        PublicAddresses.metricsCredentials(config.console()));
    }

    private static @Nullable SslContext tls(SocketConfig.@Nullable Tls tls) {
        return tls == null ? null : new ReloadingSslContext(tls.certificate(), tls.privateKey());
    }

    /// Where pages are added before the server listens.
    ConsoleServer console() {
        return console;
    }

    /// @throws IllegalStateException with the key of a port that is taken
    KaosServer.Addresses listen() {
        SocketConfig socket = config.sockets();
        int port = socket.port();
        // Finding the fast way to the UDP socket takes a while, which HTTP need not wait for; but
        // what it hands out names the port.
        boolean isRudpFirst = config.rudp().port() == 0;
        if (isRudpFirst) {
            openRudp();
        }
        InetSocketAddress httpAddress = listen("socket.port", socket.host(), port, http::listen);
        int grpcPort = port == 0 ? 0 : port - 1;
        InetSocketAddress grpcAddress =
                listen("socket.port less one (gRPC)", socket.host(), grpcPort, grpc::listen);
        ConsoleConfig operators = config.console();
        InetSocketAddress consoleAddress =
                listen("console.port", operators.host(), operators.port(), console::listen);
        if (operators.metricsPort() > 0) {
            listen(
                    "metrics.prometheus_port",
                    operators.host(),
                    operators.metricsPort(),
                    console::listen);
        }
        if (!isRudpFirst) {
            openRudp();
        }
        return new KaosServer.Addresses(
                httpAddress, grpcAddress, consoleAddress, rudp == null ? 0 : rudp.port());
    }

    private void openRudp() {
        if (rudpTokens != null) {
            RudpConfig udp = config.rudp();
            var gateway =
                    new RudpGateway(
                            udp.gateway(),
                            new InetSocketAddress(udp.host(), udp.port()),
                            rudpTokens,
                            sessions,
                            CORES,
                            observer);
            gateway.start(kaosTalk);
            rudp = gateway;
        }
    }

    private static InetSocketAddress listen(
            String key, String host, int port, UnaryOperator<InetSocketAddress> gateway) {
        try {
            return gateway.apply(new InetSocketAddress(host, port));
        } catch (Exception e) { // Netty throws what is checked, too.
            Throwable cause = e;
            while (cause.getCause() != null) {
                cause = cause.getCause();
            }
            throw new IllegalStateException(
                    key
                            + ": cannot listen on "
                            + host
                            + ":"
                            + port
                            + ": "
                            + cause.getMessage()
                            + " (does another server run here?)",
                    e);
        }
    }

    void bindMetrics(ServerMetrics metrics) {
        metrics.gauge("kaosnet_websocket_connections", sockets::connectionCount);
        metrics.gauge("kaosnet_http_connections", http::connectionCount);
        metrics.gauge("kaosnet_limit_buckets", limits::bucketCount);
        metrics.count("kaosnet_limited_requests", limits::refusedCount);
        RudpGateway gateway = rudp;
        if (gateway != null) {
            bindMetrics(metrics, gateway);
        }
    }

    private static void bindMetrics(ServerMetrics metrics, RudpGateway gateway) {
        metrics.gauge("kaosnet_rudp_connections", () -> gateway.statistics().connections());
        metrics.count("kaosnet_rudp_datagrams", () -> gateway.statistics().datagramsReceived());
        metrics.count(
                "kaosnet_rudp_datagrams_dropped", () -> gateway.statistics().datagramsDropped());
        metrics.count(
                "kaosnet_rudp_handshakes_limited", () -> gateway.statistics().handshakesLimited());
        metrics.count("kaosnet_rudp_tokens_refused", () -> gateway.statistics().tokensRefused());
        metrics.count("kaosnet_rudp_cookies_refused", () -> gateway.statistics().cookiesRefused());
        metrics.count("kaosnet_rudp_resets", () -> gateway.statistics().resetsSent());
        metrics.count("kaosnet_rudp_send_failures", () -> gateway.statistics().sendFailures());
    }

    /// Takes nothing new.
    void drain() {
        http.drain();
        grpc.drain();
        if (rudp != null) {
            rudp.drain();
        }
    }

    /// Closes the sockets, and lets what was asked be answered.
    ///
    /// @param endNs until when to wait; clients get a moment to go after it, too
    void finish(long endNs) {
        sockets.closeAll(CloseReason.SHUTDOWN);
        long momentNs = Math.min(CLOSE_NS, config.graceSec() * 1_000_000_000L);
        awaitConnections(Math.max(endNs - System.nanoTime(), momentNs));
        if (rudp != null) {
            rudp.close();
        }
        grpc.close();
    }

    private void awaitConnections(long limitNs) {
        long deadlineNs = System.nanoTime() + limitNs;
        while ((sessions.count() > 0 || http.connectionCount() > 0)
                && System.nanoTime() < deadlineNs) {
            LockSupport.parkNanos(5_000_000);
        }
    }

    @Override
    public void close() {
        console.close();
        lanes.close();
    }
}
