package io.kaosnet.lua.vm;

import java.util.ArrayList;
import java.util.List;

/// Owned by one compilation. What the names of a chunk mean: which local, upvalue or global a name
/// is, and which label a `goto` jumps to.
final class Scopes {
    private static final int MAX_LOCALS = 200;

    private final Lexer lex;
    private final boolean is51;
    private final List<Ast.Proto> protos = new ArrayList<>();
    private Fn fn;

    private static final class Scope {
        final Scope outer;
        final Ast.Block block = new Ast.Block();
        final boolean isLoop;
        final int visibleAtStart;
        final List<Ast.LabelStat> labels = new ArrayList<>();
        final List<Pending> pending = new ArrayList<>();
        int closes;

        Scope(Scope outer, boolean isLoop, int visible) {
            this.outer = outer;
            this.isLoop = isLoop;
            this.visibleAtStart = visible;
        }
    }

    private static final class Pending {
        final Ast.GotoStat stat;
        int visible;

        Pending(Ast.GotoStat stat, int visible) {
            this.stat = stat;
            this.visible = visible;
        }
    }

    private static final class Fn {
        final Fn outer;
        final Ast.Proto proto;
        final List<Ast.Var> visible = new ArrayList<>();
        Scope scope;

        Fn(Fn outer, Ast.Proto proto) {
            this.outer = outer;
            this.proto = proto;
        }
    }

    Scopes(Lexer lex, boolean is51) {
        this.lex = lex;
        this.is51 = is51;
    }

    // ---- functions

    /// Begins the main function; its one upvalue is `_ENV`.
    Ast.Proto enterMain() {
        Ast.Proto outside = new Ast.Proto(null, 0);
        fn = new Fn(null, outside);
        Ast.Var env = new Ast.Var("_ENV", outside);
        env.sources.add(null);
        fn.visible.add(env);
        Ast.Proto main = enter(0, "main chunk");
        main.isVararg = true;
        upvalue(fn, env);
        return main;
    }

    /// Begins a function inside the current one.
    Ast.Proto enter(int line, String name) {
        Ast.Proto proto = new Ast.Proto(fn.proto, line);
        proto.name = name;
        proto.id = protos.size();
        protos.add(proto);
        fn = new Fn(fn, proto);
        return proto;
    }

    /// Ends the current function.
    void leave() {
        fn = fn.outer;
    }

    /// The current function.
    Ast.Proto proto() {
        return fn.proto;
    }

    /// All functions of the chunk, the main one first.
    List<Ast.Proto> protos() {
        return protos;
    }

    // ---- blocks

    /// The statements of the current block.
    List<Ast.Stat> stats() {
        return fn.scope.block.stats;
    }

    boolean isInLoop() {
        for (Scope s = fn.scope; s != null; s = s.outer) {
            if (s.isLoop) {
                return true;
            }
        }
        return false;
    }

    void open(boolean isLoop) {
        if (isLoop) {
            fn.proto.needsEnter = true;
        }
        fn.scope = new Scope(fn.scope, isLoop, fn.visible.size());
    }

    Ast.Block close() {
        Scope s = fn.scope;
        Scope outer = s.outer;
        for (Pending p : s.pending) {
            Ast.LabelStat target = null;
            for (Ast.LabelStat l : s.labels) {
                if (l.name.equals(p.stat.name)) {
                    target = l;
                }
            }
            if (target != null) {
                if (target.visible > p.visible) {
                    throw new LuaError(
                            LuaString.latin1(
                                    lex.error(
                                                    "<goto "
                                                            + p.stat.name
                                                            + "> at line "
                                                            + p.stat.line
                                                            + " jumps into the scope of local '"
                                                            + fn.visible.get(p.visible).name
                                                            + "'",
                                                    null)
                                            .getMessage()),
                            "");
                }
                p.stat.target = target;
            } else if (outer == null) {
                throw lex.error(
                        "no visible label '" + p.stat.name + "' for <goto> at line " + p.stat.line,
                        null);
            } else {
                p.visible = Math.min(p.visible, s.visibleAtStart);
                outer.pending.add(p);
            }
        }
        while (fn.visible.size() > s.visibleAtStart) {
            fn.visible.removeLast();
        }
        fn.scope = outer;
        return s.block;
    }

    void onGoto(Ast.GotoStat stat) {
        fn.scope.pending.add(new Pending(stat, fn.visible.size()));
    }

    void onLabel(Ast.LabelStat stat) {
        for (Scope scope = fn.scope; scope != null; scope = scope.outer) {
            for (Ast.LabelStat l : scope.labels) {
                if (l.name.equals(stat.name)) {
                    throw lex.error(
                            "label '" + stat.name + "' already defined on line " + l.line, null);
                }
            }
        }
        stat.visible = fn.visible.size();
        stat.closesBefore = fn.scope.closes;
        stat.block = fn.scope.block;
        fn.scope.labels.add(stat);
        fn.scope.block.hasLabels = true;
    }

    /// A label at the end of its block is outside the scope of the block's locals.
    void releaseLastLabels() {
        List<Ast.Stat> stats = stats();
        for (int i = stats.size() - 1; i >= 0 && stats.get(i) instanceof Ast.LabelStat l; i--) {
            l.visible = fn.scope.visibleAtStart;
        }
    }

    /// The current block has one more variable to be closed.
    void onClosing() {
        fn.scope.closes++;
    }

    // ---- names

    /// A new local that is seen from here on.
    Ast.Var declare(String name) {
        Ast.Var var = newVar(name);
        show(var);
        return var;
    }

    void show(Ast.Var var) {
        fn.visible.add(var);
    }

    /// A new local that is not seen before [#show].
    Ast.Var newVar(String name) {
        if (fn.visible.size() >= MAX_LOCALS) {
            throw lex.errorHere(
                    "too many local variables (limit is 200) in function at line " + fn.proto.line);
        }
        Ast.Var var = new Ast.Var(name, fn.proto);
        fn.proto.locals.add(var);
        return var;
    }

    /// What a name means here: a local, an upvalue, or a field of the globals.
    Ast.Expr resolve(String name, int line) {
        Ast.Expr e = lookup(name);
        if (e == null) {
            Ast.IndexExpr g =
                    new Ast.IndexExpr(
                            is51 ? new Ast.NilExpr() : lookup("_ENV"),
                            new Ast.ConstExpr(constant(name)));
            g.isGlobal = true;
            e = g;
        }
        e.line = line;
        return e;
    }

    private Ast.Expr lookup(String name) {
        for (Fn f = fn; f != null; f = f.outer) {
            for (int i = f.visible.size() - 1; i >= 0; i--) {
                Ast.Var v = f.visible.get(i);
                if (v.name.equals(name)) {
                    v.isNamed = true;
                    if (f == fn) {
                        return new Ast.LocalExpr(v);
                    }
                    v.captured = true;
                    return new Ast.UpvalueExpr(v, upvalue(fn, v));
                }
            }
        }
        return null;
    }

    private int upvalue(Fn f, Ast.Var var) {
        List<Ast.Upvalue> list = f.proto.upvalues;
        for (int i = 0; i < list.size(); i++) {
            if (list.get(i).var() == var) {
                return i;
            }
        }
        boolean local = f.outer.proto == var.owner;
        int index = local ? -1 : upvalue(f.outer, var);
        if (list.size() >= 255) {
            throw lex.errorHere("too many upvalues (limit is 255)");
        }
        list.add(new Ast.Upvalue(var, local, index));
        return list.size() - 1;
    }

    static LuaString constant(String latin1) {
        return LuaString.intern(LuaString.latin1(latin1));
    }
}
