package io.kaosnet.lua.vm;

import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleUnaryOperator;

/// Immutable. The library `math`; each VM has random numbers of its own.
final class MathLib {
    private static final double LN_2 = Math.log(2);

    private MathLib() {}

    static LuaLibrary library(boolean is51) {
        LuaLibrary math =
                LuaLibrary.named("math")
                        .late(
                                is51 ? MathLib::function51 : MathLib::function,
                                "abs acos asin atan atan2 ceil cos cosh deg exp floor fmod "
                                        + "frexp ldexp log log10 max min modf pow rad sin sinh sqrt "
                                        + "tan tanh")
                        .constant("pi", Math.PI)
                        .constant("huge", Double.POSITIVE_INFINITY);
        if (is51) {
            math.late(MathLib::function, "mod");
        } else {
            math.late(MathLib::function, "tointeger type ult")
                    .constant("maxinteger", Long.MAX_VALUE)
                    .constant("mininteger", Long.MIN_VALUE);
        }
        return math;
    }

    /// A function by its name, for [LuaLibrary#late].
    private static HostFunction function(String name) {
        return switch (name) {
            case "abs" -> MathLib::abs;
            case "acos" -> of(Math::acos);
            case "asin" -> of(Math::asin);
            case "atan" -> MathLib::atan;
            case "atan2" -> MathLib::atan;
            case "ceil" -> MathLib::ceil;
            case "cos" -> of(Math::cos);
            case "cosh" -> of(Math::cosh);
            case "deg" -> of(x -> x * (180.0 / Math.PI));
            case "exp" -> of(Math::exp);
            case "floor" -> MathLib::floor;
            case "fmod" -> MathLib::fmod;
            case "frexp" -> MathLib::frexp;
            case "ldexp" -> MathLib::ldexp;
            case "log" -> MathLib::log;
            case "log10" -> of(Math::log10);
            case "max" -> args -> extreme(args, true);
            case "min" -> args -> extreme(args, false);
            case "modf" -> MathLib::modf;
            case "pow" -> MathLib::pow;
            case "rad" -> of(x -> x * (Math.PI / 180.0));
            case "sin" -> of(Math::sin);
            case "sinh" -> of(Math::sinh);
            case "sqrt" -> of(Math::sqrt);
            case "tan" -> of(Math::tan);
            case "tanh" -> of(Math::tanh);
            case "mod" -> MathLib::fmod;
            case "tointeger" -> MathLib::toInteger;
            case "type" -> MathLib::type;
            case "ult" -> MathLib::isBelow;
            default -> throw new IllegalArgumentException(name);
        };
    }

    /// The functions with a state, which is that of `vm`.
    static void addRandom(LuaVm vm, LuaTable math) {
        ThreadLocalRandom seeds = ThreadLocalRandom.current();
        var random = new Xoshiro(seeds.nextLong(), seeds.nextLong());
        math.put("random", vm.function("math.random", args -> random(random, args)));
        math.put("randomseed", vm.function("math.randomseed", args -> seed(random, args)));
    }

    /// In 5.1 these take one argument.
    private static HostFunction function51(String name) {
        return switch (name) {
            case "atan" -> of(Math::atan);
            case "log" -> of(Math::log);
            default -> function(name);
        };
    }

    private static HostFunction of(DoubleUnaryOperator function) {
        return args -> function.applyAsDouble(args.number(1));
    }

    /// A whole float as an integer if it is in range; in 5.1 all stay floats.
    private static Object whole(Args args, double d) {
        return !args.vm().is51 && Arith.isInteger(d) ? (Object) (long) d : (Object) d;
    }

    private static Object abs(Args args) {
        return args.get(1) instanceof Long n ? (Object) Math.abs(n) : Math.abs(args.number(1));
    }

    private static Object floor(Args args) {
        return args.get(1) instanceof Long n ? n : whole(args, Math.floor(args.number(1)));
    }

    private static Object ceil(Args args) {
        return args.get(1) instanceof Long n ? n : whole(args, Math.ceil(args.number(1)));
    }

    private static Object atan(Args args) {
        double x = args.vm().is51 ? args.number(2) : args.number(2, 1);
        return Math.atan2(args.number(1), x);
    }

    private static Object fmod(Args args) {
        if (!args.vm().is51 && args.get(1) instanceof Long a && args.get(2) instanceof Long b) {
            if (b == 0) {
                throw args.argumentError(2, "zero");
            }
            return a % b;
        }
        double divisor = args.number(2); // read first, as the reference does
        return args.number(1) % divisor;
    }

