package io.kaosnet.lua.vm;

import io.kaosnet.lua.text.Numeral;
import java.nio.charset.StandardCharsets;

/// Immutable. The functions of the language itself: `print`, `pcall`, `setmetatable`, `load`,
/// `require` and so on.
final class BaseLibrary {
    private static final int MAX_SHOWN = 59;

    /// What unwinding a full stack costs.
    private static final int OVERFLOW_FUEL = 10_000;

    /// How often an error in an error handler is given to the handler again.
    private static final int MAX_HANDLERS = 200;

    private static final Object LOADING = Boolean.TRUE;

    private static final LuaString[] TYPES = {
        LuaString.constant("nil"),
        LuaString.constant("boolean"),
        LuaString.constant("number"),
        LuaString.constant("string"),
        LuaString.constant("table"),
        LuaString.constant("function"),
        LuaString.constant("thread")
    };

    private static final LuaLibrary COMMON =
            LuaLibrary.named("_G")
                    .late(
                            BaseLibrary::function,
                            "assert collectgarbage error getmetatable ipairs load next "
                                    + "pairs pcall print rawequal rawget rawset require select "
                                    + "setmetatable tonumber tostring type xpcall");

    private static final LuaLibrary ONLY_54 =
            LuaLibrary.named("_G")
                    .late(BaseLibrary::function, "rawlen warn")
                    .constant("_VERSION", LuaString.constant("Lua 5.4"));

    private static final LuaLibrary DEBUG =
            LuaLibrary.named("debug").late(BaseLibrary::function, "traceback");

    private BaseLibrary() {}

    static void install(LuaVm vm) {
        LuaTable g = vm.globals();
        g.put("_G", g);
        COMMON.install(vm);
        if (vm.is51) {
            Compat51.install(vm);
        } else {
            ONLY_54.install(vm);
        }
        DEBUG.install(vm);
        CoroutineLibrary.install(vm);
        vm.nextFunction = (LuaFunction) g.get("next");
        vm.ipairsStep = vm.function("ipairs_iterator", BaseLibrary::ipairsStep);
        LuaTable pack = vm.newTable();
        pack.put("loaded", vm.loaded());
        pack.put("preload", vm.newTable());
        if (vm.is51) {
            pack.put("seeall", vm.function("package.seeall", Compat51::seeAll));
        }
        g.put("package", pack);
        vm.loaded().put("package", pack);
    }

    /// A function by its name, for [LuaLibrary#late].
    private static HostFunction function(String name) {
        return switch (name) {
            case "assert" -> BaseLibrary::assertTrue;
            case "collectgarbage" -> BaseLibrary::collectGarbage;
            case "error" -> BaseLibrary::error;
            case "getmetatable" -> BaseLibrary::getMetatable;
            case "ipairs" -> BaseLibrary::ipairs;
            case "load" -> BaseLibrary::load;
            case "next" -> BaseLibrary::next;
            case "pairs" -> BaseLibrary::pairs;
            case "pcall" -> BaseLibrary::pcall;
            case "print" -> BaseLibrary::print;
            case "rawequal" -> BaseLibrary::rawEqual;
            case "rawget" -> a -> a.table(1).get(a.any(2));
            case "rawset" -> BaseLibrary::rawSet;
            case "require" -> BaseLibrary::require;
            case "select" -> BaseLibrary::select;
            case "setmetatable" -> BaseLibrary::setMetatable;
            case "tonumber" -> BaseLibrary::toNumber;
            case "tostring" -> a -> Ops.tostring(a.any(1), a.vm());
            case "type" -> a -> TYPES[typeIndex(a.any(1))];
            case "xpcall" -> BaseLibrary::xpcall;
            case "rawlen" -> BaseLibrary::rawLen;
            case "warn" -> a -> Args.none();
            case "traceback" -> BaseLibrary::traceback;
            default -> throw new IllegalArgumentException(name);
        };
    }

    private static int typeIndex(Object v) {
        return switch (v) {
            case null -> 0;
            case Boolean _ -> 1;
            case Number _ -> 2;
            case LuaString _ -> 3;
            case LuaTable _ -> 4;
            case LuaFunction _ -> 5;
            default -> 6;
        };
    }

    private static Object print(Args a) {
        LuaVm vm = a.vm();
        Object[] parts = new Object[Math.max(1, a.count() * 2 - 1)];
        parts[0] = LuaString.EMPTY;
        for (int i = 1; i <= a.count(); i++) {
            if (i > 1) {
                parts[i * 2 - 3] = LuaString.latin1("\t");
            }
            parts[i * 2 - 2] = Ops.tostring(a.get(i), vm);
        }
        Object line = Concat.concat(parts, vm.anyFunction);
        vm.printSink().accept((LuaString) line);
        return Args.none();
    }

