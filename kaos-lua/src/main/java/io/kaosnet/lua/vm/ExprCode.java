package io.kaosnet.lua.vm;

import java.lang.classfile.Label;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;

/// Owned by one compilation. Expressions as bytecode: each leaves its value on the JVM's stack.
final class ExprCode {
    private static final ClassDesc OBJECT = CodeBuf.OBJECT;
    private static final ClassDesc OBJECTS = CodeBuf.OBJECTS;
    private static final ClassDesc FUNCTION = CodeBuf.FUNCTION;
    private static final ClassDesc OPS = CodeBuf.OPS;
    private static final ClassDesc ARITH = CodeBuf.ARITH;
    private static final ClassDesc J = ConstantDescs.CD_long;
    private static final ClassDesc D = ConstantDescs.CD_double;
    private static final ClassDesc Z = ConstantDescs.CD_boolean;
    private static final ClassDesc V = ConstantDescs.CD_void;

    private final CodeBuf b;

    /// Slot of the values of `...`, or -1 if they are in the frame.
    private final int varargSlot;

    private final boolean is51;
    final ConditionCode conditions;
    final CallCode calls;
    final TableCode tables;

    ExprCode(CodeBuf b, int varargSlot) {
        this.b = b;
        this.varargSlot = varargSlot;
        this.is51 = b.shared.is51;
        this.conditions = new ConditionCode(b, this);
        this.calls = new CallCode(b, this);
        this.tables = new TableCode(b, this);
    }

    // ---- names for messages

    private static final int MAX_SHORT_INDEX = 255;

    private String describe(Ast.Expr e) {
        return switch (e) {
            case Ast.LocalExpr l -> called("local", l.var.name);
            case Ast.UpvalueExpr u -> called("upvalue", u.var.name);
            case Ast.IndexExpr i
                    when i.key instanceof Ast.ConstExpr c && c.value instanceof LuaString s ->
                    called(i.isGlobal ? "global" : "field", s);
            case Ast.IndexExpr i ->
                    !is51
                                    && i.key instanceof Ast.ConstExpr c
                                    && c.value instanceof Long n
                                    && n >= 0
                                    && n <= MAX_SHORT_INDEX
                            ? "field 'integer index'"
                            : "field '?'";
            case Ast.ConstExpr c when c.value instanceof LuaString s -> "constant '" + s + "'";
            default -> null;
        };
    }

    /// Made once for each name: most are asked for again and again.
    private String called(String what, Object name) {
        return b.shared
                .names
                .computeIfAbsent(what, _ -> new HashMap<>())
                .computeIfAbsent(name, n -> what + " '" + n + "'");
    }

    String name(Ast.Expr e) {
        return is51 && e instanceof Ast.ConstExpr ? null : describe(e);
    }

    // ---- values

    /// The value in its natural kind.
    char expr(Ast.Expr e) {
        switch (e) {
            case Ast.NilExpr _ -> b.code.aconst_null();
            case Ast.BoolExpr x -> b.bool(x.value);
            case Ast.ConstExpr c -> {
                return constant(c);
            }
            case Ast.VarargExpr v -> {
                varargs();
                if (v.isTable) {
                    b.self();
                    b.stat(OPS, "argTable", CodeBuf.TABLE, OBJECTS, FUNCTION);
                    return 'A';
                }
                b.code.loadConstant(0);
                b.stat(OPS, "at", OBJECT, OBJECTS, ConstantDescs.CD_int);
            }
            case Ast.FunctionExpr f -> b.closure(f.proto);
            case Ast.LocalExpr l -> {
                return b.loadVar(l.var);
            }
            case Ast.UpvalueExpr u -> b.loadUpvalue(u.var, u.index);
            case Ast.IndexExpr i -> index(i);
            case Ast.CallExpr c -> {
                calls.rawCall(c);
                b.stat(OPS, "first", OBJECT, OBJECT);
            }
            case Ast.BinaryExpr x -> {
                return binary(x);
            }
            case Ast.UnaryExpr u -> {
                return unary(u);
            }
            case Ast.TableExpr t -> tables.table(t);
            case Ast.ForExpr _ -> throw new IllegalStateException("not a value");
        }
        return 'A';
    }

