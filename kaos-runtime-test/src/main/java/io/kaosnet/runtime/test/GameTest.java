package io.kaosnet.runtime.test;

import io.kaosnet.core.api.ApiException;
import io.kaosnet.core.api.Caller;
import io.kaosnet.core.api.Endpoints;
import io.kaosnet.core.api.Identity;
import io.kaosnet.core.api.Origin;
import io.kaosnet.core.clock.Clock;
import io.kaosnet.core.match.HostedMatches;
import io.kaosnet.core.match.MatchConfig;
import io.kaosnet.core.match.MatchObserver;
import io.kaosnet.core.match.MatchSnapshots;
import io.kaosnet.core.match.Matches;
import io.kaosnet.core.match.SignedMatchTokens;
import io.kaosnet.core.matchmaker.Matchmaker;
import io.kaosnet.core.matchmaker.MatchmakerConfig;
import io.kaosnet.core.module.ModuleObserver;
import io.kaosnet.core.module.ModuleSource;
import io.kaosnet.core.module.Modules;
import io.kaosnet.core.module.ServerDoors;
import io.kaosnet.core.party.Parties;
import io.kaosnet.core.party.PartyConfig;
import io.kaosnet.core.presence.Presences;
import io.kaosnet.core.realtime.RealtimeRouter;
import io.kaosnet.core.rpc.Rpcs;
import io.kaosnet.core.script.HttpRules;
import io.kaosnet.core.script.ScriptFunctions;
import io.kaosnet.core.script.ScriptMetrics;
import io.kaosnet.core.script.StandardFunctions;
import io.kaosnet.core.session.Session;
import io.kaosnet.core.session.Sessions;
import io.kaosnet.lua.vm.Dialect;
import io.kaosnet.protocol.api.Rpc;
import io.kaosnet.protocol.api.Service;
import io.kaosnet.protocol.realtime.Envelope;
import io.kaosnet.runtime.KaosModule;
import io.kaosnet.runtime.Matches.MatchInfo;
import io.kaosnet.runtime.Registry;
import io.kaosnet.runtime.RuntimeContext.Mode;
import io.kaosnet.runtime.RuntimeError;
import io.kaosnet.runtime.Server;
import io.kaosnet.scripting.LuaScripts;
import io.kaosnet.scripting.ScriptConfig;
import io.kaosnet.scripting.ScriptObserver;
import io.kaosnet.scripting.functions.MatchmakerFunctions;
import io.kaosnet.scripting.functions.PartyFunctions;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A game's modules at work without a server: its functions are called, its hooks run and its
/// matches played by [TestPlayer]s, while the time stands still until [#run] moves it. Owned by the
/// thread of the test.
///
/// ```java
/// try (var game = GameTest.of(new MyModule())) {
///     TestPlayer ann = game.player("ann");
///     String match = ann.rpc("create_room", "");
///     ann.join(match);
///     ann.sendData(match, 1, "move");
///     game.run(Duration.ofMillis(100));
///     assertThat(ann.matchData()).isNotEmpty();
/// }
/// ```
public final class GameTest implements AutoCloseable {
    private static final long START_MS = 1_800_000_000_000L;
    private static final long STEP_NS = 1_000_000;
    private static final long PATIENCE_NS = 20_000_000_000L;
    private static final String NODE = "test";
    private static final MatchmakerConfig MATCHMAKER =
            new MatchmakerConfig(3, 1000, 2, true, false, 10_000, 100_000);

    private final TestClock clock = new TestClock();
    private final Map<Session, TestClient> clients = new HashMap<>();
    private final Modules modules;
    private final Map<String, String> env;
    private final AtomicInteger functionsUnderWay = new AtomicInteger();
    private Node node;

    /// What a restart makes anew.
    private record Node(
            Sessions sessions,
            HostedMatches hosted,
            Matches matches,
            ServerDoors doors,
            RealtimeRouter router,
            Rpcs rpcs,
            Matchmaker matchmaker,
            Parties parties) {}

    /// Time that stands still. Read by functions on their own threads.
    private static final class TestClock implements Clock {
        private volatile long nowNs = 1_000_000_000L;

        @Override
        public long nowNs() {
            return nowNs;
        }

        @Override
        public long nowMs() {
            return START_MS + nowNs / 1_000_000;
        }
    }

    private GameTest(
            Map<String, String> env, @Nullable ScriptConfig lua, List<KaosModule> javaModules) {
        var java =
                new ModuleSource() {
                    @Override
                    public String name() {
                        return "test";
                    }

                    @Override
                    public void load(Registry registry) {
                        for (KaosModule module : javaModules) {
                            module.init(modules().context(Mode.INIT), registry);
                        }
                    }
                };
        List<ModuleSource> sources = new ArrayList<>();
        if (lua != null) {
            sources.add(
                    new LuaScripts(
                            lua,
                            functions(clock),
                            mode -> modules().context(mode),
                            ScriptObserver.NONE));
        }
        sources.add(java);
        modules = new Modules(NODE, "test", env, sources, ModuleObserver.NONE, clock);
        this.env = env;
        this.node = start(env);
        modules.load();
    }

