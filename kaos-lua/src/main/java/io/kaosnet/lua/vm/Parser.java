package io.kaosnet.lua.vm;

import java.util.ArrayList;
import java.util.List;

/// Owned by one compilation. Parses a chunk: its statements and functions.
final class Parser {
    private final Lexer lex;
    private final boolean is51;
    private final Scopes scopes;
    private final ExprParser exprs;

    Parser(byte[] source, String chunk, boolean is51, LuaVm payer) {
        this.lex = new Lexer(source, chunk, is51, payer);
        this.is51 = is51;
        this.scopes = new Scopes(lex, is51);
        this.exprs = new ExprParser(lex, is51, scopes, this);
    }

    /// The main function; its one upvalue is `_ENV`.
    Ast.Proto parse() {
        Ast.Proto main = scopes.enterMain();
        lex.next();
        main.body = block(false);
        if (!lex.token.equals("<eof>")) {
            throw lex.errorHere("'<eof>' expected");
        }
        main.tokens = lex.count - main.nestedTokens;
        return main;
    }

    /// All functions of the chunk, the main one first.
    List<Ast.Proto> protos() {
        return scopes.protos();
    }

    // ---- statements

    private boolean blockEnds() {
        return switch (lex.token) {
            case "<eof>", "end", "else", "elseif", "until" -> true;
            default -> false;
        };
    }

    private Ast.Block block(boolean isLoop) {
        scopes.open(isLoop);
        statements();
        return scopes.close();
    }

    private void statements() {
        List<Ast.Stat> stats = scopes.stats();
        while (!blockEnds()) {
            boolean isReturn = lex.token.equals("return");
            int line = lex.line;
            int from = lex.count - scopes.proto().nestedTokens;
            exprs.enterLevel();
            Ast.Stat stat = statement();
            exprs.leaveLevel();
            if (stat != null) {
                stat.line = line;
                stat.tokens = lex.count - scopes.proto().nestedTokens - from;
                stats.add(stat);
            }
            if (isReturn) {
                break;
            }
        }
        if (!lex.token.equals("until")) {
            scopes.releaseLastLabels();
        }
    }

    private Ast.Stat statement() {
        int line = lex.line;
        switch (lex.token) {
            case ";" -> {
                lex.next();
                return null;
            }
            case "if" -> {
                return ifStat(line);
            }
            case "while" -> {
                lex.next();
                Ast.WhileStat s = new Ast.WhileStat();
                s.condition = exprs.expr();
                lex.expect("do");
                s.body = block(true);
                lex.expectMatch("end", "while", line);
                return s;
            }
            case "do" -> {
                lex.next();
                Ast.DoStat s = new Ast.DoStat();
                s.body = block(false);
                lex.expectMatch("end", "do", line);
                return s;
            }
            case "for" -> {
                return forStat(line);
            }
            case "repeat" -> {
                lex.next();
                Ast.RepeatStat s = new Ast.RepeatStat();
                scopes.open(true);
                statements();
                lex.expectMatch("until", "repeat", line);
                s.condition = exprs.expr();
                s.body = scopes.close();
                return s;
            }
            case "function" -> {
                return functionStat(line);
            }
            case "local" -> {
                lex.next();
                return lex.accept("function") ? localFunction(line) : localStat();
            }
            case "return" -> {
                lex.next();
                Ast.ReturnStat s = new Ast.ReturnStat();
                if (!blockEnds() && !lex.token.equals(";")) {
                    s.values = exprs.exprList();
                }
                lex.accept(";");
                if (!blockEnds()) {
                    throw lex.errorHere("'<eof>' expected");
                }
                return s;
            }
            case "break" -> {
                lex.next();
                if (!scopes.isInLoop()) {
                    throw lex.error("break outside loop at line " + line, null);
                }
                return new Ast.BreakStat();
            }
            case "::" -> {
                lex.next();
                return label(line);
            }
            default -> {
                return lex.isGoto() ? gotoStat(line) : exprStat();
            }
        }
    }

    private Ast.Stat gotoStat(int line) {
        lex.next();
        Ast.GotoStat s = new Ast.GotoStat();
        s.name = lex.takeName();
        s.line = line;
        scopes.onGoto(s);
        return s;
    }

