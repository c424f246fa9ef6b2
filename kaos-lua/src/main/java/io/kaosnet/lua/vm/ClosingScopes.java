package io.kaosnet.lua.vm;

import java.lang.classfile.Label;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.util.ArrayList;
import java.util.List;

/// Owned by one compilation. What has to be closed on every way out of a stretch of code, as
/// bytecode.
final class ClosingScopes {
    private static final ClassDesc OBJECT = CodeBuf.OBJECT;
    private static final ClassDesc FUNCTION = CodeBuf.FUNCTION;
    private static final ClassDesc OPS = CodeBuf.OPS;
    private static final ClassDesc ITER = CodeBuf.ITER;
    private static final ClassDesc ERROR = CodeBuf.ERROR;
    private static final ClassDesc I = ConstantDescs.CD_int;
    private static final ClassDesc V = ConstantDescs.CD_void;

    private final CodeBuf b;
    private final List<Scope> scopes = new ArrayList<>();

    /// A stretch of code that must close something on every way out.
    static final class Scope {
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

    ClosingScopes(CodeBuf b) {
        this.b = b;
    }

    /// How many are open.
    int level() {
        return scopes.size();
    }

    /// Opens one for a variable that is to be closed.
    Scope open(Ast.Var var, int line) {
        int slot = b.slot('A');
        b.loadVar(var);
        b.code.loadConstant(var.name);
        b.self();
        b.at(line);
        b.stat(CodeBuf.CLOSABLES, "closable", OBJECT, OBJECT, ConstantDescs.CD_String, FUNCTION);
        b.code.astore(slot);
        return open(slot, false);
    }

    /// @param isIter whether the slot holds what a generic `for` steps over
    Scope open(int valueSlot, boolean isIter) {
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

    /// The normal end, and what happens on an error.
    void close(Scope s) {
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
    void leave(int level, Runnable leave) {
        for (int i = scopes.size() - 1; i >= level; i--) {
            pause(scopes.get(i));
            closeCall(scopes.get(i));
        }
        leave.run();
        for (int i = level; i < scopes.size(); i++) {
            resume(scopes.get(i));
        }
    }
}
