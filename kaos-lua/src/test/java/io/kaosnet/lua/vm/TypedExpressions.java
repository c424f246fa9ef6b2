package io.kaosnet.lua.vm;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;

/// Owned by one thread. Random expressions over the names that are in scope, by the type that they
/// have most of the time.
abstract class TypedExpressions {
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
    static final String[] FIELDS = {"x", "y", "name"};

    final Random random;
    final boolean is51;

    /// Names in scope, by the type of their values.
    final List<String> numbers = new ArrayList<>();

    final List<String> strings = new ArrayList<>();
    final List<String> tables = new ArrayList<>();
    final List<String> functions = new ArrayList<>();

    /// Whether `...` may be named.
    boolean isVararg;

    TypedExpressions(Random random, boolean is51) {
        this.random = random;
        this.is51 = is51;
    }

    final String pick(String[] from) {
        return from[random.nextInt(from.length)];
    }

    final String pick(List<String> from) {
        return from.get(random.nextInt(from.size()));
    }

    /// A number that is not nil, as fields can be.
    final String some(int depth) {
        return "(" + number(depth) + " or 0)";
    }

    final String key() {
        return random.nextBoolean() ? "." + pick(FIELDS) : "[" + (1 + random.nextInt(2)) + "]";
    }

    /// A value to print: tables and functions by their types.
    final String anyOf(int depth) {
        return random.nextInt(10) == 0 && isVararg ? "..." : any(depth);
    }

    final String any(int depth) {
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

    final String called() {
        String third = random.nextBoolean() ? ", " + any(2) : "";
        return pick(functions) + "(" + number(2) + ", " + string(2) + third + ")";
    }

    final String number(int depth) {
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

    final String string(int depth) {
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

    final String table(int depth) {
        return !tables.isEmpty() && random.nextBoolean() ? pick(tables) : plainTable(depth);
    }

    final String plainTable(int depth) {
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

    final String condition(int depth) {
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
