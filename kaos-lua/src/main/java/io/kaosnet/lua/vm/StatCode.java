package io.kaosnet.lua.vm;

import java.lang.classfile.Label;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Owned by one compilation. Statements as bytecode.
final class StatCode {
    private static final ClassDesc OBJECT = CodeBuf.OBJECT;
    private static final ClassDesc OBJECTS = CodeBuf.OBJECTS;
    private static final ClassDesc FUNCTION = CodeBuf.FUNCTION;
    private static final ClassDesc OPS = CodeBuf.OPS;
    private static final ClassDesc ITER = CodeBuf.ITER;
    private static final ClassDesc NUMFOR = CodeBuf.NUMFOR;
    private static final ClassDesc ERROR = CodeBuf.ERROR;
    private static final ClassDesc J = ConstantDescs.CD_long;
    private static final ClassDesc D = ConstantDescs.CD_double;
    private static final ClassDesc I = ConstantDescs.CD_int;
    private static final ClassDesc Z = ConstantDescs.CD_boolean;
    private static final ClassDesc V = ConstantDescs.CD_void;

    /// Statements of this many tokens together go into one part of a large function.
    private static final int PART_TOKENS = 1500;

    private final CodeBuf b;
    private final ExprCode e;
    private final boolean is51;
    private final boolean isPart;
    private final List<Scope> scopes = new ArrayList<>();
    private final Map<Ast.LabelStat, Label> labels = new HashMap<>();
    private final Map<Ast.LabelStat, Integer> labelScopes = new HashMap<>();
    private Loop loop;

    /// A stretch of code that must close something on every way out.
    private static final class Scope {
        final int valueSlot;
        final boolean isIter;
        final int depthSlot;
        Label start;
        final List<Label[]> ranges = new ArrayList<>();

        Scope(int valueSlot, boolean isIter, int depthSlot) {
            this.valueSlot = valueSlot;
            this.isIter = isIter;
            this.depthSlot = depthSlot;
        }
    }

    private record Loop(Loop outer, Label exit, int scopes) {}

    StatCode(CodeBuf b, ExprCode e, boolean isPart) {
        this.b = b;
        this.e = e;
        this.is51 = b.shared.is51;
        this.isPart = isPart;
    }

    // ---- blocks

    void block(Ast.Block block) {
        int mark = b.mark();
        statements(block.stats, 0);
        b.release(mark);
    }

    private void statements(List<Ast.Stat> stats, int from) {
        for (int i = from; i < stats.size(); i++) {
            if (stats.get(i) instanceof Ast.LabelStat l && !labels.containsKey(l)) {
                labels.put(l, b.code.newLabel());
                labelScopes.put(l, scopes.size());
            }
        }
        int i = from;
        while (i < stats.size()) {
            int end = b.shared.isFramed ? partEnd(stats, i) : i;
            if (end > i) {
                part(stats.subList(i, end));
                i = end;
                continue;
            }
            Ast.Stat s = stats.get(i++);
            if (s instanceof Ast.LocalStat l && l.vars.stream().anyMatch(v -> v.isClose)) {
                closing(l, stats, i);
                return;
            }
            statement(s);
        }
    }

    private void closing(Ast.LocalStat l, List<Ast.Stat> stats, int next) {
        local(l);
        Ast.Var var = null;
        for (Ast.Var v : l.vars) {
            var = v.isClose ? v : var;
        }
        int slot = b.slot('A');
        b.loadVar(var);
        b.code.loadConstant(var.name);
        b.self();
        b.at(l.line);
        b.stat(CodeBuf.CLOSABLES, "closable", OBJECT, OBJECT, ConstantDescs.CD_String, FUNCTION);
        b.code.astore(slot);
        Scope scope = open(slot, false);
        // A label at the very end is outside the variable's scope: a jump there closes it.
        int end = stats.size();
        while (end > next && stats.get(end - 1) instanceof Ast.LabelStat) {
            end--;
        }
        for (int i = next; i < end; i++) {
            if (stats.get(i) instanceof Ast.LabelStat label) {
                labelScopes.put(label, scopes.size());
            }
        }
        statements(stats.subList(0, end), next);
        close(scope);
        for (int i = end; i < stats.size(); i++) {
            b.bind(labels.get((Ast.LabelStat) stats.get(i)));
        }
    }

