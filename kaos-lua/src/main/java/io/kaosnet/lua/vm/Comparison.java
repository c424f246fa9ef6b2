package io.kaosnet.lua.vm;

/// Safe from any thread but for metamethods. Equality and order for compiled code and libraries: a
/// quick way for two integers or two floats, one slow way for everything else. Public only because
/// compiled code is elsewhere.
public final class Comparison {
    private static final long MAX_EXACT = 1L << 53;

    private Comparison() {}

    /// `a < b` with metamethods: for library code.
    public static boolean lt(Object a, Object b, LuaVm vm) {
        return lt(a, b, vm.anyFunction);
    }

    /// `a == b` with metamethods: for library code.
    public static boolean eq(Object a, Object b, LuaVm vm) {
        return eq(a, b, vm.anyFunction);
    }

    public static boolean eq(Object a, Object b, LuaFunction self) {
        if (a == b) {
            return !(a instanceof Double d && Double.isNaN(d));
        }
        if (a == null || b == null) {
            return false;
        }
        if (a instanceof LuaString s) {
            return b instanceof LuaString t && s.equals(t, self.vm);
        }
        if (a instanceof Number) {
            return b instanceof Number && rawNumbersEqual(a, b);
        }
        return a instanceof LuaTable x && b instanceof LuaTable y && metaEq(x, y, self.vm);
    }

    public static boolean eq(Object a, long b) {
        return a instanceof Long x
                ? x == b
                : a instanceof Double d && d == b && Arith.isInteger(d) && (long) (double) d == b;
    }

    /// Equality without metamethods.
    public static boolean rawEq(Object a, Object b) {
        if (a == b) {
            return !(a instanceof Double d && Double.isNaN(d));
        }
        if (a instanceof LuaString s) {
            return s.equals(b);
        }
        return a instanceof Number && b instanceof Number && rawNumbersEqual(a, b);
    }

    public static boolean eq(Object a, LuaString b) {
        return a == b || a instanceof LuaString s && s.equals(b);
    }

    private static boolean rawNumbersEqual(Object a, Object b) {
        if (a instanceof Long x) {
            return b instanceof Long y ? (long) x == y : eq(b, (long) x);
        }
        double x = (Double) a;
        return b instanceof Double y ? x == y : eq(a, (long) (Long) b);
    }

    private static boolean metaEq(LuaTable a, LuaTable b, LuaVm vm) {
        if (a.meta == null && b.meta == null) {
            return false;
        }
        Object m = Meta.find(a.meta, Meta.EQ);
        Object n = Meta.find(b.meta, Meta.EQ);
        if (vm.is51) {
            if (m == null || !rawEq(m, n)) {
                return false;
            }
        } else if (m == null) {
            m = n;
        }
        return m != null && Ops.truthy(Ops.metaCall(vm, Meta.EQ, m, a, b));
    }

    public static boolean lt(Object a, Object b, LuaFunction self) {
        if (a instanceof Long x && b instanceof Long y) {
            return x < y;
        }
        if (a instanceof Double x && b instanceof Double y) {
            return x < y;
        }
        return ltSlow(a, b, self);
    }

    public static boolean le(Object a, Object b, LuaFunction self) {
        if (a instanceof Long x && b instanceof Long y) {
            return x <= y;
        }
        if (a instanceof Double x && b instanceof Double y) {
            return x <= y;
        }
        return leSlow(a, b, self);
    }

    public static boolean lt(Object a, long b, LuaFunction self) {
        if (a instanceof Long x) {
            return x < b;
        }
        return a instanceof Double x && isExact(b) ? x < b : ltSlow(a, b, self);
    }

    public static boolean lt(long a, Object b, LuaFunction self) {
        if (b instanceof Long y) {
            return a < y;
        }
        return b instanceof Double y && isExact(a) ? a < y : ltSlow(a, b, self);
    }

    public static boolean lt(Object a, double b, LuaFunction self) {
        return a instanceof Double x ? x < b : ltSlow(a, b, self);
    }

    public static boolean lt(double a, Object b, LuaFunction self) {
        return b instanceof Double y ? a < y : ltSlow(a, b, self);
    }

    public static boolean le(Object a, long b, LuaFunction self) {
        if (a instanceof Long x) {
            return x <= b;
        }
        return a instanceof Double x && isExact(b) ? x <= b : leSlow(a, b, self);
    }

    public static boolean le(long a, Object b, LuaFunction self) {
        if (b instanceof Long y) {
            return a <= y;
        }
        return b instanceof Double y && isExact(a) ? a <= y : leSlow(a, b, self);
    }

    public static boolean le(Object a, double b, LuaFunction self) {
        return a instanceof Double x ? x <= b : leSlow(a, b, self);
    }

    public static boolean le(double a, Object b, LuaFunction self) {
        return b instanceof Double y ? a <= y : leSlow(a, b, self);
    }

