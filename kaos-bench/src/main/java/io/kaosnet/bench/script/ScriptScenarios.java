package io.kaosnet.bench.script;

import io.kaosnet.bench.Bench;
import io.kaosnet.bench.Scenario;
import io.kaosnet.bench.rest.RestScenario;
import java.util.List;

/// The scenarios of game modules in Lua.
public final class ScriptScenarios {
    private ScriptScenarios() {}

    public static List<Scenario> all() {
        return List.of(
                function("lua-echo", "RPC in Lua that answers its payload", 20, "lua_echo"),
                function("lua-json", "RPC in Lua that decodes and encodes JSON", 28, "lua_json"),
                function("lua-fib", "RPC in Lua that computes fib(20)", 250, "lua_fib"),
                new LuaHooksScenario(),
                new LuaMatchesScenario(),
                new LuaArenaScenario(),
                new LuaHostileScenario());
    }

    private static Scenario function(String name, String about, double micros, String function) {
        return RestScenario.function(name, about, micros, flags(), function);
    }

    /// The settings of a server that runs the scripts; none outside a tree, where none is started.
    static List<String> flags() {
        return System.getProperty("kaosnet.home") == null
                ? List.of()
                : ScriptServer.flags(Bench.home());
    }
}
