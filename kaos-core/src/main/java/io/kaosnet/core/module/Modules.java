package io.kaosnet.core.module;

import com.google.protobuf.Message;
import io.kaosnet.core.api.ApiException;
import io.kaosnet.core.api.Authenticator;
import io.kaosnet.core.api.Caller;
import io.kaosnet.core.api.Code;
import io.kaosnet.core.api.Hooks;
import io.kaosnet.core.clock.Clock;
import io.kaosnet.core.match.HostedMatches;
import io.kaosnet.core.matchmaker.MatchmakerHooks;
import io.kaosnet.core.realtime.RealtimeException;
import io.kaosnet.core.realtime.RealtimeHooks;
import io.kaosnet.core.rpc.RpcHandler;
import io.kaosnet.core.session.Session;
import io.kaosnet.core.storage.StorageIndexes;
import io.kaosnet.core.storage.StorageWrite;
import io.kaosnet.core.thread.LaneThread;
import io.kaosnet.protocol.realtime.Envelope;
import io.kaosnet.protocol.realtime.Envelope.MessageCase;
import io.kaosnet.protocol.realtime.Error;
import io.kaosnet.runtime.AfterHook;
import io.kaosnet.runtime.BeforeHook;
import io.kaosnet.runtime.EventHook;
import io.kaosnet.runtime.MatchHandler;
import io.kaosnet.runtime.ResetHook;
import io.kaosnet.runtime.RpcFunction;
import io.kaosnet.runtime.RuntimeContext;
import io.kaosnet.runtime.RuntimeContext.Call;
import io.kaosnet.runtime.RuntimeContext.Mode;
import io.kaosnet.runtime.RuntimeError;
import io.kaosnet.runtime.Server;
import io.kaosnet.runtime.SessionHook;
import io.kaosnet.runtime.StorageIndexFilter;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The game's modules: the current set of what they registered, swapped as a whole. Safe from any
/// thread. A call that is under way stays with the set it began with, a match until it ends.
public final class Modules implements Hooks, RealtimeHooks, HostedMatches.Handlers {
    private static final Logger LOG = LoggerFactory.getLogger(Modules.class);

    private final String node;
    private final String serverVersion;
    private final Map<String, String> env;
    private final List<ModuleSource> sources;
    private final ModuleObserver observer;
    private final Clock clock;
    private volatile ModuleSet current = new ModuleSet(0);
    private volatile @Nullable Server server;
    private volatile @Nullable Authenticator tokens;
    private volatile @Nullable StorageIndexes indexes;

    /// @param sources in the order of loading; a later one's registration replaces an earlier
    /// one's
    public Modules(
            String node,
            String serverVersion,
            Map<String, String> env,
            List<ModuleSource> sources,
            ModuleObserver observer,
            Clock clock) {
        this.node = node;
        this.serverVersion = serverVersion;
        this.env = Map.copyOf(env);
        this.sources = List.copyOf(sources);
        this.observer = observer;
        this.clock = clock;
    }

    /// Sets what functions reach the server by, while the server is put together.
    public void serve(Server doors) {
        this.server = doors;
    }

    public Server server() {
        Server doors = server;
        if (doors == null) {
            throw new IllegalStateException("modules run before the server is put together");
        }
        return doors;
    }

    /// Sets who reads the token that a login has been answered with, so that the hook after it is
    /// told whose it is.
    public void identify(Authenticator reader) {
        this.tokens = reader;
    }

    private Call callOf(Caller caller, Message response) {
        Authenticator reader = tokens;
        if (caller.identity() == null
                && reader != null
                && response instanceof io.kaosnet.protocol.api.Session session) {
            return ModuleContext.callOf(
                    new Caller(reader.verify(session.getToken()), caller.origin()));
        }
        return ModuleContext.callOf(caller);
    }

    /// Loads all modules anew. When one cannot be used nothing changes.
    ///
    /// @return the new set's version
    /// @throws ModuleException with which and why
    public synchronized int load() {
        var set = new ModuleSet(current.version + 1);
        try {
            for (ModuleSource source : sources) {
                source.load(set);
            }
        } catch (ModuleException e) {
            observer.onLoad(current.version, false);
            throw e;
        }
        Set<String> filtered = new HashSet<>(current.indexFilters.keySet());
        filtered.addAll(set.indexFilters.keySet());
        current = set;
        filterIndexes(filtered);
        observer.onLoad(set.version, true);
        LOG.info(
                "modules loaded version={} rpcs={} hooks={} matches={}",
                set.version,
                set.rpcs.size(),
                set.before.size()
                        + set.after.size()
                        + set.beforeRealtime.size()
                        + set.afterRealtime.size(),
                new TreeSet<>(set.matches.keySet()));
        return set.version;
    }

