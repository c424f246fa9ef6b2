package io.kaosnet.lua.vm;

import java.util.List;

/// Immutable. The libraries every VM has besides the base library and coroutines.
final class StandardLibraries {
    private static final LuaString INDEX = Meta.NAMES[Meta.INDEX];

    /// Each dialect's apart, as few hosts use both.
    private static final class Lua54 {
        static final List<LuaLibrary> LIBRARIES =
                List.of(
                        StringLib.library(false),
                        TableLib.library(false),
                        MathLib.library(false),
                        Utf8Lib.library(),
                        OsLib.library());
    }

    private static final class Lua51 {
        static final List<LuaLibrary> LIBRARIES =
                List.of(
                        StringLib.library(true),
                        TableLib.library(true),
                        MathLib.library(true),
                        Bit32Lib.library(),
                        OsLib.library());
    }

    private StandardLibraries() {}

    static void install(LuaVm vm) {
        for (LuaLibrary library : vm.is51 ? Lua51.LIBRARIES : Lua54.LIBRARIES) {
            LuaTable table = library.install(vm);
            switch (library.name()) {
                case "string" -> {
                    LuaTable meta = vm.newTable(0, 9);
                    meta.putStr(INDEX, table);
                    if (!vm.is51) {
                        StringArithmetic.METAMETHODS.fill(meta);
                    }
                    vm.stringMeta = meta;
                }
                case "math" -> MathLib.addRandom(vm, table);
                default -> {}
            }
        }
        if (vm.is51) {
            vm.globals().put("unpack", vm.function("unpack", TableLib::unpack));
        }
    }
}
