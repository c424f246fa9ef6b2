package io.kaosnet.lua.vm;

/// Owned by its VM's thread. A numeric `for` whose kind is known only when it starts: for compiled
/// code.
public final class NumFor {
    private final boolean isInteger;
    private long i;
    private long left;
    private double d;
    private double limit;
    private double step;
    private long integerStep;
    private boolean hasMore;

    private NumFor(boolean isInteger) {
        this.isInteger = isInteger;
    }

    /// The loop over the three values, as Lua's manual defines it.
    public static NumFor start(Object from, Object to, Object step, LuaFunction self) {
        LuaVm vm = self.vm;
        if (from instanceof Long a && step instanceof Long s) {
            if (s == 0) {
                throw Trace.runtimeError(vm, "'for' step is zero");
            }
            NumFor f = new NumFor(true);
            long limit = limit(to, s, vm);
            f.i = a;
            f.integerStep = s;
            f.hasMore = s > 0 ? a <= limit : a >= limit;
            if (to instanceof Double t
                    && (Double.isNaN(t) || s > 0 && t < -0x1p63 || s < 0 && t >= 0x1p63)) {
                f.hasMore = false;
            }
            if (f.hasMore) {
                f.left =
                        s > 0
                                ? Long.divideUnsigned(limit - a, s)
                                : Long.divideUnsigned(a - limit, -s);
            }
            return f;
        }
        double limit = number(to, "limit", vm);
        double by = number(step, "step", vm);
        double start = number(from, "initial value", vm);
        if (by == 0) {
            if (!vm.is51) {
                throw Trace.runtimeError(vm, "'for' step is zero");
            }
        }
        NumFor f = new NumFor(false);
        f.d = start;
        f.limit = limit;
        f.step = by;
        f.hasMore = by > 0 ? start <= limit : limit <= start;
        return f;
    }

    private static double number(Object v, String what, LuaVm vm) {
        if (Ops.tonumber(v) instanceof Number n) {
            return n.doubleValue();
        }
        throw error(v, what, vm);
    }

    private static LuaError error(Object v, String what, LuaVm vm) {
        return Trace.runtimeError(
                vm,
                vm.is51
                        ? "'for' " + what + " must be a number"
                        : "bad 'for' "
                                + what
                                + " (number expected, got "
                                + Ops.typeNameOf(v, vm)
                                + ")");
    }

    private static long limit(Object to, long step, LuaVm vm) {
        if (to instanceof Long l) {
            return l;
        }
        double d = number(to, "limit", vm);
        d = step > 0 ? Math.floor(d) : Math.ceil(d);
        return (long) d;
    }

    /// The limit of a loop of integers from `from`; such that it does not run if it should not.
    public static long limit(Object to, long from, long step, LuaFunction self) {
        if (to instanceof Long l) {
            return l;
        }
        long limit = limit(to, step, self.vm);
        if (Ops.tonumber(to) instanceof Double d) {
            if (Double.isNaN(d)) {
                return step > 0 ? from - 1 : from + 1;
            }
            if (step < 0 && d >= 0x1p63 && from == Long.MAX_VALUE) {
                return limit;
            }
        }
        return limit;
    }

    /// The next value of the variable, or null at the end.
    public Object next() {
        if (!hasMore) {
            return null;
        }
        if (isInteger) {
            long v = i;
            if (left-- == 0) {
                hasMore = false;
            } else {
                i = v + integerStep;
            }
            return v;
        }
        double v = d;
        d = v + step;
        hasMore = step > 0 ? d <= limit : limit <= d;
        return v;
    }

    /// As [#next] where the variable is a float; to be asked after [#hasMore].
    public double nextDouble() {
        if (isInteger) {
            return (Long) next();
        }
        double v = d;
        d = v + step;
        hasMore = step > 0 ? d <= limit : limit <= d;
        return v;
    }

    /// As [#next] where the variable is an integer; to be asked after [#hasMore].
    public long nextLong() {
        long v = i;
        if (left-- == 0) {
            hasMore = false;
        } else {
            i = v + integerStep;
        }
        return v;
    }

    public boolean hasMore() {
        return hasMore;
    }
}
