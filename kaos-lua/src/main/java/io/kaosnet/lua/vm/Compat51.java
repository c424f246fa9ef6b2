package io.kaosnet.lua.vm;

/// Immutable. What the base library of 5.1 has and 5.4 has not: `loadstring`, `setfenv`,
/// `getfenv`, `module`, and `gcinfo`.
final class Compat51 {
    private static final LuaLibrary BASE =
            LuaLibrary.named("_G")
                    .late(Compat51::function, "loadstring setfenv getfenv module gcinfo")
                    .constant("_VERSION", LuaString.constant("Lua 5.1"));

    private Compat51() {}

    static void install(LuaVm vm) {
        BASE.install(vm);
    }

    /// A function by its name, for [LuaLibrary#late].
    private static HostFunction function(String name) {
        return switch (name) {
            case "loadstring" -> Compat51::loadString;
            case "setfenv" -> Compat51::setEnvironment;
            case "getfenv" -> Compat51::getEnvironment;
            case "module" -> Compat51::module;
            case "gcinfo" -> a -> a.vm().allocatedBytes() / 1024.0;
            default -> throw new IllegalArgumentException(name);
        };
    }

    private static Object loadString(Args a) {
        LuaString source = a.string(1);
        String name = BaseLibrary.chunkName(a.string(2, source).latin1());
        return BaseLibrary.compile(a.vm(), source.bytes(), name, "t", a.vm().globals());
    }

    /// The function meant by a first argument of `setfenv` or `getfenv`; null for the globals.
    private static LuaFunction target(Args a, boolean hasDefault) {
        if (a.get(1) instanceof LuaFunction f) {
            return f;
        }
        long level = hasDefault ? a.integer(1, 1) : a.integer(1);
        if (level < 0) {
            throw a.argumentError(1, "level must be non-negative");
        }
        if (level == 0) {
            return null;
        }
        if (level > 1 || a.vm().caller == null) {
            throw a.argumentError(1, "only levels 0 and 1 are supported");
        }
        return a.vm().caller;
    }

    private static Object setEnvironment(Args a) {
        LuaTable environment = a.table(2);
        LuaFunction f = target(a, false);
        if (f == null) {
            throw a.error("the globals of a running VM cannot be replaced");
        }
        if (f instanceof HostClosure) {
            throw a.error("'setfenv' cannot change environment of given object");
        }
        f.env = environment;
        return f;
    }

    private static Object getEnvironment(Args a) {
        LuaFunction f = target(a, true);
        return f == null || f.env == null ? a.vm().globals() : f.env;
    }

    private static Object module(Args a) {
        LuaVm vm = a.vm();
        LuaString name = a.string(1);
        LuaTable m;
        if (vm.loaded().getStr(name) instanceof LuaTable t) {
            m = t;
        } else {
            m = findOrMake(a, vm.globals(), name.toString());
            vm.loaded().putStr(name, m);
        }
        if (m.get("_NAME") == null) {
            int dot = name.toString().lastIndexOf('.');
            m.put("_M", m);
            m.put("_NAME", name);
            m.put("_PACKAGE", name.toString().substring(0, dot + 1));
        }
        if (vm.caller != null) {
            vm.caller.env = m;
        }
        for (int i = 2; i <= a.count(); i++) {
            Ops.call(vm, a.get(i), m);
        }
        return Args.none();
    }

    static Object seeAll(Args a) {
        LuaTable m = a.table(1);
        LuaTable meta = m.metatable();
        if (meta == null) {
            meta = a.vm().newTable();
            m.setMetatable(meta);
        }
        meta.put("__index", a.vm().globals());
        return Args.none();
    }

    private static LuaTable findOrMake(Args a, LuaTable globals, String path) {
        LuaTable t = globals;
        for (String part : path.split("\\.", -1)) {
            Object next = t.get(part);
            if (next == null) {
                next = a.vm().newTable();
                t.put(part, next);
            }
            if (!(next instanceof LuaTable found)) {
                throw a.error("name conflict for module '" + path + "'");
            }
            t = found;
        }
        return t;
    }
}
