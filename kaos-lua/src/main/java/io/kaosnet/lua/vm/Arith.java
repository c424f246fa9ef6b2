package io.kaosnet.lua.vm;

/// Safe from any thread but for metamethods. Arithmetic and bits of compiled code: a quick way for
/// two integers or two floats, one slow way for everything else.
public final class Arith {
    private static final int MAX_SHIFT = 63;

    private Arith() {}

    public static Object add(Object a, Object b, LuaFunction self) {
        if (a instanceof Long x && b instanceof Long y) {
            return x + y;
        }
        if (a instanceof Double x && b instanceof Double y) {
            return x + y;
        }
        return slow(Meta.ADD, a, b, self);
    }

    public static Object add(Object a, long b, LuaFunction self) {
        if (a instanceof Long x) {
            return x + b;
        }
        if (a instanceof Double x) {
            return x + b;
        }
        return slow(Meta.ADD, a, b, self);
    }

    public static Object add(Object a, double b, LuaFunction self) {
        if (a instanceof Double x) {
            return x + b;
        }
        if (a instanceof Long x) {
            return x + b;
        }
        return slow(Meta.ADD, a, b, self);
    }

    public static Object add(long a, Object b, LuaFunction self) {
        if (b instanceof Long y) {
            return a + y;
        }
        if (b instanceof Double y) {
            return a + y;
        }
        return slow(Meta.ADD, a, b, self);
    }

    public static Object add(double a, Object b, LuaFunction self) {
        if (b instanceof Double y) {
            return a + y;
        }
        if (b instanceof Long y) {
            return a + y;
        }
        return slow(Meta.ADD, a, b, self);
    }

    public static Object sub(Object a, Object b, LuaFunction self) {
        if (a instanceof Long x && b instanceof Long y) {
            return x - y;
        }
        if (a instanceof Double x && b instanceof Double y) {
            return x - y;
        }
        return slow(Meta.SUB, a, b, self);
    }

    public static Object sub(Object a, long b, LuaFunction self) {
        if (a instanceof Long x) {
            return x - b;
        }
        if (a instanceof Double x) {
            return x - b;
        }
        return slow(Meta.SUB, a, b, self);
    }

    public static Object sub(Object a, double b, LuaFunction self) {
        if (a instanceof Double x) {
            return x - b;
        }
        if (a instanceof Long x) {
            return x - b;
        }
        return slow(Meta.SUB, a, b, self);
    }

    public static Object sub(long a, Object b, LuaFunction self) {
        if (b instanceof Long y) {
            return a - y;
        }
        if (b instanceof Double y) {
            return a - y;
        }
        return slow(Meta.SUB, a, b, self);
    }

    public static Object sub(double a, Object b, LuaFunction self) {
        if (b instanceof Double y) {
            return a - y;
        }
        if (b instanceof Long y) {
            return a - y;
        }
        return slow(Meta.SUB, a, b, self);
    }

    public static Object mul(Object a, Object b, LuaFunction self) {
        if (a instanceof Long x && b instanceof Long y) {
            return mul((long) x, (long) y, self);
        }
        if (a instanceof Double x && b instanceof Double y) {
            return x * y;
        }
        return slow(Meta.MUL, a, b, self);
    }

    public static Object mul(Object a, long b, LuaFunction self) {
        if (a instanceof Long x) {
            return mul((long) x, b, self);
        }
        if (a instanceof Double x) {
            return x * b;
        }
        return slow(Meta.MUL, a, b, self);
    }

    /// In 5.1 a product may be minus zero.
    private static Object mul(long a, long b, LuaFunction self) {
        long product = a * b;
        return product == 0 && (a < 0 || b < 0) && self.vm.is51 ? (Object) (-0.0) : product;
    }

    public static Object mul(Object a, double b, LuaFunction self) {
        if (a instanceof Double x) {
            return x * b;
        }
        if (a instanceof Long x) {
            return x * b;
        }
        return slow(Meta.MUL, a, b, self);
    }

    public static Object mul(long a, Object b, LuaFunction self) {
        if (b instanceof Long y) {
            return mul(a, (long) y, self);
        }
        if (b instanceof Double y) {
            return a * y;
        }
        return slow(Meta.MUL, a, b, self);
    }

    public static Object mul(double a, Object b, LuaFunction self) {
        if (b instanceof Double y) {
            return a * y;
        }
        if (b instanceof Long y) {
            return a * y;
        }
        return slow(Meta.MUL, a, b, self);
    }