    /// Sets the indexes that functions may filter, while the server is put together.
    public void filter(StorageIndexes storageIndexes) {
        indexes = storageIndexes;
    }

    private void filterIndexes(Set<String> names) {
        StorageIndexes filtered = indexes;
        if (filtered == null) {
            return;
        }
        for (String name : names) {
            StorageIndexFilter filter = current.indexFilters.get(name);
            filtered.filter(name, filter == null ? null : write -> takes(name, filter, write));
        }
    }

    private boolean takes(String index, StorageIndexFilter filter, StorageWrite write) {
        var candidate =
                new StorageIndexFilter.Candidate(
                        write.collection(),
                        write.key(),
                        write.userId().toString(),
                        write.value(),
                        write.version(),
                        write.permissionRead(),
                        write.permissionWrite());
        boolean[] takes = new boolean[1];
        observe(
                Mode.STORAGE_INDEX_FILTER,
                index,
                () -> takes[0] = filter.takes(context(Mode.STORAGE_INDEX_FILTER), candidate));
        return takes[0];
    }

    /// The version in use; 0 before the first load.
    public int version() {
        return current.version;
    }

    public Set<String> rpcIds() {
        return Set.copyOf(current.rpcs.keySet());
    }

    /// The set in use.
    ModuleSet current() {
        return current;
    }

    /// A context for a function that nobody called.
    public RuntimeContext context(Mode mode) {
        return context(mode, Call.SERVER);
    }

    public RuntimeContext context(Mode mode, Call call) {
        return new ModuleContext(mode, node, serverVersion, env, call, server());
    }

    @Override
    public MatchHandler.@Nullable Factory find(String name) {
        return current.matches.get(name);
    }

    // ---- functions

    /// The function of this id, for [io.kaosnet.core.rpc.Rpcs].
    public @Nullable RpcHandler rpc(String id) {
        String key = id.toLowerCase(Locale.ROOT);
        RpcFunction function = current.rpcs.get(key);
        return function == null
                ? null
                : (caller, payload) -> call(key, function, ModuleContext.callOf(caller), payload);
    }

    /// Calls a function as the server.
    ///
    /// @throws RuntimeError `NOT_FOUND`, or the function's own
    public String call(String id, String payload) {
        String key = id.toLowerCase(Locale.ROOT);
        RpcFunction function = current.rpcs.get(key);
        if (function == null) {
            throw new RuntimeError(RuntimeError.NOT_FOUND, "RPC function not found");
        }
        leaveLane(function);
        return function.call(context(Mode.RPC), payload);
    }

    private String call(String id, RpcFunction function, Call call, String payload) {
        long startNs = clock.nowNs();
        boolean failed = true;
        leaveLane(function);
        try {
            String answer = function.call(context(Mode.RPC, call), payload);
            failed = false;
            return answer;
        } catch (RuntimeError e) {
            failed = false;
            throw new ApiException(Code.of(e.code()), e.text());
        } finally {
            observer.onCall(Mode.RPC, id, clock.nowNs() - startNs, failed);
        }
    }

    private static void leaveLane(Object function) {
        if (!(function instanceof Paced)) {
            LaneThread.leaveLane();
        }
    }

    // ---- hooks of calls

    @Override
    public Hooks.@Nullable Before before(String name) {
        BeforeHook<Message> hook = current.before.get(name);
        return hook == null ? null : (caller, request) -> before(name, hook, caller, request);
    }

    private @Nullable Message before(
            String name, BeforeHook<Message> hook, Caller caller, Message request) {
        long startNs = clock.nowNs();
        boolean failed = true;
        leaveLane(hook);
        try {
            RuntimeContext context = context(Mode.BEFORE, ModuleContext.callOf(caller));
            Message admitted = hook.run(context, request);
            failed = false;
            // A call that carries nothing can only be refused by an error.
            return request.getDescriptorForType().getFields().isEmpty() ? request : admitted;
        } catch (RuntimeError e) {
            failed = false;
            throw new ApiException(Code.of(e.code()), e.text());
        } finally {
            observer.onCall(Mode.BEFORE, name, clock.nowNs() - startNs, failed);
        }
    }

    @Override
    public Hooks.@Nullable After after(String name) {
        AfterHook<Message, Message> hook = current.after.get(name);
        return hook == null
                ? null
                : (caller, response, request) ->
                        after(name, hook, callOf(caller, response), response, request);
    }

    private <Q extends Message, R extends Message> void after(
            String name, AfterHook<Q, R> hook, Call call, @Nullable R response, Q request) {
        long startNs = clock.nowNs();
        boolean failed = true;
        leaveLane(hook);
        try {
            hook.run(context(Mode.AFTER, call), response, request);
            failed = false;
        } finally {
            observer.onCall(Mode.AFTER, name, clock.nowNs() - startNs, failed);
        }
    }

