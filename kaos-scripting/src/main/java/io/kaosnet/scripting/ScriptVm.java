package io.kaosnet.scripting;

import io.kaosnet.core.module.HookId;
import io.kaosnet.core.script.ScriptCall;
import io.kaosnet.core.script.ScriptCallback;
import io.kaosnet.core.script.ScriptException;
import io.kaosnet.lua.vm.LuaFunction;
import io.kaosnet.lua.vm.LuaTable;
import io.kaosnet.lua.vm.LuaVm;
import io.kaosnet.runtime.MatchContext;
import io.kaosnet.runtime.RuntimeContext;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One virtual machine with a set's modules in it: their globals, and the functions that they
/// registered. Owned by whoever took it from the pool, or by its match.
final class ScriptVm implements ScriptCall, ScriptCall.Registrar {
    private static final long LONG_NS = 100_000;

    final LuaVm vm;
    final ScriptSet set;

    /// What was registered, in order: by kind and id.
    final Map<Key, LuaFunction> functions = new LinkedHashMap<>();

    /// Match handlers by name.
    final Map<String, MatchFunctions> matches = new LinkedHashMap<>();

    /// How it shares the cores; null in a match that nothing is held against, whose budget is
    /// short.
    SlowLane.@Nullable Pace pace;

    private boolean isLoading = true;

    /// Whether the last function of the server computed for long: then the budgets are looked at.
    private boolean tookLong;

    /// What it waited.
    private long excusedNs;

    private @Nullable RuntimeContext context;
    private @Nullable MatchContext match;

    /// What a function is registered as.
    ///
    /// @param id in lower case; of kinds that call all their functions, a number
    record Key(Kind kind, String id) {}

    ScriptVm(ScriptSet set, LuaVm vm) {
        this.set = set;
        this.vm = vm;
    }

    /// The modules have run: nothing more is registered.
    void endLoading() {
        isLoading = false;
    }

    /// Begins a call.
    ///
    /// @return the context of the call around it, for [#leave]
    @Nullable RuntimeContext enter(RuntimeContext entered) {
        RuntimeContext before = context;
        context = entered;
        return before;
    }

    void leave(@Nullable RuntimeContext before) {
        context = before;
    }

    /// Makes this the machine of a match.
    void belongTo(MatchContext owner, RuntimeContext matchContext) {
        match = owner;
        context = matchContext;
    }

    /// The call is about to wait.
    @Override
    public void beforeBlocking() {
        if (pace != null) {
            pace.release();
        }
        ScriptCall.super.beforeBlocking();
    }

    @Override
    public void afterWaiting(long waitedNs) {
        vm.excuse(waitedNs);
        if (pace != null) {
            pace.excuse(waitedNs);
        }
        excusedNs += waitedNs;
    }

    /// A function of the server begins, which uses no fuel however long it takes.
    ///
    /// @return when, for [#endFunction]
    long beginFunction() {
        if (tookLong) {
            tookLong = false;
            vm.checkBudgets();
        }
        excusedNs = 0;
        return System.nanoTime();
    }

    void endFunction(long startNs) {
        tookLong = System.nanoTime() - startNs - excusedNs > LONG_NS;
    }

    @Override
    public RuntimeContext context() {
        RuntimeContext current = context;
        if (current == null) {
            throw new ScriptException("only inside a call");
        }
        return current;
    }

    @Override
    public @Nullable MatchContext match() {
        return match;
    }

    @Override
    public @Nullable Registrar registrar() {
        return isLoading ? this : null;
    }

    @Override
    public void register(Kind kind, String id, ScriptCallback function) {
        if (!(function instanceof LuaValues.Callback callback)) {
            throw new IllegalStateException("a callback of another language");
        }
        Kind meant = meant(kind, id);
        if (meant == Kind.BEFORE || meant == Kind.AFTER) {
            hook(meant, id, callback.function());
            return;
        }
        String key =
                switch (meant) {
                    case RPC -> id.toLowerCase(Locale.ROOT);
                    case STORAGE_INDEX_FILTER -> id;
                    case EVENT, SESSION_START, SESSION_END, SHUTDOWN, RUN_ONCE ->
                            String.valueOf(functions.size());
                    default -> "";
                };
        functions.put(new Key(meant, key), callback.function());
    }

    /// The first KaosNet had hooks after sockets opened and closed.
    private static Kind meant(Kind kind, String id) {
        if (kind != Kind.AFTER) {
            return kind;
        }
        return switch (id.replace("_", "").toLowerCase(Locale.ROOT)) {
            case "sessionconnect" -> Kind.SESSION_START;
            case "sessiondisconnect" -> Kind.SESSION_END;
            default -> kind;
        };
    }

    private void hook(Kind kind, String id, LuaFunction function) {
        for (String name : HookId.meantBy(id)) {
            if (HookId.find(name) == null) {
                throw new ScriptException(
                        "hook id: \""
                                + id
                                + "\" (expected: a call's name or a message that clients send)");
            }
            functions.put(new Key(kind, name.toLowerCase(Locale.ROOT)), function);
        }
    }

    @Override
    public void registerMatch(String name, Map<Object, @Nullable Object> callbacks) {
        throw new IllegalStateException("matches are registered from their tables");
    }

    void registerMatch(String name, LuaTable callbacks) {
        if (!isLoading) {
            throw new ScriptException("register_match: only while modules load");
        }
        matches.put(name, MatchFunctions.of(name, callbacks));
    }

    /// What the server keeps of this machine's values: all that was registered.
    LuaTable roots() {
        LuaTable roots = vm.newTable();
        long index = 1;
        for (LuaFunction function : functions.values()) {
            roots.putInt(index++, function);
        }
        for (MatchFunctions match : matches.values()) {
            for (LuaFunction function : match.all()) {
                roots.putInt(index++, function);
            }
        }
        return roots;
    }

    /// Whether it can run anything more.
    boolean isAlive() {
        return vm.killed() == null;
    }
}
