package io.kaosnet.lua.vm;

import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// Owned by one compilation. Constructors of tables as bytecode.
final class TableCode {
    private static final ClassDesc OBJECT = CodeBuf.OBJECT;
    private static final ClassDesc OBJECTS = CodeBuf.OBJECTS;
    private static final ClassDesc FUNCTION = CodeBuf.FUNCTION;
    private static final ClassDesc OPS = CodeBuf.OPS;
    private static final ClassDesc J = ConstantDescs.CD_long;
    private static final ClassDesc V = ConstantDescs.CD_void;
    private static final int MAX_ITEMS_IN_LINE = 200;

    private final CodeBuf b;
    private final ExprCode e;

    TableCode(CodeBuf b, ExprCode e) {
        this.b = b;
        this.e = e;
    }

    /// Leaves the table of a constructor.
    void table(Ast.TableExpr t) {
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
            e.calls.values(t.items);
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
                e.any(t.items.get(i));
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
            e.calls.multi(item);
            b.stat(OPS, "fill", V, CodeBuf.TABLE, J, OBJECTS);
        } else {
            e.any(item);
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
                ClassDesc type = e.key(key);
                e.any(t.items.get(i));
                b.self();
                b.at(t.line);
                b.stat(CodeBuf.INDEXING, "setindex", V, OBJECT, type, OBJECT, FUNCTION);
            } else {
                positional(t, i, position++);
            }
        }
    }
}