    private static ScriptFunctions functions(Clock clock) {
        ScriptFunctions functions =
                StandardFunctions.create(clock, ScriptMetrics.NONE, HttpRules.DEFAULT);
        MatchmakerFunctions.bind(functions);
        PartyFunctions.bind(functions);
        return functions;
    }

    private Node start(Map<String, String> settings) {
        var sessions = new Sessions();
        var presences = new Presences(NODE, sessions);
        MatchConfig config = oneLane();
        var hosted =
                new HostedMatches(
                        config, NODE, settings, presences, modules, MatchObserver.NONE, clock);
        var matches = new Matches(config, presences, new SignedMatchTokens("test", clock), hosted);
        var doors = new ServerDoors(modules, matches, presences, sessions);
        modules.serve(doors);
        hosted.serve(doors);
        var router = new RealtimeRouter(modules, (_, _) -> {});
        Endpoints.Builder endpoints =
                Endpoints.builder(Service.getDescriptor().findServiceByName("Nakama"));
        matches.bind(endpoints, router);
        var rpcs = new Rpcs();
        rpcs.serve(modules::rpc, modules);
        rpcs.bind(endpoints, router);
        var matchmaker =
                new Matchmaker(
                        MATCHMAKER,
                        NODE,
                        new SignedMatchTokens("test", clock),
                        modules.matchmakerHooks(this::runBeside),
                        UUID::randomUUID,
                        clock);
        matchmaker.bind(endpoints, router, sessions);
        matchmaker.serve(
                new Matchmaker.Directory() {
                    @Override
                    public boolean isRunning(String matchId) {
                        return matches.find(matchId) != null;
                    }

                    @Override
                    public boolean has(String matchId, UUID userId) {
                        return isRunning(matchId)
                                && matches.membersOf(matchId).stream()
                                        .anyMatch(m -> m.session().userId().equals(userId));
                    }
                });
        var parties = new Parties(PartyConfig.DEFAULT, NODE, presences, matchmaker, clock);
        parties.bind(endpoints, router);
        doors.add(matchmaker, parties);
        return new Node(sessions, hosted, matches, doors, router, rpcs, matchmaker, parties);
    }

    /// One thread runs everything, so one lane does.
    private static MatchConfig oneLane() {
        MatchConfig standard = MatchConfig.DEFAULT;
        return new MatchConfig(
                standard.singleMatch(),
                standard.inputQueueCapacity(),
                standard.joinAttemptQueueCapacity(),
                standard.signalQueueCapacity(),
                standard.deferredQueueCapacity(),
                standard.maxEmptySec(),
                standard.maxErrorsInRow(),
                standard.replayCapacity(),
                standard.reconnectGraceMs(),
                standard.restoreGraceSec(),
                standard.answerTimeoutMs(),
                1);
    }

    /// Starts a game of these modules.
    public static GameTest of(KaosModule... modules) {
        return of(Map.of(), modules);
    }

    /// @param env what the modules find in [io.kaosnet.runtime.RuntimeContext#env]
    public static GameTest of(Map<String, String> env, KaosModule... modules) {
        return new GameTest(env, null, List.of(modules));
    }

    /// Starts a game of the Lua modules in a folder, and of Java modules besides.
    public static GameTest ofLua(Path folder, KaosModule... modules) {
        return ofLua(Map.of(), folder, modules);
    }

    /// @param env what the modules find in `ctx.env`
    public static GameTest ofLua(Map<String, String> env, Path folder, KaosModule... modules) {
        return ofLua(env, folder, Dialect.LUA_5_1, modules);
    }

    /// @param dialect in which the Lua modules are written (`runtime.lua_dialect`)
    public static GameTest ofLua(
            Map<String, String> env, Path folder, Dialect dialect, KaosModule... modules) {
        return new GameTest(env, ScriptConfig.of(folder, dialect), List.of(modules));
    }

    /// Loads the modules anew, as after a change of their files. Matches stay with theirs.
    ///
    /// @throws RuntimeException with the reason when they cannot be used; nothing changes then
    public void reload() {
        modules.load();
    }

    Modules modules() {
        return modules;
    }

    /// Connects a player. The same name is always the same user.
    public TestPlayer player(String username) {
        return player(username, Map.of());
    }

