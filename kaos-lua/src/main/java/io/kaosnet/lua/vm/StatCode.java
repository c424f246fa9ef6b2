package io.kaosnet.lua.vm;

import java.lang.classfile.Label;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Owned by one compilation. Statements as bytecode.
final class StatCode {
    private static final ClassDesc OBJECT = CodeBuf.OBJECT;
    private static final ClassDesc OBJECTS = CodeBuf.OBJECTS;
    private static final ClassDesc FUNCTION = CodeBuf.FUNCTION;
    private static final ClassDesc OPS = CodeBuf.OPS;
    private static final ClassDesc J = ConstantDescs.CD_long;
    private static final ClassDesc I = ConstantDescs.CD_int;
    private static final ClassDesc V = ConstantDescs.CD_void;

    /// Statements of this many tokens together go into one part of a large function.
    private static final int PART_TOKENS = 1500;

    private final CodeBuf b;
    private final ExprCode e;
    private final boolean isPart;
    private final ClosingScopes closing;
    private final LoopCode loops;
    private final Map<Ast.LabelStat, Label> labels = new HashMap<>();
    private final Map<Ast.LabelStat, Integer> labelScopes = new HashMap<>();

    StatCode(CodeBuf b, ExprCode e, boolean isPart) {
        this.b = b;
        this.e = e;
        this.isPart = isPart;
        this.closing = new ClosingScopes(b);
        this.loops = new LoopCode(b, e, this, closing);
    }

    // ---- blocks

    void block(Ast.Block block) {
        int mark = b.mark();
        statements(block.stats, 0);
        b.release(mark);
    }

    void statements(List<Ast.Stat> stats, int from) {
        for (int i = from; i < stats.size(); i++) {
            if (stats.get(i) instanceof Ast.LabelStat l && !labels.containsKey(l)) {
                labels.put(l, b.code.newLabel());
                labelScopes.put(l, closing.level());
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
        ClosingScopes.Scope scope = closing.open(var, l.line);
        // A label at the very end is outside the variable's scope: a jump there closes it.
        int end = stats.size();
        while (end > next && stats.get(end - 1) instanceof Ast.LabelStat) {
            end--;
        }
        for (int i = next; i < end; i++) {
            if (stats.get(i) instanceof Ast.LabelStat label) {
                labelScopes.put(label, closing.level());
            }
        }
        statements(stats.subList(0, end), next);
        closing.close(scope);
        for (int i = end; i < stats.size(); i++) {
            b.bind(labels.get((Ast.LabelStat) stats.get(i)));
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
                e.calls.rawCall((Ast.CallExpr) s.call);
                b.stat(OPS, "drop", V, OBJECT);
            }
            case Ast.DoStat s -> block(s.body);
            case Ast.WhileStat s -> loops.whileLoop(s);
            case Ast.RepeatStat s -> loops.repeatLoop(s);
            case Ast.IfStat s -> ifStat(s);
            case Ast.NumForStat s -> loops.numericFor(s);
            case Ast.GenForStat s -> loops.genericFor(s);
            case Ast.ReturnStat s -> returnStat(s);
            case Ast.BreakStat _ -> {
                loops.leave();
            }
            case Ast.GotoStat s -> {
                b.tick();
                closing.leave(labelScopes.get(s.target), () -> b.code.goto_(labels.get(s.target)));
            }
            default -> throw new IllegalStateException(stat.toString());
        }
        b.release(mark);
    }

    char kind(Ast.Var v) {
        return b.shared.isFramed || v.isCell() ? 'A' : v.kind;
    }

    void local(Ast.LocalStat s) {
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
                e.calls.multi(s.values.getLast());
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
        e.calls.multi(s.values.getLast());
        b.code.astore(results);
        for (int i = values - 1; i < n; i++) {
            b.code.aload(results);
            b.code.loadConstant(i - (values - 1));
            b.stat(OPS, "at", OBJECT, OBJECTS, I);
            b.initVar(s.vars.get(i));
        }
        b.release(mark);
    }

    void declareOnce(Ast.Var v) {
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
    int[] values(List<Ast.Expr> list, int n) {
        int[] slots = new int[n];
        for (int i = 0; i < n; i++) {
            slots[i] = b.slot('A');
        }
        int size = list.size();
        for (int i = 0; i < size; i++) {
            Ast.Expr x = list.get(i);
            if (i == size - 1 && Ast.isMulti(x) && n > size) {
                int results = b.slot('A');
                e.calls.multi(x);
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
            e.conditions.condition(s.conditions.get(i), next, false);
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

    // ---- return

    private void returnStat(Ast.ReturnStat s) {
        List<Ast.Expr> values = s.values;
        if (values.isEmpty()) {
            b.code.getstatic(OPS, "NONE", OBJECTS);
        } else if (values.size() > 1) {
            e.calls.values(values);
            if (Ast.isMulti(values.getLast())) {
                b.stat(OPS, "pack", OBJECT, OBJECTS);
            }
        } else {
            Ast.Expr value = values.getFirst();
            if (!Ast.isMulti(value)) {
                e.any(value);
            } else if (value instanceof Ast.CallExpr c) {
                if (closing.level() == 0 && !isPart) {
                    e.calls.tailCall(c);
                    b.code.areturn();
                    return;
                }
                e.calls.rawCall(c);
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
        if (closing.level() > 0) {
            int mark = b.mark();
            int slot = b.slot('A');
            b.code.astore(slot);
            closing.leave(
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
