package io.kaosnet.lua.vm;

import java.util.Arrays;

/// Owned by its VM's thread. What compiled code calls for results, calls and types; the operators
/// are in [Arith], [Comparison] and [Concat], fields in [Indexing]. Public only because compiled
/// code is elsewhere.
public final class Ops {
    /// No results, no arguments.
    public static final Object[] NONE = new Object[0];

    /// First element of a pending tail call: `{TAIL, function, args...}`.
    static final Object TAIL = new Object();

    /// Deeper than this a tail call unwinds first.
    private static final int TAIL_DEPTH = 200;

    private static final LuaString TRUE = LuaString.constant("true");
    private static final LuaString FALSE = LuaString.constant("false");
    private static final LuaString NIL = LuaString.constant("nil");

    private Ops() {}

    // ---- results

    /// Runs pending tail calls; the plain value or array of results.
    public static Object resolve(Object r) {
        return r instanceof Object[] a ? resolveArray(a) : r;
    }

    private static Object resolveArray(Object[] first) {
        Object[] a = first;
        while (a.length > 0 && a[0] == TAIL) {
            Object r = ((LuaFunction) a[1]).callN(Arrays.copyOfRange(a, 2, a.length));
            if (!(r instanceof Object[] next)) {
                return r;
            }
            a = next;
        }
        return a;
    }

    /// The first result of a call, as one value.
    public static Object first(Object r) {
        return r instanceof Object[] a ? firstOf(a) : r;
    }

    private static Object firstOf(Object[] a) {
        Object r = resolveArray(a);
        return r instanceof Object[] all ? all.length == 0 ? null : all[0] : r;
    }

    /// Forgets the results of a call, but runs its pending tail calls.
    public static void drop(Object r) {
        if (r instanceof Object[] a) {
            resolveArray(a);
        }
    }

    /// The results of a resolved call as an array that is not to be changed.
    public static Object[] all(Object r) {
        return r instanceof Object[] a ? a : new Object[] {r};
    }

    /// As [#all] of a call that may have a tail call pending.
    public static Object[] results(Object r) {
        return all(resolve(r));
    }

    /// An array of values as the result of a function.
    public static Object pack(Object[] values) {
        return values.length == 1 ? values[0] : values;
    }

    /// The `i`-th value, from 0.
    public static Object at(Object[] values, int i) {
        return i < values.length ? values[i] : null;
    }

    /// The values after the first `n`.
    public static Object[] rest(Object[] values, int n, LuaFunction self) {
        if (values.length > n) {
            pay(values.length, self);
        }
        return rest(values, n);
    }

    private static void pay(int values, LuaFunction self) {
        self.vm.charge(values >> 3);
        self.vm.alloc(16 + values * 4L);
    }

    /// As [#rest(Object[], int, LuaFunction)], unpaid.
    public static Object[] rest(Object[] values, int n) {
        return values.length <= n ? NONE : Arrays.copyOfRange(values, n, values.length);
    }

    /// `head` followed by `tail`.
    public static Object[] append(Object[] head, Object[] tail, LuaFunction self) {
        if (tail.length == 0) {
            return head;
        }
        pay(head.length + tail.length, self);
        Object[] all = Arrays.copyOf(head, head.length + tail.length);
        System.arraycopy(tail, 0, all, head.length, tail.length);
        return all;
    }

    // ---- calls

    /// What to call for `f(...)`: itself, or a stand-in for a callable table or for the error.
    public static LuaFunction fn(Object f, LuaFunction self) {
        return f instanceof LuaFunction fun ? fun : callable(f, self.vm);
    }

    static LuaFunction callable(Object f, LuaVm vm) {
        Object m = meta(f, Meta.CALL, vm);
        return m == null ? new Uncallable(vm, f) : new Bound(vm, f, m);
    }

