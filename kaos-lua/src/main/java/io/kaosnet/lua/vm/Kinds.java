package io.kaosnet.lua.vm;

/// Owned by one compilation. Finds what can live in a primitive JVM slot: `J` long, `D` double,
/// `A` any value. Starts hopeful and lowers until nothing changes.
final class Kinds {
    private final boolean is51;

    Kinds(boolean is51) {
        this.is51 = is51;
    }

    void infer(Ast.Proto proto) {
        for (Ast.Var v : proto.locals) {
            boolean any =
                    v.sources.isEmpty() || v.sources.contains(null) || v.isClose || v.isCell();
            v.kind = any ? 'A' : 'T';
        }
        boolean changed = true;
        while (changed) {
            changed = false;
            for (Ast.Var v : proto.locals) {
                char kind = v.kind;
                for (Ast.Expr e : v.sources) {
                    if (kind != 'A' && e != null) {
                        kind = meet(kind, of(e));
                    }
                }
                if (kind != v.kind) {
                    v.kind = kind;
                    changed = true;
                }
            }
        }
        for (Ast.Var v : proto.locals) {
            if (v.kind == 'T') {
                v.kind = 'A';
            }
        }
    }

    /// As [#of] once everything is inferred: remembered, since expressions nest.
    char settled(Ast.Expr e) {
        if (e instanceof Ast.BinaryExpr b) {
            if (b.kind == 0) {
                b.kind = of(e);
            }
            return b.kind;
        }
        return of(e);
    }

    private static char meet(char a, char b) {
        return a == b || b == 'T' ? a : a == 'T' ? b : 'A';
    }

    char of(Ast.Expr e) {
        return switch (e) {
            case Ast.ConstExpr c ->
                    c.value instanceof Long ? 'J' : c.value instanceof Double ? 'D' : 'A';
            case Ast.LocalExpr l -> l.var.isCell() ? 'A' : l.var.kind;
            case Ast.UnaryExpr u ->
                    u.op.equals("-") ? is51 && of(u.operand) == 'J' ? 'D' : of(u.operand) : 'A';
            case Ast.BinaryExpr b -> b.kind != 0 ? b.kind : binary(b);
            case Ast.ForExpr f -> loop(f);
            default -> 'A';
        };
    }

    /// A loop of integers if start and step are; in 5.1 whole literals count as such.
    private char loop(Ast.ForExpr f) {
        char from = loopKind(f.from);
        char step = f.step == null ? 'J' : loopKind(f.step);
        if (from == 'A' || step == 'A') {
            return 'A';
        }
        if (from == 'T' || step == 'T') {
            return from == 'D' || step == 'D' ? 'D' : 'T';
        }
        return from == 'J' && step == 'J' ? 'J' : 'D';
    }

    private char loopKind(Ast.Expr e) {
        if (is51
                && e instanceof Ast.ConstExpr c
                && c.value instanceof Double d
                && d == (long) (double) d) {
            return 'J';
        }
        return of(e);
    }

    private char binary(Ast.BinaryExpr b) {
        switch (b.op) {
            case "+", "-", "*", "/", "^" -> {
                char l = of(b.left);
                char r = of(b.right);
                if (l == 'A' || r == 'A') {
                    return 'A';
                }
                if (is51 || b.op.equals("/") || b.op.equals("^")) {
                    return 'D';
                }
                if (l == 'T' || r == 'T') {
                    return l == 'D' || r == 'D' ? 'D' : 'T';
                }
                return l == 'J' && r == 'J' ? 'J' : 'D';
            }
            case "%" -> {
                // By a positive literal it cannot fail and needs no sign of the divisor.
                char l = of(b.left);
                boolean isFine =
                        !is51
                                && b.right instanceof Ast.ConstExpr c
                                && c.value instanceof Long n
                                && n > 0;
                return isFine && (l == 'J' || l == 'T') ? l : 'A';
            }
            default -> {
                return 'A';
            }
        }
    }
}