    /// @param vars the session's variables
    public TestPlayer player(String username, Map<String, String> vars) {
        UUID userId = UUID.nameUUIDFromBytes(username.getBytes(StandardCharsets.UTF_8));
        var identity =
                new Identity(
                        userId,
                        username,
                        vars,
                        UUID.randomUUID().toString(),
                        clock.nowMs() / 1000,
                        clock.nowMs() / 1000 + 3600);
        var origin = new Origin("127.0.0.1", 1, "en", UUID.randomUUID(), Map.of(), Map.of());
        var client = new TestClient();
        var session = new Session(identity, origin, client, false);
        clients.put(session, client);
        node.sessions().open(session);
        return new TestPlayer(this, session, client);
    }

    void drop(Session session) {
        node.sessions().close(session);
        settle();
    }

    /// Calls a function as a server would, with the HTTP key.
    ///
    /// @throws RuntimeError with the code and the text that the caller would be told
    public String rpc(String id, String payload) {
        return rpc(Caller.SERVER, id, payload);
    }

    String rpc(Caller caller, String id, String payload) {
        Rpc request = Rpc.newBuilder().setId(id).setPayload(payload).build();
        return await(() -> node.rpcs().call(caller, request).getPayload());
    }

    /// The server's features as the modules see them, to prepare or to look at.
    public Server server() {
        return node.doors();
    }

    /// Makes a match.
    ///
    /// @return its id
    public String createMatch(String handler, Map<String, Object> params) {
        return await(() -> node.matches().create(handler, params));
    }

    /// The match as listings show it; null when it has ended.
    public @Nullable MatchInfo match(String matchId) {
        return node.matches().find(matchId);
    }

    /// Sends a signal to a match.
    ///
    /// @return its answer
    public String signal(String matchId, String data) {
        return await(() -> node.matches().signal(matchId, data));
    }

    /// Lets time pass: what is due in it happens, in order.
    public void run(Duration time) {
        settle();
        long endNs = clock.nowNs + time.toNanos();
        while (clock.nowNs - endNs < 0) {
            clock.nowNs = Math.min(endNs, clock.nowNs + STEP_NS);
            settle();
        }
    }

    /// The game's wall time, milliseconds since 1970.
    public long nowMs() {
        return clock.nowMs();
    }

    /// Stops the server in peace and starts it again: matches that give a snapshot go on, the
    /// others end, and all players are gone.
    public void restart() {
        List<MatchSnapshots.Saved> saved = new ArrayList<>();
        var memory =
                new MatchSnapshots() {
                    @Override
                    public void save(List<Saved> matches) {
                        saved.addAll(matches);
                    }

                    @Override
                    public List<Saved> take() {
                        return List.copyOf(saved);
                    }
                };
        await(
                () -> {
                    node.hosted().drain(0, memory);
                    return null;
                });
        for (Session session : List.copyOf(clients.keySet())) {
            node.sessions().close(session);
        }
        settle();
        clients.clear();
        node.hosted().close();
        node = start(env);
        node.hosted().restore(memory);
    }

    /// Runs game code that may block, on a thread of its own.
    private void runBeside(Runnable work) {
        functionsUnderWay.incrementAndGet();
        Thread.ofVirtual()
                .start(
                        () -> {
                            try {
                                work.run();
                            } finally {
                                functionsUnderWay.decrementAndGet();
                            }
                        });
    }

    /// Runs what is due now, and what waits for it, until nothing is left.
    private void settle() {
        do {
            while (node.hosted().doWork(clock.nowNs) > 0
                    || node.matchmaker().doWork() > 0
                    || functionsUnderWay.get() > 0) {
                // Until nothing is due.
            }
            node.parties().sweep();
            for (TestClient client : clients.values()) {
                client.run();
            }
        } while (node.hosted().doWork(clock.nowNs) > 0);
    }

    void send(Session session, Envelope message) {
        node.router().handle(session, message);
        waitUntil(() -> session.inbox().isIdle() || session.isClosed());
    }

    /// Runs something that may wait for a match, while the matches run.
    <T extends @Nullable Object> T await(Supplier<T> work) {
        var task = new FutureTask<T>(work::get);
        Thread.ofVirtual().start(task);
        waitUntil(task::isDone);
        try {
            return task.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } catch (java.util.concurrent.ExecutionException e) {
            throw unwrapped(e.getCause());
        }
    }

    private static RuntimeException unwrapped(@Nullable Throwable cause) {
        return switch (cause) {
            case ApiException e -> TestPlayer.error(e);
            case RuntimeException e -> e;
            case Error e -> throw e;
            case null, default -> new CompletionException(cause);
        };
    }

    private void waitUntil(java.util.function.BooleanSupplier condition) {
        long deadlineNs = System.nanoTime() + PATIENCE_NS;
        while (!condition.getAsBoolean()) {
            settle();
            if (System.nanoTime() - deadlineNs > 0) {
                throw new IllegalStateException("the game's code did not end within 20 s");
            }
            Thread.onSpinWait();
        }
        settle();
    }

    @Override
    public void close() {
        node.hosted().close();
    }
}