    /// Calls `f`, resolved and counted: for library code and metamethods.
    public static Object call(LuaVm vm, Object f) {
        vm.enterCall();
        Object r = resolve((f instanceof LuaFunction fun ? fun : callable(f, vm)).call0());
        vm.depth--;
        return r;
    }

    public static Object call(LuaVm vm, Object f, Object a) {
        vm.enterCall();
        Object r = resolve((f instanceof LuaFunction fun ? fun : callable(f, vm)).call1(a));
        vm.depth--;
        return r;
    }

    public static Object call(LuaVm vm, Object f, Object a, Object b) {
        vm.enterCall();
        Object r = resolve((f instanceof LuaFunction fun ? fun : callable(f, vm)).call2(a, b));
        vm.depth--;
        return r;
    }

    public static Object call(LuaVm vm, Object f, Object a, Object b, Object c) {
        vm.enterCall();
        Object r = resolve((f instanceof LuaFunction fun ? fun : callable(f, vm)).call3(a, b, c));
        vm.depth--;
        return r;
    }

    public static Object callAll(LuaVm vm, Object f, Object[] args) {
        vm.enterCall();
        Object r = resolve((f instanceof LuaFunction fun ? fun : callable(f, vm)).callN(args));
        vm.depth--;
        return r;
    }

    /// Calls a metamethod; its first result.
    static Object metaCall(LuaVm vm, int event, Object m, Object a, Object b) {
        vm.enterCall();
        Object r = first(metaFunction(m, event, vm).call2(a, b));
        vm.depth--;
        return r;
    }

    private static LuaFunction metaFunction(Object m, int event, LuaVm vm) {
        if (m instanceof LuaFunction f) {
            return f;
        }
        LuaFunction c = callable(m, vm);
        if (c instanceof Uncallable) {
            String name = Meta.NAMES[event].toString().substring(2);
            throw Trace.runtimeError(
                    vm,
                    "attempt to call a "
                            + typeNameOf(m, vm)
                            + " value"
                            + (vm.is51 ? "" : " (metamethod '" + name + "')"));
        }
        return c;
    }

    /// The tail calls: they also leave the function that makes them.
    public static Object tail0(LuaFunction f) {
        LuaVm vm = f.vm;
        if (vm.depth < TAIL_DEPTH) {
            Object r = f.call0();
            vm.depth--;
            return r;
        }
        vm.depth--;
        return new Object[] {TAIL, f};
    }

    public static Object tail1(LuaFunction f, Object a) {
        LuaVm vm = f.vm;
        if (vm.depth < TAIL_DEPTH) {
            Object r = f.call1(a);
            vm.depth--;
            return r;
        }
        vm.depth--;
        return new Object[] {TAIL, f, a};
    }

    public static Object tail2(LuaFunction f, Object a, Object b) {
        LuaVm vm = f.vm;
        if (vm.depth < TAIL_DEPTH) {
            Object r = f.call2(a, b);
            vm.depth--;
            return r;
        }
        vm.depth--;
        return new Object[] {TAIL, f, a, b};
    }

    public static Object tail3(LuaFunction f, Object a, Object b, Object c) {
        LuaVm vm = f.vm;
        if (vm.depth < TAIL_DEPTH) {
            Object r = f.call3(a, b, c);
            vm.depth--;
            return r;
        }
        vm.depth--;
        return new Object[] {TAIL, f, a, b, c};
    }

    public static Object tailN(LuaFunction f, Object[] args) {
        LuaVm vm = f.vm;
        if (vm.depth < TAIL_DEPTH) {
            Object r = f.callN(args);
            vm.depth--;
            return r;
        }
        vm.depth--;
        Object[] pending = new Object[args.length + 2];
        pending[0] = TAIL;
        pending[1] = f;
        System.arraycopy(args, 0, pending, 2, args.length);
        return pending;
    }

    /// A callable table (or a chain of them) as a function.
    private static final class Bound extends LuaFunction.FnN {
        private final Object self;
        private final Object target;

