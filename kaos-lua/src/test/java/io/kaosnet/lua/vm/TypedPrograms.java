package io.kaosnet.lua.vm;

import java.util.List;
import java.util.Random;

/// Owned by one thread. Makes random Lua programs that end, print what they do, and mean the
/// same in every correct implementation: no order of `pairs`, no address, no clock, no chance.
///
/// The same seed with a smaller size gives a smaller program, which is how a failure is shrunk.
/// Variables keep their type most of the time, so that most operations succeed and some fail.
final class TypedPrograms extends TypedExpressions {
    private final StringBuilder out = new StringBuilder();
    private int names;
    private int left;
    private int loops;

    TypedPrograms(long seed, int size, boolean is51) {
        super(new Random(seed), is51);
        this.left = size;
    }

    /// A chunk; every call prints first to last what happened in it.
    String program() {
        out.append("local steps = 0\n");
        out.append(
                "local function step() steps = steps + 1 if steps > 3000 then error('steps', 0) end end\n");
        out.append("local function cut(s) return s:sub(1, 40) end\n");
        while (left > 0) {
            out.append("print(pcall(function(...)\n");
            int[] scope = enter();
            boolean wasVararg = isVararg;
            isVararg = true;
            block(3 + random.nextInt(6), 0);
            out.append("return ").append(anyOf(1)).append('\n');
            isVararg = wasVararg;
            leave(scope);
            out.append("end, 1, 'two', 3.5))\n");
        }
        return out.toString();
    }

    private int[] enter() {
        return new int[] {numbers.size(), strings.size(), tables.size(), functions.size()};
    }

    private void leave(int[] scope) {
        List<List<String>> all = List.of(numbers, strings, tables, functions);
        for (int i = 0; i < scope.length; i++) {
            List<String> list = all.get(i);
            list.subList(scope[i], list.size()).clear();
        }
    }

    private String fresh(String prefix) {
        return prefix + names++;
    }

    private void block(int count, int depth) {
        for (int i = 0; i < count && left > 0; i++) {
            statement(depth);
        }
    }

    private void statement(int depth) {
        left--;
        switch (random.nextInt(depth < 3 ? 24 : 12)) {
            case 0, 1 -> declare(numbers, "n", number(0));
            case 2, 3 -> declare(strings, "s", string(0));
            case 4 -> declare(tables, "t", table(0));
            case 5 ->
                    out.append("print(")
                            .append(anyOf(0))
                            .append(", ")
                            .append(anyOf(0))
                            .append(")\n");
            case 6 -> assign(numbers, number(0));
            case 7 -> assign(strings, string(0));
            case 8, 9 -> setField();
            case 10 -> swap();
            case 11 -> out.append("print(").append(condition(0)).append(")\n");
            case 12, 13 -> branch(depth);
            case 14 -> numericLoop(depth);
            case 15 -> whileLoop(depth);
            case 16 -> tableLoop(depth);
            case 17 -> function(depth);
            case 18 -> protectedCall(depth);
            case 19 -> coroutine(depth);
            case 20 -> metatable();
            case 21 -> closure();
            default -> call();
        }
    }

    private void declare(List<String> list, String prefix, String value) {
        String name = fresh(prefix);
        out.append("local ").append(name);
        if (!is51 && random.nextInt(12) == 0 && list != tables) {
            out.append(" <const>");
            out.append(" = ").append(value).append('\n');
            out.append("print(").append(name).append(")\n");
            return; // never assigned to
        }
        out.append(" = ").append(value).append('\n');
        list.add(name);
    }

    private void assign(List<String> list, String value) {
        if (!list.isEmpty()) {
            String v = random.nextInt(25) == 0 ? any(1) : value;
            out.append(pick(list)).append(" = ").append(v).append('\n');
        }
    }

    private void swap() {
        if (numbers.size() > 1) {
            String a = pick(numbers);
            String b = pick(numbers);
            out.append(a)
                    .append(", ")
                    .append(b)
                    .append(" = ")
                    .append(b)
                    .append(", ")
                    .append(a)
                    .append(" + 1\n");
        }
    }

    /// Elements are only appended, for a table with holes has no one length.
    private void setField() {
        if (!tables.isEmpty()) {
            String t = pick(tables);
            String value = random.nextInt(6) == 0 ? any(1) : number(1);
            if (random.nextInt(3) == 0) {
                out.append("table.insert(").append(t).append(", ").append(some(1)).append(")\n");
            } else {
                out.append(t).append('.').append(pick(FIELDS)).append(" = ").append(value);
                out.append('\n');
            }
        }
    }

    private void branch(int depth) {
        out.append("if ").append(condition(0)).append(" then\n");
        scoped(depth);
        if (random.nextBoolean()) {
            out.append("elseif ").append(condition(1)).append(" then\n");
            scoped(depth);
        }
        if (random.nextBoolean()) {
            out.append("else\n");
            scoped(depth);
        }
        out.append("end\n");
    }

    private void scoped(int depth) {
        int[] scope = enter();
        block(1 + random.nextInt(3), depth + 1);
        leave(scope);
    }

    private void loopBody(int depth) {
        out.append("step()\n");
        loops++;
        int[] scope = enter();
        block(1 + random.nextInt(3), depth + 1);
        if (random.nextInt(4) == 0) {
            out.append("if ").append(condition(1)).append(" then break end\n");
        }
        leave(scope);
        loops--;
    }

    private void numericLoop(int depth) {
        String i = fresh("n");
        String[] ranges = {"1, 3", "3, 1, -1", "0, 1, 0.5", "1, 0", "-1, 1", "2, 9, 3", "1.0, 3"};
        out.append("for ")
                .append(i)
                .append(" = ")
                .append(random.nextInt(5) == 0 ? "1, " + number(2) : pick(ranges))
                .append(" do\n");
        numbers.add(i);
        loopBody(depth);
        out.append("end\n");
        numbers.remove(i);
    }

