package io.kaosnet.scripting;

import io.kaosnet.lua.vm.Dialect;
import io.kaosnet.lua.vm.LuaLimits;
import java.nio.file.Path;

/// How scripts run. Immutable.
///
/// @param path folder of the modules (`runtime.path`)
/// @param dialect Lua 5.4, or 5.1 for existing modules (`runtime.lua_dialect`)
/// @param poolCapacity most virtual machines that run functions and hooks at a time; full: the call
///     is refused after the wait (`runtime.lua_max_count`)
/// @param poolWaitMs how long a call waits for a free one
/// @param hookTimeMs budget of one hook
/// @param rpcTimeMs budget of one function
/// @param loadTimeMs budget of loading all modules into one machine
/// @param memoryBytes what one call may allocate
/// @param matchMemoryBytes what one match may keep between its callbacks
/// @param hasStackInErrors whether callers are told the script's stack
///     (`runtime.lua_api_stacktrace`)
public record ScriptConfig(
        Path path,
        Dialect dialect,
        int poolCapacity,
        int poolWaitMs,
        int hookTimeMs,
        int rpcTimeMs,
        int loadTimeMs,
        long memoryBytes,
        long matchMemoryBytes,
        boolean hasStackInErrors) {

    /// The defaults, for the modules in a folder.
    public static ScriptConfig of(Path path) {
        return of(path, Dialect.LUA_5_1);
    }

    /// The defaults, for the modules in a folder that are written in a dialect.
    public static ScriptConfig of(Path path, Dialect dialect) {
        return new ScriptConfig(
                path, dialect, 48, 1000, 50, 1000, 5000, 64L << 20, 64L << 20, false);
    }

    LuaLimits hookLimits() {
        return limits(hookTimeMs);
    }

    LuaLimits rpcLimits() {
        return limits(rpcTimeMs);
    }

    LuaLimits loadLimits() {
        return limits(loadTimeMs);
    }

    LuaLimits limits(long timeMs) {
        return LuaLimits.NONE
                .withTimeMs(timeMs)
                .withAllocationBytes(memoryBytes)
                .withDepth(200)
                .withStringBytes((int) Math.min(memoryBytes, 16 << 20));
    }
}