        Bound(LuaVm vm, Object self, Object target) {
            super(vm);
            this.self = self;
            this.target = target;
        }

        @Override
        public Object callN(Object[] args) {
            Object[] all = new Object[args.length + 1];
            all[0] = self;
            System.arraycopy(args, 0, all, 1, args.length);
            return callAll(vm, target, all);
        }
    }

    /// What is called when a value that is no function is called.
    private static final class Uncallable extends LuaFunction.FnN {
        private final Object value;

        Uncallable(LuaVm vm, Object value) {
            super(vm);
            this.value = value;
        }

        @Override
        public Object callN(Object[] args) {
            throw Trace.operandError(
                    vm, "attempt to call a " + typeNameOf(value, vm) + " value", 1);
        }
    }

    // ---- truth, types, text

    public static boolean truthy(Object v) {
        return v != null && v != Boolean.FALSE;
    }

    public static Boolean box(boolean v) {
        return v ? Boolean.TRUE : Boolean.FALSE;
    }

    public static String typeName(Object v) {
        return switch (v) {
            case null -> "nil";
            case Boolean _ -> "boolean";
            case Number _ -> "number";
            case LuaString _ -> "string";
            case LuaTable _ -> "table";
            case LuaFunction _ -> "function";
            case LuaCoroutine _ -> "thread";
            default -> throw new IllegalStateException("not a Lua value: " + v.getClass());
        };
    }

    /// The type, or the `__name` of its metatable.
    public static String typeNameOf(Object v, LuaVm vm) {
        if (v instanceof LuaTable t
                && !vm.is51
                && Meta.find(t.meta, Meta.NAME) instanceof LuaString s) {
            return s.toString();
        }
        return typeName(v);
    }

    static LuaTable metaOf(Object v, LuaVm vm) {
        return v instanceof LuaTable t ? t.meta : v instanceof LuaString ? vm.stringMeta : null;
    }

    /// The metamethod of `v` for an event of [Meta], or null.
    public static Object meta(Object v, int event, LuaVm vm) {
        return Meta.find(metaOf(v, vm), event);
    }

    /// A string or number as a string.
    public static LuaString tostr(Object v, LuaVm vm) {
        return v instanceof LuaString s ? s : LuaString.latin1(Numbers.text((Number) v, vm.is51));
    }

    /// As Lua's `tostring`, metamethods included.
    public static LuaString tostring(Object v, LuaVm vm) {
        Object m = meta(v, Meta.TOSTRING, vm);
        if (m != null) {
            Object r = first(call(vm, m, v));
            if (r instanceof LuaString s) {
                return s;
            }
            if (r instanceof Number) {
                return tostr(r, vm);
            }
            throw Trace.hostError(vm, "'__tostring' must return a string");
        }
        return switch (v) {
            case null -> NIL;
            case Boolean b -> b ? TRUE : FALSE;
            case LuaString s -> s;
            case Number n -> tostr(n, vm);
            default -> {
                String kind = typeNameOf(v, vm);
                if (v instanceof HostClosure) {
                    kind = "function: builtin";
                }
                yield LuaString.latin1(
                        kind + ": 0x" + String.format("%08x", System.identityHashCode(v)));
            }
        };
    }

    /// A number or numeric string as a number, else null.
    public static Object tonumber(Object v) {
        if (v instanceof Number) {
            return v;
        }
        return v instanceof LuaString s ? Numbers.parse(s) : null;
    }

    // ---- tables

    /// A new table of compiled code.
    public static LuaTable table(LuaFunction self, int arrayCapacity, int hashCapacity) {
        return new LuaTable(self.vm, arrayCapacity, hashCapacity);
    }

    /// A new table of compiled code with constant keys.
    public static LuaTable table(LuaFunction self, int arrayCapacity, Shape shape) {
        return new LuaTable(self.vm, arrayCapacity, shape);
    }

