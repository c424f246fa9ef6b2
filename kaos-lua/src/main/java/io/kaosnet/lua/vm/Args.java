package io.kaosnet.lua.vm;

/// Owned by its VM's thread, for one call. The arguments of a [HostFunction], numbered from 1.
///
/// The typed readers convert as Lua's own library does (a numeric string is a number where a number
/// is wanted) and throw Lua's "bad argument #1 to 'f' (string expected, got nil)".
public final class Args {
    private final HostClosure function;
    private final int count;
    private final Object a;
    private final Object b;
    private final Object c;
    private final Object[] all;

    Args(HostClosure function, int count, Object a, Object b, Object c) {
        this.function = function;
        this.count = count;
        this.a = a;
        this.b = b;
        this.c = c;
        this.all = null;
    }

    Args(HostClosure function, Object[] all) {
        this.function = function;
        this.count = all.length;
        this.a = null;
        this.b = null;
        this.c = null;
        this.all = all;
    }

    /// The VM of the call.
    public LuaVm vm() {
        return function.vm;
    }

    /// The function that is running.
    HostClosure function() {
        return function;
    }

    /// How many arguments were given, nils included.
    public int count() {
        return count;
    }

    /// The `i`-th argument, null (nil) if it was not given.
    public Object get(int i) {
        if (all != null) {
            return i <= all.length ? all[i - 1] : null;
        }
        return switch (i) {
            case 1 -> a;
            case 2 -> b;
            case 3 -> c;
            default -> null;
        };
    }

    public boolean isNil(int i) {
        return get(i) == null;
    }

    /// Whether fewer than `i` arguments were given.
    public boolean isNone(int i) {
        return i > count;
    }

    /// The `i`-th argument, which may be nil but must be given.
    public Object any(int i) {
        if (i > count) {
            throw argumentError(i, "value expected");
        }
        return get(i);
    }

    /// All arguments from the `i`-th on; a new array.
    public Object[] from(int i) {
        Object[] rest = i > count ? Ops.NONE : new Object[count - i + 1];
        for (int j = 0; j < rest.length; j++) {
            rest[j] = get(i + j);
        }
        return rest;
    }

    /// All arguments; the array may be shared and is not to be changed.
    Object[] array() {
        return all != null ? all : from(1);
    }

    public boolean truthy(int i) {
        return Ops.truthy(get(i));
    }

    public boolean bool(int i) {
        if (get(i) instanceof Boolean v) {
            return v;
        }
        throw typeError(i, "boolean");
    }

    public LuaString string(int i) {
        Object v = get(i);
        if (v instanceof LuaString s) {
            return s;
        }
        if (v instanceof Number) {
            return Ops.tostr(v, vm());
        }
        throw typeError(i, "string");
    }

    /// The string read as UTF-8.
    public String text(int i) {
        return string(i).toString();
    }

    public LuaString string(int i, LuaString otherwise) {
        return get(i) == null ? otherwise : string(i);
    }

    public String text(int i, String otherwise) {
        return get(i) == null ? otherwise : text(i);
    }

    /// An integer; a float or numeric string that is one is converted.
    public long integer(int i) {
        Object v = get(i);
        if (v instanceof Long l) {
            return l;
        }
        Object n = Ops.tonumber(v);
        if (n instanceof Long l) {
            return l;
        }
        if (n instanceof Double d) {
            double x = d;
            if (vm().is51) {
                return (long) x;
            }
            if (x >= -0x1p63 && x < 0x1p63 && x == Math.rint(x)) {
                return (long) x;
            }
            throw argumentError(i, "number has no integer representation");
        }
        throw typeError(i, "number");
    }

    public long integer(int i, long otherwise) {
        return get(i) == null ? otherwise : integer(i);
    }

    public double number(int i) {
        return anyNumber(i).doubleValue();
    }

    public double number(int i, double otherwise) {
        return get(i) == null ? otherwise : number(i);
    }

    /// A Long or a Double.
    public Number anyNumber(int i) {
        Object v = get(i);
        if (v instanceof Long || v instanceof Double) {
            return (Number) v;
        }
        if (Ops.tonumber(v) instanceof Number n) {
            return n;
        }
        throw typeError(i, "number");
    }

    public LuaTable table(int i) {
        if (get(i) instanceof LuaTable t) {
            return t;
        }
        throw typeError(i, "table");
    }

    public LuaTable table(int i, LuaTable otherwise) {
        return get(i) == null ? otherwise : table(i);
    }

    public LuaFunction function(int i) {
        if (get(i) instanceof LuaFunction f) {
            return f;
        }
        throw typeError(i, "function");
    }

    public LuaFunction function(int i, LuaFunction otherwise) {
        return get(i) == null ? otherwise : function(i);
    }

    LuaCoroutine coroutine(int i) {
        if (get(i) instanceof LuaCoroutine c) {
            return c;
        }
        throw vm().is51 ? argumentError(i, "coroutine expected") : typeError(i, "thread");
    }

    /// To throw: `message` with the caller's position before it.
    public LuaError error(String message) {
        return Trace.hostError(function.vm, message);
    }

    /// To throw: "bad argument #i to 'f' (message)".
    public LuaError argumentError(int i, String message) {
        return Trace.argumentError(function, i, message);
    }

    /// To throw: "bad argument #i to 'f' (expected expected, got ...)".
    public LuaError typeError(int i, String expected) {
        String got = i > count ? "no value" : Ops.typeNameOf(get(i), function.vm);
        return argumentError(i, expected + " expected, got " + got);
    }

    /// No result at all.
    public static Object none() {
        return Ops.NONE;
    }

    /// Several results; the array is handed over.
    public static Object values(Object... values) {
        return values.length == 1 ? values[0] : values;
    }
}
