package io.kaosnet.lua.vm;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Owned by one compilation. Parses expressions.
final class ExprParser {
    private static final int MAX_LEVELS = 200;
    private static final int MAX_CHAIN = 3000;
    private static final Map<String, int[]> PRIORITY = new HashMap<>();

    static {
        String[] levels = {
            "or", "and", "< > <= >= ~= ==", "|", "~", "&", "<< >>", "..", "+ -", "* / // %"
        };
        int[] left = {1, 2, 3, 4, 5, 6, 7, 9, 10, 11};
        for (int i = 0; i < levels.length; i++) {
            for (String op : levels[i].split(" ")) {
                PRIORITY.put(op, new int[] {left[i], "..".equals(op) ? 8 : left[i]});
            }
        }
        PRIORITY.put("^", new int[] {14, 13});
    }

    private static final int UNARY_PRIORITY = 12;

    private final Lexer lex;
    private final boolean is51;
    private final Scopes scopes;
    private final Parser statements;
    private int levels;

    /// @param statements parses the bodies of functions
    ExprParser(Lexer lex, boolean is51, Scopes scopes, Parser statements) {
        this.lex = lex;
        this.is51 = is51;
        this.scopes = scopes;
        this.statements = statements;
    }

    /// One level deeper in nested statements and expressions.
    void enterLevel() {
        if (++levels > MAX_LEVELS) {
            throw lex.errorHere("chunk has too many syntax levels");
        }
    }

    void leaveLevel() {
        levels--;
    }

    List<Ast.Expr> exprList() {
        List<Ast.Expr> list = new ArrayList<>();
        do {
            list.add(expr());
        } while (lex.accept(","));
        return list;
    }

    Ast.Expr expr() {
        return expr(0);
    }

    private Ast.Expr expr(int limit) {
        enterLevel();
        Ast.Expr left;
        int line = lex.line;
        boolean unary =
                switch (lex.token) {
                    case "not", "-", "#" -> true;
                    case "~" -> !is51;
                    default -> false;
                };
        if (unary) {
            String op = lex.token;
            lex.next();
            Ast.Expr operand = expr(UNARY_PRIORITY);
            left = negated(op, operand);
            left.line = line;
        } else {
            left = simple();
        }
        int chain = 0;
        while (true) {
            String op = lex.token;
            int[] priority = PRIORITY.get(op);
            if (priority == null || priority[0] <= limit || is51 && "|~&".contains(op)) {
                break;
            }
            if (++chain > MAX_CHAIN) {
                throw lex.errorHere("expression too complex");
            }
            int opLine = lex.line;
            lex.next();
            left = new Ast.BinaryExpr(op, left, expr(priority[1]));
            left.line = opLine;
        }
        leaveLevel();
        return left;
    }

    private static Ast.Expr negated(String op, Ast.Expr operand) {
        if (op.equals("-") && operand instanceof Ast.ConstExpr c) {
            if (c.value instanceof Long l) {
                return new Ast.ConstExpr(-l);
            }
            if (c.value instanceof Double d) {
                return new Ast.ConstExpr(-d);
            }
        }
        return new Ast.UnaryExpr(op, operand);
    }

    private Ast.Expr simple() {
        int line = lex.line;
        Ast.Expr e;
        switch (lex.token) {
            case "<number>" -> e = new Ast.ConstExpr(lex.value);
            case "<string>" -> e = new Ast.ConstExpr(LuaString.intern((LuaString) lex.value));
            case "nil" -> e = new Ast.NilExpr();
            case "true" -> e = new Ast.BoolExpr(true);
            case "false" -> e = new Ast.BoolExpr(false);
            case "..." -> {
                if (!scopes.proto().isVararg) {
                    throw lex.errorHere("cannot use '...' outside a vararg function");
                }
                scopes.proto().usesVarargs = true;
                e = new Ast.VarargExpr();
            }
            case "{" -> {
                return table();
            }
            case "function" -> {
                lex.next();
                return statements.function(line, false, "anonymous");
            }
            default -> {
                return suffixed();
            }
        }
        e.line = line;
        lex.next();
        return e;
    }

    private Ast.Expr primary() {
        int line = lex.line;
        if (lex.token.equals("<name>")) {
            return scopes.resolve(lex.takeName(), line);
        }
        if (lex.accept("(")) {
            Ast.Expr e = expr();
            lex.expectMatch(")", "(", line);
            e.parenthesized = true;
            return e;
        }
        throw lex.errorHere("unexpected symbol");
    }

    /// A variable, a field, a call, or what stands in parentheses.
    Ast.Expr suffixed() {
        Ast.Expr e = primary();
        int chain = 0;
        while (true) {
            int line = lex.line;
            if (++chain > MAX_CHAIN) {
                throw lex.errorHere("expression too complex");
            }
            switch (lex.token) {
                case "." -> {
                    lex.next();
                    e = new Ast.IndexExpr(e, new Ast.ConstExpr(Scopes.constant(lex.takeName())));
                }
                case "[" -> {
                    lex.next();
                    Ast.Expr key = expr();
                    lex.expect("]");
                    e = new Ast.IndexExpr(e, key);
                }
                case ":" -> {
                    lex.next();
                    LuaString method = Scopes.constant(lex.takeName());
                    e = new Ast.CallExpr(e, method, args());
                }
                case "(", "{", "<string>" -> e = new Ast.CallExpr(e, null, args());
                default -> {
                    return e;
                }
            }
            e.line = line;
        }
    }

    private List<Ast.Expr> args() {
        scopes.proto().needsEnter = true;
        int line = lex.line;
        switch (lex.token) {
            case "(" -> {
                lex.next();
                if (lex.accept(")")) {
                    return List.of();
                }
                List<Ast.Expr> list = exprList();
                lex.expectMatch(")", "(", line);
                return list;
            }
            case "{" -> {
                return List.of(table());
            }
            case "<string>" -> {
                Ast.Expr s = new Ast.ConstExpr(LuaString.intern((LuaString) lex.value));
                s.line = line;
                lex.next();
                return List.of(s);
            }
            default -> throw lex.errorHere("function arguments expected");
        }
    }

    private Ast.Expr table() {
        int line = lex.line;
        Ast.TableExpr t = new Ast.TableExpr();
        t.line = line;
        lex.expect("{");
        while (!lex.token.equals("}")) {
            Ast.Expr key = null;
            if (lex.accept("[")) {
                key = expr();
                lex.expect("]");
                lex.expect("=");
                t.items.add(expr());
            } else {
                Ast.Expr e = expr();
                // `name =` is only a key when the expression was a bare name.
                String bare = bareName(e);
                if (lex.token.equals("=") && bare != null) {
                    lex.next();
                    key = new Ast.ConstExpr(Scopes.constant(bare));
                    t.items.add(expr());
                } else {
                    t.items.add(e);
                }
            }
            t.keys.add(key);
            if (!lex.accept(",") && !lex.accept(";")) {
                break;
            }
        }
        lex.expectMatch("}", "{", line);
        return t;
    }

    private static String bareName(Ast.Expr e) {
        if (e.parenthesized) {
            return null;
        }
        return switch (e) {
            case Ast.LocalExpr l -> l.var.name;
            case Ast.UpvalueExpr u -> u.var.name;
            case Ast.IndexExpr i when i.isGlobal ->
                    ((LuaString) ((Ast.ConstExpr) i.key).value).latin1();
            default -> null;
        };
    }
}