    // ---- hooks of realtime messages

    @Override
    public boolean has(MessageCase message) {
        ModuleSet set = current;
        return set.beforeRealtime.containsKey(message) || set.afterRealtime.containsKey(message);
    }

    @Override
    public RealtimeHooks.@Nullable Before before(MessageCase message) {
        BeforeHook<Envelope> hook = current.beforeRealtime.get(message);
        return hook == null ? null : (session, request) -> before(message, hook, session, request);
    }

    private @Nullable Envelope before(
            MessageCase message, BeforeHook<Envelope> hook, Session session, Envelope request) {
        long startNs = clock.nowNs();
        boolean failed = true;
        leaveLane(hook);
        try {
            Envelope admitted =
                    hook.run(context(Mode.BEFORE, ModuleContext.callOf(session.caller())), request);
            failed = false;
            return admitted;
        } catch (RuntimeError e) {
            failed = false;
            throw new RealtimeException(Error.Code.RUNTIME_FUNCTION_EXCEPTION, e.text());
        } finally {
            observer.onCall(Mode.BEFORE, message.name(), clock.nowNs() - startNs, failed);
        }
    }

    @Override
    public RealtimeHooks.@Nullable After after(MessageCase message) {
        AfterHook<Envelope, Envelope> hook = current.afterRealtime.get(message);
        return hook == null
                ? null
                : (session, reply, request) -> {
                    try {
                        after(
                                message.name(),
                                hook,
                                ModuleContext.callOf(session.caller()),
                                reply,
                                request);
                    } catch (RuntimeException e) {
                        // The answer is fixed already; the client is not told.
                        LOG.warn("after hook of {} failed", message, e);
                    }
                };
    }

    // ---- events and callbacks

    /// Whether anybody wants events of sockets that open and close.
    public boolean wantsSessions() {
        ModuleSet set = current;
        return !set.sessionStarts.isEmpty() || !set.sessionEnds.isEmpty();
    }

    public boolean wantsEvents() {
        return !current.events.isEmpty();
    }

    /// Runs the event functions, one after the other. Blocks as they do.
    public void event(Caller caller, EventHook.Event event) {
        for (EventHook hook : current.events) {
            observe(
                    Mode.EVENT,
                    event.name(),
                    () -> hook.run(context(Mode.EVENT, ModuleContext.callOf(caller)), event));
        }
    }

    public void sessionStarted(Caller caller) {
        for (SessionHook hook : current.sessionStarts) {
            observe(
                    Mode.EVENT,
                    "session_start",
                    () -> hook.run(context(Mode.EVENT, ModuleContext.callOf(caller))));
        }
    }

    public void sessionEnded(Caller caller) {
        for (SessionHook hook : current.sessionEnds) {
            observe(
                    Mode.EVENT,
                    "session_end",
                    () -> hook.run(context(Mode.EVENT, ModuleContext.callOf(caller))));
        }
    }

    /// What the matchmaker asks the game's code.
    ///
    /// @param threads run what asks, which may block
    public MatchmakerHooks matchmakerHooks(Executor threads) {
        return new MatchmakerCallbacks(this, threads);
    }

    public void leaderboardReset(String id, long resetSec) {
        reset(Mode.LEADERBOARD_RESET, current.leaderboardReset, id, 0, resetSec);
    }

    public void tournamentEnded(String id, long endSec, long resetSec) {
        reset(Mode.TOURNAMENT_END, current.tournamentEnd, id, endSec, resetSec);
    }

    public void tournamentReset(String id, long endSec, long resetSec) {
        reset(Mode.TOURNAMENT_RESET, current.tournamentReset, id, endSec, resetSec);
    }

    private void reset(Mode mode, @Nullable ResetHook hook, String id, long endSec, long resetSec) {
        if (hook != null) {
            observe(mode, id, () -> hook.run(context(mode), id, endSec, resetSec));
        }
    }

    /// Runs the shutdown functions.
    public void shutdown() {
        for (var hook : current.shutdowns) {
            observe(Mode.SHUTDOWN, "shutdown", () -> hook.run(context(Mode.SHUTDOWN)));
        }
    }

    /// Runs a function that nobody waits for; what it throws is logged.
    void observe(Mode mode, String id, Runnable function) {
        long startNs = clock.nowNs();
        boolean failed = true;
        try {
            function.run();
            failed = false;
        } catch (RuntimeException | LinkageError | StackOverflowError | AssertionError e) {
            LOG.error("function failed mode={} id={}", mode.text(), id, e);
        } finally {
            observer.onCall(mode, id, clock.nowNs() - startNs, failed);
        }
    }
}