    private char constant(Ast.ConstExpr c) {
        if (!b.shared.isFramed) {
            if (c.value instanceof Long l) {
                b.pushLong(l);
                return 'J';
            }
            if (c.value instanceof Double d) {
                b.code.loadConstant((double) d);
                return 'D';
            }
        }
        b.constant(c.value);
        return 'A';
    }

    /// The value as an object.
    void any(Ast.Expr e) {
        if (e instanceof Ast.ConstExpr c) {
            b.constant(c.value);
        } else {
            b.convert(expr(e), 'A');
        }
    }

    /// The value in the kind it is needed in.
    void as(Ast.Expr e, char kind) {
        if (kind == 'A') {
            any(e);
        } else if (kind == 'J' && e instanceof Ast.ConstExpr c && c.value instanceof Double d) {
            b.pushLong((long) (double) d);
        } else {
            b.convert(expr(e), kind);
        }
    }

    void varargs() {
        if (varargSlot >= 0) {
            b.code.aload(varargSlot);
        } else {
            b.code.aload(1);
            b.code.loadConstant(0);
            b.code.aaload();
            b.code.checkcast(OBJECTS);
        }
    }

    /// The kind an expression will leave, as [Kinds] sees it; all are objects in a frame.
    char kind(Ast.Expr e) {
        return b.shared.isFramed ? 'A' : b.shared.kinds.settled(e);
    }

    // ---- arithmetic

    private char binary(Ast.BinaryExpr x) {
        switch (x.op) {
            case "and", "or" -> {
                Label end = b.code.newLabel();
                any(x.left);
                b.code.dup();
                b.stat(OPS, "truthy", Z, OBJECT);
                if (x.op.equals("and")) {
                    b.code.ifeq(end);
                } else {
                    b.code.ifne(end);
                }
                b.code.pop();
                any(x.right);
                b.bind(end);
                return 'A';
            }
            case "==", "~=", "<", "<=", ">", ">=" -> {
                Label yes = b.code.newLabel();
                Label end = b.code.newLabel();
                conditions.condition(x, yes, true);
                b.bool(false);
                b.code.goto_(end);
                b.bind(yes);
                b.bool(true);
                b.bind(end);
                return 'A';
            }
            case ".." -> {
                concat(x);
                return 'A';
            }
            default -> {
                return arithmetic(x);
            }
        }
    }

    private char arithmetic(Ast.BinaryExpr x) {
        char result = kind(x);
        if (result != 'A') {
            char operands = result;
            as(x.left, operands);
            as(x.right, operands);
            boolean isLong = operands == 'J';
            switch (x.op) {
                case "+" -> {
                    if (isLong) {
                        b.code.ladd();
                    } else {
                        b.code.dadd();
                    }
                }
                case "-" -> {
                    if (isLong) {
                        b.code.lsub();
                    } else {
                        b.code.dsub();
                    }
                }
                case "*" -> {
                    if (isLong) {
                        b.code.lmul();
                    } else {
                        b.code.dmul();
                    }
                }
                case "/" -> b.code.ddiv();
                case "%" -> {
                    // Only of an integer by a positive literal.
                    b.stat(MATH, "floorMod", J, J, J);
                }
                default -> b.stat(ARITH, "pow", D, D, D);
            }
            return result;
        }
        char l = kind(x.left);
        char r = kind(x.right);
        String op = operation(x.op);
        boolean hasMixed = "add".equals(op) || "sub".equals(op) || "mul".equals(op);
        if (l != 'A' && !(hasMixed && r == 'A')) {
            l = 'A';
        }
        if (r != 'A') {
            boolean keeps =
                    l == 'A' && (hasMixed || "mod".equals(op) && r == 'J' || "div".equals(op));
            if (!keeps) {
                r = 'A';
            } else if ("div".equals(op)) {
                r = 'D';
            }
        }
        as(x.left, l);
        as(x.right, r);
        FloatCode floats = new FloatCode(b);
        Label end = floats.fits(op, l, r) ? floats.begin(op, l, r) : null;
        b.self();
        b.at(x.line, name(x.left), name(x.right), false);
        b.stat(ARITH, op, OBJECT, type(l), type(r), FUNCTION);
        if (end != null) {
            floats.end(end);
        }
        return 'A';
    }

    private static final ClassDesc MATH = ClassDesc.of("java.lang.Math");

    static ClassDesc type(char kind) {
        return kind == 'J' ? J : kind == 'D' ? D : OBJECT;
    }

