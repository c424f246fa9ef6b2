package io.kaosnet.lua.vm;

/// Immutable. The metamethods that make numeric strings count in 5.4.
final class StringArithmetic {
    private StringArithmetic() {}

    /// A function by its name, for [LuaLibrary#late].
    private static HostFunction function(String name) {
        return switch (name) {
            case "__add" -> metamethod(Meta.ADD, "add", Arith::add);
            case "__sub" -> metamethod(Meta.SUB, "sub", Arith::sub);
            case "__mul" -> metamethod(Meta.MUL, "mul", Arith::mul);
            case "__mod" -> metamethod(Meta.MOD, "mod", Arith::mod);
            case "__pow" -> metamethod(Meta.POW, "pow", Arith::pow);
            case "__div" -> metamethod(Meta.DIV, "div", Arith::div);
            case "__idiv" -> metamethod(Meta.IDIV, "idiv", Arith::idiv);
            case "__unm" -> metamethod(Meta.UNM, "unm", (a, _, self) -> Arith.neg(a, self));
            default -> throw new IllegalArgumentException(name);
        };
    }

    /// Computes with two numbers.
    private interface Operation {
        Object apply(Object a, Object b, LuaFunction self);
    }

    static final LuaLibrary METAMETHODS =
            LuaLibrary.named("string")
                    .late(
                            StringArithmetic::function,
                            "__add __sub __mul __mod __pow __div __idiv __unm");

    private static HostFunction metamethod(int event, String name, Operation operation) {
        return args -> {
            Object a = args.get(1);
            Object b = args.get(2);
            Object x = Ops.tonumber(a);
            Object y = Ops.tonumber(b);
            if (x != null && y != null) {
                return operation.apply(x, y, args.function());
            }
            // The string was asked first; the other operand may still know what to do.
            Object other = b instanceof LuaString ? null : Ops.meta(b, event, args.vm());
            if (other == null) {
                throw args.error(
                        "attempt to "
                                + name
                                + " a '"
                                + Ops.typeNameOf(a, args.vm())
                                + "' with a '"
                                + Ops.typeNameOf(b, args.vm())
                                + "'");
            }
            return Ops.first(Ops.call(args.vm(), other, a, b));
        };
    }
}