    /// The table `arg` of a 5.1 function with varargs.
    public static LuaTable argTable(Object[] values, LuaFunction self) {
        self.vm.charge(values.length >> 3);
        LuaTable t = new LuaTable(self.vm, values.clone(), 1);
        t.put("n", (long) values.length);
        return t;
    }

    /// Sets the value at `index` of a table of a [Shape].
    public static void init(LuaTable t, int index, Object value) {
        t.nodes[index] = value;
    }

    /// Sets `t[from], t[from + 1]...` from a constructor's last item.
    public static void fill(LuaTable t, long from, Object[] values) {
        t.vm.charge(values.length);
        for (int i = 0; i < values.length; i++) {
            t.putInt(from + i, values[i]);
        }
    }

    /// Pays for a new closure.
    public static void closure(LuaFunction self) {
        self.vm.alloc(32);
    }

    // ---- length

    /// `#o` with metamethods: for library code.
    public static Object len(Object o, LuaVm vm) {
        return len(o, vm.anyFunction);
    }

    public static Object len(Object o, LuaFunction self) {
        if (o instanceof LuaTable t) {
            Object m = t.meta == null || self.vm.is51 ? null : Meta.find(t.meta, Meta.LEN);
            return m == null ? (Object) t.length() : metaCall(self.vm, Meta.LEN, m, o, o);
        }
        if (o instanceof LuaString s) {
            return (long) s.bytes.length;
        }
        throw Trace.operandError(
                self.vm, "attempt to get length of a " + typeNameOf(o, self.vm) + " value", 1);
    }

    // ---- parts of large functions

    /// What a part returns for `return nil`; its null means that it ended without a return.
    static final Object RETURNED_NIL = new Object();

    /// A result as a part returns it.
    public static Object returned(Object r) {
        return r == null ? RETURNED_NIL : r;
    }

    /// What a part returned as a result.
    public static Object unreturned(Object r) {
        return r == RETURNED_NIL ? null : r;
    }

    /// The constants of a compiled class.
    public static Object[] constants(Class<?> c) {
        return ((CodeLoader) c.getClassLoader()).constants(c);
    }

    /// The constant at `high << 15 | low`.
    public static Object constant(Object[] constants, int high, int low) {
        return constants[high << 15 | low];
    }

    /// A table of a constructor's positional values, which are handed over.
    public static LuaTable table(LuaFunction self, Object[] values, int hashCapacity) {
        return new LuaTable(self.vm, values, hashCapacity);
    }

    /// Notes who is about to call `setfenv` and the like.
    public static void caller(LuaFunction self) {
        self.vm.caller = self;
    }

    // ---- generic for

    /// What a generic `for` steps over, from its three or four values.
    public static Iter iter(
            Object f, Object state, Object control, Object closing, LuaFunction self) {
        LuaVm vm = self.vm;
        Iter it;
        if (f == vm.nextFunction && state instanceof LuaTable t && control == null) {
            it = new Iter.Pairs(t);
        } else if (f == vm.ipairsStep && control instanceof Long l && l == 0) {
            it = new Iter.Ipairs(state, vm);
        } else {
            it = new Iter.Calls(fnFor(f, vm), state, control);
        }
        if (closing != null) {
            Closables.check(closing, "(for state)", self);
            it.closing = closing;
        }
        return it;
    }

    private static LuaFunction fnFor(Object f, LuaVm vm) {
        if (f instanceof LuaFunction fun) {
            return fun;
        }
        LuaFunction c = callable(f, vm);
        if (c instanceof Uncallable) {
            String what = "attempt to call a " + typeNameOf(f, vm) + " value";
            throw vm.is51
                    ? Trace.runtimeError(vm, what)
                    : Trace.runtimeError(vm, what + " (for iterator 'for iterator')");
        }
        return c;
    }

    /// The depth to go on from in a handler: for compiled code.
    public static int depth(LuaFunction self) {
        return self.vm.depth;
    }
}
