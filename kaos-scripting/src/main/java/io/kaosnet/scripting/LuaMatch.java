package io.kaosnet.scripting;

import io.kaosnet.lua.vm.LuaError;
import io.kaosnet.lua.vm.LuaFunction;
import io.kaosnet.lua.vm.LuaKill;
import io.kaosnet.lua.vm.LuaLimits;
import io.kaosnet.lua.vm.LuaString;
import io.kaosnet.lua.vm.LuaTable;
import io.kaosnet.runtime.JoinDecision;
import io.kaosnet.runtime.JoinRequest;
import io.kaosnet.runtime.MatchContext;
import io.kaosnet.runtime.MatchFailure;
import io.kaosnet.runtime.MatchHandler;
import io.kaosnet.runtime.MatchInit;
import io.kaosnet.runtime.MatchMessage;
import io.kaosnet.runtime.MatchPresence;
import io.kaosnet.runtime.Matches;
import io.kaosnet.runtime.RuntimeContext;
import io.kaosnet.runtime.RuntimeContext.Mode;
import io.kaosnet.runtime.RuntimeError;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A match whose rules are Lua, on a virtual machine of its own. Owned by its match.
///
/// Takes both shapes of handlers: Nakama's, whose `match_init` returns state, rate and label and
/// whose callbacks get a dispatcher; and the one whose `match_init` returns a single table
/// `{state, tick_rate, label}` and whose callbacks get none.
final class LuaMatch implements MatchHandler {
    private static final Logger LOG = LoggerFactory.getLogger("script");
    private static final int MAX_KILLS_IN_ROW = 3;
    private static final int MIN_TICK_BUDGET_MS = 5;

    private final ScriptSet set;
    private final String name;
    private final ScriptConfig config;
    private final RuntimeContext context;
    private final ScriptObserver observer;
    private ScriptVm script;
    private MatchFunctions functions;
    private MatchTables tables;
    private LuaLimits tickLimits;
    private final ColdCalls coldCalls;
    private @Nullable Object state;
    private boolean hasDispatcher = true;
    private int graceMs;
    private int killsInRow;

    /// At least what the machine still reaches.
    private long keptBytes;

    LuaMatch(
            ScriptSet set,
            String name,
            ScriptConfig config,
            Function<Mode, RuntimeContext> contexts,
            ScriptObserver observer) {
        this.set = set;
        this.name = name;
        this.config = config;
        this.context = contexts.apply(Mode.MATCH);
        this.observer = observer;
        this.tickLimits = config.rpcLimits();
        this.coldCalls = set.coldCalls(name);
        this.script = set.newMatchVm(name, context);
        this.functions = Objects.requireNonNull(script.matches.get(name));
        this.tables = new MatchTables(script, context);
    }

    // ---- start

    @Override
    public MatchInit init(MatchContext match, Map<String, Object> params) {
        if (set.suspectHandlers().has(name)) {
            match.beforeBlocking();
            takeTurns();
        }
        begin(match);
        Object given = isNothing(params) ? null : script.vm.toLua(listOrMap(params));
        @Nullable Object[] values =
                call("match_init", functions.init(), config.rpcLimits(), tables.context(), given);
        Object first = values.length == 1 ? values[0] : null;
        MatchInit init =
                first instanceof LuaTable table && table.get("tick_rate") != null
                        ? seedInit(table)
                        : init(values);
        graceMs = init.reconnectGraceMs();
        setRate(init.tickRateHz());
        return init;
    }

    /// On a thread of its own the match shares the cores as calls do.
    private void takeTurns() {
        SlowLane.Pace pace = set.slowLane().newMatchPace(script.vm);
        script.pace = pace;
        script.vm.pace(pace);
    }

    private void begin(MatchContext match) {
        script.belongTo(match, context);
        tables.begin(match);
    }

    @SuppressWarnings("ReferenceEquality") // an empty table that a module passes is a table
    private static boolean isNothing(Map<String, Object> params) {
        return params == Matches.NO_PARAMS;
    }

    /// The numbers 1 to n as keys are a list again.
    private static Object listOrMap(Map<String, Object> params) {
        if (params.isEmpty()) {
            return params;
        }
        for (int i = 1; i <= params.size(); i++) {
            if (!params.containsKey(String.valueOf(i))) {
                return params;
            }
        }
        List<@Nullable Object> list = new ArrayList<>(params.size());
        for (int i = 1; i <= params.size(); i++) {
            list.add(params.get(String.valueOf(i)));
        }
        return list;
    }

    private MatchInit init(@Nullable Object[] values) {
        if (values.length < 3 || values[0] == null) {
            throw new RuntimeError(
                    RuntimeError.INTERNAL,
                    "match_init returned "
                            + values.length
                            + " values (expected: state, tick rate"
                            + " and label)");
        }
        state = values[0];
        return new MatchInit(
                rate(values[1]), label(values[2]), values.length > 3 ? grace(values[3]) : 0);
    }

    private MatchInit seedInit(LuaTable table) {
        hasDispatcher = false;
        state = table.get("state");
        Object label = table.get("label");
        return new MatchInit(
                rate(table.get("tick_rate")),
                label == null ? "" : label(label),
                grace(table.get("reconnect_grace_ms")));
    }

