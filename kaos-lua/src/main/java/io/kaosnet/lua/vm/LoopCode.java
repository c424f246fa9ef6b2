package io.kaosnet.lua.vm;

import java.lang.classfile.Label;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.util.List;

/// Owned by one compilation. Loops as bytecode.
final class LoopCode {
    private static final ClassDesc OBJECT = CodeBuf.OBJECT;
    private static final ClassDesc FUNCTION = CodeBuf.FUNCTION;
    private static final ClassDesc OPS = CodeBuf.OPS;
    private static final ClassDesc ITER = CodeBuf.ITER;
    private static final ClassDesc NUMFOR = CodeBuf.NUMFOR;
    private static final ClassDesc J = ConstantDescs.CD_long;
    private static final ClassDesc D = ConstantDescs.CD_double;
    private static final ClassDesc I = ConstantDescs.CD_int;
    private static final ClassDesc Z = ConstantDescs.CD_boolean;

    private final CodeBuf b;
    private final ExprCode e;
    private final StatCode statements;
    private final ClosingScopes closing;
    private final boolean is51;
    private Loop loop;

    private record Loop(Loop outer, Label exit, int scopes) {}

    /// @param statements makes what the loops repeat
    LoopCode(CodeBuf b, ExprCode e, StatCode statements, ClosingScopes closing) {
        this.b = b;
        this.e = e;
        this.statements = statements;
        this.closing = closing;
        this.is51 = b.shared.is51;
    }

    /// `break`.
    void leave() {
        Loop l = loop;
        closing.leave(l.scopes, () -> b.code.goto_(l.exit));
    }

    private void enterLoop(Label exit) {
        loop = new Loop(loop, exit, closing.level());
    }

    private void leaveLoop() {
        loop = loop.outer;
    }

    void whileLoop(Ast.WhileStat s) {
        Label head = b.code.newLabel();
        Label exit = b.code.newLabel();
        b.bind(head);
        e.conditions.condition(s.condition, exit, false);
        enterLoop(exit);
        statements.block(s.body);
        leaveLoop();
        b.at(s.line);
        b.tick();
        b.code.goto_(head);
        b.bind(exit);
    }

    void repeatLoop(Ast.RepeatStat s) {
        Label head = b.code.newLabel();
        Label exit = b.code.newLabel();
        b.bind(head);
        b.at(s.line);
        b.tick();
        enterLoop(exit);
        int mark = b.mark();
        // The condition sees the body's variables and runs before they are closed.
        boolean closes = s.body.stats.stream().anyMatch(LoopCode::isClosing);
        if (closes) {
            int done = b.slot('I');
            repeatBody(s, 0, done);
            b.code.iload(done);
            b.code.ifeq(head);
        } else {
            statements.statements(s.body.stats, 0);
            e.conditions.condition(s.condition, head, false);
        }
        b.release(mark);
        leaveLoop();
        b.bind(exit);
    }

    private static boolean isClosing(Ast.Stat s) {
        return s instanceof Ast.LocalStat l && l.vars.stream().anyMatch(v -> v.isClose);
    }

    private void repeatBody(Ast.RepeatStat s, int from, int done) {
        List<Ast.Stat> stats = s.body.stats;
        for (int i = from; i < stats.size(); i++) {
            if (isClosing(stats.get(i))) {
                statements.statements(stats.subList(0, i), from);
                Ast.LocalStat l = (Ast.LocalStat) stats.get(i);
                statements.local(l);
                Ast.Var var = l.vars.stream().filter(v -> v.isClose).findFirst().orElseThrow();
                ClosingScopes.Scope scope = closing.open(var, l.line);
                repeatBody(s, i + 1, done);
                closing.close(scope);
                return;
            }
        }
        statements.statements(stats, from);
        Label no = b.code.newLabel();
        Label end = b.code.newLabel();
        e.conditions.condition(s.condition, no, false);
        b.code.iconst_1();
        b.code.goto_(end);
        b.bind(no);
        b.code.iconst_0();
        b.bind(end);
        b.code.istore(done);
    }

    void numericFor(Ast.NumForStat s) {
        Ast.Var v = s.var;
        char kind = b.shared.isFramed ? 'A' : b.shared.kinds.of(v.sources.getFirst());
        Long step = literal(s.step);
        if (kind == 'J' && step != null && step != 0) {
            longFor(s, step);
            return;
        }
        int state = b.slot('A');
        loopValue(s.from, kind);
        e.any(s.to);
        if (s.step == null) {
            b.constant(1L);
        } else {
            loopValue(s.step, kind);
        }
        b.self();
        b.at(s.line);
        b.stat(NUMFOR, "start", NUMFOR, OBJECT, OBJECT, OBJECT, FUNCTION);
        b.code.astore(state);
        Label head = b.code.newLabel();
        Label exit = b.code.newLabel();
        b.bind(head);
        b.code.aload(state);
        b.virtual(NUMFOR, "hasMore", Z);
        b.code.ifeq(exit);
        int mark = b.mark();
        statements.declareOnce(v);
        b.code.aload(state);
        char varKind = statements.kind(v);
        switch (varKind) {
            case 'J' -> b.virtual(NUMFOR, "nextLong", J);
            case 'D' -> b.virtual(NUMFOR, "nextDouble", D);
            default -> b.virtual(NUMFOR, "next", OBJECT);
        }
        b.initVar(v);
        enterLoop(exit);
        statements.block(s.body);
        leaveLoop();
        b.release(mark);
        b.at(s.line);
        b.tick();
        b.code.goto_(head);
        b.bind(exit);
    }

