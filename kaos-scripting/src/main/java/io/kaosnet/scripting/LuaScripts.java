package io.kaosnet.scripting;

import com.google.protobuf.Message;
import io.kaosnet.core.module.HookId;
import io.kaosnet.core.module.ModuleException;
import io.kaosnet.core.module.ModuleSource;
import io.kaosnet.core.module.Paced;
import io.kaosnet.core.script.ScriptException;
import io.kaosnet.core.script.ScriptFunctions;
import io.kaosnet.core.script.ScriptJson;
import io.kaosnet.core.script.ScriptMessages;
import io.kaosnet.core.script.ScriptTables;
import io.kaosnet.lua.vm.LuaString;
import io.kaosnet.lua.vm.LuaTable;
import io.kaosnet.lua.vm.LuaVm;
import io.kaosnet.protocol.realtime.Envelope;
import io.kaosnet.runtime.AfterHook;
import io.kaosnet.runtime.BeforeHook;
import io.kaosnet.runtime.Registry;
import io.kaosnet.runtime.ResetHook;
import io.kaosnet.runtime.RpcFunction;
import io.kaosnet.runtime.RuntimeContext;
import io.kaosnet.runtime.RuntimeContext.Mode;
import io.kaosnet.runtime.RuntimeError;
import io.kaosnet.runtime.StorageIndexFilter;
import io.kaosnet.scripting.functions.BoardTables;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The Lua modules of a folder. Each load makes a set of its own: calls and matches that are under
/// way stay with theirs.
public final class LuaScripts implements ModuleSource {
    private static final Logger LOG = LoggerFactory.getLogger("script");
    private static final @Nullable Object[] NOTHING = {};

    private final ScriptConfig config;
    private final Bindings bindings;
    private final Function<Mode, RuntimeContext> contexts;
    private final ScriptObserver observer;

    /// @param contexts what functions are told that nobody called
    public LuaScripts(
            ScriptConfig config,
            ScriptFunctions functions,
            Function<Mode, RuntimeContext> contexts,
            ScriptObserver observer) {
        this.config = config;
        this.bindings = new Bindings(functions);
        this.contexts = contexts;
        this.observer = observer;
    }

    @Override
    public String name() {
        return "lua";
    }

    @Override
    public void load(Registry registry) {
        var set = new ScriptSet(config, bindings);
        if (set.isEmpty()) {
            return;
        }
        RuntimeContext loading = contexts.apply(Mode.INIT);
        ScriptVm first = set.newVm(loading);
        var pool =
                new VmPool(
                        set, first, loading, config.poolCapacity(), config.poolWaitMs(), observer);
        var runner = new ScriptRunner(set, pool, config, observer);
        for (ScriptVm.Key key : List.copyOf(first.functions.keySet())) {
            try {
                register(registry, runner, key);
            } catch (IllegalArgumentException e) {
                throw new ModuleException(String.valueOf(e.getMessage()), e);
            }
        }
        for (String name : first.matches.keySet()) {
            registry.match(name, () -> new LuaMatch(set, name, config, contexts, observer));
        }
        for (ScriptVm.Key key : List.copyOf(first.functions.keySet())) {
            if (key.kind() == io.kaosnet.core.script.ScriptCall.Registrar.Kind.RUN_ONCE) {
                runOnce(runner, key, loading);
            }
        }
        LOG.info("lua modules compiled count={}", set.moduleCount());
    }

    private static void runOnce(ScriptRunner runner, ScriptVm.Key key, RuntimeContext context) {
        try {
            runner.call(key, context, _ -> NOTHING, _ -> null);
        } catch (RuntimeError e) {
            throw new ModuleException("run_once: " + e.text(), e);
        }
    }

    private static void register(Registry registry, ScriptRunner runner, ScriptVm.Key key) {
        switch (key.kind()) {
            case RPC ->
                    registry.rpc(
                            key.id(),
                            (RpcFunction & Paced)
                                    (context, payload) ->
                                            runner.call(
                                                    key,
                                                    context,
                                                    _ -> new Object[] {payload},
                                                    LuaScripts::payload));
            case BEFORE -> before(registry, runner, key);
            case AFTER -> after(registry, runner, key);
            case MATCHMAKER_MATCHED ->
                    registry.matchmakerMatched(
                            (context, entries) ->
                                    runner.call(
                                            key,
                                            context,
                                            _ -> new Object[] {MatchmakerTables.players(entries)},
                                            LuaScripts::matchId));
            case MATCHMAKER_OVERRIDE ->
                    registry.matchmakerOverride(
                            (context, candidates) ->
                                    runner.call(
                                            key,
                                            context,
                                            _ -> new Object[] {MatchmakerTables.groups(candidates)},
                                            values ->
                                                    MatchmakerTables.chosen(
                                                            values,
                                                            candidates.stream()
                                                                    .flatMap(List::stream)
                                                                    .toList())));
            case MATCHMAKER_PROCESSOR ->
                    registry.matchmakerProcessor(
                            (context, entries) ->
                                    runner.call(
                                            key,
                                            context,
                                            _ -> new Object[] {MatchmakerTables.players(entries)},
                                            values -> MatchmakerTables.chosen(values, entries)));
            case TOURNAMENT_END -> registry.tournamentEnd(tournamentHook(runner, key));
            case TOURNAMENT_RESET -> registry.tournamentReset(tournamentHook(runner, key));
            case LEADERBOARD_RESET ->
                    registry.leaderboardReset(
                            (context, id, _, reset) ->
                                    notify(
                                            runner,
                                            key,
                                            context,
                                            BoardTables.leaderboard(context.server(), id),
                                            reset));
            case STORAGE_INDEX_FILTER ->
                    registry.storageIndexFilter(
                            key.id(),
                            (context, object) ->
                                    runner.call(
                                            key,
                                            context,
                                            _ -> new Object[] {candidate(object)},
                                            values -> values.length > 0 && isTrue(values[0])));
            case SHUTDOWN -> registry.shutdown(context -> notify(runner, key, context));
            case SESSION_START -> registry.sessionStart(context -> notify(runner, key, context));
            case SESSION_END -> registry.sessionEnd(context -> notify(runner, key, context));
            case EVENT ->
                    registry.event(
                            (context, event) ->
                                    notify(
                                            runner,
                                            key,
                                            context,
                                            ScriptTables.table(
                                                    "name", event.name(),
                                                    "properties", event.properties(),
                                                    "timestamp", event.timestampMs() / 1000,
                                                    "external", event.external())));
            case RUN_ONCE -> {
                // Run after everything is registered.
            }
        }
    }

