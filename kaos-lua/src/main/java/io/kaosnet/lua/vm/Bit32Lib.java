package io.kaosnet.lua.vm;

/// Immutable. The library `bit32` of the 5.1 dialect: operations on unsigned 32-bit integers.
final class Bit32Lib {
    private static final long MASK = 0xffffffffL;

    private Bit32Lib() {}

    static LuaLibrary library() {
        return LuaLibrary.named("bit32")
                .late(
                        Bit32Lib::function,
                        "arshift band bnot bor btest bxor extract lrotate lshift "
                                + "replace rrotate rshift");
    }

    /// A function by its name, for [LuaLibrary#late].
    private static HostFunction function(String name) {
        return switch (name) {
            case "arshift" -> Bit32Lib::arithmeticShift;
            case "band" -> Bit32Lib::and;
            case "bnot" -> args -> ~unsigned(args, 1) & MASK;
            case "bor" -> Bit32Lib::or;
            case "btest" -> args -> (long) and(args) != 0;
            case "bxor" -> Bit32Lib::exclusiveOr;
            case "extract" -> Bit32Lib::extract;
            case "lrotate" -> args -> rotated(unsigned(args, 1), args.integer(2));
            case "lshift" -> args -> shifted(unsigned(args, 1), args.integer(2));
            case "replace" -> Bit32Lib::replace;
            case "rrotate" -> args -> rotated(unsigned(args, 1), -args.integer(2));
            case "rshift" -> args -> shifted(unsigned(args, 1), -args.integer(2));
            default -> throw new IllegalArgumentException(name);
        };
    }

    /// Any number, rounded and taken modulo 2^32.
    private static long unsigned(Args args, int i) {
        Number n = args.anyNumber(i);
        if (n instanceof Long l) {
            return l & MASK;
        }
        double d = Math.rint(n.doubleValue());
        return Math.abs(d) < 0x1p63 ? (long) d & MASK : (long) (d % 0x1p32) & MASK;
    }

    private static Object and(Args args) {
        long bits = MASK;
        for (int i = 1; i <= args.count(); i++) {
            bits &= unsigned(args, i);
        }
        return bits;
    }

    private static Object or(Args args) {
        long bits = 0;
        for (int i = 1; i <= args.count(); i++) {
            bits |= unsigned(args, i);
        }
        return bits;
    }

    private static Object exclusiveOr(Args args) {
        long bits = 0;
        for (int i = 1; i <= args.count(); i++) {
            bits ^= unsigned(args, i);
        }
        return bits;
    }

    /// To the left, or to the right for a negative distance.
    private static long shifted(long bits, long distance) {
        if (distance <= -32 || distance >= 32) {
            return 0;
        }
        return distance >= 0 ? bits << distance & MASK : bits >>> -distance;
    }

    private static long rotated(long bits, long distance) {
        return Integer.toUnsignedLong(Integer.rotateLeft((int) bits, (int) (distance & 31)));
    }

    private static Object arithmeticShift(Args args) {
        long bits = unsigned(args, 1);
        long distance = args.integer(2);
        if (distance < 0) {
            return shifted(bits, -distance);
        }
        return Integer.toUnsignedLong((int) bits >> (int) Math.min(distance, 31));
    }

    private static long width(Args args, int i) {
        long field = args.integer(i);
        long width = args.integer(i + 1, 1);
        if (field < 0) {
            throw args.argumentError(i, "field cannot be negative");
        }
        if (width <= 0) {
            throw args.argumentError(i + 1, "width must be positive");
        }
        if (field + width > 32) {
            throw args.error("trying to access non-existent bits");
        }
        return (1L << width) - 1;
    }

    private static Object extract(Args args) {
        long bits = unsigned(args, 1);
        long mask = width(args, 2);
        return bits >>> args.integer(2) & mask;
    }

    private static Object replace(Args args) {
        long bits = unsigned(args, 1);
        long value = unsigned(args, 2);
        long mask = width(args, 3);
        long field = args.integer(3);
        return bits & ~(mask << field) | (value & mask) << field;
    }
}
