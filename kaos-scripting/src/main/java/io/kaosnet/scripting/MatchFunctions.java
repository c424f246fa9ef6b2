package io.kaosnet.scripting;

import io.kaosnet.core.script.ScriptException;
import io.kaosnet.lua.vm.LuaFunction;
import io.kaosnet.lua.vm.LuaTable;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The callbacks of one kind of match in one virtual machine. Owned by the machine's thread.
record MatchFunctions(
        LuaFunction init,
        @Nullable LuaFunction joinAttempt,
        @Nullable LuaFunction join,
        @Nullable LuaFunction leave,
        LuaFunction loop,
        @Nullable LuaFunction signal,
        @Nullable LuaFunction terminate,
        @Nullable LuaFunction snapshot,
        @Nullable LuaFunction restore) {

    /// Whether a module's table looks like a match handler.
    static boolean isIn(@Nullable Object table) {
        return table instanceof LuaTable t && t.get("match_init") instanceof LuaFunction;
    }

    /// @throws ScriptException when a callback that every match needs is missing
    static MatchFunctions of(String name, LuaTable table) {
        return new MatchFunctions(
                required(name, table, "match_init"),
                optional(table, "match_join_attempt"),
                optional(table, "match_join"),
                optional(table, "match_leave"),
                required(name, table, "match_loop"),
                optional(table, "match_signal"),
                optional(table, "match_terminate"),
                optional(table, "match_snapshot"),
                optional(table, "match_restore"));
    }

    List<LuaFunction> all() {
        @Nullable LuaFunction[] each = {
            init, joinAttempt, join, leave, loop, signal, terminate, snapshot, restore
        };
        List<LuaFunction> all = new ArrayList<>(each.length);
        for (LuaFunction one : each) {
            if (one != null) {
                all.add(one);
            }
        }
        return all;
    }

    private static @Nullable LuaFunction optional(LuaTable table, String callback) {
        return table.get(callback) instanceof LuaFunction function ? function : null;
    }

    private static LuaFunction required(String name, LuaTable table, String callback) {
        LuaFunction function = optional(table, callback);
        if (function == null) {
            throw new ScriptException("match handler \"" + name + "\" has no " + callback);
        }
        return function;
    }
}