    private void loopValue(Ast.Expr value, char kind) {
        if (kind == 'J') {
            e.as(value, 'J');
            b.convert('J', 'A');
        } else {
            e.any(value);
        }
    }

    /// A literal integer step, 1 if there is none; null if it is something else.
    private Long literal(Ast.Expr step) {
        if (step == null) {
            return 1L;
        }
        if (step instanceof Ast.ConstExpr c) {
            if (c.value instanceof Long l) {
                return l;
            }
            if (is51 && c.value instanceof Double d && d == (long) (double) d) {
                return (long) (double) d;
            }
        }
        return null;
    }

    private void longFor(Ast.NumForStat s, long step) {
        int i = b.slot('J');
        e.as(s.from, 'J');
        b.code.lstore(i);
        int limit = b.slot('J');
        Long fixed = s.to instanceof Ast.ConstExpr ? literal(s.to) : null;
        if (fixed != null) {
            b.pushLong(fixed);
        } else if (b.shared.kinds.of(s.to) == 'J') {
            e.as(s.to, 'J');
        } else {
            e.any(s.to);
            b.code.lload(i);
            b.pushLong(step);
            b.self();
            b.at(s.line);
            b.stat(NUMFOR, "limit", J, OBJECT, J, J, FUNCTION);
        }
        b.code.lstore(limit);
        Label head = b.code.newLabel();
        Label exit = b.code.newLabel();
        exitPast(i, limit, step > 0, false, exit);
        b.bind(head);
        int mark = b.mark();
        Ast.Var v = s.var;
        if (v.isCell() || v.reassigned || statements.kind(v) != 'J') {
            b.declare(v);
            b.code.lload(i);
            b.convert('J', statements.kind(v));
            b.initVar(v);
        } else {
            v.slot = i;
        }
        enterLoop(exit);
        statements.block(s.body);
        leaveLoop();
        b.release(mark);
        b.at(s.line);
        b.tick();
        if (step == 1 || step == -1) {
            exitPast(i, limit, step > 0, true, exit);
        } else {
            b.code.lload(step > 0 ? limit : i);
            b.code.lload(step > 0 ? i : limit);
            b.code.lsub();
            b.pushLong(step > 0 ? step : -step);
            b.stat(ConstantDescs.CD_Long, "compareUnsigned", I, J, J);
            b.code.iflt(exit);
        }
        b.code.lload(i);
        b.pushLong(step);
        b.code.ladd();
        b.code.lstore(i);
        b.code.goto_(head);
        b.bind(exit);
    }

    /// Leaves a loop that counts up or down when `i` is past the limit, or has come to it.
    private void exitPast(int i, int limit, boolean isUp, boolean orAt, Label exit) {
        b.code.lload(isUp ? i : limit);
        b.code.lload(isUp ? limit : i);
        b.code.lcmp();
        if (orAt) {
            b.code.ifge(exit);
        } else {
            b.code.ifgt(exit);
        }
    }

    void genericFor(Ast.GenForStat s) {
        int[] slots = statements.values(s.values, is51 ? 3 : 4);
        int it = b.slot('A');
        for (int i = 0; i < 3; i++) {
            b.code.aload(slots[i]);
        }
        if (is51) {
            b.code.aconst_null();
        } else {
            b.code.aload(slots[3]);
        }
        b.self();
        b.at(s.line, "for iterator 'for iterator'", null, true);
        b.stat(OPS, "iter", ITER, OBJECT, OBJECT, OBJECT, OBJECT, FUNCTION);
        b.code.astore(it);
        Label exit = b.code.newLabel();
        Label head = b.code.newLabel();
        ClosingScopes.Scope scope = is51 ? null : closing.open(it, true);
        enterLoop(exit);
        b.bind(head);
        b.code.aload(it);
        b.at(s.line, "for iterator 'for iterator'", null, true);
        b.virtual(ITER, "next", Z);
        Label end = b.code.newLabel();
        b.code.ifeq(end);
        int mark = b.mark();
        for (int i = 0; i < s.vars.size(); i++) {
            Ast.Var v = s.vars.get(i);
            statements.declareOnce(v);
            b.code.aload(it);
            if (i < 2) {
                b.code.getfield(ITER, i == 0 ? "k" : "v", OBJECT);
            } else {
                b.code.loadConstant(i);
                b.virtual(ITER, "more", OBJECT, I);
            }
            b.initVar(v);
        }
        // A break closes too: it goes to the end inside the scope.
        loop = new Loop(loop.outer(), end, closing.level());
        statements.block(s.body);
        b.release(mark);
        b.at(s.line);
        b.tick();
        b.code.goto_(head);
        b.bind(end);
        leaveLoop();
        if (scope != null) {
            closing.close(scope);
        }
        b.bind(exit);
    }
}
