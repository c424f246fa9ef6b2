package io.kaosnet.lua.vm;

import java.lang.classfile.Label;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;

/// Owned by one compilation. Conditions as bytecode: they jump, or leave nothing.
final class ConditionCode {
    private static final ClassDesc OBJECT = CodeBuf.OBJECT;
    private static final ClassDesc FUNCTION = CodeBuf.FUNCTION;
    private static final ClassDesc OPS = CodeBuf.OPS;
    private static final ClassDesc J = ConstantDescs.CD_long;
    private static final ClassDesc Z = ConstantDescs.CD_boolean;

    private final CodeBuf b;
    private final ExprCode e;

    ConditionCode(CodeBuf b, ExprCode e) {
        this.b = b;
        this.e = e;
    }

    /// Jumps to `target` if the truth of `x` is `when`.
    void condition(Ast.Expr x, Label target, boolean when) {
        switch (x) {
            case Ast.NilExpr _ -> {
                if (!when) {
                    b.code.goto_(target);
                }
            }
            case Ast.BoolExpr truth -> {
                if (truth.value == when) {
                    b.code.goto_(target);
                }
            }
            case Ast.UnaryExpr u when u.op.equals("not") -> condition(u.operand, target, !when);
            case Ast.BinaryExpr both when both.op.equals("and") || both.op.equals("or") -> {
                if (both.op.equals("and") == when) {
                    Label skip = b.code.newLabel();
                    condition(both.left, skip, !when);
                    condition(both.right, target, when);
                    b.bind(skip);
                } else {
                    condition(both.left, target, when);
                    condition(both.right, target, when);
                }
            }
            case Ast.BinaryExpr test when isComparison(test.op) -> compare(test, target, when);
            default -> {
                e.any(x);
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

    static boolean isComparison(String op) {
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
        char l = e.kind(left);
        char r = e.kind(right);
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
            e.as(left, l);
            e.as(right, r);
            b.self();
            b.at(x.line);
            String name = (swapped ? "g" : "l") + (op.length() == 2 ? "e" : "t");
            b.stat(CodeBuf.COMPARISON, name, Z, ExprCode.type(l), ExprCode.type(r), FUNCTION);
            jump(target, when);
        }
    }

    private void primitiveCompare(
            String op, Ast.Expr left, Ast.Expr right, char kind, Label target, boolean when) {
        e.as(left, kind);
        e.as(right, kind);
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
            e.any(left);
            if (when) {
                b.code.ifnull(target);
            } else {
                b.code.ifnonnull(target);
            }
            return;
        }
        if (right instanceof Ast.BoolExpr c) {
            e.any(left);
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
            e.any(left);
            b.constant(c.value);
            b.stat(CodeBuf.COMPARISON, "eq", Z, OBJECT, CodeBuf.STRING);
        } else if (e.kind(left) == 'A' && e.kind(right) == 'J') {
            e.any(left);
            e.as(right, 'J');
            b.stat(CodeBuf.COMPARISON, "eq", Z, OBJECT, J);
        } else {
            e.any(left);
            e.any(right);
            b.self();
            b.at(left.line);
            b.stat(CodeBuf.COMPARISON, "eq", Z, OBJECT, OBJECT, FUNCTION);
        }
        jump(target, when);
    }
}
