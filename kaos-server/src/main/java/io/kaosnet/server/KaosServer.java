package io.kaosnet.server;

import com.google.protobuf.Descriptors.ServiceDescriptor;
import com.google.protobuf.Empty;
import io.kaosnet.core.account.Accounts;
import io.kaosnet.core.api.Endpoints;
import io.kaosnet.core.clock.Clock;
import io.kaosnet.core.db.Database;
import io.kaosnet.core.db.DatabaseObserver;
import io.kaosnet.core.db.ServerClaim;
import io.kaosnet.core.module.Events;
import io.kaosnet.core.module.JavaModules;
import io.kaosnet.core.module.ModuleSource;
import io.kaosnet.core.module.Modules;
import io.kaosnet.core.module.ServerDoors;
import io.kaosnet.core.presence.Presences;
import io.kaosnet.core.realtime.Ping;
import io.kaosnet.core.realtime.RealtimeRouter;
import io.kaosnet.core.rpc.Rpcs;
import io.kaosnet.core.script.ScriptFunctions;
import io.kaosnet.core.session.Sessions;
import io.kaosnet.core.session.SingleSocket;
import io.kaosnet.core.status.Status;
import io.kaosnet.core.status.UserStates;
import io.kaosnet.protocol.api.Service;
import io.kaosnet.protocol.rest.Routes;
import io.kaosnet.runtime.MatchHandler;
import io.kaosnet.runtime.RuntimeContext;
import io.kaosnet.runtime.Server;
import io.kaosnet.scripting.functions.DossierFunctions;
import io.kaosnet.scripting.functions.PlayerFunctions;
import io.kaosnet.scripting.functions.PresenceFunctions;
import io.kaosnet.server.config.ConsoleConfig;
import io.kaosnet.server.config.RuntimeConfig;
import io.kaosnet.server.config.ServerConfig;
import io.kaosnet.server.config.Settings;
import io.kaosnet.server.console.ConsoleServer;
import io.kaosnet.server.gateway.net.Lanes;
import io.kaosnet.server.gateway.rudp.RudpTokens;
import io.kaosnet.server.metrics.ServerMetrics;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The whole server, put together in readable order. Owned by the thread that starts it.
public final class KaosServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(KaosServer.class);

    /// The least that the shutdown functions of modules may take, also where the grace is over.
    private static final long FUNCTIONS_NS = 2_000_000_000L;

    private final ServerMetrics metrics;
    private final ServerClaim claim;
    private final Database database;
    private final Sessions sessions;
    private final Modules modules;
    private final @Nullable ModuleWatcher watcher;
    private final Events events;
    private final SocialFeatures social;
    private final BoardFeatures boards;
    private final MatchFeatures matches;
    private final MatchmakingFeatures matchmaking;
    private final Server game;
    private final Rpcs rpcs;
    private final Gateways gateways;
    private final int graceSec;
    private final Addresses addresses;
    private volatile boolean isStopped;

    /// What is done when another server has taken the database.
    private volatile Runnable takenOver = this::close;

    /// What [#close] is at, for whoever waits for it.
    private volatile String closing = "";

    /// Where a started server listens; `rudpPort` is 0 without reliable UDP.
    public record Addresses(
            InetSocketAddress http,
            InetSocketAddress grpc,
            InetSocketAddress console,
            int rudpPort) {}

    private KaosServer(
            ServerConfig config, ServerClaim claim, Map<String, MatchHandler.Factory> handlers) {
        this.claim = claim;
        Clock clock = Clock.SYSTEM;
        graceSec = config.graceSec();

        // What takes its time and needs nothing of the rest goes on beside the opening of the
        // database.
        Thread.ofPlatform().daemon().name("prepare").start(KaosServer::prepare);

        // What everything stands on.
        metrics = new ServerMetrics();
        database = Database.open(config.database(), metrics.database());
        sessions = new Sessions();
        if (config.sessions().singleSocket()) {
            sessions.listen(new SingleSocket(sessions, clock));
        }
        Presences presences = new Presences(config.node(), sessions);
        ScriptFunctions functions = GameScripts.functions(config.runtime().http(), metrics, clock);
        modules = modules(config, functions, metrics, clock);
        RealtimeRouter router = new RealtimeRouter(modules, metrics.messages());
        ServiceDescriptor service = Service.getDescriptor().findServiceByName("Nakama");
        Endpoints.Builder endpoints = Endpoints.builder(service);
        Routes.Builder routes = Routes.builder().service(service);

        // Features.
        AccountFeatures players = new AccountFeatures(config, database, sessions, presences, clock);
        Accounts accounts = players.accounts();
        players.bind(endpoints, routes);
        social =
                new SocialFeatures(config.social(), database, accounts, sessions, presences, clock);
        social.bind(endpoints, router);
        players.listen();
        social.sweeping("operations of wallets", players.wallets()::sweep);
        boards = new BoardFeatures(config.boards(), database, players, social, metrics, clock);
        Ping.bind(router);
        Status status = new Status(presences, accounts::existing);
        status.bind(router, sessions);
        matches =
                new MatchFeatures(
                        config,
                        database,
                        players.matchKey(),
                        presences,
                        name -> {
                            MatchHandler.Factory own = handlers.get(name);
                            return own == null ? modules.find(name) : own;
                        },
                        metrics,
                        clock);
        matches.bind(endpoints, router);
        matchmaking =
                new MatchmakingFeatures(
                        config.matchmaking(),
                        config.node(),
                        presences,
                        matches.tokens(),
                        modules,
                        matches.matches(),
                        social.notifications(),
                        sessions,
                        clock);
        matchmaking.bind(endpoints, router);
        ServerDoors doors = new ServerDoors(modules, matches.matches(), presences, sessions);
        doors.add(social.doors());
        boards.serve(doors, modules);
        game = doors;
        modules.serve(doors);
        modules.identify(players.tokens());
        matches.hosted().serve(doors);
        events =
                new Events(
                        modules,
                        metrics.modules(),
                        clock,
                        config.runtime().eventQueueCapacity(),
                        config.runtime().eventWorkers());
        events.bind(endpoints, sessions);
        rpcs = new Rpcs();
        rpcs.serve(modules::rpc, modules);
        rpcs.bind(endpoints, router);
        endpoints.bindNonBlocking(
                "Healthcheck", Empty.getDefaultInstance(), (_, _) -> Empty.getDefaultInstance());

        // The table of calls.
        RudpTokens rudp =
                config.rudp().isEnabled()
                        ? new RudpTokens(config.rudp().gateway(), config.rudp().port())
                        : null;
        boards.bind(endpoints, routes);
        matchmaking.bind(endpoints, routes);
        if (rudp != null) {
            endpoints.add(rudp.endpoint());
            matches.matches().offering(rudp::offer);
            routes.add(RudpTokens.route());
        }
        Endpoints table = endpoints.build();

        // What game code is given.
        players.bind(functions, table, events);
        PlayerFunctions.bind(functions, status, sessions, matchmaking::parties);
        GameScripts.bindTools(config.runtime(), functions, database);
        modules.filter(players.storage().indexes());
        doors.add(players.doors(table));
        social.bind(functions);
        boards.bind(functions);
        matchmaking.bind(functions, doors);
        PresenceFunctions.bind(functions, new UserStates(presences, sessions));
        DossierFunctions.bind(functions, accounts, boards.dossiers(database));

        // Gateways.
        gateways =
                new Gateways(
                        config,
                        service,
                        table,
                        routes.build(),
                        players.tokens(),
                        modules,
                        router,
                        sessions,
                        rudp,
                        metrics,
                        this::isReady,
                        clock);
        addPages(gateways.console(), config.console());
        new DataCalls(players.storage(), boards.dossiers(database)).bind(gateways.console());
        matchmaking.bindConsole(gateways.console());
        new FunctionCalls(functions, () -> modules.context(RuntimeContext.Mode.RPC))
                .bind(gateways.console());

        // All is there: the game's code is loaded, and players come in.
        modules.load();
        watcher =
                config.runtime().isWatched()
                        ? new ModuleWatcher(config.runtime().path(), modules)
                        : null;
        matches.start();
        try {
            addresses = gateways.listen();
        } catch (RuntimeException e) {
            close();
            throw e;
        }
        bindMetrics(presences);
        boards.start();
        social.start();
        matchmaking.start();
    }

    /// Loads native code and the tables of messages. What fails here fails again, and is told,
    /// where it is needed.
    private static void prepare() {
        Lanes.prepare();
        Service.getDescriptor();
    }

    private static Modules modules(
            ServerConfig config, ScriptFunctions functions, ServerMetrics metrics, Clock clock) {
        // The sources are asked when modules load, and then need what they are given here.
        Modules[] made = new Modules[1];
        RuntimeConfig runtime = config.runtime();
        ModuleSource lua =
                GameScripts.lua(
                        runtime.scripts(), functions, mode -> made[0].context(mode), metrics);
        JavaModules jars =
                new JavaModules(runtime.path(), () -> made[0].context(RuntimeContext.Mode.INIT));
        made[0] =
                new Modules(
                        config.node(),
                        Main.version(),
                        runtime.env(),
                        List.of(lua, jars),
                        metrics.modules(),
                        clock);
        return made[0];
    }

    private void addPages(ConsoleServer console, ConsoleConfig config) {
        console.onGet("/matches", () -> GameScripts.busiest(matches.hosted()));
        console.onPost("/modules/reload", config.credentials(), () -> GameScripts.reload(modules));
        console.operatedBy(config.credentials());
    }

    private void bindMetrics(Presences presences) {
        metrics.bindMachine();
        metrics.gauge("kaosnet_sessions", sessions::count);
        metrics.gauge("kaosnet_streams", presences::streamCount);
        metrics.gauge("kaosnet_presences", presences::presenceCount);
        metrics.gauge("kaosnet_database_queue_depth", database::queueDepth);
        metrics.gauge("kaosnet_database_connections_in_use", database::connectionsInUse);
        matches.bindMetrics(metrics);
        gateways.bindMetrics(metrics);
        social.bindMetrics(metrics);
        boards.bindMetrics(metrics);
        matchmaking.bindMetrics(metrics);
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
        ServerConfig config = ServerConfig.of(settings);
        ServerClaim claim = ServerClaim.take(config.database(), config.node());
        try {
            KaosServer server = new KaosServer(config, claim, Map.copyOf(handlers));
            claim.watch(server::onTakenOver);
            return server;
        } catch (RuntimeException e) {
            claim.close();
            throw e;
        }
    }

    private void onTakenOver() {
        LOG.error("another server has taken the database while it was away; this one ends");
        takenOver.run();
    }

    /// Sets what is done when another server takes the database while it is away, on a thread that
    /// may block; unless set, the server closes.
    public void onTakenOver(Runnable action) {
        takenOver = action;
    }

    /// Makes a match and returns its id.
    public String createMatch(String handler, Map<String, Object> params) {
        return matches.hosted().create(handler, params).toString();
    }

    /// Brings the database's schema up to date, and no more.
    public static void migrate(Settings settings) {
        Database.open(ServerConfig.database(settings), DatabaseObserver.NONE).close();
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

    /// How long [#close] waits for what is in flight.
    int graceSec() {
        return graceSec;
    }

    /// The step that [#close] is at, empty before and after it.
    String closing() {
        return closing;
    }

    /// Stops accepting, finishes what is in flight, tells the sockets, ends. A step that fails is
    /// logged, and the others are still taken; one that hangs is hung on: see [Stop].
    @Override
    public void close() {
        if (isStopped) {
            return;
        }
        isStopped = true;
        LOG.info("draining sessions={} matches={}", sessions.count(), matches.hosted().count());
        long endNs = System.nanoTime() + graceSec * 1_000_000_000L;
        step("closing ports", gateways::drain);
        // While the players are still there: their seats are saved with the matches.
        step("ending matches", () -> matches.drain(graceSec));
        if (watcher != null) {
            step("ending the watch of modules", watcher::close);
        }
        step("shutdown functions of modules", () -> runShutdownFunctions(endNs));
        step("closing connections", () -> gateways.finish(endNs));
        step("ending match lanes", matches::close);
        step("ending events", events::close);
        step("ending event loops", gateways::close);
        step("ending the matchmaker", matchmaking::close);
        step("ending sweeps", social::close);
        step("ending jobs", boards::close);
        step("closing the database", database::close);
        step("letting go of the data", claim::close);
        step("ending metrics", metrics::close);
        closing = "";
        LOG.info("stopped");
    }

    /// On a thread of their own: one that hangs must not keep the sockets from being told why they
    /// are closed, nor the database from being closed.
    private void runShutdownFunctions(long endNs) {
        Thread thread =
                Thread.ofPlatform()
                        .daemon()
                        .name("shutdown-functions")
                        .unstarted(modules::shutdown);
        thread.start();
        long limitNs = Math.max(endNs - System.nanoTime(), FUNCTIONS_NS);
        try {
            if (!thread.join(Duration.ofNanos(limitNs))) {
                var hung = new IllegalStateException("here");
                hung.setStackTrace(thread.getStackTrace());
                LOG.error("shutdown functions of modules are left behind", hung);
                thread.interrupt();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void step(String name, Runnable step) {
        closing = name;
        try {
            step.run();
        } catch (RuntimeException e) {
            LOG.error("stopping failed step=\"{}\"", name, e);
        }
    }

    /// Closes the database from under whatever hangs.
    void abandon() {
        database.close();
    }
}
