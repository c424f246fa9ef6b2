package io.kaosnet.lua.vm;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Owned by one compilation. Parses a chunk and resolves its names: locals, upvalues, labels.
final class Parser {
    private static final int MAX_LEVELS = 200;
    private static final int MAX_LOCALS = 200;
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
    private Fn fn;
    private int levels;
    private final List<Ast.Proto> protos = new ArrayList<>();

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

    Parser(byte[] source, String chunk, boolean is51, LuaVm payer) {
        this.lex = new Lexer(source, chunk, is51, payer);
        this.is51 = is51;
    }

    /// The main function; its one upvalue is `_ENV`.
    Ast.Proto parse() {
        Ast.Proto outside = new Ast.Proto(null, 0);
        fn = new Fn(null, outside);
        Ast.Var env = new Ast.Var("_ENV", outside);
        env.sources.add(null);
        fn.visible.add(env);
        Ast.Proto main = new Ast.Proto(outside, 0);
        main.name = "main chunk";
        main.isVararg = true;
        add(main);
        fn = new Fn(fn, main);
        upvalue(fn, env);
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
        return protos;
    }

    private void add(Ast.Proto p) {
        p.id = protos.size();
        protos.add(p);
    }

    // ---- tokens

    private boolean accept(String token) {
        if (lex.token.equals(token)) {
            lex.next();
            return true;
        }
        return false;
    }

    private void expect(String token) {
        if (!accept(token)) {
            throw lex.errorHere("'" + token + "' expected");
        }
    }

    private void expectMatch(String token, String opener, int line) {
        if (!accept(token)) {
            throw line == lex.line
                    ? lex.errorHere("'" + token + "' expected")
                    : lex.errorHere(
                            "'"
                                    + token
                                    + "' expected (to close '"
                                    + opener
                                    + "' at line "
                                    + line
                                    + ")");
        }
    }

    private String name() {
        if (!lex.token.equals("<name>")) {
            throw lex.errorHere("<name> expected");
        }
        String name = lex.name;
        lex.next();
        return name;
    }

    private void enterLevel() {
        if (++levels > MAX_LEVELS) {
            throw lex.errorHere("chunk has too many syntax levels");
        }
    }

    // ---- scopes

    private void open(boolean isLoop) {
        if (isLoop) {
            fn.proto.needsEnter = true;
        }
        fn.scope = new Scope(fn.scope, isLoop, fn.visible.size());
    }

