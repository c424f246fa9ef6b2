package io.kaosnet.lua.vm;

/// Safe from any thread. Compiled source, shared by every VM that loads it.
public final class LuaModule {
    private final String name;
    private final Instantiator main;

    /// Makes the main function of a module in a VM.
    interface Instantiator {
        LuaFunction make(LuaVm vm, Object environment);
    }

    LuaModule(String name, Instantiator main) {
        this.name = name;
        this.main = main;
    }

    /// The name it was compiled under, as positions in messages show it.
    public String name() {
        return name;
    }

    LuaFunction instantiate(LuaVm vm, Object environment) {
        return main.make(vm, environment);
    }
}
