package io.kaosnet.server.gateway;

import com.google.protobuf.Empty;
import io.kaosnet.core.api.ApiException;
import io.kaosnet.core.api.Authenticator;
import io.kaosnet.core.api.CallChain;
import io.kaosnet.core.api.Code;
import io.kaosnet.core.api.Endpoints;
import io.kaosnet.core.api.Hooks;
import io.kaosnet.core.api.Identity;
import io.kaosnet.core.api.RateLimits;
import io.kaosnet.core.clock.Clock;
import io.kaosnet.core.match.HostedMatches;
import io.kaosnet.core.match.MatchConfig;
import io.kaosnet.core.match.MatchId;
import io.kaosnet.core.match.MatchObserver;
import io.kaosnet.core.match.MatchTokens;
import io.kaosnet.core.match.Matches;
import io.kaosnet.core.presence.Presences;
import io.kaosnet.core.realtime.Ping;
import io.kaosnet.core.realtime.RealtimeException;
import io.kaosnet.core.realtime.RealtimeHooks;
import io.kaosnet.core.realtime.RealtimeRouter;
import io.kaosnet.core.rpc.Rpcs;
import io.kaosnet.core.session.Sessions;
import io.kaosnet.core.status.Status;
import io.kaosnet.protocol.api.Service;
import io.kaosnet.protocol.rest.Routes;
import io.kaosnet.rudp.io.DatagramBackend;
import io.kaosnet.server.gateway.http.HttpConfig;
import io.kaosnet.server.gateway.http.HttpServer;
import io.kaosnet.server.gateway.kaostalk.KaosTalkInput;
import io.kaosnet.server.gateway.net.GatewayObserver;
import io.kaosnet.server.gateway.net.Lanes;
import io.kaosnet.server.gateway.rudp.RudpGateway;
import io.kaosnet.server.gateway.rudp.RudpGatewayConfig;
import io.kaosnet.server.gateway.rudp.RudpTokens;
import io.kaosnet.server.gateway.ws.WsConfig;
import io.kaosnet.server.gateway.ws.WsGateway;
import io.netty.handler.ssl.SslContext;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The gateways over a real kernel, on a free port, without a database: the token of a user is its
/// name.
final class GatewayFixture implements AutoCloseable {
    final Rpcs rpcs = new Rpcs();
    final Sessions sessions = new Sessions();
    final Presences presences = new Presences("test", sessions);
    final InetSocketAddress address;
    private final Lanes lanes = new Lanes(2);
    private final HttpServer server;
    final RudpGateway rudp;
    final WsGateway webSockets;

    GatewayFixture() {
        this(
                new HttpConfig(262_144, 10_000, 10_000, 60_000, 0, List.of()),
                new WsConfig(4096, 256 * 1024, 15_000, 25_000, 2000, null));
    }

    GatewayFixture(SslContext tls) {
        this(
                new HttpConfig(262_144, 10_000, 10_000, 60_000, 0, List.of()),
                new WsConfig(4096, 256 * 1024, 15_000, 25_000, 2000, null),
                tls);
    }

    GatewayFixture(WsConfig ws) {
        this(new HttpConfig(262_144, 10_000, 10_000, 60_000, 0, List.of()), ws);
    }

    GatewayFixture(HttpConfig http, WsConfig ws) {
        this(http, ws, null);
    }

    private GatewayFixture(HttpConfig http, WsConfig ws, @Nullable SslContext tls) {
        Authenticator authenticator = GatewayFixture::identity;
        var router = new RealtimeRouter(RealtimeHooks.NONE, (_, _) -> {});
        Ping.bind(router);
        new Status(presences, (ids, _) -> new HashSet<>(ids)).bind(router, sessions);
        var hosted =
                new HostedMatches(
                        MatchConfig.DEFAULT,
                        "node",
                        Map.of(),
                        presences,
                        _ -> null,
                        MatchObserver.NONE,
                        Clock.SYSTEM);
        var endpoints = Endpoints.builder(Service.getDescriptor().findServiceByName("Nakama"));
        var matches = new Matches(MatchConfig.DEFAULT, presences, new NamedTokens(), hosted);
        matches.bind(endpoints, router);
        endpoints.bindNonBlocking(
                "Healthcheck", Empty.getDefaultInstance(), (_, _) -> Empty.getDefaultInstance());
        rpcs.bind(endpoints, router);
        var chain =
                new CallChain(
                        new CallChain.Keys("serverkey", "httpkey"),
                        authenticator,
                        RateLimits.NONE,
                        Hooks.NONE,
                        (_, _, _) -> {},
                        Clock.SYSTEM);
        var udp =
                new RudpGatewayConfig(
                        "",
                        List.of(),
                        DatagramBackend.AUTO,
                        1 << 20,
                        30_000,
                        10_000,
                        4096,
                        1000,
                        256 << 10);
        var rudpTokens = new RudpTokens(udp, 0);
        rudp =
                new RudpGateway(
                        udp,
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                        rudpTokens,
                        sessions,
                        2,
                        GatewayObserver.NONE);
        matches.offering(rudpTokens::offer);
        endpoints.add(rudpTokens.endpoint());
        var table = endpoints.build();
        var routes =
                Routes.builder()
                        .service(Service.getDescriptor().findServiceByName("Nakama"))
                        .add(RudpTokens.route())
                        .build();
        var kaosTalk = new KaosTalkInput(router, table, chain);
        rudp.start(kaosTalk);
        webSockets =
                new WsGateway(
                        ws,
                        authenticator,
                        RateLimits.NONE,
                        router,
                        sessions,
                        kaosTalk,
                        lanes,
                        GatewayObserver.NONE);
        server = new HttpServer(http, routes, table, chain, webSockets, lanes, tls);
        address = server.listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }

    private static Identity identity(String token) {
        if (token.isEmpty() || token.startsWith("bad")) {
            throw new ApiException(Code.UNAUTHENTICATED, "token invalid");
        }
        UUID id = UUID.nameUUIDFromBytes(token.getBytes(StandardCharsets.UTF_8));
        return new Identity(id, token, Map.of(), token, 0, Long.MAX_VALUE);
    }

    URI uri(String scheme, String pathAndQuery) {
        return URI.create(scheme + "://127.0.0.1:" + address.getPort() + pathAndQuery);
    }

    @Override
    public void close() {
        rudp.close();
        server.close();
        lanes.close();
    }

    /// A token that is the match id itself.
    private static final class NamedTokens implements MatchTokens {
        @Override
        public String issue(MatchId match) {
            return match.toString();
        }

        @Override
        public MatchId verify(String token) {
            if (token.isEmpty()) {
                throw RealtimeException.badInput("token empty");
            }
            return MatchId.parse(token);
        }
    }
}