    private Ast.Stat label(int line) {
        scopes.proto().needsEnter = true;
        Ast.LabelStat s = new Ast.LabelStat();
        s.name = lex.takeName();
        s.line = line;
        lex.expect("::");
        scopes.onLabel(s);
        return s;
    }

    private Ast.Stat ifStat(int line) {
        Ast.IfStat s = new Ast.IfStat();
        do {
            lex.next();
            s.conditions.add(exprs.expr());
            lex.expect("then");
            s.blocks.add(block(false));
        } while (lex.token.equals("elseif"));
        if (lex.accept("else")) {
            s.otherwise = block(false);
        }
        lex.expectMatch("end", "if", line);
        return s;
    }

    private Ast.Stat forStat(int line) {
        lex.next();
        String first = lex.takeName();
        if (lex.accept("=")) {
            Ast.NumForStat s = new Ast.NumForStat();
            s.from = exprs.expr();
            lex.expect(",");
            s.to = exprs.expr();
            s.step = lex.accept(",") ? exprs.expr() : null;
            lex.expect("do");
            scopes.open(true);
            s.var = scopes.declare(first);
            s.var.sources.add(new Ast.ForExpr(s.from, s.step));
            statements();
            s.body = scopes.close();
            lex.expectMatch("end", "for", line);
            return s;
        }
        if (!lex.token.equals(",") && !lex.token.equals("in")) {
            throw lex.errorHere("'=' or 'in' expected");
        }
        Ast.GenForStat s = new Ast.GenForStat();
        List<String> names = new ArrayList<>(List.of(first));
        while (lex.accept(",")) {
            names.add(lex.takeName());
        }
        lex.expect("in");
        s.values = exprs.exprList();
        lex.expect("do");
        scopes.open(true);
        for (String n : names) {
            Ast.Var v = scopes.declare(n);
            v.sources.add(null);
            s.vars.add(v);
        }
        statements();
        s.body = scopes.close();
        lex.expectMatch("end", "for", line);
        return s;
    }

    private Ast.Stat functionStat(int line) {
        lex.next();
        String first = lex.takeName();
        Ast.Expr target = scopes.resolve(first, line);
        StringBuilder full = new StringBuilder(first);
        boolean method = false;
        while (lex.token.equals(".") || lex.token.equals(":")) {
            method = lex.token.equals(":");
            lex.next();
            String field = lex.takeName();
            full.append(method ? ':' : '.').append(field);
            Ast.IndexExpr index =
                    new Ast.IndexExpr(target, new Ast.ConstExpr(Scopes.constant(field)));
            index.line = line;
            target = index;
            if (method) {
                break;
            }
        }
        Ast.AssignStat s = new Ast.AssignStat();
        Ast.FunctionExpr f = function(line, method, full.toString());
        s.targets = List.of(target);
        s.values = List.of(f);
        assigned(target, null);
        return s;
    }

    private Ast.Stat localFunction(int line) {
        Ast.LocalFunctionStat s = new Ast.LocalFunctionStat();
        String n = lex.takeName();
        s.var = scopes.declare(n);
        s.var.sources.add(null);
        s.function = function(line, false, n, s.var);
        return s;
    }

    private Ast.Stat localStat() {
        Ast.LocalStat s = new Ast.LocalStat();
        boolean closes = false;
        do {
            Ast.Var v = scopes.newVar(lex.takeName());
            if (!is51 && lex.accept("<")) {
                String attribute = lex.takeName();
                lex.expect(">");
                switch (attribute) {
                    case "const" -> v.isConst = true;
                    case "close" -> {
                        if (closes) {
                            throw lex.errorHere("multiple to-be-closed variables in local list");
                        }
                        v.isConst = true;
                        v.isClose = true;
                        closes = true;
                    }
                    default -> throw lex.error("unknown attribute '" + attribute + "'", null);
                }
            }
            s.vars.add(v);
        } while (lex.accept(","));
        if (lex.accept("=")) {
            s.values = exprs.exprList();
        }
        for (int i = 0; i < s.vars.size(); i++) {
            boolean direct =
                    i < s.values.size()
                            && (i < s.values.size() - 1 || !Ast.isMulti(s.values.getLast()));
            s.vars.get(i).sources.add(direct ? s.values.get(i) : null);
            scopes.show(s.vars.get(i));
        }
        if (closes) {
            scopes.onClosing();
        }
        return s;
    }