    public static Object div(Object a, Object b, LuaFunction self) {
        if (a instanceof Double x && b instanceof Double y) {
            return x / y;
        }
        if (a instanceof Long x && b instanceof Long y) {
            return (double) x / (double) y;
        }
        return slow(Meta.DIV, a, b, self);
    }

    public static Object div(Object a, double b, LuaFunction self) {
        if (a instanceof Double x) {
            return x / b;
        }
        if (a instanceof Long x) {
            return x / b;
        }
        return slow(Meta.DIV, a, b, self);
    }

    public static Object pow(Object a, Object b, LuaFunction self) {
        if (a instanceof Double x && b instanceof Double y) {
            return pow((double) x, (double) y);
        }
        return slow(Meta.POW, a, b, self);
    }

    public static double pow(double a, double b) {
        return b == 2 ? a * a : b == 0.5 && a > 0 ? Math.sqrt(a) : cPow(a, b);
    }

    /// C's pow says 1 where Java says NaN.
    private static double cPow(double a, double b) {
        if (a == 1 || a == -1 && Double.isInfinite(b)) {
            return 1;
        }
        return Math.pow(a, b);
    }

    public static Object mod(Object a, Object b, LuaFunction self) {
        if (a instanceof Long x && b instanceof Long y) {
            return self.vm.is51 ? mod51(x, y) : (Object) mod((long) x, (long) y, self);
        }
        return slow(Meta.MOD, a, b, self);
    }

    public static Object mod(Object a, long b, LuaFunction self) {
        if (a instanceof Long x && b != 0) {
            return Math.floorMod((long) x, b);
        }
        return slow(Meta.MOD, a, b, self);
    }

    private static Object mod51(long a, long b) {
        return b == 0 ? (Object) Double.NaN : (Object) Math.floorMod(a, b);
    }

    public static long mod(long a, long b, LuaFunction self) {
        if (b == 0) {
            throw Trace.runtimeError(self.vm, "attempt to perform 'n%0'");
        }
        return Math.floorMod(a, b);
    }

    /// As 5.1 has it: its definition, rounding errors included.
    private static double mod51(double a, double b) {
        return a - Math.floor(a / b) * b;
    }

    public static double mod(double a, double b) {
        double r = a % b;
        return r != 0 && (r < 0) != (b < 0) ? r + b : r;
    }

    public static Object idiv(Object a, Object b, LuaFunction self) {
        if (a instanceof Long x && b instanceof Long y) {
            return idiv((long) x, (long) y, self);
        }
        return slow(Meta.IDIV, a, b, self);
    }

    public static long idiv(long a, long b, LuaFunction self) {
        if (b == 0) {
            throw Trace.runtimeError(self.vm, "attempt to divide by zero");
        }
        return Math.floorDiv(a, b);
    }

    public static double idiv(double a, double b) {
        return Math.floor(a / b);
    }

    public static Object neg(Object a, LuaFunction self) {
        if (a instanceof Double x) {
            return -x;
        }
        if (a instanceof Long x) {
            return self.vm.is51 && x == 0 ? (Object) (-0.0) : (Object) (-x);
        }
        LuaVm vm = self.vm;
        if (a instanceof LuaString) {
            Object n = Ops.tonumber(a);
            if (n != null) {
                return neg(n, self);
            }
        }
        Object m = Ops.meta(a, Meta.UNM, vm);
        if (m == null) {
            throw arithError(vm, a, a, 1);
        }
        return Ops.metaCall(vm, Meta.UNM, m, a, a);
    }

    public static Object bnot(Object a, LuaFunction self) {
        if (a instanceof Long x) {
            return ~x;
        }
        LuaVm vm = self.vm;
        Object m = Ops.meta(a, Meta.BNOT, vm);
        if (m != null) {
            return Ops.metaCall(vm, Meta.BNOT, m, a, a);
        }
        return ~bits(a, a, a, vm);
    }

    public static Object band(Object a, Object b, LuaFunction self) {
        return a instanceof Long x && b instanceof Long y
                ? (Object) (x & y)
                : slow(Meta.BAND, a, b, self);
    }

    public static Object bor(Object a, Object b, LuaFunction self) {
        return a instanceof Long x && b instanceof Long y
                ? (Object) (x | y)
                : slow(Meta.BOR, a, b, self);
    }

    public static Object bxor(Object a, Object b, LuaFunction self) {
        return a instanceof Long x && b instanceof Long y
                ? (Object) (x ^ y)
                : slow(Meta.BXOR, a, b, self);
    }

    public static Object shl(Object a, Object b, LuaFunction self) {
        return a instanceof Long x && b instanceof Long y
                ? (Object) shl((long) x, (long) y)
                : slow(Meta.SHL, a, b, self);
    }

