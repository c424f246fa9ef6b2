package io.kaosnet.scripting;

import io.kaosnet.core.script.ContextFunctions;
import io.kaosnet.lua.vm.LuaError;
import io.kaosnet.lua.vm.LuaFunction;
import io.kaosnet.lua.vm.LuaKill;
import io.kaosnet.lua.vm.LuaLimits;
import io.kaosnet.lua.vm.LuaVm;
import io.kaosnet.runtime.RuntimeContext;
import io.kaosnet.runtime.RuntimeError;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Calls a set's registered functions, each on a machine of the pool. Safe from any thread.
final class ScriptRunner {
    private static final Logger LOG = LoggerFactory.getLogger("script");
    private static final int DEADLINE_EXCEEDED = 4;

    /// The machine that runs on this thread: a function that calls another keeps to it.
    private static final ScopedValue<ScriptVm> CURRENT = ScopedValue.newInstance();

    private final ScriptSet set;

    private final Suspects<ScriptVm.Key> suspects = new Suspects<>();
    private final VmPool pool;
    private final ScriptConfig config;
    private final ScriptObserver observer;

    ScriptRunner(ScriptSet set, VmPool pool, ScriptConfig config, ScriptObserver observer) {
        this.set = set;
        this.pool = pool;
        this.config = config;
        this.observer = observer;
    }

    /// Makes a call's arguments behind the context, on the machine that it runs on.
    @FunctionalInterface
    interface Arguments {
        @Nullable Object[] of(LuaVm vm);
    }

    /// Makes something of what a function returned, on the machine that it ran on.
    ///
    /// @param <T> what is made
    @FunctionalInterface
    interface Result<T extends @Nullable Object> {
        T of(@Nullable Object[] values);
    }

    /// @throws RuntimeError what the caller is to be told
    <T extends @Nullable Object> T call(
            ScriptVm.Key key, RuntimeContext context, Arguments arguments, Result<T> result) {
        if (CURRENT.isBound() && CURRENT.get().set == set) {
            return run(CURRENT.get(), key, context, arguments, result);
        }
        ScriptVm script = pool.take();
        SlowLane.Pace pace = script.pace;
        if (pace != null) {
            pace.begin(suspects.has(key));
        }
        try {
            return ScopedValue.where(CURRENT, script)
                    .call(() -> run(script, key, context, arguments, result));
        } finally {
            if (pace != null) {
                pace.release();
            }
            pool.give(script);
        }
    }

    private <T extends @Nullable Object> T run(
            ScriptVm script,
            ScriptVm.Key key,
            RuntimeContext context,
            Arguments arguments,
            Result<T> result) {
        LuaFunction function = script.functions.get(key);
        if (function == null) {
            throw new RuntimeError(
                    RuntimeError.INTERNAL, key.id() + " is not registered on every load");
        }
        RuntimeContext before = script.enter(context);
        try {
            @Nullable Object[] behind = arguments.of(script.vm);
            @Nullable Object[] all = new Object[behind.length + 1];
            Supplier<Map<?, ?>> contextTable = () -> ContextFunctions.table(context);
            all[0] = script.vm.toLua(contextTable);
            System.arraycopy(behind, 0, all, 1, behind.length);
            return result.of(script.vm.callAll(limits(key), function, all));
        } catch (LuaError e) {
            throw answer(what(key), key.id(), e);
        } catch (LuaKill e) {
            suspects.add(key);
            set.coldCalls(key).end();
            throw killed(what(key), key.id(), e);
        } finally {
            script.leave(before);
        }
    }

    private LuaLimits limits(ScriptVm.Key key) {
        return switch (key.kind()) {
            case BEFORE, AFTER -> set.coldCalls(key).limits(config.hookLimits());
            case RUN_ONCE -> config.loadLimits();
            default -> config.rpcLimits();
        };
    }

    private static String what(ScriptVm.Key key) {
        return key.kind().name().toLowerCase(Locale.ROOT);
    }

    /// `error({text, code})` is an answer, and so is `error({message = text, code = code})`;
    /// anything else is a defect, logged with its stack.
    private RuntimeError answer(String what, String id, LuaError e) {
        RuntimeError meant = LuaValues.refusal(e);
        if (meant != null) {
            return meant;
        }
        observer.onError(what, id);
        LOG.error("script failed {} id={} {}\n{}", what, id, e.getMessage(), e.traceback());
        String text = String.valueOf(e.getMessage());
        return new RuntimeError(
                RuntimeError.INTERNAL,
                config.hasStackInErrors() ? text + "\n" + e.traceback() : text);
    }

    private RuntimeError killed(String what, String id, LuaKill e) {
        String budget = e.budget().name().toLowerCase(Locale.ROOT);
        observer.onKill(what, id, budget);
        LOG.error("script ended {} id={} {}\n{}", what, id, e.getMessage(), e.traceback());
        return switch (e.budget()) {
            case TIME, FUEL -> new RuntimeError(DEADLINE_EXCEEDED, "the function took too long");
            case ALLOCATION ->
                    new RuntimeError(
                            RuntimeError.RESOURCE_EXHAUSTED, "the function took too much memory");
            case STOPPED -> new RuntimeError(RuntimeError.UNAVAILABLE, "the function was stopped");
        };
    }
}