    private static Object log(Args args) {
        double x = args.number(1);
        if (args.isNil(2)) {
            return Math.log(x);
        }
        double base = args.number(2);
        if (base == 2) {
            return log2(x);
        }
        return base == 10 ? Math.log10(x) : Math.log(x) / Math.log(base);
    }

    /// Exact for powers of two.
    private static double log2(double x) {
        if (!(x > 0) || Double.isInfinite(x)) {
            return Math.log(x);
        }
        double scaled = x < Double.MIN_NORMAL ? x * 0x1p60 : x;
        int exponent = Math.getExponent(scaled);
        double mantissa = Math.scalb(scaled, -exponent);
        if (mantissa > Math.sqrt(2)) {
            mantissa /= 2;
            exponent++;
        }
        return exponent - (x < Double.MIN_NORMAL ? 60 : 0) + Math.log(mantissa) / LN_2;
    }

    private static Object frexp(Args args) {
        double x = args.number(1);
        if (x == 0 || Double.isNaN(x) || Double.isInfinite(x)) {
            return Args.values(x, 0L);
        }
        double scaled = Math.abs(x) < Double.MIN_NORMAL ? x * 0x1p60 : x;
        int exponent = Math.getExponent(scaled) + 1;
        double mantissa = Math.scalb(scaled, -exponent);
        return Args.values(mantissa, exponent - (scaled == x ? 0L : 60L));
    }

    private static Object pow(Args args) {
        double exponent = args.number(2);
        return Arith.pow(args.number(1), exponent);
    }

    private static Object ldexp(Args args) {
        long exponent = args.integer(2);
        return Math.scalb(args.number(1), Math.clamp(exponent, -3000, 3000));
    }

    private static Object extreme(Args args, boolean isMost) {
        if (args.count() == 0) {
            throw args.vm().is51
                    ? args.typeError(1, "number")
                    : args.argumentError(1, "value expected");
        }
        Object best = args.vm().is51 ? args.anyNumber(1) : args.get(1);
        for (int i = 2; i <= args.count(); i++) {
            Object next = args.vm().is51 ? args.anyNumber(i) : args.get(i);
            boolean isBetter =
                    isMost
                            ? Comparison.lt(best, next, args.function())
                            : Comparison.lt(next, best, args.function());
            if (isBetter) {
                best = next;
            }
        }
        return best;
    }

    private static Object modf(Args args) {
        if (args.get(1) instanceof Long n) {
            return Args.values(n, args.vm().is51 && n < 0 ? -0.0 : 0.0);
        }
        double x = args.number(1);
        double whole = x < 0 ? Math.ceil(x) : Math.floor(x);
        double rest = Double.isInfinite(x) ? 0.0 : x - whole;
        if (args.vm().is51) {
            rest = Math.copySign(rest, x);
        }
        return Args.values(whole(args, whole), rest);
    }

    private static Object toInteger(Args args) {
        Object n = Ops.tonumber(args.any(1));
        if (n instanceof Double d) {
            return Arith.isInteger(d) ? (Object) (long) (double) d : null;
        }
        return n;
    }

    private static Object type(Args args) {
        Object v = args.any(1);
        return v instanceof Long ? "integer" : v instanceof Double ? "float" : null;
    }

    private static Object isBelow(Args args) {
        return Long.compareUnsigned(args.integer(1), args.integer(2)) < 0;
    }

    // ---- random numbers

    private static Object random(Xoshiro random, Args args) {
        long bits = random.nextLong();
        long low = 1;
        long high;
        switch (args.count()) {
            case 0 -> {
                return Xoshiro.toDouble(bits);
            }
            case 1 -> {
                high = args.integer(1);
                if (high == 0 && !args.vm().is51) {
                    return bits;
                }
            }
            case 2 -> {
                low = args.integer(1);
                high = args.integer(2);
            }
            default -> throw args.error("wrong number of arguments");
        }
        if (low > high) {
            throw args.argumentError(args.vm().is51 ? args.count() : 1, "interval is empty");
        }
        return random.between(low, high, bits);
    }

    private static Object seed(Xoshiro random, Args args) {
        if (args.vm().is51) {
            random.seed(Double.doubleToLongBits(args.number(1)), 0);
            return Args.none();
        }
        long first;
        long second;
        if (args.count() == 0) {
            first = ThreadLocalRandom.current().nextLong();
            second = ThreadLocalRandom.current().nextLong();
        } else {
            first = args.integer(1);
            second = args.integer(2, 0);
        }
        random.seed(first, second);
        return Args.values(first, second);
    }
}
