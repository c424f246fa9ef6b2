package io.kaosnet.core.script;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The checked arguments of one call. Owned by the call.
///
/// Texts that are arguments themselves come as bytes, for they may be anything; those inside tables
/// come as `String`, or as bytes when they are not UTF-8.
public final class Args {
    private static final double EXACT_LIMIT = 9_007_199_254_740_992.0;

    private final ScriptFunction function;
    private final @Nullable Object[] values;

    /// @throws ScriptException for an argument of the wrong type
    public Args(ScriptFunction function, @Nullable Object[] given) {
        this.function = function;
        List<Param> params = function.params();
        this.values = new Object[params.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = check(params.get(i), i, i < given.length ? given[i] : null);
        }
    }

    private @Nullable Object check(Param param, int index, @Nullable Object value) {
        if (value == null) {
            if (param.optional()) {
                return param.fallback();
            }
            if (param.type() == Param.Type.ANY) {
                return null;
            }
            throw wrong(param, index, null);
        }
        Object fitting =
                switch (param.type()) {
                    case STRING -> value instanceof Number ? numberText(value) : ifText(value);
                    case INTEGER -> integerOf(value);
                    case NUMBER -> value instanceof Number n ? (Object) n.doubleValue() : null;
                    case BOOLEAN -> value instanceof Boolean ? value : null;
                    case TABLE -> value instanceof Map || value instanceof List ? value : null;
                    case FUNCTION -> value instanceof ScriptCallback ? value : null;
                    case ANY -> value;
                };
        if (fitting == null) {
            throw wrong(param, index, value);
        }
        return fitting;
    }

    private static @Nullable Object ifText(Object value) {
        return value instanceof byte[] || value instanceof String ? value : null;
    }

    private static String numberText(Object value) {
        return value instanceof Double d && d == Math.rint(d) && Math.abs(d) < EXACT_LIMIT
                ? String.valueOf((long) (double) d)
                : String.valueOf(value);
    }

    private static @Nullable Long integerOf(Object value) {
        if (value instanceof Long number) {
            return number;
        }
        // A fraction is cut off, as modules expect that pass `nk.time() / 1000`.
        if (value instanceof Double number && Double.isFinite(number)) {
            return (long) (double) number;
        }
        return null;
    }

    private ScriptException wrong(Param param, int index, @Nullable Object value) {
        return new ScriptException(
                "bad argument #"
                        + (index + 1)
                        + " to '"
                        + function.name()
                        + "' ("
                        + param.type().text()
                        + " expected, got "
                        + typeName(value)
                        + ")");
    }

    private static String typeName(@Nullable Object value) {
        return switch (value) {
            case null -> "nil";
            case Boolean _ -> "boolean";
            case Number _ -> "number";
            case byte[] _ -> "string";
            case String _ -> "string";
            case Map<?, ?> _ -> "table";
            case List<?> _ -> "table";
            case ScriptCallback _ -> "function";
            default -> "value";
        };
    }

    /// The function that is called.
    public String name() {
        return function.name();
    }

    /// An error about one argument's value.
    public ScriptException bad(int index, String expectation) {
        return new ScriptException(
                "bad argument #"
                        + (index + 1)
                        + " to '"
                        + function.name()
                        + "' ("
                        + expectation
                        + ")");
    }

    /// Whether the function has this argument and it was given.
    public boolean has(int index) {
        return index < values.length && values[index] != null;
    }

    public boolean isNull(int index) {
        return values[index] == null;
    }

    /// The value as it came: a text as bytes.
    @Nullable Object raw(int index) {
        return values[index];
    }

    public @Nullable Object any(int index) {
        Object value = values[index];
        return value instanceof byte[] bytes ? textOf(bytes) : value;
    }

    /// The text as UTF-8.
    public String text(int index) {
        return textOf(values[index]);
    }

    static String textOf(@Nullable Object value) {
        return switch (value) {
            case null -> "";
            case byte[] bytes -> new String(bytes, StandardCharsets.UTF_8);
            default -> value.toString();
        };
    }

    public byte[] bytes(int index) {
        Object value = values[index];
        return value instanceof byte[] bytes
                ? bytes
                : textOf(value).getBytes(StandardCharsets.UTF_8);
    }

    public long integer(int index) {
        return value(index) instanceof Long number ? number : 0;
    }

    /// An integer that fits an `int`.
    public int smallInteger(int index) {
        long number = integer(index);
        if (number != (int) number) {
            throw bad(index, "number out of range");
        }
        return (int) number;
    }

    public double number(int index) {
        return value(index) instanceof Number number ? number.doubleValue() : 0;
    }

    public boolean flag(int index) {
        return value(index) instanceof Boolean flag && flag;
    }

    private @Nullable Object value(int index) {
        return values[index];
    }

    /// A table with names; an absent one is empty.
    @SuppressWarnings("unchecked")
    public Map<Object, @Nullable Object> map(int index) {
        Object value = values[index];
        if (value == null) {
            return Map.of();
        }
        if (value instanceof Map<?, ?> map) {
            return (Map<Object, @Nullable Object>) map;
        }
        throw bad(index, "table with names expected, got a list");
    }

    /// A table that is a list; an absent or empty one is empty.
    @SuppressWarnings("unchecked")
    public List<@Nullable Object> list(int index) {
        Object value = values[index];
        if (value instanceof List<?> list) {
            return (List<@Nullable Object>) list;
        }
        if (value == null || (value instanceof Map<?, ?> map && map.isEmpty())) {
            return List.of();
        }
        throw bad(index, "list expected, got a table with names");
    }

    public ScriptCallback function(int index) {
        if (values[index] instanceof ScriptCallback callback) {
            return callback;
        }
        throw bad(index, "function expected");
    }
}
