package io.kaosnet.lua.vm;

/// Immutable. The metamethods that make numeric strings count in 5.4.
final class StringArithmetic {
    private StringArithmetic() {}

    /// Computes with two numbers.
    private interface Operation {
        Object apply(Object a, Object b, LuaFunction self);
    }

    static final LuaLibrary METAMETHODS =
            LuaLibrary.named("string")
                    .add("__add", metamethod(Meta.ADD, "add", Arith::add))
                    .add("__sub", metamethod(Meta.SUB, "sub", Arith::sub))
                    .add("__mul", metamethod(Meta.MUL, "mul", Arith::mul))
                    .add("__mod", metamethod(Meta.MOD, "mod", Arith::mod))
                    .add("__pow", metamethod(Meta.POW, "pow", Arith::pow))
                    .add("__div", metamethod(Meta.DIV, "div", Arith::div))
                    .add("__idiv", metamethod(Meta.IDIV, "idiv", Arith::idiv))
                    .add("__unm", metamethod(Meta.UNM, "unm", (a, _, self) -> Arith.neg(a, self)));

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
