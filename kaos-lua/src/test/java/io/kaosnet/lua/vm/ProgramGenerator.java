package io.kaosnet.lua.vm;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// Owned by one test. Makes random programs that end, from a seed: any statement, any expression,
/// errors included.
final class ProgramGenerator {
    private static final String[] BINARY = {
        "+", "-", "*", "/", "//", "%", "^", "&", "|", "~", "<<", ">>", "..", "==", "~=", "<", "<=",
        ">", ">=", "and", "or"
    };
    private static final String[] NUMBERS = {
        "0", "1", "2", "3", "-1", "10", "0.5", "2.0", "1e10", "7", "math.maxinteger", "-3.25"
    };
    private static final String[] STRINGS = {"'a'", "'10'", "''", "'0x1p1'", "'hello'", "'3.0'"};

    private final Random random;
    private final StringBuilder out = new StringBuilder();
    private final List<List<String>> scopes = new ArrayList<>();
    private int names;
    private int depth;
    private boolean isVararg;

    ProgramGenerator(long seed) {
        random = new Random(seed);
    }

    /// A chunk of about `statements` statements that prints what it reckons.
    String program(int statements) {
        scopes.add(new ArrayList<>());
        block(statements);
        return out.toString();
    }

    private void block(int statements) {
        scopes.add(new ArrayList<>());
        depth++;
        int n = depth > 5 ? 1 : Math.max(1, statements);
        for (int i = 0; i < n; i++) {
            statement();
        }
        depth--;
        scopes.removeLast();
    }

    private String fresh() {
        String name = "v" + names++;
        return name;
    }

    private void declare(String name) {
        scopes.getLast().add(name);
    }

    private String variable() {
        List<String> all = new ArrayList<>();
        scopes.forEach(all::addAll);
        return all.isEmpty() || random.nextInt(12) == 0
                ? "g" + random.nextInt(4)
                : all.get(random.nextInt(all.size()));
    }

    private void line(String text) {
        out.append("  ".repeat(depth)).append(text).append('\n');
    }

    private void statement() {
        int kind = random.nextInt(depth > 4 ? 8 : 17);
        switch (kind) {
            case 0, 1 -> {
                String value = expression(3);
                String name = fresh();
                line("local " + name + (random.nextInt(15) == 0 ? " <const>" : "") + " = " + value);
                if (!out.toString().endsWith("<const>")) {
                    declare(name);
                }
            }
            case 2 -> {
                String values = expression(2) + ", " + expression(2);
                String a = fresh();
                String b = fresh();
                line("local " + a + ", " + b + " = " + values);
                declare(a);
                declare(b);
            }
            case 3, 4 -> assignment();
            case 5, 6 -> line("print(" + expression(3) + ")");
            case 7 -> line("print(pcall(function() return " + closed(3) + " end))");
            case 8 -> {
                line("if " + expression(2) + " then");
                block(2);
                if (random.nextBoolean()) {
                    line("elseif " + expression(2) + " then");
                    block(2);
                }
                if (random.nextBoolean()) {
                    line("else");
                    block(2);
                }
                line("end");
            }
            case 9, 10 -> numericFor();
            case 11 -> {
                String k = fresh();
                String v = fresh();
                line("for " + k + ", " + v + " in ipairs({" + list() + "}) do");
                scopes.add(new ArrayList<>(List.of(k, v)));
                block(2);
                scopes.removeLast();
                line("end");
            }
            case 12 -> {
                String counter = fresh();
                line("local " + counter + " = 0");
                line("while " + counter + " < " + (1 + random.nextInt(4)) + " do");
                line("  " + counter + " = " + counter + " + 1");
                block(2);
                if (random.nextInt(3) == 0) {
                    line("  if " + expression(2) + " then break end");
                }
                line("end");
            }
            case 13, 14 -> function();
            case 15 -> {
                line("do");
                block(3);
                line("end");
            }
            default -> {
                String counter = fresh();
                line("local " + counter + " = 0");
                line("repeat");
                line("  " + counter + " = " + counter + " + 1");
                block(2);
                line("until " + counter + " > 2 or " + expression(2));
            }
        }
    }