    private Scope open(int valueSlot, boolean isIter) {
        int depth = b.slot('I');
        b.self();
        b.stat(OPS, "depth", I, FUNCTION);
        b.code.istore(depth);
        Scope s = new Scope(valueSlot, isIter, depth);
        scopes.add(s);
        resume(s);
        return s;
    }

    private void resume(Scope s) {
        s.start = b.code.newLabel();
        b.bind(s.start);
        b.code.nop();
    }

    private void pause(Scope s) {
        Label end = b.code.newLabel();
        b.bind(end);
        s.ranges.add(new Label[] {s.start, end});
    }

    private void closeCall(Scope s) {
        b.code.aload(s.valueSlot);
        b.self();
        if (s.isIter) {
            b.virtual(ITER, "close", V, FUNCTION);
        } else {
            b.stat(CodeBuf.CLOSABLES, "close", V, OBJECT, FUNCTION);
        }
    }

    private void close(Scope s) {
        pause(s);
        scopes.removeLast();
        closeCall(s);
        Label done = b.code.newLabel();
        b.code.goto_(done);
        Label handler = b.code.newLabel();
        b.bind(handler);
        int error = b.slot('A');
        b.code.astore(error);
        if (s.isIter) {
            b.code.aload(s.valueSlot);
            b.code.aload(error);
            b.code.iload(s.depthSlot);
            b.self();
            b.virtual(ITER, "closeOn", ERROR, ERROR, I, FUNCTION);
        } else {
            b.code.aload(error);
            b.code.aload(s.valueSlot);
            b.code.iload(s.depthSlot);
            b.self();
            b.stat(CodeBuf.CLOSABLES, "closeOn", ERROR, ERROR, OBJECT, I, FUNCTION);
        }
        b.code.athrow();
        b.bind(done);
        for (Label[] r : s.ranges) {
            b.code.exceptionCatch(r[0], r[1], handler, ERROR);
        }
    }

    /// Closes what is open above `level` on a way out, which `leave` then takes.
    private void leaveScopes(int level, Runnable leave) {
        for (int i = scopes.size() - 1; i >= level; i--) {
            pause(scopes.get(i));
            closeCall(scopes.get(i));
        }
        leave.run();
        for (int i = level; i < scopes.size(); i++) {
            resume(scopes.get(i));
        }
    }

    // ---- parts of large functions

    private int partEnd(List<Ast.Stat> stats, int from) {
        int tokens = 0;
        int i = from;
        int total = 0;
        for (Ast.Stat s : stats) {
            total += s.tokens;
        }
        if (total < PART_TOKENS * 2) {
            return from;
        }
        while (i < stats.size()) {
            Ast.Stat s = stats.get(i);
            if (!Escapes.canMove(s) || i > from && tokens + s.tokens > PART_TOKENS) {
                break;
            }
            tokens += s.tokens;
            i++;
        }
        // A single small statement is better left where it is.
        return i - from < 2 && tokens < PART_TOKENS ? from : i;
    }

    private void part(List<Ast.Stat> stats) {
        // The variables of the group live on in the frame.
        String name = "part" + b.shared.parts.size();
        b.shared.parts.add(new CodeBuf.Part(name, stats, null, 0, 0));
        for (Ast.Stat s : stats) {
            if (s instanceof Ast.LocalStat l) {
                l.vars.forEach(b::declare);
            } else if (s instanceof Ast.LocalFunctionStat f) {
                b.declare(f.var);
            }
        }
        b.self();
        b.code.aload(1);
        b.stat(b.shared.home, name, OBJECT, b.shared.owner, OBJECTS);
        Label on = b.code.newLabel();
        b.code.dup();
        b.code.ifnull(on);
        if (!isPart) {
            b.stat(OPS, "unreturned", OBJECT, OBJECT);
        }
        returnTop(true);
        b.bind(on);
        b.code.pop();
    }

    // ---- statements

