package io.kaosnet.scripting;

import io.kaosnet.core.script.Param;
import io.kaosnet.core.script.ScriptException;
import io.kaosnet.core.script.ScriptFunction;
import io.kaosnet.core.script.ScriptFunctions;
import io.kaosnet.lua.vm.Args;
import io.kaosnet.lua.vm.HostFunction;
import io.kaosnet.lua.vm.LuaFunction;
import io.kaosnet.lua.vm.LuaTable;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Gives a virtual machine the table of functions: `require("nakama")` and the global `kaos`.
final class Bindings {
    private final ScriptFunctions functions;

    Bindings(ScriptFunctions functions) {
        this.functions = functions;
    }

    /// Functions become Lua values when a script first names them, so that a machine costs little.
    void install(ScriptVm script) {
        LuaTable nk = lazily(script, Map.of());
        LuaTable kaos = lazily(script, functions.aliases());
        script.vm.loaded().put("nakama", nk);
        script.vm.loaded().put("kaos", kaos);
        script.vm.globals().put("kaos", kaos);
    }

    private LuaTable lazily(ScriptVm script, Map<String, String> aliases) {
        LuaTable table = script.vm.newTable();
        LuaTable meta = script.vm.newTable();
        meta.put(
                "__index",
                script.vm.function(
                        "index",
                        args -> {
                            String name = args.get(2) == null ? "" : args.text(2);
                            LuaFunction made = make(script, aliases.getOrDefault(name, name));
                            if (made != null) {
                                table.put(name, made);
                            }
                            return made;
                        }));
        table.setMetatable(meta);
        return table;
    }

    private @Nullable LuaFunction make(ScriptVm script, String name) {
        if (name.equals("register_match")) {
            return script.vm.function(name, args -> registerMatch(script, args));
        }
        ScriptFunction function = functions.find(name);
        return function == null ? null : script.vm.function(name, bind(script, function));
    }

    private static @Nullable Object registerMatch(ScriptVm script, Args args) {
        try {
            script.registerMatch(args.text(1), args.table(2));
            return null;
        } catch (ScriptException e) {
            throw args.error(e.text());
        }
    }

    private static HostFunction bind(ScriptVm script, ScriptFunction function) {
        List<Param> params = function.params();
        return args -> {
            @Nullable Object[] given = new Object[params.size()];
            long startNs = script.beginFunction();
            try {
                for (int i = 0; i < given.length; i++) {
                    given[i] = LuaValues.argument(script.vm, args.get(i + 1));
                }
                return LuaValues.result(script.vm, function.call(script, given));
            } catch (ScriptException e) {
                throw args.error(e.text());
            } catch (IllegalArgumentException e) {
                throw args.error(function.name() + ": " + e.getMessage());
            } finally {
                script.endFunction(startNs);
            }
        };
    }
}
