package io.kaosnet.lua.vm;

import java.lang.reflect.Constructor;
import java.lang.reflect.Field;

/// Safe from any thread. Compiled source, shared by every VM that loads it.
public final class LuaModule {
    private final String name;
    private final Constructor<?> main;
    private final Field environment;

    LuaModule(String name, CodeLoader loader, String mainClass) {
        this.name = name;
        try {
            Class<?> c = loader.loadClass(mainClass);
            this.main = c.getConstructor(LuaVm.class);
            this.environment = c.getField("u0");
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    /// The name it was compiled under, as positions in messages show it.
    public String name() {
        return name;
    }

    LuaFunction instantiate(LuaVm vm, Object globals) {
        try {
            LuaFunction f = (LuaFunction) main.newInstance(vm);
            // A cell where functions of the module share an `_ENV` that it assigns to.
            boolean isShared = environment.getType() == Cell.class;
            environment.set(f, isShared ? new Cell(globals) : globals);
            f.env = globals;
            return f;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