    /// Whether comparing as floats is exact.
    private static boolean isExact(long n) {
        return n >= -MAX_EXACT && n <= MAX_EXACT;
    }

    public static boolean gt(Object a, Object b, LuaFunction self) {
        if (a instanceof Long x && b instanceof Long y) {
            return x > y;
        }
        if (a instanceof Double x && b instanceof Double y) {
            return x > y;
        }
        return ltSlow(b, a, self);
    }

    public static boolean gt(Object a, long b, LuaFunction self) {
        if (a instanceof Long x) {
            return x > b;
        }
        return a instanceof Double x && isExact(b) ? x > b : ltSlow(b, a, self);
    }

    public static boolean gt(long a, Object b, LuaFunction self) {
        if (b instanceof Long y) {
            return a > y;
        }
        return b instanceof Double y && isExact(a) ? a > y : ltSlow(b, a, self);
    }

    public static boolean gt(Object a, double b, LuaFunction self) {
        return a instanceof Double x ? x > b : ltSlow(b, a, self);
    }

    public static boolean gt(double a, Object b, LuaFunction self) {
        return b instanceof Double y ? a > y : ltSlow(b, a, self);
    }

    public static boolean ge(Object a, Object b, LuaFunction self) {
        if (a instanceof Long x && b instanceof Long y) {
            return x >= y;
        }
        if (a instanceof Double x && b instanceof Double y) {
            return x >= y;
        }
        return leSlow(b, a, self);
    }

    public static boolean ge(Object a, long b, LuaFunction self) {
        if (a instanceof Long x) {
            return x >= b;
        }
        return a instanceof Double x && isExact(b) ? x >= b : leSlow(b, a, self);
    }

    public static boolean ge(long a, Object b, LuaFunction self) {
        if (b instanceof Long y) {
            return a >= y;
        }
        return b instanceof Double y && isExact(a) ? a >= y : leSlow(b, a, self);
    }

    public static boolean ge(Object a, double b, LuaFunction self) {
        return a instanceof Double x ? x >= b : leSlow(b, a, self);
    }

    public static boolean ge(double a, Object b, LuaFunction self) {
        return b instanceof Double y ? a >= y : leSlow(b, a, self);
    }

    private static boolean ltSlow(Object a, Object b, LuaFunction self) {
        if (a instanceof Number && b instanceof Number) {
            if (a instanceof Long x) {
                return b instanceof Long y ? x < y : lessLongDouble(x, (Double) b);
            }
            double x = (Double) a;
            return b instanceof Double y ? x < y : lessDoubleLong(x, (Long) b);
        }
        if (a instanceof LuaString x && b instanceof LuaString y) {
            return x.compareTo(y, self.vm) < 0;
        }
        return metaCompare(Meta.LT, a, b, self.vm);
    }

    private static boolean leSlow(Object a, Object b, LuaFunction self) {
        if (a instanceof Number && b instanceof Number) {
            if (a instanceof Long x) {
                return b instanceof Long y
                        ? x <= y
                        : !Double.isNaN((Double) b) && !lessDoubleLong((Double) b, x);
            }
            double x = (Double) a;
            return b instanceof Double y
                    ? x <= y
                    : !Double.isNaN(x) && !lessLongDouble((Long) b, x);
        }
        if (a instanceof LuaString x && b instanceof LuaString y) {
            return x.compareTo(y, self.vm) <= 0;
        }
        LuaVm vm = self.vm;
        if (vm.is51
                && Ops.meta(a, Meta.LE, vm) == null
                && Ops.meta(b, Meta.LE, vm) == null
                && (Ops.meta(a, Meta.LT, vm) != null || Ops.meta(b, Meta.LT, vm) != null)) {
            return !metaCompare(Meta.LT, b, a, vm);
        }
        return metaCompare(Meta.LE, a, b, vm);
    }

    /// Exactly, though not every long is a double.
    private static boolean lessLongDouble(long a, double b) {
        if (b >= 0x1p63) {
            return true;
        }
        return b > -0x1p63 && a < (long) Math.ceil(b);
    }

    private static boolean lessDoubleLong(double a, long b) {
        if (a < -0x1p63) {
            return true;
        }
        return a < 0x1p63 && (long) Math.floor(a) < b;
    }

    private static boolean metaCompare(int event, Object a, Object b, LuaVm vm) {
        Object m = Ops.meta(a, event, vm);
        if (m == null) {
            m = Ops.meta(b, event, vm);
        }
        if (m == null) {
            String x = Ops.typeNameOf(a, vm);
            String y = Ops.typeNameOf(b, vm);
            throw Trace.runtimeError(
                    vm,
                    x.equals(y)
                            ? "attempt to compare two " + x + " values"
                            : "attempt to compare " + x + " with " + y);
        }
        return Ops.truthy(Ops.metaCall(vm, event, m, a, b));
    }
}
