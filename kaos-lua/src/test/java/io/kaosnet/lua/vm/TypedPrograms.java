package io.kaosnet.lua.vm;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;

/// Owned by one thread. Makes random Lua programs that end, print what they do, and mean the
/// same in every correct implementation: no order of `pairs`, no address, no clock, no chance.
///
/// The same seed with a smaller size gives a smaller program, which is how a failure is shrunk.
/// Variables keep their type most of the time, so that most operations succeed and some fail.
final class TypedPrograms {
    private static final int MAX_DEPTH = 3;
    private static final String[] INTEGERS = {
        "0",
        "1",
        "2",
        "3",
        "-1",
        "7",
        "10",
        "100",
        "255",
        "-128",
        "65536",
        "2147483647",
        "0x7f",
        "4294967296"
    };
    private static final String[] LARGE_INTEGERS = {
        "math.maxinteger", "math.mininteger", "9007199254740993", "0xffffffffffffffff"
    };
    private static final String[] FLOATS = {
        "0.5", "1.5", "-2.25", "3.0", "1e15", "1e100", "0.1", "-0.75", "123.456", "2^53", "1e-3"
    };
    private static final String[] STRINGS = {
        "''",
        "'a'",
        "'abc'",
        "'10'",
        "'0x10'",
        "'3.5'",
        "'hello world'",
        "' 7 '",
        "'-2'",
        "'x=1, y=2'",
        "'é'"
    };
    private static final String[] PATTERNS = {
        "'%a+'", "'%d'", "'[abc]'", "'.'", "'(%w)(%w)'", "'^%s*'", "'l+'", "''"
    };
    private static final Pattern CONSTANT = Pattern.compile("[-+*/^() .0-9a-fx]+");
    private static final String[] FIELDS = {"x", "y", "name"};

    private final Random random;
    private final boolean is51;
    private final StringBuilder out = new StringBuilder();
    private final List<String> numbers = new ArrayList<>();
    private final List<String> strings = new ArrayList<>();
    private final List<String> tables = new ArrayList<>();
    private final List<String> functions = new ArrayList<>();
    private int names;
    private int left;
    private int loops;
    private boolean isVararg;

