package io.kaosnet.lua.vm;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Safe from any thread. Compiles Lua source and makes VMs of one dialect:
///
/// ```java
/// LuaEngine engine = new LuaEngine(Dialect.LUA_5_4);
/// LuaModule module = engine.compile("match.lua", source); // once
/// LuaVm vm = engine.newVm(LuaLimits.NONE.withTimeMs(50)); // many
/// vm.call(vm.load(module));
/// ```
public final class LuaEngine {
    private final Dialect dialect;
    private final List<LuaLibrary> libraries = new ArrayList<>();

    public LuaEngine(Dialect dialect) {
        this.dialect = dialect;
    }

    public Dialect dialect() {
        return dialect;
    }

    /// Adds a library to every VM made from now on; to be called before the first one is made.
    public LuaEngine with(LuaLibrary library) {
        libraries.add(library);
        return this;
    }

    /// Compiles a chunk; `name` stands in messages (`name:12: ...`).
    ///
    /// @throws LuaError if the source has a syntax error, with its line
    public LuaModule compile(String name, String source) {
        return compile(name, source.getBytes(StandardCharsets.UTF_8));
    }

    /// As [#compile(String, String)] for the bytes of a file.
    public LuaModule compile(String name, byte[] source) {
        return compile(name, source, null);
    }

    LuaModule compile(String name, byte[] source, LuaVm payer) {
        return Compiler.compile(name, source, dialect == Dialect.LUA_5_1, payer);
    }

    /// A VM with the base library and the libraries added; `limits` are those of its calls.
    public LuaVm newVm(LuaLimits limits) {
        LuaVm vm = new LuaVm(this, limits);
        BaseLibrary.install(vm);
        StandardLibraries.install(vm);
        for (LuaLibrary library : libraries) {
            library.install(vm);
        }
        return vm;
    }
}