    private static int rate(@Nullable Object value) {
        if (value instanceof Number number && number.doubleValue() == number.intValue()) {
            return number.intValue();
        }
        throw new IllegalArgumentException("tick rate: expected an integer from 1 to 128");
    }

    private static String label(@Nullable Object value) {
        return switch (value) {
            case LuaString text -> text.toString();
            case null, default -> throw new IllegalArgumentException("label: expected a string");
        };
    }

    /// `true` for the usual time, a number of milliseconds, or a table with `reconnect_grace_ms`.
    private static int grace(@Nullable Object value) {
        return switch (value) {
            case null -> 0;
            case Boolean flag -> flag ? MatchInit.STANDARD_GRACE : 0;
            case Number number -> number.intValue();
            case LuaTable table -> grace(table.get("reconnect_grace_ms"));
            default ->
                    throw new IllegalArgumentException(
                            "reconnect grace: expected milliseconds or true");
        };
    }

    private void setRate(int rateHz) {
        long timeMs = Math.max(MIN_TICK_BUDGET_MS, 500 / Math.max(1, rateHz));
        tickLimits = config.limits(timeMs);
    }

    // ---- callbacks

    /// Calls back with the arguments in the order of the handler's shape.
    private @Nullable Object[] callback(
            String callback, MatchContext match, LuaFunction function, @Nullable Object... behind) {
        boolean isLoop = callback.equals("match_loop");
        Object tick = match.tick();
        @Nullable Object[] arguments;
        if (hasDispatcher) {
            arguments = new @Nullable Object[behind.length + 4];
            arguments[0] = tables.context();
            arguments[1] = tables.dispatcher();
            arguments[2] = tick;
            arguments[3] = state;
        } else {
            arguments = new @Nullable Object[behind.length + (isLoop ? 3 : 2)];
            arguments[0] = tables.context();
            arguments[1] = state;
            if (isLoop) {
                arguments[2] = tick;
            }
        }
        System.arraycopy(behind, 0, arguments, arguments.length - behind.length, behind.length);
        return call(callback, function, coldCalls.limits(tickLimits), arguments);
    }

    private @Nullable Object[] call(
            String callback,
            LuaFunction function,
            LuaLimits limits,
            @Nullable Object... arguments) {
        SlowLane.Pace pace = script.pace;
        if (pace != null) {
            pace.begin(set.suspectHandlers().has(name));
        }
        try {
            @Nullable Object[] values = script.vm.callAll(limits, function, arguments);
            killsInRow = 0;
            keptBytes += script.vm.allocatedBytes();
            if (keptBytes > config.matchMemoryBytes()) {
                measure(values);
            }
            return values;
        } catch (LuaError e) {
            observer.onError("match", name);
            RuntimeError meant = LuaValues.refusal(e);
            String problem = meant == null ? String.valueOf(e.getMessage()) : meant.text();
            throw new ScriptFailure(callback + ": " + problem + "\n" + e.traceback());
        } catch (LuaKill e) {
            observer.onKill("match", name, e.budget().name().toLowerCase(Locale.ROOT));
            throw revive(callback, e);
        } finally {
            if (pace != null) {
                pace.release();
            }
        }
    }

    /// As long as what was kept and what was allocated since stay below the bound nothing has to be
    /// measured.
    private void measure(@Nullable Object[] values) {
        long bound = config.matchMemoryBytes();
        LuaTable held = script.roots();
        held.put("before", state);
        held.put("after", values.length == 0 ? null : values[0]);
        keptBytes = script.vm.retainedBytes(held, bound);
        if (keptBytes > bound) {
            observer.onKill("match", name, "memory");
            throw new MatchFailure(
                    "the match keeps more than " + bound + " bytes (match.memory_bytes)");
        }
    }

    /// The machine is spent. The match goes on with its state on a new one, unless it was killed
    /// too often in a row.
    private RuntimeException revive(String callback, LuaKill kill) {
        String text = callback + ": " + kill.getMessage() + "\n" + kill.traceback();
        killsInRow++;
        set.suspectHandlers().add(name);
        MatchContext match = script.match();
        if (killsInRow >= MAX_KILLS_IN_ROW || match == null) {
            return new MatchFailure(text, kill);
        }
        // Whoever shares its thread has waited long enough, and it was not for want of compiling.
        match.beforeBlocking();
        coldCalls.end();
        try {
            byte[] saved = PlainState.write(state);
            script = set.newMatchVm(name, context);
            takeTurns();
            keptBytes = saved.length;
            functions = Objects.requireNonNull(script.matches.get(name));
            tables = new MatchTables(script, context);
            begin(match);
            state = PlainState.read(saved, script.vm);
        } catch (RuntimeException e) {
            e.addSuppressed(kill);
            return new MatchFailure(text, e);
        }
        return new ScriptFailure(text);
    }

    /// Takes the state that a callback returned; nil ends the match.
    private boolean keep(MatchContext match, @Nullable Object[] values) {
        Object returned = values.length == 0 ? null : values[0];
        if (returned == null) {
            match.end();
            return false;
        }
        state = returned;
        return true;
    }

