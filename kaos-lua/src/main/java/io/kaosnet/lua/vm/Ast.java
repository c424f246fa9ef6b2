package io.kaosnet.lua.vm;

import java.util.ArrayList;
import java.util.List;

/// Owned by one compilation. The syntax tree, with names already resolved by the parser.
final class Ast {
    private Ast() {}

    /// A local variable; what the parser learns about it decides where the compiler keeps it.
    static final class Var {
        final String name;
        final Proto owner;
        boolean captured;
        boolean reassigned;
        boolean isConst;
        boolean isClose;

        /// Is the name of the `local function` it was declared by.
        Proto selfOf;

        /// All expressions it is assigned from; a null element stands for anything else.
        final List<Expr> sources = new ArrayList<>();

        /// Kind on the JVM: `A` object, `J` long, `D` double, `T` not yet known.
        char kind = 'A';

        /// Whether its name is used.
        boolean isNamed;

        /// JVM slot or frame index while its function is compiled.
        int slot = -1;

        Var(String name, Proto owner) {
            this.name = name;
            this.owner = owner;
        }

        boolean isCell() {
            return captured && reassigned;
        }
    }

    /// A variable of an enclosing function as seen from an inner one.
    record Upvalue(Var var, boolean fromParentLocal, int parentIndex) {}

    static final class Proto {
        final Proto parent;
        final int line;
        String name = "?";
        boolean isVararg;

        /// Whether it says `...` itself.
        boolean usesVarargs;

        /// Tokens of its own code, without those of the functions in it.
        int tokens;

        int nestedTokens;
        int id;

        /// Has calls or loops, so that entering it must be counted.
        boolean needsEnter;

        final List<Var> params = new ArrayList<>();
        final List<Upvalue> upvalues = new ArrayList<>();
        final List<Var> locals = new ArrayList<>();
        Block body;

        Proto(Proto parent, int line) {
            this.parent = parent;
            this.line = line;
        }
    }

    static final class Block {
        final List<Stat> stats = new ArrayList<>();
        boolean hasLabels;
    }

    abstract static sealed class Stat {
        int line;
        int tokens;
    }

    static final class LocalStat extends Stat {
        final List<Var> vars = new ArrayList<>();
        List<Expr> values = List.of();
    }

    static final class AssignStat extends Stat {
        List<Expr> targets;
        List<Expr> values;
    }

    static final class CallStat extends Stat {
        Expr call;
    }

    static final class DoStat extends Stat {
        Block body;
    }

    static final class WhileStat extends Stat {
        Expr condition;
        Block body;
    }

    static final class RepeatStat extends Stat {
        Block body;
        Expr condition;
    }

    static final class IfStat extends Stat {
        final List<Expr> conditions = new ArrayList<>();
        final List<Block> blocks = new ArrayList<>();
        Block otherwise;
    }

    static final class NumForStat extends Stat {
        Var var;
        Expr from;
        Expr to;
        Expr step;
        Block body;
    }

    static final class GenForStat extends Stat {
        final List<Var> vars = new ArrayList<>();
        List<Expr> values;
        Block body;
    }

    static final class LocalFunctionStat extends Stat {
        Var var;
        FunctionExpr function;
    }

    static final class ReturnStat extends Stat {
        List<Expr> values = List.of();
    }

    static final class BreakStat extends Stat {}

    static final class GotoStat extends Stat {
        String name;
        LabelStat target;
    }

    static final class LabelStat extends Stat {
        String name;

        /// Locals visible here, and to-be-closed ones among this block's.
        int visible;

        int closesBefore;
        Block block;
    }

    abstract static sealed class Expr {
        int line;
        boolean parenthesized;
    }

    static final class NilExpr extends Expr {}

    static final class BoolExpr extends Expr {
        final boolean value;

        BoolExpr(boolean value) {
            this.value = value;
        }
    }

    /// A number or a string.
    static final class ConstExpr extends Expr {
        final Object value;

        ConstExpr(Object value) {
            this.value = value;
        }
    }

    static final class VarargExpr extends Expr {
        /// The table `arg` of 5.1, with all values and their number as `n`.
        boolean isTable;
    }

    static final class FunctionExpr extends Expr {
        final Proto proto;

        FunctionExpr(Proto proto) {
            this.proto = proto;
        }
    }

    static final class LocalExpr extends Expr {
        final Var var;

        LocalExpr(Var var) {
            this.var = var;
        }
    }

    static final class UpvalueExpr extends Expr {
        final Var var;
        final int index;

        UpvalueExpr(Var var, int index) {
            this.var = var;
            this.index = index;
        }
    }

    static final class IndexExpr extends Expr {
        final Expr object;
        final Expr key;
        boolean isGlobal;

        IndexExpr(Expr object, Expr key) {
            this.object = object;
            this.key = key;
        }
    }

    static final class CallExpr extends Expr {
        final Expr function;

        /// Method name, or null for a plain call.
        final LuaString method;

        final List<Expr> args;

        CallExpr(Expr function, LuaString method, List<Expr> args) {
            this.function = function;
            this.method = method;
            this.args = args;
        }
    }

    static final class BinaryExpr extends Expr {
        final String op;
        final Expr left;
        final Expr right;

        /// Settled kind, or 0.
        char kind;

        BinaryExpr(String op, Expr left, Expr right) {
            this.op = op;
            this.left = left;
            this.right = right;
        }
    }

    static final class UnaryExpr extends Expr {
        final String op;
        final Expr operand;

        UnaryExpr(String op, Expr operand) {
            this.op = op;
            this.operand = operand;
        }
    }

    /// Stands for the values a numeric `for` gives its variable.
    static final class ForExpr extends Expr {
        final Expr from;

        /// Null for 1.
        final Expr step;

        ForExpr(Expr from, Expr step) {
            this.from = from;
            this.step = step;
        }
    }

    static final class TableExpr extends Expr {
        final List<Expr> items = new ArrayList<>();

        /// Parallel to `items`: the key, or null for a positional item.
        final List<Expr> keys = new ArrayList<>();
    }

    static boolean isMulti(Expr e) {
        return !e.parenthesized && (e instanceof CallExpr || e instanceof VarargExpr);
    }
}