    private void statement(Ast.Stat stat) {
        int mark = -1;
        switch (stat) {
            case Ast.LocalStat s -> local(s);
            case Ast.LocalFunctionStat s -> localFunction(s);
            case Ast.LabelStat s -> {
                b.bind(labels.get(s));
            }
            default -> mark = b.mark();
        }
        if (mark < 0) {
            return;
        }
        switch (stat) {
            case Ast.AssignStat s -> assign(s);
            case Ast.CallStat s -> {
                e.rawCall((Ast.CallExpr) s.call);
                b.stat(OPS, "drop", V, OBJECT);
            }
            case Ast.DoStat s -> block(s.body);
            case Ast.WhileStat s -> whileLoop(s);
            case Ast.RepeatStat s -> repeatLoop(s);
            case Ast.IfStat s -> ifStat(s);
            case Ast.NumForStat s -> numericFor(s);
            case Ast.GenForStat s -> genericFor(s);
            case Ast.ReturnStat s -> returnStat(s);
            case Ast.BreakStat _ -> {
                Loop l = loop;
                leaveScopes(l.scopes, () -> b.code.goto_(l.exit));
            }
            case Ast.GotoStat s -> {
                b.tick();
                leaveScopes(labelScopes.get(s.target), () -> b.code.goto_(labels.get(s.target)));
            }
            default -> throw new IllegalStateException(stat.toString());
        }
        b.release(mark);
    }

    private char kind(Ast.Var v) {
        return b.shared.isFramed || v.isCell() ? 'A' : v.kind;
    }

    private void local(Ast.LocalStat s) {
        int values = s.values.size();
        boolean multi = values > 0 && Ast.isMulti(s.values.getLast());
        // New variables get their slots first, but are not visible in the values.
        for (Ast.Var v : s.vars) {
            if (v.slot < 0 || !isPart) {
                declareOnce(v);
            }
        }
        int n = s.vars.size();
        int direct = multi ? Math.min(values - 1, n) : Math.min(values, n);
        for (int i = 0; i < direct; i++) {
            Ast.Var v = s.vars.get(i);
            e.as(s.values.get(i), kind(v));
            b.initVar(v);
        }
        for (int i = direct; i < (multi ? values - 1 : values); i++) {
            e.any(s.values.get(i));
            b.code.pop();
        }
        if (!multi || n < values) {
            if (multi) {
                e.multi(s.values.getLast());
                b.code.pop();
            }
            for (int i = direct; i < n; i++) {
                b.code.aconst_null();
                b.initVar(s.vars.get(i));
            }
            return;
        }
        if (n == values) {
            e.any(s.values.getLast());
            b.initVar(s.vars.get(n - 1));
            return;
        }
        int mark = b.mark();
        int results = b.slot('A');
        e.multi(s.values.getLast());
        b.code.astore(results);
        for (int i = values - 1; i < n; i++) {
            b.code.aload(results);
            b.code.loadConstant(i - (values - 1));
            b.stat(OPS, "at", OBJECT, OBJECTS, I);
            b.initVar(s.vars.get(i));
        }
        b.release(mark);
    }

    private void declareOnce(Ast.Var v) {
        if (b.shared.isFramed && v.slot >= 0) {
            return;
        }
        b.declare(v);
    }

    private void localFunction(Ast.LocalFunctionStat s) {
        declareOnce(s.var);
        if (s.var.isCell()) {
            b.code.aconst_null();
            b.initVar(s.var);
            b.closure(s.function.proto);
            b.storeVar(s.var);
        } else {
            b.closure(s.function.proto);
            b.initVar(s.var);
        }
    }

    private void assign(Ast.AssignStat s) {
        if (s.targets.size() == 1 && s.values.size() == 1) {
            assignOne(s.targets.getFirst(), s.values.getFirst());
            return;
        }
        int n = s.targets.size();
        int[] objects = new int[n];
        int[] keys = new int[n];
        ClassDesc[] keyTypes = new ClassDesc[n];
        for (int i = 0; i < n; i++) {
            if (s.targets.get(i) instanceof Ast.IndexExpr x) {
                objects[i] = b.slot('A');
                e.indexed(x);
                b.code.astore(objects[i]);
                keyTypes[i] = e.key(x.key);
                boolean isLong = keyTypes[i] == J;
                keys[i] = b.slot(isLong ? 'J' : 'A');
                b.store(isLong ? 'J' : 'A', keys[i]);
            }
        }
        int[] slots = values(s.values, n);
        for (int i = n - 1; i >= 0; i--) {
            Ast.Expr target = s.targets.get(i);
            switch (target) {
                case Ast.LocalExpr l -> {
                    b.code.aload(slots[i]);
                    b.storeVar(l.var);
                }
                case Ast.UpvalueExpr u -> {
                    b.loadUpvalueRaw(u.var, u.index);
                    b.code.aload(slots[i]);
                    b.code.putfield(CodeBuf.CELL, "v", OBJECT);
                }
                case Ast.IndexExpr x -> {
                    b.code.aload(objects[i]);
                    b.load(keyTypes[i] == J ? 'J' : 'A', keys[i]);
                    b.code.aload(slots[i]);
                    e.setIndex(x, keyTypes[i]);
                }
                default -> throw new IllegalStateException(target.toString());
            }
        }
    }