    @Override
    public JoinDecision joinAttempt(MatchContext match, JoinRequest request) {
        LuaFunction function = functions.joinAttempt();
        if (function == null) {
            return JoinDecision.ACCEPT;
        }
        LuaTable presence = tables.presence(request.presence());
        if (!hasDispatcher) {
            LuaTable presences = script.vm.newTable();
            presences.putInt(1, presence);
            @Nullable Object[] values = callback("match_join_attempt", match, function, presences);
            Object returned = values.length == 0 ? null : values[0];
            if (returned == null || Boolean.FALSE.equals(returned)) {
                return JoinDecision.refuse("");
            }
            return JoinDecision.ACCEPT;
        }
        LuaTable joiner = tables.joinContext(request);
        @Nullable Object[] values =
                call(
                        "match_join_attempt",
                        function,
                        coldCalls.limits(tickLimits),
                        joiner,
                        tables.dispatcher(),
                        match.tick(),
                        state,
                        presence,
                        script.vm.toLua(request.metadata()));
        if (!keep(match, values)) {
            return JoinDecision.refuse("");
        }
        if (values.length < 2 || !(values[1] instanceof Boolean isAllowed)) {
            throw new ScriptFailure(
                    "match_join_attempt returned no boolean behind the state (expected: state,"
                            + " whether to let the player in, and a reason)");
        }
        String reason =
                values.length > 2 && values[2] instanceof LuaString text ? text.toString() : "";
        return isAllowed ? JoinDecision.ACCEPT : JoinDecision.refuse(reason);
    }

    @Override
    public void join(MatchContext match, List<MatchPresence> presences) {
        LuaFunction function = functions.join();
        if (function != null) {
            keep(match, callback("match_join", match, function, tables.presences(presences)));
        }
    }

    @Override
    public void leave(MatchContext match, List<MatchPresence> presences) {
        LuaFunction function = functions.leave();
        if (function != null) {
            keep(match, callback("match_leave", match, function, tables.presences(presences)));
        }
        for (MatchPresence presence : presences) {
            tables.forget(presence);
        }
    }

    @Override
    public void loop(MatchContext match, List<MatchMessage> messages) {
        @Nullable Object[] values =
                callback("match_loop", match, functions.loop(), tables.messages(messages));
        if (keep(match, values) && !hasDispatcher && values.length > 1) {
            tables.broadcastAll(values[1]);
        }
    }

    @Override
    public String signal(MatchContext match, String data) {
        LuaFunction function = functions.signal();
        if (function == null) {
            return "";
        }
        @Nullable Object[] values = callback("match_signal", match, function, LuaString.of(data));
        keep(match, values);
        return values.length > 1 && values[1] instanceof LuaString text ? text.toString() : "";
    }

    @Override
    public void terminate(MatchContext match, int graceSeconds) {
        LuaFunction function = functions.terminate();
        if (function != null) {
            keep(match, callback("match_terminate", match, function, (long) graceSeconds));
        }
    }

    // ---- over a restart

    @Override
    public byte @Nullable [] snapshot(MatchContext match) {
        Object saved = state;
        LuaFunction function = functions.snapshot();
        if (function != null) {
            @Nullable Object[] values = callback("match_snapshot", match, function);
            saved = values.length == 0 ? null : values[0];
            if (saved == null) {
                return null;
            }
        }
        try {
            LuaTable whole = script.vm.newTable();
            whole.put("rate", (long) match.tickRateHz());
            whole.put("label", LuaString.of(match.label()));
            whole.put("grace", (long) graceMs);
            whole.put("dispatcher", hasDispatcher);
            whole.put("state", saved);
            return PlainState.write(whole);
        } catch (PlainState.NotPlain e) {
            LOG.warn(
                    "match cannot be saved match={} handler={} {}",
                    match.id(),
                    name,
                    e.getMessage());
            return null;
        }
    }

    @Override
    public MatchInit restore(MatchContext match, byte[] snapshot) {
        begin(match);
        var whole = (LuaTable) Objects.requireNonNull(PlainState.read(snapshot, script.vm));
        hasDispatcher = Boolean.TRUE.equals(whole.get("dispatcher"));
        graceMs = grace(whole.get("grace"));
        state = whole.get("state");
        MatchInit init = new MatchInit(rate(whole.get("rate")), label(whole.get("label")), graceMs);
        setRate(init.tickRateHz());
        LuaFunction function = functions.restore();
        if (function != null) {
            @Nullable Object[] values =
                    call("match_restore", function, config.rpcLimits(), tables.context(), state);
            if (values.length == 0 || values[0] == null) {
                throw new RuntimeError(
                        RuntimeError.INTERNAL, "match_restore returned nil (expected: the state)");
            }
            state = values[0];
        }
        return init;
    }

    /// An error of the script, with the script's stack in the text and none of Java's.
    private static final class ScriptFailure extends RuntimeException {
        private static final long serialVersionUID = 1L;

        ScriptFailure(String message) {
            super(message, null, false, false);
        }
    }
}