    // ---- errors

    private static Object error(Args a) {
        LuaVm vm = a.vm();
        Object value = a.get(1);
        long level = a.integer(2, 1);
        boolean isText = value instanceof LuaString || vm.is51 && value instanceof Number;
        if (isText && level > 0 && level < 1000) {
            value = Concat.concat(LuaString.of(Trace.position((int) level)), value, vm.anyFunction);
        }
        throw new LuaError(value, Trace.tracebackFor(vm, 1));
    }

    private static Object assertTrue(Args a) {
        if (Ops.truthy(a.any(1))) {
            return Args.values(a.from(1));
        }
        LuaVm vm = a.vm();
        if (vm.is51) {
            throw a.error(a.text(2, "assertion failed!"));
        }
        Object value = a.count() > 1 ? a.get(2) : (Object) LuaString.of("assertion failed!");
        throw new LuaError(value, Trace.tracebackFor(vm, 1));
    }

    private static Object pcall(Args a) {
        LuaVm vm = a.vm();
        Object f = a.any(1);
        int depth = vm.depth;
        int guards = vm.guards++;
        try {
            Object r =
                    switch (a.count()) {
                        case 1 -> Ops.call(vm, f);
                        case 2 -> Ops.call(vm, f, a.get(2));
                        case 3 -> Ops.call(vm, f, a.get(2), a.get(3));
                        default -> Ops.callAll(vm, f, a.from(2));
                    };
            return succeeded(r);
        } catch (LuaError.Closing e) {
            throw e;
        } catch (LuaError e) {
            vm.depth = depth;
            return new Object[] {Boolean.FALSE, e.value()};
        } catch (StackOverflowError _) {
            vm.depth = depth;
            vm.charge(OVERFLOW_FUEL);
            return new Object[] {Boolean.FALSE, LuaString.of("stack overflow")};
        } finally {
            vm.guards = guards;
        }
    }

    static Object succeeded(Object r) {
        if (!(r instanceof Object[] values)) {
            return new Object[] {Boolean.TRUE, r};
        }
        Object[] all = new Object[values.length + 1];
        all[0] = Boolean.TRUE;
        System.arraycopy(values, 0, all, 1, values.length);
        return all.length == 1 ? Boolean.TRUE : all;
    }

    private static Object xpcall(Args a) {
        LuaVm vm = a.vm();
        Object handler = vm.is51 ? a.any(2) : a.function(2);
        Object f = a.get(1);
        int depth = vm.depth;
        int guards = vm.guards;
        // Not a guard: the handler may ask for the traceback.
        vm.guards = 0;
        LuaError error;
        try {
            return succeeded(Ops.callAll(vm, f, vm.is51 ? Ops.NONE : a.from(3)));
        } catch (LuaError.Closing e) {
            throw e;
        } catch (LuaError e) {
            error = e;
        } catch (StackOverflowError _) {
            vm.charge(OVERFLOW_FUEL);
            error = new LuaError(LuaString.of("stack overflow"), "");
        } finally {
            vm.guards = guards;
        }
        vm.depth = depth;
        vm.guards++;
        String outer = vm.handledTrace;
        try {
            Object value = error.value();
            vm.handledTrace = error.traceback();
            for (int i = 0; i < MAX_HANDLERS; i++) {
                try {
                    return new Object[] {Boolean.FALSE, Ops.first(Ops.call(vm, handler, value))};
                } catch (LuaError.Closing e) {
                    throw e;
                } catch (LuaError e) {
                    // The handler failed: it is asked again about its own error, as Lua does.
                    value = e.value();
                    vm.depth = depth;
                } catch (StackOverflowError _) {
                    break;
                }
            }
            vm.depth = depth;
            return new Object[] {Boolean.FALSE, LuaString.of("error in error handling")};
        } finally {
            vm.handledTrace = outer;
            vm.guards = guards;
        }
    }

    private static Object traceback(Args a) {
        Object message = a.get(1);
        if (message != null && !(message instanceof LuaString) && !(message instanceof Number)) {
            return message;
        }
        LuaVm vm = a.vm();
        String trace = vm.handledTrace == null ? Trace.traceback(1) : vm.handledTrace;
        StringBuilder out = new StringBuilder();
        if (message != null) {
            out.append(Ops.tostr(message, vm)).append('\n');
        }
        out.append("stack traceback:");
        trace.lines().forEach(line -> out.append("\n\t").append(line));
        vm.allocString(out.length());
        return LuaString.of(out.toString());
    }