    private void assignOne(Ast.Expr target, Ast.Expr value) {
        switch (target) {
            case Ast.LocalExpr l -> {
                e.as(value, kind(l.var));
                b.storeVar(l.var);
            }
            case Ast.UpvalueExpr u -> {
                b.loadUpvalueRaw(u.var, u.index);
                e.any(value);
                b.code.putfield(CodeBuf.CELL, "v", OBJECT);
            }
            case Ast.IndexExpr x -> {
                e.indexed(x);
                ClassDesc key = e.key(x.key);
                e.any(value);
                e.setIndex(x, key);
            }
            default -> throw new IllegalStateException(target.toString());
        }
    }

    /// Evaluates a list into `n` new slots of objects.
    private int[] values(List<Ast.Expr> list, int n) {
        int[] slots = new int[n];
        for (int i = 0; i < n; i++) {
            slots[i] = b.slot('A');
        }
        int size = list.size();
        for (int i = 0; i < size; i++) {
            Ast.Expr x = list.get(i);
            if (i == size - 1 && Ast.isMulti(x) && n > size) {
                int results = b.slot('A');
                e.multi(x);
                b.code.astore(results);
                for (int j = i; j < n; j++) {
                    b.code.aload(results);
                    b.code.loadConstant(j - i);
                    b.stat(OPS, "at", OBJECT, OBJECTS, I);
                    b.code.astore(slots[j]);
                }
                return slots;
            }
            e.any(x);
            if (i < n) {
                b.code.astore(slots[i]);
            } else {
                b.code.pop();
            }
        }
        for (int i = size; i < n; i++) {
            b.code.aconst_null();
            b.code.astore(slots[i]);
        }
        return slots;
    }

    private void ifStat(Ast.IfStat s) {
        Label end = b.code.newLabel();
        int n = s.conditions.size();
        for (int i = 0; i < n; i++) {
            Label next = b.code.newLabel();
            e.condition(s.conditions.get(i), next, false);
            block(s.blocks.get(i));
            if (i < n - 1 || s.otherwise != null) {
                b.code.goto_(end);
            }
            b.bind(next);
        }
        if (s.otherwise != null) {
            block(s.otherwise);
        }
        b.bind(end);
    }

    // ---- loops

    private void enterLoop(Label exit) {
        loop = new Loop(loop, exit, scopes.size());
    }

    private void leaveLoop() {
        loop = loop.outer;
    }

    private void whileLoop(Ast.WhileStat s) {
        Label head = b.code.newLabel();
        Label exit = b.code.newLabel();
        b.bind(head);
        e.condition(s.condition, exit, false);
        enterLoop(exit);
        block(s.body);
        leaveLoop();
        b.at(s.line);
        b.tick();
        b.code.goto_(head);
        b.bind(exit);
    }

