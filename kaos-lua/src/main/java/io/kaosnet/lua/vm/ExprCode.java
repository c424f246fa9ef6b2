package io.kaosnet.lua.vm;

import java.lang.classfile.Label;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

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
    private static final int MAX_DIRECT_ARGS = 3;
    private static final int MAX_ITEMS_IN_LINE = 200;

    /// Functions of 5.1 that look at who calls them.
    private static final Set<String> CALLER_AWARE = Set.of("setfenv", "getfenv", "module");

    private final CodeBuf b;

    /// Slot of the values of `...`, or -1 if they are in the frame.
    private final int varargSlot;

    private final boolean is51;

    ExprCode(CodeBuf b, int varargSlot) {
        this.b = b;
        this.varargSlot = varargSlot;
        this.is51 = b.shared.is51;
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

    private String name(Ast.Expr e) {
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
                rawCall(c);
                b.stat(OPS, "first", OBJECT, OBJECT);
            }
            case Ast.BinaryExpr x -> {
                return binary(x);
            }
            case Ast.UnaryExpr u -> {
                return unary(u);
            }
            case Ast.TableExpr t -> table(t);
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
    private char kind(Ast.Expr e) {
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
                condition(x, yes, true);
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

    private static ClassDesc type(char kind) {
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
                condition(u.operand, yes, false);
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
            item(i, part);
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

    private void item(int i, Ast.Expr e) {
        b.code.dup();
        b.code.loadConstant(i);
        any(e);
        b.code.aastore();
    }

    // ---- conditions

    /// Jumps to `target` if the truth of `e` is `when`.
    void condition(Ast.Expr e, Label target, boolean when) {
        switch (e) {
            case Ast.NilExpr _ -> {
                if (!when) {
                    b.code.goto_(target);
                }
            }
            case Ast.BoolExpr x -> {
                if (x.value == when) {
                    b.code.goto_(target);
                }
            }
            case Ast.UnaryExpr u when u.op.equals("not") -> condition(u.operand, target, !when);
            case Ast.BinaryExpr x when x.op.equals("and") || x.op.equals("or") -> {
                if (x.op.equals("and") == when) {
                    Label skip = b.code.newLabel();
                    condition(x.left, skip, !when);
                    condition(x.right, target, when);
                    b.bind(skip);
                } else {
                    condition(x.left, target, when);
                    condition(x.right, target, when);
                }
            }
            case Ast.BinaryExpr x when isComparison(x.op) -> compare(x, target, when);
            default -> {
                any(e);
                b.stat(OPS, "truthy", Z, OBJECT);
                jump(target, when);
            }
        }
    }

    private void jump(Label target, boolean when) {
        if (when) {
            b.code.ifne(target);
        } else {
            b.code.ifeq(target);
        }
    }

    private static boolean isComparison(String op) {
        return switch (op) {
            case "==", "~=", "<", "<=", ">", ">=" -> true;
            default -> false;
        };
    }

    private void compare(Ast.BinaryExpr x, Label target, boolean whenTrue) {
        boolean when = whenTrue;
        String op = x.op;
        Ast.Expr left = x.left;
        Ast.Expr right = x.right;
        if (op.equals("~=")) {
            op = "==";
            when = !when;
        }
        char l = kind(left);
        char r = kind(right);
        if (l == r && l != 'A') {
            primitiveCompare(op, left, right, l, target, when);
        } else if (op.equals("==")) {
            equal(left, right, target, when);
        } else {
            // a > b is b < a, but a is evaluated first.
            boolean swapped = op.charAt(0) == '>';
            if (l != 'A' && r != 'A') {
                l = 'A';
            }
            as(left, l);
            as(right, r);
            b.self();
            b.at(x.line);
            String name = (swapped ? "g" : "l") + (op.length() == 2 ? "e" : "t");
            b.stat(CodeBuf.COMPARISON, name, Z, type(l), type(r), FUNCTION);
            jump(target, when);
        }
    }

    private void primitiveCompare(
            String op, Ast.Expr left, Ast.Expr right, char kind, Label target, boolean when) {
        as(left, kind);
        as(right, kind);
        if (kind == 'J') {
            b.code.lcmp();
        } else if (op.charAt(0) == '<') {
            // NaN must make every comparison false.
            b.code.dcmpg();
        } else {
            b.code.dcmpl();
        }
        switch (op) {
            case "==" -> {
                if (when) {
                    b.code.ifeq(target);
                } else {
                    b.code.ifne(target);
                }
            }
            case "<" -> {
                if (when) {
                    b.code.iflt(target);
                } else {
                    b.code.ifge(target);
                }
            }
            case "<=" -> {
                if (when) {
                    b.code.ifle(target);
                } else {
                    b.code.ifgt(target);
                }
            }
            case ">" -> {
                if (when) {
                    b.code.ifgt(target);
                } else {
                    b.code.ifle(target);
                }
            }
            default -> {
                if (when) {
                    b.code.ifge(target);
                } else {
                    b.code.iflt(target);
                }
            }
        }
    }

    private void equal(Ast.Expr left, Ast.Expr right, Label target, boolean when) {
        if (right instanceof Ast.NilExpr) {
            any(left);
            if (when) {
                b.code.ifnull(target);
            } else {
                b.code.ifnonnull(target);
            }
            return;
        }
        if (right instanceof Ast.BoolExpr c) {
            any(left);
            b.bool(c.value);
            if (when) {
                b.code.if_acmpeq(target);
            } else {
                b.code.if_acmpne(target);
            }
            return;
        }
        if (right instanceof Ast.ConstExpr c
                && c.value instanceof LuaString s
                && s.length() <= LuaString.LONG) {
            any(left);
            b.constant(c.value);
            b.stat(CodeBuf.COMPARISON, "eq", Z, OBJECT, CodeBuf.STRING);
        } else if (kind(left) == 'A' && kind(right) == 'J') {
            any(left);
            as(right, 'J');
            b.stat(CodeBuf.COMPARISON, "eq", Z, OBJECT, J);
        } else {
            any(left);
            any(right);
            b.self();
            b.at(left.line);
            b.stat(CodeBuf.COMPARISON, "eq", Z, OBJECT, OBJECT, FUNCTION);
        }
        jump(target, when);
    }

    // ---- tables

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
        b.stat(OPS, "index", OBJECT, OBJECT, key, FUNCTION);
    }

    /// Stores the value on the stack over its object and key.
    void setIndex(Ast.IndexExpr target, ClassDesc key) {
        b.self();
        b.at(target.line, name(target.object), null, false);
        b.stat(OPS, "setindex", V, OBJECT, key, OBJECT, FUNCTION);
    }

    private void table(Ast.TableExpr t) {
        int positional = 0;
        int hashed = 0;
        for (Ast.Expr k : t.keys) {
            if (k == null) {
                positional++;
            } else {
                hashed++;
            }
        }
        boolean multi =
                positional > 0 && t.keys.getLast() == null && Ast.isMulti(t.items.getLast());
        int fixed = multi ? positional - 1 : positional;
        boolean isLarge = b.shared.isFramed && t.items.size() > MAX_ITEMS_IN_LINE;
        b.self();
        if (positional > 0 && hashed == 0 && !isLarge) {
            values(t.items);
            if (!multi || t.items.size() > 1) {
                b.code.loadConstant(0);
            } else {
                // The array of a call's results or of `...` is shared: the table needs its own.
                b.virtual(OBJECTS, "clone", OBJECT);
                b.code.checkcast(OBJECTS);
                b.code.loadConstant(0);
            }
            b.stat(OPS, "table", CodeBuf.TABLE, FUNCTION, OBJECTS, ConstantDescs.CD_int);
            return;
        }
        List<LuaString> keys = isLarge ? List.of() : constantKeys(t);
        if (keys.size() == hashed && hashed > 0) {
            shaped(t, fixed, keys);
            return;
        }
        b.code.loadConstant(Math.min(fixed, 1 << 16));
        b.code.loadConstant(Math.min(hashed, 1 << 16));
        b.stat(OPS, "table", CodeBuf.TABLE, FUNCTION, ConstantDescs.CD_int, ConstantDescs.CD_int);
        if (!isLarge) {
            items(t, 0, t.items.size());
            return;
        }
        for (int from = 0; from < t.items.size(); from += MAX_ITEMS_IN_LINE) {
            int to = Math.min(t.items.size(), from + MAX_ITEMS_IN_LINE);
            String part = "part" + b.shared.parts.size();
            b.shared.parts.add(new CodeBuf.Part(part, null, t, from, to));
            b.code.dup();
            b.self();
            b.code.swap();
            b.code.aload(1);
            b.code.swap();
            b.stat(b.shared.home, part, V, b.shared.owner, OBJECTS, CodeBuf.TABLE);
        }
    }

    /// The distinct constant strings among a constructor's keys.
    private static List<LuaString> constantKeys(Ast.TableExpr t) {
        Set<LuaString> keys = new LinkedHashSet<>();
        for (Ast.Expr key : t.keys) {
            if (key instanceof Ast.ConstExpr c && c.value instanceof LuaString s) {
                keys.add(s);
            }
        }
        return List.copyOf(keys);
    }

    private void shaped(Ast.TableExpr t, int fixed, List<LuaString> keys) {
        Shape shape = Shape.of(keys);
        b.code.loadConstant(fixed);
        b.constant(shape);
        b.stat(OPS, "table", CodeBuf.TABLE, FUNCTION, ConstantDescs.CD_int, CodeBuf.SHAPE);
        int position = 1;
        for (int i = 0; i < t.items.size(); i++) {
            if (t.keys.get(i) instanceof Ast.ConstExpr c) {
                b.code.dup();
                b.code.loadConstant(shape.valueIndex((LuaString) c.value));
                any(t.items.get(i));
                b.stat(OPS, "init", V, CodeBuf.TABLE, ConstantDescs.CD_int, OBJECT);
            } else {
                positional(t, i, position++);
            }
        }
    }

    /// Puts the item at `i`, which has no key, into the table on the stack, which stays.
    private void positional(Ast.TableExpr t, int i, int position) {
        Ast.Expr item = t.items.get(i);
        b.code.dup();
        b.pushLong(position);
        if (i == t.items.size() - 1 && Ast.isMulti(item)) {
            multi(item);
            b.stat(OPS, "fill", V, CodeBuf.TABLE, J, OBJECTS);
        } else {
            any(item);
            b.virtual(CodeBuf.TABLE, "putInt", V, J, OBJECT);
        }
    }

    /// Puts a constructor's items into the table on the stack, which stays.
    void items(Ast.TableExpr t, int from, int to) {
        int position = 1;
        for (int i = 0; i < from; i++) {
            if (t.keys.get(i) == null) {
                position++;
            }
        }
        for (int i = from; i < to; i++) {
            Ast.Expr key = t.keys.get(i);
            if (key != null) {
                b.code.dup();
                ClassDesc type = key(key);
                any(t.items.get(i));
                b.self();
                b.at(t.line);
                b.stat(OPS, "setindex", V, OBJECT, type, OBJECT, FUNCTION);
            } else {
                positional(t, i, position++);
            }
        }
    }

    // ---- calls and lists

    /// The values of `...` or of a call, as an array that is not to be changed.
    void multi(Ast.Expr e) {
        if (e instanceof Ast.VarargExpr) {
            varargs();
        } else {
            rawCall((Ast.CallExpr) e);
            b.stat(OPS, "results", OBJECTS, OBJECT);
        }
    }

    /// All values of a list as an array.
    void values(List<Ast.Expr> list) {
        int n = list.size();
        boolean multi = n > 0 && Ast.isMulti(list.getLast());
        int fixed = multi ? n - 1 : n;
        if (n == 0) {
            b.code.getstatic(OPS, "NONE", OBJECTS);
            return;
        }
        if (fixed > 0) {
            b.code.loadConstant(fixed);
            b.code.anewarray(OBJECT);
            for (int i = 0; i < fixed; i++) {
                item(i, list.get(i));
            }
        }
        if (multi) {
            multi(list.getLast());
            if (fixed > 0) {
                b.self();
                b.stat(OPS, "append", OBJECTS, OBJECTS, OBJECTS, FUNCTION);
            }
        }
    }

    /// Pushes function and arguments; how many are pushed directly, or -1 for an array.
    private int prepare(Ast.CallExpr c) {
        int extra = 0;
        if (c.method != null) {
            any(c.function);
            int object = b.slot('A');
            b.code.dup();
            b.code.astore(object);
            b.field(c.method);
            b.self();
            b.at(c.line, name(c.function), null, false);
            b.stat(OPS, "index", OBJECT, OBJECT, CodeBuf.FIELD, FUNCTION);
            b.self();
            b.stat(OPS, "fn", FUNCTION, OBJECT, FUNCTION);
            b.code.aload(object);
            extra = 1;
        } else if (c.function instanceof Ast.UpvalueExpr u
                && u.var.selfOf == b.shared.proto
                && !u.var.reassigned) {
            b.self();
        } else {
            any(c.function);
            b.self();
            b.stat(OPS, "fn", FUNCTION, OBJECT, FUNCTION);
        }
        List<Ast.Expr> args = c.args;
        int n = args.size();
        boolean multi = n > 0 && Ast.isMulti(args.getLast());
        if (!multi && n + extra <= MAX_DIRECT_ARGS) {
            for (Ast.Expr a : args) {
                any(a);
            }
            return n + extra;
        }
        if (extra == 0) {
            values(args);
            return -1;
        }
        int fixed = multi ? n - 1 : n;
        int object = b.slot('A');
        b.code.astore(object);
        b.code.loadConstant(fixed + 1);
        b.code.anewarray(OBJECT);
        b.code.dup();
        b.code.loadConstant(0);
        b.code.aload(object);
        b.code.aastore();
        for (int i = 0; i < fixed; i++) {
            item(i + 1, args.get(i));
        }
        if (multi) {
            multi(args.getLast());
            b.self();
            b.stat(OPS, "append", OBJECTS, OBJECTS, OBJECTS, FUNCTION);
        }
        return -1;
    }

    private void atCall(Ast.CallExpr c) {
        if (is51
                && c.function instanceof Ast.IndexExpr i
                && i.isGlobal
                && CALLER_AWARE.contains(((Ast.ConstExpr) i.key).value.toString())) {
            b.self();
            b.stat(OPS, "caller", V, FUNCTION);
        }
        String name = c.method != null ? "method '" + c.method + "'" : name(c.function);
        b.at(c.line, name, null, true);
    }

    /// A call's results as the convention has them: to be resolved.
    void rawCall(Ast.CallExpr c) {
        int mark = b.mark();
        int n = prepare(c);
        atCall(c);
        ClassDesc[] types = new ClassDesc[Math.max(n, 0)];
        Arrays.fill(types, OBJECT);
        if (n < 0) {
            b.virtual(FUNCTION, "callN", OBJECT, OBJECTS);
        } else {
            b.virtual(FUNCTION, "call" + n, OBJECT, types);
        }
        b.release(mark);
    }

    /// A tail call, which also leaves the function.
    void tailCall(Ast.CallExpr c) {
        int mark = b.mark();
        int n = prepare(c);
        atCall(c);
        if (n < 0) {
            b.stat(OPS, "tailN", OBJECT, FUNCTION, OBJECTS);
        } else {
            ClassDesc[] types = new ClassDesc[n + 1];
            Arrays.fill(types, OBJECT);
            types[0] = FUNCTION;
            b.stat(OPS, "tail" + n, OBJECT, types);
        }
        b.release(mark);
    }
}