    // ---- tables

    private static Object getMetatable(Args a) {
        LuaTable meta = Ops.metaOf(a.any(1), a.vm());
        if (meta == null) {
            return null;
        }
        Object hidden = Meta.find(meta, Meta.METATABLE);
        return hidden != null ? hidden : meta;
    }

    private static Object setMetatable(Args a) {
        LuaTable t = a.table(1);
        Object meta = a.get(2);
        if (!(meta instanceof LuaTable) && (meta != null || a.isNone(2))) {
            throw vm51(a)
                    ? a.argumentError(2, "nil or table expected")
                    : a.typeError(2, "nil or table");
        }
        if (Meta.find(t.meta, Meta.METATABLE) != null) {
            throw a.error("cannot change a protected metatable");
        }
        t.setMetatable((LuaTable) meta);
        return t;
    }

    private static boolean vm51(Args a) {
        return a.vm().is51;
    }

    private static Object rawEqual(Args a) {
        if (a.any(1) instanceof LuaString x && a.any(2) instanceof LuaString y) {
            return x.equals(y, a.vm());
        }
        return Comparison.rawEq(a.any(1), a.any(2));
    }

    private static Object rawSet(Args a) {
        LuaTable t = a.table(1);
        t.put(a.any(2), a.any(3));
        return t;
    }

    private static Object rawLen(Args a) {
        return switch (a.get(1)) {
            case LuaTable t -> t.length();
            case LuaString s -> (long) s.length();
            case null, default -> throw a.typeError(1, "table or string");
        };
    }

    private static Object next(Args a) {
        LuaTable t = a.table(1);
        int c = t.next(a.get(2));
        if (c == -2) {
            throw Trace.runtimeError(a.vm(), "invalid key to 'next'");
        }
        return c < 0 ? null : new Object[] {t.cursorKey(c), t.cursorValue(c)};
    }

    private static Object pairs(Args a) {
        LuaVm vm = a.vm();
        Object m = vm.is51 ? null : Ops.meta(a.any(1), Meta.PAIRS, vm);
        if (m != null) {
            Object[] r = Ops.all(Ops.call(vm, m, a.get(1)));
            return new Object[] {Ops.at(r, 0), Ops.at(r, 1), Ops.at(r, 2)};
        }
        // Of anything in 5.4: it is `next` that refuses what is no table.
        return new Object[] {vm.nextFunction, vm.is51 ? a.table(1) : a.get(1), null};
    }

    private static Object ipairs(Args a) {
        Object t = a.vm().is51 ? a.table(1) : a.any(1);
        return new Object[] {a.vm().ipairsStep, t, 0L};
    }

    private static Object ipairsStep(Args a) {
        long i = a.integer(2) + 1;
        LuaVm vm = a.vm();
        Object v = vm.is51 ? a.table(1).getInt(i) : Indexing.index(a.get(1), (Object) i, vm);
        return v == null ? null : new Object[] {i, v};
    }

    private static Object select(Args a) {
        if (a.get(1) instanceof LuaString s && s.length() == 1 && s.at(0) == '#') {
            return (long) (a.count() - 1);
        }
        long n = a.integer(1);
        if (n < 0) {
            n = a.count() + n;
            if (n < 1) {
                throw a.argumentError(1, "index out of range");
            }
            return Args.values(a.from((int) n + 1));
        }
        if (n == 0) {
            throw a.argumentError(1, "index out of range");
        }
        return n >= a.count() ? Args.none() : Args.values(a.from((int) n + 1));
    }

    // ---- conversion

    private static Object toNumber(Args a) {
        if (a.isNil(2) || a.vm().is51 && a.integer(2) == 10) {
            Object v = a.any(1);
            if (v instanceof Number) {
                return v;
            }
            if (a.vm().is51 && v instanceof LuaString s) {
                return Numeral.parseFloat(s.bytes(), 0, s.length());
            }
            return Ops.tonumber(v);
        }
        long base = a.integer(2);
        if (!(a.get(1) instanceof LuaString) && !(a.vm().is51 && a.get(1) instanceof Number)) {
            throw a.typeError(1, "string");
        }
        if (base < 2 || base > 36) {
            throw a.argumentError(2, "base out of range");
        }
        LuaString digits = a.string(1);
        a.vm().charge(digits.length() >> 3);
        String text = digits.latin1().strip();
        boolean negative = text.startsWith("-");
        int i = negative ? 1 : 0;
        if (i == text.length()) {
            return null;
        }
        long n = 0;
        for (; i < text.length(); i++) {
            char c = text.charAt(i);
            int d = c < 128 ? Character.digit(c, (int) base) : -1;
            if (d < 0) {
                return null;
            }
            n = n * base + d;
        }
        return negative ? -n : n;
    }