    private void repeatLoop(Ast.RepeatStat s) {
        Label head = b.code.newLabel();
        Label exit = b.code.newLabel();
        b.bind(head);
        b.at(s.line);
        b.tick();
        enterLoop(exit);
        int mark = b.mark();
        // The condition sees the body's variables and runs before they are closed.
        boolean closes = s.body.stats.stream().anyMatch(StatCode::isClosing);
        if (closes) {
            int done = b.slot('I');
            repeatBody(s, 0, done);
            b.code.iload(done);
            b.code.ifeq(head);
        } else {
            statements(s.body.stats, 0);
            e.condition(s.condition, head, false);
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
                statements(stats.subList(0, i), from);
                Ast.LocalStat l = (Ast.LocalStat) stats.get(i);
                local(l);
                Ast.Var var = l.vars.stream().filter(v -> v.isClose).findFirst().orElseThrow();
                int slot = b.slot('A');
                b.loadVar(var);
                b.code.loadConstant(var.name);
                b.self();
                b.at(l.line);
                b.stat(CodeBuf.CLOSABLES, "closable", OBJECT, OBJECT, ConstantDescs.CD_String, FUNCTION);
                b.code.astore(slot);
                Scope scope = open(slot, false);
                repeatBody(s, i + 1, done);
                close(scope);
                return;
            }
        }
        statements(stats, from);
        Label no = b.code.newLabel();
        Label end = b.code.newLabel();
        e.condition(s.condition, no, false);
        b.code.iconst_1();
        b.code.goto_(end);
        b.bind(no);
        b.code.iconst_0();
        b.bind(end);
        b.code.istore(done);
    }

    private void numericFor(Ast.NumForStat s) {
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
        declareOnce(v);
        b.code.aload(state);
        char varKind = kind(v);
        switch (varKind) {
            case 'J' -> b.virtual(NUMFOR, "nextLong", J);
            case 'D' -> b.virtual(NUMFOR, "nextDouble", D);
            default -> b.virtual(NUMFOR, "next", OBJECT);
        }
        b.initVar(v);
        enterLoop(exit);
        block(s.body);
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
        b.code.lload(i);
        b.code.lload(limit);
        b.code.lcmp();
        if (step > 0) {
            b.code.ifgt(exit);
        } else {
            b.code.iflt(exit);
        }
        b.bind(head);
        int mark = b.mark();
        Ast.Var v = s.var;
        if (v.isCell() || v.reassigned || kind(v) != 'J') {
            b.declare(v);
            b.code.lload(i);
            b.convert('J', kind(v));
            b.initVar(v);
        } else {
            v.slot = i;
        }
        enterLoop(exit);
        block(s.body);
        leaveLoop();
        b.release(mark);
        b.at(s.line);
        b.tick();
        if (step == 1 || step == -1) {
            b.code.lload(i);
            b.code.lload(limit);
            b.code.lcmp();
            if (step > 0) {
                b.code.ifge(exit);
            } else {
                b.code.ifle(exit);
            }
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

    private void genericFor(Ast.GenForStat s) {
        int[] slots = values(s.values, is51 ? 3 : 4);
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
        Scope scope = is51 ? null : open(it, true);
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
            declareOnce(v);
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
        loop = new Loop(loop.outer(), end, scopes.size());
        block(s.body);
        b.release(mark);
        b.at(s.line);
        b.tick();
        b.code.goto_(head);
        b.bind(end);
        leaveLoop();
        if (scope != null) {
            close(scope);
        }
        b.bind(exit);
    }

    // ---- return

    private void returnStat(Ast.ReturnStat s) {
        List<Ast.Expr> values = s.values;
        if (values.isEmpty()) {
            b.code.getstatic(OPS, "NONE", OBJECTS);
        } else if (values.size() > 1) {
            e.values(values);
            if (Ast.isMulti(values.getLast())) {
                b.stat(OPS, "pack", OBJECT, OBJECTS);
            }
        } else {
            Ast.Expr value = values.getFirst();
            if (!Ast.isMulti(value)) {
                e.any(value);
            } else if (value instanceof Ast.CallExpr c) {
                if (scopes.isEmpty() && !isPart) {
                    e.tailCall(c);
                    b.code.areturn();
                    return;
                }
                e.rawCall(c);
                b.stat(OPS, "resolve", OBJECT, OBJECT);
            } else {
                e.varargs();
                b.stat(OPS, "pack", OBJECT, OBJECTS);
            }
        }
        returnTop(false);
    }

    /// Returns the value on the stack, closing what is open.
    private void returnTop(boolean isMarked) {
        if (isPart && !isMarked) {
            b.stat(OPS, "returned", OBJECT, OBJECT);
        }
        if (!scopes.isEmpty()) {
            int mark = b.mark();
            int slot = b.slot('A');
            b.code.astore(slot);
            leaveScopes(
                    0,
                    () -> {
                        b.code.aload(slot);
                        finish();
                    });
            b.release(mark);
        } else {
            finish();
        }
    }

    private void finish() {
        if (!isPart && b.shared.proto.needsEnter) {
            b.self();
            b.virtual(FUNCTION, "leave", V);
        }
        b.code.areturn();
    }

    /// The end of a function's body: no results.
    void end() {
        if (isPart) {
            b.code.aconst_null();
            b.code.areturn();
        } else {
            b.code.getstatic(OPS, "NONE", OBJECTS);
            finish();
        }
    }

    /// The statements of a part.
    void part(CodeBuf.Part part) {
        int mark = b.mark();
        statementsOfPart(part.stats());
        b.release(mark);
    }

    private void statementsOfPart(List<Ast.Stat> stats) {
        for (Ast.Stat s : stats) {
            statement(s);
        }
    }
}