    private void assigned(Ast.Expr target, Ast.Expr value) {
        Ast.Var v =
                switch (target) {
                    case Ast.LocalExpr l -> l.var;
                    case Ast.UpvalueExpr u -> u.var;
                    default -> null;
                };
        if (v != null) {
            if (v.isConst) {
                throw lex.error("attempt to assign to const variable '" + v.name + "'", null);
            }
            v.reassigned = true;
            v.sources.add(value);
        }
    }

    private Ast.Stat exprStat() {
        Ast.Expr first = exprs.suffixed();
        if (lex.token.equals("=") || lex.token.equals(",")) {
            List<Ast.Expr> targets = new ArrayList<>(List.of(first));
            while (lex.accept(",")) {
                targets.add(exprs.suffixed());
            }
            for (Ast.Expr t : targets) {
                if (t.parenthesized
                        || !(t instanceof Ast.LocalExpr
                                || t instanceof Ast.UpvalueExpr
                                || t instanceof Ast.IndexExpr)) {
                    throw lex.errorHere("syntax error");
                }
            }
            lex.expect("=");
            Ast.AssignStat s = new Ast.AssignStat();
            s.targets = targets;
            s.values = exprs.exprList();
            for (int i = 0; i < targets.size(); i++) {
                boolean single = targets.size() == 1 && s.values.size() == 1;
                assigned(
                        targets.get(i),
                        single && !Ast.isMulti(s.values.getFirst()) ? s.values.getFirst() : null);
            }
            return s;
        }
        if (!(first instanceof Ast.CallExpr) || first.parenthesized) {
            throw lex.errorHere(is51 ? "'=' expected" : "syntax error");
        }
        Ast.CallStat s = new Ast.CallStat();
        s.call = first;
        return s;
    }

    // ---- functions

    Ast.FunctionExpr function(int line, boolean method, String name) {
        return function(line, method, name, null);
    }

    private Ast.FunctionExpr function(int line, boolean method, String name, Ast.Var self) {
        exprs.enterLevel();
        Ast.Proto p = scopes.enter(line, name);
        if (self != null) {
            self.selfOf = p;
        }
        int from = lex.count;
        scopes.open(false);
        if (method) {
            param(p, "self");
        }
        lex.expect("(");
        Ast.Var arg = null;
        while (!lex.token.equals(")")) {
            if (lex.accept("...")) {
                p.isVararg = true;
                arg = is51 ? scopes.declare("arg") : null;
                break;
            }
            param(p, lex.takeName());
            if (!lex.accept(",")) {
                break;
            }
            if (lex.token.equals(")")) {
                throw lex.errorHere("<name> expected");
            }
        }
        lex.expect(")");
        statements();
        lex.expectMatch("end", "function", line);
        p.body = scopes.close();
        if (arg != null && arg.isNamed) {
            p.body.stats.addFirst(argTable(arg, p.usesVarargs, line));
        }
        p.tokens = lex.count - from - p.nestedTokens;
        scopes.leave();
        scopes.proto().nestedTokens += lex.count - from;
        exprs.leaveLevel();
        Ast.FunctionExpr e = new Ast.FunctionExpr(p);
        e.line = line;
        return e;
    }

    /// The variable `arg` of a 5.1 function with varargs: a table, or nil if it says `...` itself.
    private static Ast.Stat argTable(Ast.Var arg, boolean usesVarargs, int line) {
        Ast.LocalStat s = new Ast.LocalStat();
        s.line = line;
        s.vars.add(arg);
        Ast.VarargExpr table = new Ast.VarargExpr();
        table.isTable = true;
        table.parenthesized = true;
        s.values = List.of(usesVarargs ? new Ast.NilExpr() : table);
        arg.sources.add(null);
        return s;
    }

    private void param(Ast.Proto p, String name) {
        Ast.Var v = scopes.declare(name);
        v.sources.add(null);
        p.params.add(v);
    }
}