    private void assignment() {
        switch (random.nextInt(4)) {
            case 0 -> line("t0 = t0 or {} t0[" + expression(1) + " or 1] = " + expression(2));
            case 1 -> line(safeVariable() + ", g1 = " + expression(2) + ", " + expression(2));
            default -> line(safeVariable() + " = " + expression(3));
        }
    }

    /// Not a constant: those are never declared to the generator.
    private String safeVariable() {
        String v = variable();
        return out.indexOf("local " + v + " <const>") >= 0 ? "g0" : v;
    }

    private void numericFor() {
        String i = fresh();
        String[] ranges = {
            "1, 3",
            "3, 1, -1",
            "1, 2, 0.5",
            "1.0, 3",
            "-2, 2, 2",
            "1, 0",
            "math.maxinteger - 1, math.maxinteger"
        };
        line("for " + i + " = " + ranges[random.nextInt(ranges.length)] + " do");
        scopes.add(new ArrayList<>(List.of(i)));
        block(2);
        if (random.nextInt(4) == 0) {
            line("  if " + expression(2) + " then goto out" + i + " end");
            line("  print('not out', " + i + ")");
            line("  ::out" + i + "::");
        }
        scopes.removeLast();
        line("end");
    }

    private void function() {
        String name = fresh();
        String a = fresh();
        String b = fresh();
        boolean outer = isVararg;
        isVararg = random.nextInt(3) == 0;
        line("local function " + name + "(" + a + ", " + b + (isVararg ? ", ..." : "") + ")");
        scopes.add(new ArrayList<>(List.of(a, b)));
        block(3);
        line("  return " + (random.nextInt(3) == 0 ? list() : expression(3)));
        scopes.removeLast();
        isVararg = outer;
        line("end");
        line("print(pcall(" + name + ", " + list() + "))");
        String result = fresh();
        line("local _, " + result + " = pcall(" + name + ", " + expression(2) + ")");
        declare(result);
    }

    private String list() {
        StringBuilder s = new StringBuilder(expression(2));
        for (int i = random.nextInt(3); i > 0; i--) {
            s.append(", ").append(expression(2));
        }
        return isVararg && random.nextInt(3) == 0 ? s + ", ..." : s.toString();
    }

    private String expression(int size) {
        if (size <= 0 || random.nextInt(5) == 0) {
            return atom();
        }
        return switch (random.nextInt(16)) {
            case 0 -> "(not " + expression(size - 1) + ")";
            case 1 -> "(- " + expression(size - 1) + ")";
            case 2 ->
                    "#"
                            + (random.nextBoolean()
                                    ? STRINGS[random.nextInt(STRINGS.length)]
                                    : "{" + list() + "}");
            case 3 -> "({" + list() + "})[" + expression(size - 1) + "]";
            case 4 -> "(function(...) return select('#', ...) end)(" + list() + ")";
            case 5 -> "(select(2, pcall(function() return " + closed(size - 1) + " end)))";
            case 6 -> "type(" + expression(size - 1) + ")";
            case 7 -> "tostring(" + simple(size) + ")";
            case 8 -> "({x = " + expression(size - 1) + "}).x";
            default ->
                    "("
                            + expression(size - 1)
                            + " "
                            + BINARY[random.nextInt(BINARY.length)]
                            + " "
                            + expression(size - 1)
                            + ")";
        };
    }

    /// An expression within a function of its own, which has no `...`.
    private String closed(int size) {
        boolean outer = isVararg;
        isVararg = false;
        String e = expression(size);
        isVararg = outer;
        return e;
    }

    private String simple(int size) {
        return random.nextBoolean() ? atom() : expression(size - 1);
    }

    private String atom() {
        return switch (random.nextInt(10)) {
            case 0 -> "nil";
            case 1 -> random.nextBoolean() ? "true" : "false";
            case 2, 3, 4 -> NUMBERS[random.nextInt(NUMBERS.length)];
            case 5 -> STRINGS[random.nextInt(STRINGS.length)];
            case 6 -> isVararg ? "(...)" : "nil";
            default -> variable();
        };
    }
}