    TypedPrograms(long seed, int size, boolean is51) {
        this.random = new Random(seed);
        this.left = size;
        this.is51 = is51;
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

    // ---- scopes

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

    private String pick(String[] from) {
        return from[random.nextInt(from.length)];
    }

    private String pick(List<String> from) {
        return from.get(random.nextInt(from.size()));
    }

    // ---- statements

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

    /// A number that is not nil, as fields can be.
    private String some(int depth) {
        return "(" + number(depth) + " or 0)";
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

    // ---- expressions

    private String key() {
        return random.nextBoolean() ? "." + pick(FIELDS) : "[" + (1 + random.nextInt(2)) + "]";
    }

    /// A value to print: tables and functions by their types.
    private String anyOf(int depth) {
        return random.nextInt(10) == 0 && isVararg ? "..." : any(depth);
    }

    private String any(int depth) {
        return switch (random.nextInt(9)) {
            case 0, 1, 2 -> number(depth);
            case 3, 4 -> string(depth);
            case 5 -> condition(depth);
            case 6 -> "type(" + table(depth) + ")";
            case 7 ->
                    tables.isEmpty()
                            ? "nil"
                            : "tostring(" + pick(tables) + key() + "):gsub('0x%x+', '')";
            default -> isVararg ? "select('#', ...)" : "nil";
        };
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

    private String called() {
        String third = random.nextBoolean() ? ", " + any(2) : "";
        return pick(functions) + "(" + number(2) + ", " + string(2) + third + ")";
    }

    private String number(int depth) {
        if (depth >= MAX_DEPTH || random.nextInt(4) == 0) {
            return simpleNumber();
        }
        String a = number(depth + 1);
        return switch (random.nextInt(16)) {
            case 0, 1 -> "(" + a + " + " + number(depth + 1) + ")";
            case 2 -> "(" + a + " - " + number(depth + 1) + ")";
            case 3 -> scaled(a, " * ", number(depth + 1));
            case 4 -> scaled(a, " / ", number(depth + 1));
            case 5 -> is51 ? "math.abs(" + a + ")" : "(" + a + " % " + number(depth + 1) + ")";
            case 6 -> is51 ? "math.floor(" + a + ")" : "(" + a + " // " + number(depth + 1) + ")";
            case 7 ->
                    is51
                            ? "math.abs(" + a + ")"
                            : "("
                                    + a
                                    + pick(new String[] {" & ", " | ", " ~ ", " << ", " >> "})
                                    + number(depth + 1)
                                    + ")";
            case 8 -> negated(simpleNumber());
            case 9 ->
                    "#" + (random.nextBoolean() ? "(" + string(depth + 1) + ")" : table(depth + 1));
            case 10 -> "math.floor(" + a + ")";
            case 11 -> "(tonumber(" + string(depth + 1) + ") or " + a + ")";
            case 12 -> "(" + condition(depth + 1) + " and " + a + " or " + number(depth + 1) + ")";
            case 13, 14 -> "(" + string(depth + 1) + ").len(" + string(depth + 1) + ")";
            default ->
                    "math."
                            + (random.nextBoolean() ? "max" : "min")
                            + "("
                            + a
                            + ", "
                            + number(depth + 1)
                            + ")";
        };
    }

    /// The product or quotient; in 5.1 the sum if both are constant. Its reference works those out
    /// when it compiles, and takes 0 and -0 for one constant of a function: whichever came first.
    private String scaled(String a, String operator, String b) {
        boolean isFolded = is51 && CONSTANT.matcher(a + b).matches();
        return "(" + a + (isFolded ? " + " : operator) + b + ")";
    }

    private String negated(String a) {
        return is51 && a.equals("0") ? a : "-(" + a + ")";
    }

    private String simpleNumber() {
        int kind = random.nextInt(10);
        if (kind < 5 && !numbers.isEmpty()) {
            return pick(numbers);
        }
        if (kind == 5 && !tables.isEmpty()) {
            return pick(tables) + key();
        }
        if (kind == 6) {
            return pick(FLOATS);
        }
        return kind == 7 && !is51 && random.nextInt(3) == 0 ? pick(LARGE_INTEGERS) : pick(INTEGERS);
    }

    private String string(int depth) {
        if (depth >= MAX_DEPTH || random.nextInt(3) == 0) {
            return !strings.isEmpty() && random.nextBoolean() ? pick(strings) : pick(STRINGS);
        }
        String a = "(" + string(depth + 1) + ")";
        return switch (random.nextInt(12)) {
            case 0, 1 -> "cut(" + a + " .. " + string(depth + 1) + ")";
            case 2 -> "cut(" + a + " .. " + number(depth + 1) + ")";
            case 3 -> a + ":sub(" + small() + ", " + small() + ")";
            case 4 -> a + ":upper()";
            case 5 ->
                    "("
                            + a
                            + ":gsub("
                            + pick(PATTERNS)
                            + ", "
                            + pick(new String[] {"'<%0>'", "''", "'%%'", "string.upper"})
                            + ")):sub(1, 40)";
            case 6 -> "tostring(" + number(depth + 1) + ")";
            case 7 -> "string.format('%s|%5.2f', " + a + ", " + number(depth + 1) + "):sub(1, 40)";
            case 8 -> "type(" + any(depth + 1) + ")";
            case 9 ->
                    "table.concat({ "
                            + string(depth + 1)
                            + ", "
                            + number(depth + 1)
                            + " }, ','):sub(1, 40)";
            case 10 -> "(" + a + ":match(" + pick(PATTERNS) + ") or 'none')";
            default -> a + ":reverse()";
        };
    }

    private String small() {
        return Integer.toString(random.nextInt(9) - 4);
    }

    private String table(int depth) {
        return !tables.isEmpty() && random.nextBoolean() ? pick(tables) : plainTable(depth);
    }

    private String plainTable(int depth) {
        var t = new StringBuilder("{ ");
        int count = random.nextInt(4);
        for (int i = 0; i < count; i++) {
            t.append(some(Math.max(depth, 2))).append(", ");
        }
        if (random.nextBoolean()) {
            t.append(pick(FIELDS)).append(" = ").append(number(Math.max(depth, 2))).append(", ");
        }
        return t.append(isVararg && random.nextInt(4) == 0 ? "... }" : "}").toString();
    }

    private String condition(int depth) {
        if (depth >= MAX_DEPTH) {
            return random.nextBoolean() ? "true" : "false";
        }
        return switch (random.nextInt(9)) {
            case 0, 1 ->
                    "("
                            + number(depth + 1)
                            + pick(new String[] {" < ", " <= ", " > ", " >= "})
                            + number(depth + 1)
                            + ")";
            case 2 ->
                    "("
                            + string(depth + 1)
                            + pick(new String[] {" < ", " <= ", " > "})
                            + string(depth + 1)
                            + ")";
            case 3 -> "(" + any(depth + 1) + " == " + any(depth + 1) + ")";
            case 4 -> "(" + number(depth + 1) + " ~= " + number(depth + 1) + ")";
            case 5 -> "not " + condition(depth + 1);
            case 6 -> "(" + condition(depth + 1) + " and " + condition(depth + 1) + ")";
            case 7 -> "(" + condition(depth + 1) + " or " + condition(depth + 1) + ")";
            default -> tables.isEmpty() ? "true" : "(" + pick(tables) + key() + " ~= nil)";
        };
    }
}