    private Ast.Block close() {
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

    private Ast.Var declare(String name) {
        Ast.Var var = newVar(name);
        fn.visible.add(var);
        return var;
    }

    private Ast.Var newVar(String name) {
        if (fn.visible.size() >= MAX_LOCALS) {
            throw lex.errorHere(
                    "too many local variables (limit is 200) in function at line " + fn.proto.line);
        }
        Ast.Var var = new Ast.Var(name, fn.proto);
        fn.proto.locals.add(var);
        return var;
    }

    private Ast.Expr resolve(String name, int line) {
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

    private static LuaString constant(String latin1) {
        return LuaString.intern(LuaString.latin1(latin1));
    }

    // ---- statements

    private boolean blockEnds() {
        return switch (lex.token) {
            case "<eof>", "end", "else", "elseif", "until" -> true;
            default -> false;
        };
    }

    private Ast.Block block(boolean isLoop) {
        open(isLoop);
        statements();
        return close();
    }

    private void statements() {
        List<Ast.Stat> stats = fn.scope.block.stats;
        while (!blockEnds()) {
            boolean isReturn = lex.token.equals("return");
            int line = lex.line;
            int from = lex.count - fn.proto.nestedTokens;
            enterLevel();
            Ast.Stat stat = statement();
            levels--;
            if (stat != null) {
                stat.line = line;
                stat.tokens = lex.count - fn.proto.nestedTokens - from;
                stats.add(stat);
            }
            if (isReturn) {
                break;
            }
        }
        // A label at the end of its block is outside the scope of the block's locals.
        for (int i = stats.size() - 1; i >= 0 && stats.get(i) instanceof Ast.LabelStat l; i--) {
            if (!lex.token.equals("until")) {
                l.visible = fn.scope.visibleAtStart;
            }
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
                s.condition = expr();
                expect("do");
                s.body = block(true);
                expectMatch("end", "while", line);
                return s;
            }
            case "do" -> {
                lex.next();
                Ast.DoStat s = new Ast.DoStat();
                s.body = block(false);
                expectMatch("end", "do", line);
                return s;
            }
            case "for" -> {
                return forStat(line);
            }
            case "repeat" -> {
                lex.next();
                Ast.RepeatStat s = new Ast.RepeatStat();
                open(true);
                statements();
                expectMatch("until", "repeat", line);
                s.condition = expr();
                s.body = close();
                return s;
            }
            case "function" -> {
                return functionStat(line);
            }
            case "local" -> {
                lex.next();
                return accept("function") ? localFunction(line) : localStat();
            }
            case "return" -> {
                lex.next();
                Ast.ReturnStat s = new Ast.ReturnStat();
                if (!blockEnds() && !lex.token.equals(";")) {
                    s.values = exprList();
                }
                accept(";");
                if (!blockEnds()) {
                    throw lex.errorHere("'<eof>' expected");
                }
                return s;
            }
            case "break" -> {
                lex.next();
                for (Scope s = fn.scope; s != null; s = s.outer) {
                    if (s.isLoop) {
                        return new Ast.BreakStat();
                    }
                }
                throw lex.error("break outside loop at line " + line, null);
            }
            case "goto" -> {
                lex.next();
                Ast.GotoStat s = new Ast.GotoStat();
                s.name = name();
                s.line = line;
                fn.scope.pending.add(new Pending(s, fn.visible.size()));
                return s;
            }
            case "::" -> {
                lex.next();
                return label(line);
            }
            default -> {
                return exprStat();
            }
        }
    }

    private Ast.Stat label(int line) {
        fn.proto.needsEnter = true;
        Ast.LabelStat s = new Ast.LabelStat();
        s.name = name();
        s.line = line;
        expect("::");
        for (Scope scope = fn.scope; scope != null; scope = scope.outer) {
            for (Ast.LabelStat l : scope.labels) {
                if (l.name.equals(s.name)) {
                    throw lex.error(
                            "label '" + s.name + "' already defined on line " + l.line, null);
                }
            }
        }
        s.visible = fn.visible.size();
        s.closesBefore = fn.scope.closes;
        s.block = fn.scope.block;
        fn.scope.labels.add(s);
        fn.scope.block.hasLabels = true;
        return s;
    }

    private Ast.Stat ifStat(int line) {
        Ast.IfStat s = new Ast.IfStat();
        do {
            lex.next();
            s.conditions.add(expr());
            expect("then");
            s.blocks.add(block(false));
        } while (lex.token.equals("elseif"));
        if (accept("else")) {
            s.otherwise = block(false);
        }
        expectMatch("end", "if", line);
        return s;
    }

    private Ast.Stat forStat(int line) {
        lex.next();
        String first = name();
        if (accept("=")) {
            Ast.NumForStat s = new Ast.NumForStat();
            s.from = expr();
            expect(",");
            s.to = expr();
            s.step = accept(",") ? expr() : null;
            expect("do");
            open(true);
            s.var = declare(first);
            s.var.sources.add(new Ast.ForExpr(s.from, s.step));
            statements();
            s.body = close();
            expectMatch("end", "for", line);
            return s;
        }
        if (!lex.token.equals(",") && !lex.token.equals("in")) {
            throw lex.errorHere("'=' or 'in' expected");
        }
        Ast.GenForStat s = new Ast.GenForStat();
        List<String> names = new ArrayList<>(List.of(first));
        while (accept(",")) {
            names.add(name());
        }
        expect("in");
        s.values = exprList();
        expect("do");
        open(true);
        for (String n : names) {
            Ast.Var v = declare(n);
            v.sources.add(null);
            s.vars.add(v);
        }
        statements();
        s.body = close();
        expectMatch("end", "for", line);
        return s;
    }

    private Ast.Stat functionStat(int line) {
        lex.next();
        String first = name();
        Ast.Expr target = resolve(first, line);
        StringBuilder full = new StringBuilder(first);
        boolean method = false;
        while (lex.token.equals(".") || lex.token.equals(":")) {
            method = lex.token.equals(":");
            lex.next();
            String field = name();
            full.append(method ? ':' : '.').append(field);
            Ast.IndexExpr index = new Ast.IndexExpr(target, new Ast.ConstExpr(constant(field)));
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
        String n = name();
        s.var = declare(n);
        s.var.sources.add(null);
        s.function = function(line, false, n, s.var);
        return s;
    }

    private Ast.Stat localStat() {
        Ast.LocalStat s = new Ast.LocalStat();
        boolean closes = false;
        do {
            Ast.Var v = newVar(name());
            if (!is51 && accept("<")) {
                String attribute = name();
                expect(">");
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
        } while (accept(","));
        if (accept("=")) {
            s.values = exprList();
        }
        for (int i = 0; i < s.vars.size(); i++) {
            boolean direct =
                    i < s.values.size()
                            && (i < s.values.size() - 1 || !Ast.isMulti(s.values.getLast()));
            s.vars.get(i).sources.add(direct ? s.values.get(i) : null);
            fn.visible.add(s.vars.get(i));
        }
        if (closes) {
            fn.scope.closes++;
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
        Ast.Expr first = suffixed();
        if (lex.token.equals("=") || lex.token.equals(",")) {
            List<Ast.Expr> targets = new ArrayList<>(List.of(first));
            while (accept(",")) {
                targets.add(suffixed());
            }
            for (Ast.Expr t : targets) {
                if (t.parenthesized
                        || !(t instanceof Ast.LocalExpr
                                || t instanceof Ast.UpvalueExpr
                                || t instanceof Ast.IndexExpr)) {
                    throw lex.errorHere("syntax error");
                }
            }
            expect("=");
            Ast.AssignStat s = new Ast.AssignStat();
            s.targets = targets;
            s.values = exprList();
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

    // ---- expressions

    private List<Ast.Expr> exprList() {
        List<Ast.Expr> list = new ArrayList<>();
        do {
            list.add(expr());
        } while (accept(","));
        return list;
    }

    private Ast.Expr expr() {
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
        levels--;
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
                if (!fn.proto.isVararg) {
                    throw lex.errorHere("cannot use '...' outside a vararg function");
                }
                fn.proto.usesVarargs = true;
                e = new Ast.VarargExpr();
            }
            case "{" -> {
                return table();
            }
            case "function" -> {
                lex.next();
                return function(line, false, "anonymous");
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
            return resolve(name(), line);
        }
        if (accept("(")) {
            Ast.Expr e = expr();
            expectMatch(")", "(", line);
            e.parenthesized = true;
            return e;
        }
        throw lex.errorHere("unexpected symbol");
    }

    private Ast.Expr suffixed() {
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
                    e = new Ast.IndexExpr(e, new Ast.ConstExpr(constant(name())));
                }
                case "[" -> {
                    lex.next();
                    Ast.Expr key = expr();
                    expect("]");
                    e = new Ast.IndexExpr(e, key);
                }
                case ":" -> {
                    lex.next();
                    LuaString method = constant(name());
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
        fn.proto.needsEnter = true;
        int line = lex.line;
        switch (lex.token) {
            case "(" -> {
                lex.next();
                if (accept(")")) {
                    return List.of();
                }
                List<Ast.Expr> list = exprList();
                expectMatch(")", "(", line);
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
        expect("{");
        while (!lex.token.equals("}")) {
            Ast.Expr key = null;
            if (accept("[")) {
                key = expr();
                expect("]");
                expect("=");
                t.items.add(expr());
            } else {
                Ast.Expr e = expr();
                // `name =` is only a key when the expression was a bare name.
                String bare = bareName(e);
                if (lex.token.equals("=") && bare != null) {
                    lex.next();
                    key = new Ast.ConstExpr(constant(bare));
                    t.items.add(expr());
                } else {
                    t.items.add(e);
                }
            }
            t.keys.add(key);
            if (!accept(",") && !accept(";")) {
                break;
            }
        }
        expectMatch("}", "{", line);
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

    private Ast.FunctionExpr function(int line, boolean method, String name) {
        return function(line, method, name, null);
    }

    private Ast.FunctionExpr function(int line, boolean method, String name, Ast.Var self) {
        enterLevel();
        Ast.Proto p = new Ast.Proto(fn.proto, line);
        p.name = name;
        add(p);
        if (self != null) {
            self.selfOf = p;
        }
        int from = lex.count;
        int savedLevels = levels;
        fn = new Fn(fn, p);
        open(false);
        if (method) {
            param(p, "self");
        }
        expect("(");
        Ast.Var arg = null;
        while (!lex.token.equals(")")) {
            if (accept("...")) {
                p.isVararg = true;
                arg = is51 ? declare("arg") : null;
                break;
            }
            param(p, name());
            if (!accept(",")) {
                break;
            }
            if (lex.token.equals(")")) {
                throw lex.errorHere("<name> expected");
            }
        }
        expect(")");
        statements();
        expectMatch("end", "function", line);
        p.body = close();
        if (arg != null && arg.isNamed) {
            p.body.stats.addFirst(argTable(arg, p.usesVarargs, line));
        }
        p.tokens = lex.count - from - p.nestedTokens;
        fn = fn.outer;
        fn.proto.nestedTokens += lex.count - from;
        levels = savedLevels - 1;
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
        Ast.Var v = declare(name);
        v.sources.add(null);
        p.params.add(v);
    }
}