    private void whileLoop(int depth) {
        String c = fresh("n");
        out.append("local ").append(c).append(" = 0\n");
        boolean isRepeat = random.nextBoolean();
        out.append(
                isRepeat ? "repeat\n" : "while " + c + " < " + (1 + random.nextInt(4)) + " do\n");
        out.append(c).append(" = ").append(c).append(" + 1\n");
        loopBody(depth);
        out.append(isRepeat ? "until " + c + " >= 3 or " + condition(2) + "\n" : "end\n");
    }

    private void tableLoop(int depth) {
        String i = fresh("n");
        String v = fresh("n");
        out.append("for ")
                .append(i)
                .append(", ")
                .append(v)
                .append(" in ipairs(")
                .append(plainTable(1))
                .append(") do\n");
        numbers.add(i);
        numbers.add(v);
        loopBody(depth);
        numbers.remove(i);
        numbers.remove(v);
        out.append("end\n");
    }

    private void function(int depth) {
        String f = fresh("f");
        String a = fresh("n");
        String b = fresh("s");
        boolean hasRest = random.nextBoolean();
        out.append("local function ").append(f).append('(').append(a).append(", ").append(b);
        out.append(hasRest ? ", ...)\n" : ")\n").append("step()\n");
        boolean wasVararg = isVararg;
        int before = loops;
        isVararg = hasRest;
        int[] scope = enter();
        numbers.add(a);
        strings.add(b);
        block(1 + random.nextInt(3), depth + 1);
        out.append("do return ")
                .append(number(1))
                .append(", ")
                .append(any(1))
                .append(hasRest && random.nextBoolean() ? ", ..." : "")
                .append(" end\n");
        leave(scope);
        isVararg = wasVararg;
        loops = before;
        out.append("end\n");
        functions.add(f);
        out.append("print(").append(called()).append(")\n");
    }

    private void protectedCall(int depth) {
        out.append("print(pcall(function()\n");
        boolean wasVararg = isVararg;
        isVararg = false;
        int[] scope = enter();
        block(1 + random.nextInt(3), depth + 1);
        if (random.nextInt(3) == 0) {
            out.append("error(")
                    .append(is51 ? string(1) : any(1))
                    .append(random.nextBoolean() ? ", 0)\n" : ")\n");
        } else {
            out.append("return ").append(any(0)).append('\n');
        }
        leave(scope);
        isVararg = wasVararg;
        out.append("end))\n");
    }

    private void coroutine(int depth) {
        String c = fresh("c");
        out.append("local ").append(c).append(" = coroutine.create(function(a, b)\n");
        boolean wasVararg = isVararg;
        isVararg = false;
        int[] scope = enter();
        String y = fresh("n");
        out.append("local ")
                .append(y)
                .append(" = coroutine.yield(")
                .append(number(1))
                .append(", a)\n");
        numbers.add(y);
        block(1 + random.nextInt(2), depth + 1);
        out.append("print(coroutine.yield(b, ").append(any(1)).append("))\n");
        out.append("return ").append(any(1)).append('\n');
        leave(scope);
        isVararg = wasVararg;
        out.append("end)\n");
        for (int i = 0; i < 4; i++) {
            out.append("print(coroutine.resume(")
                    .append(c)
                    .append(", ")
                    .append(number(2))
                    .append(", 'r')) print(coroutine.status(")
                    .append(c)
                    .append("))\n");
        }
    }

    private void metatable() {
        String t = fresh("t");
        out.append("local ")
                .append(t)
                .append(" = setmetatable({ x = 1, y = 2, ")
                .append(number(1))
                .append(" }, {\n");
        out.append("__index = function(t, k) return ")
                .append(random.nextBoolean() ? "k" : "5")
                .append(" end,\n");
        out.append("__add = function(a, b) return 40 end, __lt = function() return ")
                .append(random.nextBoolean())
                .append(" end,\n");
        out.append(
                "__eq = function() return true end, __concat = function() return 'cc' end, __call = function(self, a) return a, 9 end,\n");
        out.append(
                "__unm = function() return -3 end, __tostring = function() return 'meta' end })\n");
        out.append("print(")
                .append(t)
                .append(" + 1, 2 + ")
                .append(t)
                .append(", ")
                .append(t)
                .append(" < ")
                .append(t)
                .append(", ")
                .append(t);
        out.append(" .. 'x', ")
                .append(t)
                .append("(7), -")
                .append(t)
                .append(", tostring(")
                .append(t)
                .append("), ")
                .append(t)
                .append(key())
                .append(")\n");
        tables.add(t);
    }

    private void closure() {
        String f = fresh("f");
        String up = fresh("n");
        out.append("local ").append(up).append(" = ").append(number(1)).append('\n');
        out.append("local ")
                .append(f)
                .append(" = function(d) ")
                .append(up)
                .append(" = (tonumber(")
                .append(up)
                .append(") or 0) + 1 return ");
        out.append(up).append(", d end\n");
        out.append(f)
                .append("() print(")
                .append(f)
                .append("(")
                .append(any(2))
                .append("), ")
                .append(up)
                .append(")\n");
        numbers.add(up);
        functions.add(f);
    }

    /// A statement, for a call within an expression may change what the rest of it reads, and the
    /// order of that is nowhere promised.
    private void call() {
        if (functions.isEmpty() || loops > 1) {
            return;
        }
        String n = fresh("n");
        out.append("local ").append(n).append(" = ").append(called()).append('\n');
        numbers.add(n);
    }
}