    public static Object shr(Object a, Object b, LuaFunction self) {
        return a instanceof Long x && b instanceof Long y
                ? (Object) shr((long) x, (long) y)
                : slow(Meta.SHR, a, b, self);
    }

    static long shl(long a, long n) {
        if (n < 0) {
            return n == Long.MIN_VALUE ? 0 : shr(a, -n);
        }
        return n > MAX_SHIFT ? 0 : a << n;
    }

    static long shr(long a, long n) {
        if (n < 0) {
            return n == Long.MIN_VALUE ? 0 : shl(a, -n);
        }
        return n > MAX_SHIFT ? 0 : a >>> n;
    }

    // ---- the slow way

    static Object slow(int event, Object a, Object b, LuaFunction self) {
        LuaVm vm = self.vm;
        boolean isBits = event >= Meta.BAND && event <= Meta.SHR;
        if (a instanceof Number x && b instanceof Number y) {
            return isBits
                    ? bitsOf(event, bits(a, a, b, vm), bits(b, a, b, vm))
                    : numbers(event, x, y, self);
        }
        Object m = Ops.meta(a, event, vm);
        if (m == null) {
            m = Ops.meta(b, event, vm);
        }
        if (m != null) {
            return Ops.metaCall(vm, event, m, a, b);
        }
        if (isBits) {
            return bitsOf(event, bits(a, a, b, vm), bits(b, a, b, vm));
        }
        Object x = Ops.tonumber(a);
        Object y = Ops.tonumber(b);
        if (x instanceof Number p && y instanceof Number q) {
            return numbers(event, p, q, self);
        }
        // The operand to blame: the second only if the first is a number (or, in 5.1, a numeral).
        boolean isFirstFine =
                vm.is51
                        ? x != null
                        : a instanceof Number
                                || a instanceof LuaString
                                        && !(b instanceof LuaString)
                                        && !(b instanceof Number);
        throw arithError(vm, a, b, isFirstFine ? 2 : 1);
    }

    private static LuaError arithError(LuaVm vm, Object a, Object b, int which) {
        Object culprit = which == 2 ? b : a;
        return Trace.operandError(
                vm,
                "attempt to perform arithmetic on a " + Ops.typeNameOf(culprit, vm) + " value",
                which);
    }

    private static Object numbers(int event, Number a, Number b, LuaFunction self) {
        if (a instanceof Long p && b instanceof Long q) {
            long x = p;
            long y = q;
            switch (event) {
                case Meta.ADD -> {
                    return x + y;
                }
                case Meta.SUB -> {
                    return x - y;
                }
                case Meta.MUL -> {
                    return mul(x, y, self);
                }
                case Meta.MOD -> {
                    return self.vm.is51 ? mod51(x, y) : (Object) mod(x, y, self);
                }
                case Meta.IDIV -> {
                    return idiv(x, y, self);
                }
                default -> {
                    // Division and powers are of floats.
                }
            }
        }
        double x = a.doubleValue();
        double y = b.doubleValue();
        return switch (event) {
            case Meta.ADD -> x + y;
            case Meta.SUB -> x - y;
            case Meta.MUL -> x * y;
            case Meta.DIV -> x / y;
            case Meta.MOD -> self.vm.is51 ? mod51(x, y) : mod(x, y);
            case Meta.POW -> pow(x, y);
            default -> idiv(x, y);
        };
    }

    private static Object bitsOf(int event, long a, long b) {
        return switch (event) {
            case Meta.BAND -> a & b;
            case Meta.BOR -> a | b;
            case Meta.BXOR -> a ^ b;
            case Meta.SHL -> shl(a, b);
            default -> shr(a, b);
        };
    }

    private static long bits(Object v, Object a, Object b, LuaVm vm) {
        if (v instanceof Long l) {
            return l;
        }
        if (v instanceof Double d && isInteger(d)) {
            return (long) (double) d;
        }
        // A value that is no number is blamed before a number without an integer.
        int culprit = !(a instanceof Number) ? 1 : !(b instanceof Number) ? 2 : 0;
        if (culprit == 0) {
            boolean isFirst = !(a instanceof Long) && !(a instanceof Double d && isInteger(d));
            throw Trace.integerError(vm, isFirst ? 1 : 2);
        }
        throw Trace.operandError(
                vm,
                "attempt to perform bitwise operation on a "
                        + Ops.typeNameOf(culprit == 1 ? a : b, vm)
                        + " value",
                culprit);
    }

    /// Whether a float is an integer that a long holds.
    static boolean isInteger(double d) {
        return d >= -0x1p63 && d < 0x1p63 && d == Math.rint(d);
    }
}
