package io.kaosnet.server;

import com.google.protobuf.Descriptors.ServiceDescriptor;
import com.google.protobuf.Empty;
import io.kaosnet.core.account.Accounts;
import io.kaosnet.core.api.CallChain;
import io.kaosnet.core.api.Endpoints;
import io.kaosnet.core.auth.Auth;
import io.kaosnet.core.auth.AuthApi;
import io.kaosnet.core.auth.Revocations;
import io.kaosnet.core.auth.TokenConfig;
import io.kaosnet.core.auth.Tokens;
import io.kaosnet.core.clock.Clock;
import io.kaosnet.core.db.Database;
import io.kaosnet.core.db.DatabaseConfig;
import io.kaosnet.core.db.DatabaseObserver;
import io.kaosnet.core.limit.CallLimits;
import io.kaosnet.core.limit.LimitsConfig;
import io.kaosnet.core.limit.Rate;
import io.kaosnet.core.match.HostedMatches;
import io.kaosnet.core.match.MatchConfig;
import io.kaosnet.core.match.MatchSnapshots;
import io.kaosnet.core.match.MatchTokens;
import io.kaosnet.core.match.Matches;
import io.kaosnet.core.match.SignedMatchTokens;
import io.kaosnet.core.match.StoredSnapshots;
import io.kaosnet.core.module.Events;
import io.kaosnet.core.module.JavaModules;
import io.kaosnet.core.module.ModuleSource;
import io.kaosnet.core.module.Modules;
import io.kaosnet.core.module.PlayerDoors;
import io.kaosnet.core.module.ServerDoors;
import io.kaosnet.core.presence.Presences;
import io.kaosnet.core.realtime.Ping;
import io.kaosnet.core.realtime.RealtimeRouter;
import io.kaosnet.core.rpc.Rpcs;
import io.kaosnet.core.script.ScriptFunctions;
import io.kaosnet.core.session.CloseReason;
import io.kaosnet.core.session.Session;
import io.kaosnet.core.session.Sessions;
import io.kaosnet.core.session.SingleSocket;
import io.kaosnet.core.status.Status;
import io.kaosnet.core.status.UserStates;
import io.kaosnet.core.storage.Storage;
import io.kaosnet.core.wallet.Wallets;
import io.kaosnet.protocol.api.Service;
import io.kaosnet.protocol.rest.Routes;
import io.kaosnet.rudp.io.DatagramBackend;
import io.kaosnet.runtime.MatchHandler;
import io.kaosnet.runtime.RuntimeContext;
import io.kaosnet.runtime.Server;
import io.kaosnet.scripting.functions.AccountFunctions;
import io.kaosnet.scripting.functions.DossierFunctions;
import io.kaosnet.scripting.functions.LoginFunctions;
import io.kaosnet.scripting.functions.MixedFunctions;
import io.kaosnet.scripting.functions.PlayerFunctions;
import io.kaosnet.scripting.functions.PresenceFunctions;
import io.kaosnet.scripting.functions.SocialLoginFunctions;
import io.kaosnet.scripting.functions.StorageFunctions;
import io.kaosnet.scripting.functions.WalletFunctions;
import io.kaosnet.server.config.ConfigException;
import io.kaosnet.server.config.Settings;
import io.kaosnet.server.console.ConsoleServer;
import io.kaosnet.server.gateway.grpc.GrpcServer;
import io.kaosnet.server.gateway.http.HttpConfig;
import io.kaosnet.server.gateway.http.HttpServer;
import io.kaosnet.server.gateway.kaostalk.KaosTalkInput;
import io.kaosnet.server.gateway.net.Lanes;
import io.kaosnet.server.gateway.net.ReloadingSslContext;
import io.kaosnet.server.gateway.rudp.RudpGateway;
import io.kaosnet.server.gateway.rudp.RudpGatewayConfig;
import io.kaosnet.server.gateway.ws.WsConfig;
import io.kaosnet.server.gateway.ws.WsGateway;
import io.kaosnet.server.metrics.ServerMetrics;
import io.netty.handler.ssl.SslContext;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The whole server, put together in readable order. Owned by the thread that starts it.
public final class KaosServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(KaosServer.class);

    private final ServerMetrics metrics;
    private final Database database;
    private final Sessions sessions;
    private final Modules modules;
    private final @Nullable ModuleWatcher watcher;
    private final Events events;
    private final HostedMatches hosted;
    private final MatchSnapshots snapshots;
    private final SocialFeatures social;
    private final BoardFeatures boards;
    private final Server game;
    private final MatchmakingFeatures matchmaking;
    private final Rpcs rpcs;
    private final Lanes lanes;
    private final WsGateway sockets;
    private final HttpServer http;
    private final GrpcServer grpc;
    private final @Nullable RudpGateway rudp;
    private final ConsoleServer console;
    private final int graceSec;
    private final Addresses addresses;
    private volatile boolean isStopped;

    /// Where a started server listens; `rudpPort` is 0 without reliable UDP.
    public record Addresses(
            InetSocketAddress http,
            InetSocketAddress grpc,
            InetSocketAddress console,
            int rudpPort) {}

    private KaosServer(Settings settings, Map<String, MatchHandler.Factory> handlers) {
        Clock clock = Clock.SYSTEM;
        String node = settings.text("name");
        Path dataDir = Path.of(settings.text("data_dir"));
        graceSec = (int) settings.whole("shutdown_grace_sec", 0, 3600);

        // What takes its time and needs nothing of the rest goes on beside the opening of the
        // database.
        Thread.ofPlatform().daemon().name("prepare").start(() -> prepare(settings));

        // What everything stands on.
        metrics = new ServerMetrics();
        database = Database.open(databaseConfig(settings, dataDir), metrics.database());
        sessions = new Sessions();
        if (settings.flag("session.single_socket")) {
            sessions.listen(new SingleSocket(sessions, clock));
        }
        Presences presences = new Presences(node, sessions);
        ScriptFunctions functions = GameScripts.functions(settings, metrics, clock);
        modules = modules(settings, node, functions, metrics, clock);
        RealtimeRouter router = new RealtimeRouter(modules, metrics.messages());
        ServiceDescriptor service = Service.getDescriptor().findServiceByName("Nakama");
        Endpoints.Builder endpoints = Endpoints.builder(service);

        // Features.
        TokenConfig tokenConfig = tokenConfig(settings, dataDir);
        Revocations revocations = new Revocations(database, clock);
        Tokens tokens = new Tokens(tokenConfig, revocations, clock);
        Accounts accounts = new Accounts(database, user -> Status.isOnline(presences, user), clock);
        accounts.bind(endpoints);
        social = new SocialFeatures(settings, database, accounts, sessions, presences, clock);
        social.bind(endpoints, router);
        accounts.listen(
                (user, isDeleted) ->
                        sessions.disconnect(
                                user,
                                isDeleted ? CloseReason.ACCOUNT_DELETED : CloseReason.BANNED));
        revocations.listen(this::closeRevoked);
        Auth auth = new Auth(tokenConfig, database, tokens, revocations, accounts, clock);
        new AuthApi(auth, clock).bind(endpoints);
        Storage storage = new Storage(database, clock);
        storage.bind(endpoints);
        accounts.beforeDelete(storage::forget);
        boards = new BoardFeatures(settings, database, accounts, social, metrics, clock);
        Ping.bind(router);
        Status status = new Status(presences, accounts::existing);
        status.bind(router, sessions);
        MatchConfig matchConfig = MatchSettings.of(settings);
        hosted =
                new HostedMatches(
                        matchConfig,
                        node,
                        env(settings),
                        presences,
                        name -> {
                            MatchHandler.Factory own = handlers.get(name);
                            return own == null ? modules.find(name) : own;
                        },
                        metrics.matches(),
                        clock);
        MatchTokens matchTokens = new SignedMatchTokens(tokenConfig.encryptionKey(), clock);
        Matches matches = new Matches(matchConfig, presences, matchTokens, hosted);
        matches.bind(endpoints, router);
        matchmaking =
                new MatchmakingFeatures(
                        settings,
                        presences,
                        matchTokens,
                        modules,
                        matches,
                        social.notifications(),
                        sessions,
                        clock);
        matchmaking.bind(endpoints, router);
        snapshots = new StoredSnapshots(database, node, clock);
        ServerDoors doors = new ServerDoors(modules, matches, presences, sessions);
        doors.add(social.doors());
        boards.serve(doors, modules);
        game = doors;
        modules.serve(doors);
        modules.identify(tokens);
        hosted.serve(doors);
        events =
                new Events(
                        modules,
                        metrics.modules(),
                        clock,
                        (int) settings.whole("runtime.event_queue_size", 1, 1_000_000),
                        (int) settings.whole("runtime.event_queue_workers", 1, 1000));
        events.bind(endpoints, sessions);
        rpcs = new Rpcs();
        rpcs.serve(modules::rpc);
        rpcs.bind(endpoints, router);
        endpoints.bindNonBlocking(
                "Healthcheck", Empty.getDefaultInstance(), (_, _) -> Empty.getDefaultInstance());

        // Gateways.
        int cores = Math.max(1, Runtime.getRuntime().availableProcessors());
        rudp = rudp(settings, sessions, cores, metrics);
        Routes.Builder routeTable = Routes.builder().service(service);
        boards.bind(endpoints, routeTable);
        matchmaking.bind(endpoints, routeTable);
        if (rudp != null) {
            endpoints.add(rudp.endpoint());
            matches.offering(rudp::offer);
            routeTable.add(RudpGateway.route());
        }
        Endpoints table = endpoints.build();
        AccountFunctions.bind(functions, accounts);
        LoginFunctions.bind(functions, () -> table, tokens);
        SocialLoginFunctions.bind(functions, () -> table);
        PlayerFunctions.bind(functions, status, sessions, matchmaking::parties);
        GameScripts.bindTools(settings, functions, database);
        modules.filter(storage.indexes());
        StorageFunctions.bind(functions, storage);
        Wallets wallets = new Wallets(database, settings.list("wallet.may_be_negative"), clock);
        social.sweeping("operations of wallets", wallets::sweep);
        WalletFunctions.bind(functions, wallets);
        doors.add(new PlayerDoors(database, accounts, storage, wallets, () -> table, tokens));
        MixedFunctions.bind(functions, database, accounts, storage, wallets);
        MixedFunctions.bindEvents(functions, events::emit, clock);
        social.bind(functions);
        boards.bind(functions);
        matchmaking.bind(functions, doors);
        PresenceFunctions.bind(functions, new UserStates(presences, sessions));
        DossierFunctions.bind(functions, accounts, boards.dossiers(database, storage));
        LimitsConfig limitsConfig = limitsConfig(settings);
        CallLimits limits = new CallLimits(limitsConfig);
        CallChain chain =
                new CallChain(
                        new CallChain.Keys(
                                settings.text("socket.server_key"),
                                settings.text("runtime.http_key")),
                        tokens,
                        limits,
                        modules,
                        metrics.calls(),
                        clock);
        Routes routes = routeTable.build();
        KaosTalkInput kaosTalk = new KaosTalkInput(router, table, chain);
        SslContext tls = tls(settings);
        lanes = new Lanes(cores);
        sockets =
                new WsGateway(
                        wsConfig(settings, limitsConfig),
                        tokens,
                        limits,
                        router,
                        sessions,
                        kaosTalk,
                        lanes,
                        metrics.gateway());
        HttpConfig httpConfig = httpConfig(settings);
        http = new HttpServer(httpConfig, routes, table, chain, sockets, lanes, tls);
        grpc = new GrpcServer(service, table, chain, httpConfig.maxRequestBytes(), lanes, tls);
        String host = settings.host("socket.address");
        int port = port(settings, "socket.port");
        modules.load();
        watcher =
                settings.flag("runtime.watch")
                        ? new ModuleWatcher(Path.of(settings.text("runtime.path")), modules)
                        : null;
        int restored = hosted.restore(snapshots);
        if (restored > 0) {
            LOG.info("matches go on count={}", restored);
        }
        hosted.start();
        InetSocketAddress httpAddress = http.listen(new InetSocketAddress(host, port));
        int grpcPort = port == 0 ? 0 : port - 1;
        InetSocketAddress grpcAddress = grpc.listen(new InetSocketAddress(host, grpcPort));
        String consoleHost = settings.host("console.address");
        console =
                new ConsoleServer(
                        lanes,
                        metrics::scrape,
                        this::isReady,
                        PublicAddresses.consoleCredentials(settings));
        console.onGet("/matches", () -> GameScripts.busiest(hosted));
        console.onPost(
                "/modules/reload",
                settings.text("console.username") + ":" + settings.text("console.password"),
                () -> GameScripts.reload(modules));
        InetSocketAddress consoleAddress =
                console.listen(new InetSocketAddress(consoleHost, port(settings, "console.port")));
        int metricsPort = port(settings, "metrics.prometheus_port");
        if (metricsPort > 0) {
            console.listen(new InetSocketAddress(consoleHost, metricsPort));
        }
        if (rudp != null) {
            rudp.start(kaosTalk);
        }
        addresses =
                new Addresses(
                        httpAddress, grpcAddress, consoleAddress, rudp == null ? 0 : rudp.port());
        bindGauges(presences, matches, limits);
        social.bindMetrics(metrics);
        boards.bindMetrics(metrics);
        boards.start();
        matchmaking.bindMetrics(metrics);
        social.start();
        matchmaking.start();
    }

    /// Loads native code and the tables of messages. What fails here fails again, and is told,
    /// where it is needed.
    private static void prepare(Settings settings) {
        Lanes.prepare();
        Service.getDescriptor();
        if (settings.flag("rudp.enabled")) {
            RudpGateway.prepare();
        }
    }

    private void bindGauges(Presences presences, Matches matches, CallLimits limits) {
        metrics.gauge("kaosnet_sessions", sessions::count);
        metrics.gauge("kaosnet_websocket_connections", sockets::connectionCount);
        metrics.gauge("kaosnet_streams", presences::streamCount);
        metrics.gauge("kaosnet_presences", presences::presenceCount);
        metrics.gauge("kaosnet_matches_relayed", matches::relayedCount);
        metrics.gauge("kaosnet_matches_authoritative", hosted::count);
        metrics.gauge("kaosnet_match_input_depth", hosted::inputDepth);
        metrics.gauge("kaosnet_http_connections", http::connectionCount);
        metrics.gauge("kaosnet_database_queue_depth", database::queueDepth);
        metrics.gauge("kaosnet_database_connections_in_use", database::connectionsInUse);
        metrics.gauge("kaosnet_limit_buckets", limits::bucketCount);
        metrics.count("kaosnet_limited_requests", limits::refusedCount);
        RudpGateway gateway = rudp;
        if (gateway != null) {
            bindGauges(gateway);
        }
    }

    private void bindGauges(RudpGateway gateway) {
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

    /// Starts a server; it serves when this returns.
    ///
    /// @throws RuntimeException with the reason when it cannot
    public static KaosServer start(Settings settings) {
        return start(settings, Map.of());
    }

    /// Starts a server inside a program that brings match handlers of its own.
    ///
    /// @param handlers by the names that matches are made with
    public static KaosServer start(Settings settings, Map<String, MatchHandler.Factory> handlers) {
        return new KaosServer(settings, Map.copyOf(handlers));
    }

    /// Makes a match and returns its id.
    public String createMatch(String handler, Map<String, Object> params) {
        return hosted.create(handler, params).toString();
    }

    /// Refuses settings that [#start] would refuse; opens and makes nothing.
    public static void check(Settings settings) {
        port(settings, "socket.port");
        port(settings, "console.port");
        port(settings, "metrics.prometheus_port");
        settings.whole("shutdown_grace_sec", 0, 3600);
        databaseConfig(settings, Path.of(settings.text("data_dir")));
        rudpConfig(settings);
        lifeSec(settings, "session.token_expiry_sec");
        lifeSec(settings, "session.refresh_token_expiry_sec");
        httpConfig(settings);
        wsConfig(settings, limitsConfig(settings));
        env(settings);
        requireCertificatePair(settings);
    }

    private static int port(Settings settings, String name) {
        return (int) settings.whole(name, 0, 65_535);
    }

    private static long lifeSec(Settings settings, String name) {
        return settings.whole(name, 1, 10L * 365 * 86_400);
    }

    /// Brings the database's schema up to date, and no more.
    public static void migrate(Settings settings) {
        Path dataDir = Path.of(settings.text("data_dir"));
        Database.open(databaseConfig(settings, dataDir), DatabaseObserver.NONE).close();
    }

    public Addresses addresses() {
        return addresses;
    }

    /// The server's features as game code sees them, for a program that the server runs inside of.
    public Server game() {
        return game;
    }

    public Rpcs rpcs() {
        return rpcs;
    }

    public boolean isReady() {
        return !isStopped && database.isReachable();
    }

    private void closeRevoked(UUID userId, @Nullable String tokenId) {
        for (Session session : sessions.ofUser(userId)) {
            if (tokenId == null || tokenId.equals(session.identity().tokenId())) {
                session.close(CloseReason.SESSION_REVOKED);
            }
        }
    }

    /// Stops accepting, finishes what is in flight, tells the sockets, ends.
    @Override
    public void close() {
        if (isStopped) {
            return;
        }
        isStopped = true;
        LOG.info("draining sessions={} matches={}", sessions.count(), hosted.count());
        http.drain();
        grpc.drain();
        if (rudp != null) {
            rudp.drain();
        }
        // While the players are still there: their seats are saved with the matches.
        hosted.drain(graceSec, snapshots);
        hosted.awaitEnd(graceSec * 1000L);
        if (watcher != null) {
            watcher.close();
        }
        modules.shutdown();
        sockets.closeAll(CloseReason.SHUTDOWN);
        awaitConnections();
        if (rudp != null) {
            rudp.close();
        }
        grpc.close();
        hosted.close();
        events.close();
        console.close();
        lanes.close();
        matchmaking.close();
        social.close();
        boards.close();
        database.close();
        metrics.close();
        LOG.info("stopped");
    }

    /// Waits until sockets are closed and requests answered, at most the grace.
    private void awaitConnections() {
        long deadlineNs = System.nanoTime() + graceSec * 1_000_000_000L;
        while ((sessions.count() > 0 || http.connectionCount() > 0)
                && System.nanoTime() < deadlineNs) {
            java.util.concurrent.locks.LockSupport.parkNanos(5_000_000);
        }
    }

    private static Modules modules(
            Settings settings,
            String node,
            ScriptFunctions functions,
            ServerMetrics metrics,
            Clock clock) {
        // The sources are asked when modules load, and then need what they are given here.
        Modules[] made = new Modules[1];
        ModuleSource lua =
                GameScripts.lua(settings, functions, mode -> made[0].context(mode), metrics);
        JavaModules jars =
                new JavaModules(
                        Path.of(settings.text("runtime.path")),
                        () -> made[0].context(RuntimeContext.Mode.INIT));
        made[0] =
                new Modules(
                        node,
                        Main.version(),
                        env(settings),
                        List.of(lua, jars),
                        metrics.modules(),
                        clock);
        return made[0];
    }

    static DatabaseConfig databaseConfig(Settings settings, Path dataDir) {
        DatabaseConfig standard = DatabaseConfig.of(settings.text("database.address"), dataDir);
        return new DatabaseConfig(
                standard.address(),
                standard.dataDirectory(),
                (int) settings.whole("database.max_open_conns", 1, 1000),
                standard.readConnectionCount(),
                (int) settings.whole("database.queue_capacity", 1, 1_000_000),
                standard.waitTimeout(),
                standard.startTimeout(),
                Duration.ofMillis(
                        settings.whole("database.conn_max_lifetime_ms", 30_000, Integer.MAX_VALUE)),
                true);
    }

    private static @Nullable RudpGateway rudp(
            Settings settings, Sessions sessions, int laneIndex, ServerMetrics metrics) {
        if (!settings.flag("rudp.enabled")) {
            return null;
        }
        // With free ports for everything else, this one is free too.
        int port = port(settings, "socket.port") == 0 ? 0 : port(settings, "rudp.port");
        return new RudpGateway(
                rudpConfig(settings),
                new InetSocketAddress(settings.host("socket.address"), port),
                sessions,
                laneIndex,
                metrics.gateway());
    }

    private static RudpGatewayConfig rudpConfig(Settings settings) {
        port(settings, "rudp.port");
        return new RudpGatewayConfig(
                settings.text("rudp.secret"),
                settings.list("rudp.public_endpoints"),
                backend(settings.text("rudp.backend")),
                4 << 20,
                settings.whole("rudp.token_lifetime_ms", 1_000, 600_000),
                (int) settings.whole("rudp.idle_timeout_ms", 2_000, 60_000),
                (int) settings.whole("socket.max_message_size_bytes", 128, 1 << 24),
                (int) settings.whole("rudp.max_connections", 1, 1 << 20),
                (int)
                        Math.min(
                                64 << 20,
                                settings.whole("socket.max_pending_bytes", 4096, 1L << 32)));
    }

    private static DatagramBackend backend(String name) {
        for (DatagramBackend backend : DatagramBackend.values()) {
            if (backend.name().equalsIgnoreCase(name)) {
                return backend;
            }
        }
        throw new IllegalArgumentException(
                "rudp.backend: " + name + " (expected: auto, nio, mmsg or gso)");
    }

    private static TokenConfig tokenConfig(Settings settings, Path dataDir) {
        String session = settings.text("session.encryption_key");
        String refresh = settings.text("session.refresh_encryption_key");
        if (session.isEmpty() || refresh.isEmpty()) {
            GeneratedKeys generated = GeneratedKeys.of(dataDir);
            session = session.isEmpty() ? generated.session() : session;
            refresh = refresh.isEmpty() ? generated.refresh() : refresh;
        }
        return new TokenConfig(
                session,
                refresh,
                lifeSec(settings, "session.token_expiry_sec"),
                lifeSec(settings, "session.refresh_token_expiry_sec"),
                settings.flag("session.single_session"));
    }

    private static HttpConfig httpConfig(Settings settings) {
        return new HttpConfig(
                (int) settings.whole("socket.max_request_size_bytes", 1024, 1 << 30),
                settings.whole("socket.read_timeout_ms", 1, 3_600_000),
                settings.whole("socket.write_timeout_ms", 1, 3_600_000),
                settings.whole("socket.idle_timeout_ms", 1, 3_600_000),
                (int) settings.whole("socket.proxy_count", 0, 100),
                settings.pairs("socket.response_headers"));
    }

    private static LimitsConfig limitsConfig(Settings settings) {
        Map<String, Rate> operations = new HashMap<>();
        for (Map.Entry<String, String> entry : settings.pairs("limits.operations")) {
            operations.put(entry.getKey(), rate("limits.operations", entry.getValue()));
        }
        return new LimitsConfig(
                settings.flag("limits.enabled"),
                rate("limits.user", settings.text("limits.user")),
                rate("limits.address", settings.text("limits.address")),
                rate("limits.login", settings.text("limits.login")),
                rate("limits.socket", settings.text("limits.socket")),
                operations);
    }

    private static Rate rate(String name, String text) {
        try {
            return Rate.parse(text);
        } catch (IllegalArgumentException e) {
            throw new ConfigException(name + ": " + e.getMessage());
        }
    }

    private static WsConfig wsConfig(Settings settings, LimitsConfig limits) {
        return new WsConfig(
                (int) settings.whole("socket.max_message_size_bytes", 128, 1 << 24),
                settings.whole("socket.max_pending_bytes", 4096, 1L << 32),
                settings.whole("socket.ping_period_ms", 1, 3_600_000),
                settings.whole("socket.pong_wait_ms", 2, 3_600_000),
                settings.whole("socket.close_ack_wait_ms", 0, 60_000),
                limits.enabled() ? limits.socket() : null);
    }

    private static Map<String, String> env(Settings settings) {
        return settings.pairs("runtime.env").stream()
                .collect(
                        Collectors.toMap(
                                Map.Entry::getKey, Map.Entry::getValue, (_, last) -> last));
    }

    private static void requireCertificatePair(Settings settings) {
        if (settings.text("socket.ssl_certificate").isEmpty()
                != settings.text("socket.ssl_private_key").isEmpty()) {
            throw new ConfigException(
                    "socket.ssl_certificate and socket.ssl_private_key go together");
        }
    }

    private static @Nullable SslContext tls(Settings settings) {
        requireCertificatePair(settings);
        String certificate = settings.text("socket.ssl_certificate");
        String key = settings.text("socket.ssl_private_key");
        return certificate.isEmpty()
                ? null
                : new ReloadingSslContext(Path.of(certificate), Path.of(key));
    }
}