    private static Object collectGarbage(Args a) {
        LuaVm vm = a.vm();
        String option = a.text(1, "collect");
        return switch (option) {
            case "collect", "stop", "restart", "setpause", "setstepmul" -> 0L;
            case "count" -> vm.allocatedBytes() / 1024.0;
            case "step", "isrunning" -> true;
            case "incremental", "generational" -> LuaString.of("incremental");
            default -> throw a.argumentError(1, "invalid option '" + option + "'");
        };
    }

    // ---- chunks

    private static Object load(Args a) {
        LuaVm vm = a.vm();
        byte[] source;
        String name;
        String mode = vm.is51 ? "bt" : a.text(3, "bt");
        if (a.get(1) instanceof LuaString || a.get(1) instanceof Number) {
            LuaString s = a.string(1);
            source = s.bytes();
            name = chunkName(a.string(2, s).latin1());
        } else {
            name = chunkName(a.text(2, "=(load)"));
            LuaFunction reader = a.function(1);
            try {
                source = pieces(vm, reader);
            } catch (LuaError.Closing e) {
                throw e;
            } catch (LuaError e) {
                return new Object[] {null, e.value()};
            }
        }
        Object environment = a.count() >= 4 && !vm.is51 ? a.get(4) : vm.globals();
        return compile(vm, source, name, mode, environment);
    }

    static Object compile(LuaVm vm, byte[] source, String name, String mode, Object environment) {
        if (source.length > 0 && source[0] == 0x1b) {
            return failed("attempt to load a binary chunk (mode is 't')");
        }
        if (mode.indexOf('t') < 0) {
            return failed("attempt to load a text chunk (mode is '" + mode + "')");
        }
        try {
            return vm.engine.compile(name, source, vm).instantiate(vm, environment);
        } catch (LuaError e) {
            return new Object[] {null, e.value()};
        }
    }

    private static Object failed(String message) {
        return new Object[] {null, LuaString.of(message)};
    }

    private static byte[] pieces(LuaVm vm, LuaFunction reader) {
        java.io.ByteArrayOutputStream out = new java.io.ByteArrayOutputStream();
        while (true) {
            Object piece = Ops.first(Ops.call(vm, reader));
            if (piece == null || piece instanceof LuaString s && s.length() == 0) {
                return out.toByteArray();
            }
            if (!(piece instanceof LuaString s)) {
                throw new LuaError(LuaString.of("reader function must return a string"), "");
            }
            vm.allocString(out.size() + (long) s.length());
            out.writeBytes(s.bytes());
        }
    }

    /// How messages show a chunk: `=name` and `@name` as they are, source text by its first line.
    static String chunkName(String source) {
        if (source.startsWith("=") || source.startsWith("@")) {
            return source.substring(1, Math.min(source.length(), MAX_SHOWN + 1));
        }
        int newline = source.indexOf('\n');
        String line = newline >= 0 ? source.substring(0, newline) : source;
        int room = MAX_SHOWN - "[string \"...\"]".length();
        if (newline >= 0 || line.length() > room) {
            line = line.substring(0, Math.min(line.length(), room)) + "...";
        }
        return "[string \"" + line + "\"]";
    }

    private static Object require(Args a) {
        LuaVm vm = a.vm();
        LuaString name = a.string(1);
        Object known = vm.loaded().getStr(name);
        if (known == LOADING && vm.loading.contains(name)) {
            throw a.error("loop or previous error loading module '" + name + "'");
        }
        if (known != null) {
            return known;
        }
        LuaFunction loader = null;
        if (vm.globals().get("package") instanceof LuaTable p
                && p.get("preload") instanceof LuaTable preload
                && preload.getStr(name) instanceof LuaFunction f) {
            loader = f;
        }
        if (loader == null) {
            LuaModule module = vm.moduleSource.apply(name.toString());
            if (module == null) {
                throw a.error("module '" + name + "' not found");
            }
            loader = module.instantiate(vm, vm.globals());
        }
        vm.loading.add(name);
        vm.loaded().putStr(name, LOADING);
        try {
            Object r = Ops.first(Ops.call(vm, loader, name));
            if (r != null) {
                vm.loaded().putStr(name, r);
            } else {
                r = vm.loaded().getStr(name);
            }
            return r;
        } catch (LuaError e) {
            vm.loaded().putStr(name, null);
            throw e;
        } finally {
            vm.loading.remove(name);
        }
    }

    /// A string of source as bytes, for the dialect's own functions.
    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