    private static ResetHook tournamentHook(ScriptRunner runner, ScriptVm.Key key) {
        return (context, id, endSec, resetSec) ->
                notify(
                        runner,
                        key,
                        context,
                        BoardTables.tournament(context.server(), id),
                        endSec,
                        resetSec);
    }

    private static void notify(
            ScriptRunner runner, ScriptVm.Key key, RuntimeContext context, Object... arguments) {
        runner.call(key, context, _ -> arguments, _ -> null);
    }

    private static String payload(@Nullable Object[] values) {
        if (values.length > 1) {
            throw new RuntimeError(
                    RuntimeError.INTERNAL,
                    "the function returned " + values.length + " values (expected: one string)");
        }
        return switch (values.length == 0 ? null : values[0]) {
            case null -> "";
            case LuaString text -> text.toString();
            case LuaTable table -> json(table);
            default ->
                    throw new RuntimeError(
                            RuntimeError.INTERNAL,
                            "the function returned no string (expected: a string, a table or nil)");
        };
    }

    private static String json(LuaTable table) {
        try {
            return ScriptJson.encodeText(LuaVm.toJava(table));
        } catch (ScriptException e) {
            throw new RuntimeError(RuntimeError.INTERNAL, e.text());
        } catch (IllegalArgumentException e) {
            throw new RuntimeError(
                    RuntimeError.INTERNAL, "the function returned a table: " + e.getMessage());
        }
    }

    private static @Nullable String matchId(@Nullable Object[] values) {
        Object first = values.length == 0 ? null : values[0];
        return first instanceof LuaString text && text.length() > 0 ? text.toString() : null;
    }

    private static boolean isTrue(@Nullable Object value) {
        return value != null && !Boolean.FALSE.equals(value);
    }

    private static Object candidate(StorageIndexFilter.Candidate object) {
        return ScriptTables.table(
                "collection", object.collection(),
                "key", object.key(),
                "user_id", object.userId(),
                "value", ScriptJson.decode(object.value().getBytes(StandardCharsets.UTF_8)),
                "version", object.version(),
                "permission_read", (long) object.permissionRead(),
                "permission_write", (long) object.permissionWrite());
    }

    // ---- hooks

    private static void before(Registry registry, ScriptRunner runner, ScriptVm.Key key) {
        switch (HookId.find(key.id())) {
            case HookId.Realtime realtime ->
                    registry.beforeRealtime(
                            realtime.message().name(),
                            (BeforeHook<Envelope> & Paced)
                                    (context, message) ->
                                            (Envelope) changed(runner, key, context, message));
            case HookId.Request request ->
                    registry.before(
                            request.name(),
                            Message.class,
                            (BeforeHook<Message> & Paced)
                                    (context, message) -> changed(runner, key, context, message));
            case null -> throw new IllegalStateException("the machine takes no unknown hook id");
        }
    }

    private static @Nullable Message changed(
            ScriptRunner runner, ScriptVm.Key key, RuntimeContext context, Message message) {
        return runner.call(
                key,
                context,
                _ -> new Object[] {ScriptMessages.table(message)},
                values -> message(values.length == 0 ? null : values[0], message));
    }

    private static @Nullable Message message(@Nullable Object value, Message before) {
        if (value == null) {
            return null;
        }
        Object table = value instanceof LuaTable ? LuaVm.toJava(value) : value;
        Message.Builder changed = before.newBuilderForType();
        try {
            if (table instanceof Map<?, ?> map) {
                ScriptMessages.merge(map, changed);
                return changed.build();
            }
            throw new ScriptException("expected the request or nil");
        } catch (ScriptException e) {
            throw new RuntimeError(RuntimeError.INTERNAL, "hook returned a bad value: " + e.text());
        }
    }

    private static void after(Registry registry, ScriptRunner runner, ScriptVm.Key key) {
        switch (HookId.find(key.id())) {
            case HookId.Realtime realtime ->
                    registry.afterRealtime(
                            realtime.message().name(),
                            (AfterHook<Envelope, Envelope> & Paced)
                                    (context, response, request) ->
                                            told(runner, key, context, response, request));
            case HookId.Request request ->
                    registry.after(
                            request.name(),
                            Message.class,
                            Message.class,
                            (AfterHook<Message, Message> & Paced)
                                    (context, response, message) ->
                                            told(runner, key, context, response, message));
            case null -> throw new IllegalStateException("the machine takes no unknown hook id");
        }
    }

    private static void told(
            ScriptRunner runner,
            ScriptVm.Key key,
            RuntimeContext context,
            @Nullable Message response,
            Message request) {
        runner.call(
                key,
                context,
                _ ->
                        new @Nullable Object[] {
                            response == null ? null : ScriptMessages.table(response),
                            ScriptMessages.table(request)
                        },
                _ -> null);
    }
}