    private static String operation(String op) {
        return switch (op) {
            case "+" -> "add";
            case "-" -> "sub";
            case "*" -> "mul";
            case "/" -> "div";
            case "%" -> "mod";
            case "^" -> "pow";
            case "//" -> "idiv";
            case "&" -> "band";
            case "|" -> "bor";
            case "~" -> "bxor";
            case "<<" -> "shl";
            case ">>" -> "shr";
            default -> throw new IllegalStateException(op);
        };
    }

    private char unary(Ast.UnaryExpr u) {
        switch (u.op) {
            case "not" -> {
                Label yes = b.code.newLabel();
                Label end = b.code.newLabel();
                conditions.condition(u.operand, yes, false);
                b.bool(false);
                b.code.goto_(end);
                b.bind(yes);
                b.bool(true);
                b.bind(end);
                return 'A';
            }
            case "-" -> {
                char kind = kind(u);
                if (kind == 'J') {
                    as(u.operand, 'J');
                    b.code.lneg();
                    return 'J';
                }
                if (kind == 'D') {
                    as(u.operand, 'D');
                    b.code.dneg();
                    return 'D';
                }
                unaryCall(u, ARITH, "neg");
            }
            case "#" -> unaryCall(u, OPS, "len");
            default -> unaryCall(u, ARITH, "bnot");
        }
        return 'A';
    }

    private void unaryCall(Ast.UnaryExpr u, ClassDesc owner, String op) {
        any(u.operand);
        b.self();
        b.at(u.line, name(u.operand), null, false);
        b.stat(owner, op, OBJECT, OBJECT, FUNCTION);
    }

    private void concat(Ast.BinaryExpr x) {
        int n = 2;
        for (Ast.Expr e = x.right; isConcat(e); e = ((Ast.BinaryExpr) e).right) {
            n++;
        }
        if (n == 2) {
            any(x.left);
            any(x.right);
            b.self();
            b.at(x.line, name(x.left), name(x.right), false);
            b.stat(CodeBuf.CONCAT, "concat", OBJECT, OBJECT, OBJECT, FUNCTION);
            return;
        }
        b.code.loadConstant(n);
        b.code.anewarray(OBJECT);
        Ast.Expr e = x;
        List<String> names = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            Ast.Expr part = i < n - 1 ? ((Ast.BinaryExpr) e).left : e;
            calls.item(i, part);
            names.add(name(part));
            e = i < n - 1 ? ((Ast.BinaryExpr) e).right : e;
        }
        b.self();
        b.at(new Site(x.line, null, null, false, names));
        b.stat(CodeBuf.CONCAT, "concat", OBJECT, OBJECTS, FUNCTION);
    }

    private static boolean isConcat(Ast.Expr e) {
        return !e.parenthesized && e instanceof Ast.BinaryExpr x && x.op.equals("..");
    }

    // ---- indexing

    private void environment(Ast.IndexExpr i) {
        if (i.isGlobal && is51) {
            b.self();
            b.code.getfield(FUNCTION, "env", OBJECT);
        } else {
            any(i.object);
        }
    }

    void indexed(Ast.IndexExpr i) {
        environment(i);
    }

    /// The key in the kind indexing wants it: a string, an integer or anything.
    ClassDesc key(Ast.Expr key) {
        if (key instanceof Ast.ConstExpr c) {
            if (c.value instanceof LuaString s) {
                b.field(s);
                return CodeBuf.FIELD;
            }
            if (c.value instanceof Long l) {
                b.pushLong(l);
                return J;
            }
            if (c.value instanceof Double d && d == (long) (double) d && Math.abs(d) < 0x1p53) {
                b.pushLong((long) (double) d);
                return J;
            }
        }
        if (kind(key) == 'J') {
            as(key, 'J');
            return J;
        }
        any(key);
        return OBJECT;
    }

    private void index(Ast.IndexExpr i) {
        environment(i);
        ClassDesc key = key(i.key);
        b.self();
        b.at(i.line, name(i.object), null, false);
        b.stat(CodeBuf.INDEXING, "index", OBJECT, OBJECT, key, FUNCTION);
    }

    /// Stores the value on the stack over its object and key.
    void setIndex(Ast.IndexExpr target, ClassDesc key) {
        b.self();
        b.at(target.line, name(target.object), null, false);
        b.stat(CodeBuf.INDEXING, "setindex", V, OBJECT, key, OBJECT, FUNCTION);
    }
}
