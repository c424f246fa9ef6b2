package io.kaosnet.scripting;

import io.kaosnet.core.script.ScriptCallback;
import io.kaosnet.core.script.ScriptFunction;
import io.kaosnet.lua.vm.LuaError;
import io.kaosnet.lua.vm.LuaFunction;
import io.kaosnet.lua.vm.LuaString;
import io.kaosnet.lua.vm.LuaTable;
import io.kaosnet.lua.vm.LuaVm;
import io.kaosnet.runtime.RuntimeError;
import org.jspecify.annotations.Nullable;

/// Lua's values as the table of functions has them, and back. Pure functions.
final class LuaValues {
    private LuaValues() {}

    /// A function of a script as the server holds it. Owned by the VM's thread.
    record Callback(LuaVm vm, LuaFunction function) implements ScriptCallback {
        @Override
        public @Nullable Object call(@Nullable Object... args) {
            return LuaVm.toJava(vm.call(function, args));
        }
    }

    /// An argument: texts as bytes, tables as maps and lists.
    ///
    /// @throws IllegalArgumentException for what cannot leave the script
    static @Nullable Object argument(LuaVm vm, @Nullable Object value) {
        return switch (value) {
            case null -> null;
            case LuaString text -> text.bytes();
            case LuaFunction function -> new Callback(vm, function);
            default -> LuaVm.toJava(value);
        };
    }

    /// What a function answers, as Lua values.
    static @Nullable Object result(LuaVm vm, @Nullable Object value) {
        if (!(value instanceof ScriptFunction.Values values)) {
            return vm.toLua(value);
        }
        @Nullable Object[] all = new Object[values.count()];
        for (int i = 0; i < all.length; i++) {
            all[i] = vm.toLua(values.get(i));
        }
        return io.kaosnet.lua.vm.Args.values(all);
    }

    /// What `error({text, code})` or `error({message = text, code = code})` wants the caller to be
    /// told; null for any other error.
    static @Nullable RuntimeError refusal(LuaError e) {
        if (!(e.value() instanceof LuaTable table)) {
            return null;
        }
        boolean isNamed = table.getInt(1) == null;
        Object text = isNamed ? table.get("message") : table.getInt(1);
        Object code = isNamed ? table.get("code") : table.getInt(2);
        return text == null
                ? null
                : new RuntimeError(
                        code instanceof Number number ? number.intValue() : RuntimeError.INTERNAL,
                        String.valueOf(text));
    }
}
