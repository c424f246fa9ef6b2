package io.kaosnet.lua.vm;

import java.lang.classfile.Label;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;

/// Owned by one compilation. Arithmetic of two floats in line, where what kind the operands are is
/// known only when it runs.
///
/// [Arith] asks the same, but its methods are shared by all modules, and so is what the JIT learns
/// of them: once somebody's integers have been there it no longer leaves out their way, a result
/// may be of either kind, and every one is allocated. Asked here, it learns of this place alone.
final class FloatCode {
    /// More than these in one function would make it too large for the JIT.
    private static final int MOST_IN_FUNCTION = 40;

    private static final ClassDesc BOX = ConstantDescs.CD_Double;
    private static final ClassDesc FLOAT = ConstantDescs.CD_double;

    private final CodeBuf b;

    FloatCode(CodeBuf b) {
        this.b = b;
    }

    /// Whether floats have a way of their own for `op` (`add`, ...) on operands of these kinds.
    boolean fits(String op, char left, char right) {
        boolean isOp = op.equals("add") || op.equals("sub") || op.equals("mul") || op.equals("div");
        boolean isUnknown = left == 'A' && right != 'J' || left == 'D' && right == 'A';
        return isOp && isUnknown && b.shared.floatOps < MOST_IN_FUNCTION;
    }

    /// The operands are on the stack. Leaves the result there if both are floats; otherwise they
    /// are on the stack again, and the code that follows goes on until [#end].
    Label begin(String op, char left, char right) {
        b.shared.floatOps++;
        int mark = b.mark();
        int leftSlot = b.slot(left);
        int rightSlot = b.slot(right);
        b.store(right, rightSlot);
        b.store(left, leftSlot);
        Label other = b.code.newLabel();
        Label end = b.code.newLabel();
        ask(left, leftSlot, other);
        ask(right, rightSlot, other);
        value(left, leftSlot);
        value(right, rightSlot);
        switch (op) {
            case "add" -> b.code.dadd();
            case "sub" -> b.code.dsub();
            case "mul" -> b.code.dmul();
            default -> b.code.ddiv();
        }
        b.convert('D', 'A');
        b.code.goto_(end);
        b.bind(other);
        b.load(left, leftSlot);
        b.load(right, rightSlot);
        b.release(mark);
        return end;
    }

    void end(Label end) {
        b.bind(end);
    }

    private void ask(char kind, int slot, Label other) {
        if (kind == 'A') {
            b.load(kind, slot);
            b.code.instanceOf(BOX);
            b.code.ifeq(other);
        }
    }

    private void value(char kind, int slot) {
        b.load(kind, slot);
        if (kind == 'A') {
            b.code.checkcast(BOX);
            b.virtual(BOX, "doubleValue", FLOAT);
        }
    }
}
