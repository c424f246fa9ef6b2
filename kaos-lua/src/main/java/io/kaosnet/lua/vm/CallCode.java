package io.kaosnet.lua.vm;

import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/// Owned by one compilation. Calls, and lists of values for them, as bytecode.
final class CallCode {
    private static final ClassDesc OBJECT = CodeBuf.OBJECT;
    private static final ClassDesc OBJECTS = CodeBuf.OBJECTS;
    private static final ClassDesc FUNCTION = CodeBuf.FUNCTION;
    private static final ClassDesc OPS = CodeBuf.OPS;
    private static final ClassDesc V = ConstantDescs.CD_void;
    private static final int MAX_DIRECT_ARGS = 3;

    /// Functions of 5.1 that look at who calls them.
    private static final Set<String> CALLER_AWARE = Set.of("setfenv", "getfenv", "module");

    private final CodeBuf b;
    private final ExprCode e;
    private final boolean is51;

    CallCode(CodeBuf b, ExprCode e) {
        this.b = b;
        this.e = e;
        this.is51 = b.shared.is51;
    }

    /// Puts a value into the array on the stack, which stays.
    void item(int i, Ast.Expr x) {
        b.code.dup();
        b.code.loadConstant(i);
        e.any(x);
        b.code.aastore();
    }

    /// The values of `...` or of a call, as an array that is not to be changed.
    void multi(Ast.Expr x) {
        if (x instanceof Ast.VarargExpr) {
            e.varargs();
        } else {
            rawCall((Ast.CallExpr) x);
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
            e.any(c.function);
            int object = b.slot('A');
            b.code.dup();
            b.code.astore(object);
            b.field(c.method);
            b.self();
            b.at(c.line, e.name(c.function), null, false);
            b.stat(CodeBuf.INDEXING, "index", OBJECT, OBJECT, CodeBuf.FIELD, FUNCTION);
            b.self();
            b.stat(OPS, "fn", FUNCTION, OBJECT, FUNCTION);
            b.code.aload(object);
            extra = 1;
        } else if (c.function instanceof Ast.UpvalueExpr u
                && u.var.selfOf == b.shared.proto
                && !u.var.reassigned) {
            b.self();
        } else {
            e.any(c.function);
            b.self();
            b.stat(OPS, "fn", FUNCTION, OBJECT, FUNCTION);
        }
        List<Ast.Expr> args = c.args;
        int n = args.size();
        boolean multi = n > 0 && Ast.isMulti(args.getLast());
        if (!multi && n + extra <= MAX_DIRECT_ARGS) {
            for (Ast.Expr a : args) {
                e.any(a);
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
        String name = c.method != null ? "method '" + c.method + "'" : e.name(c.function);
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
