package io.kaosnet.core.script;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Fields of tables that scripts hand over, and tables to hand back. Pure functions.
public final class ScriptTables {
    private ScriptTables() {}

    /// A table of names and values, in pairs.
    public static Map<Object, @Nullable Object> table(@Nullable Object... pairs) {
        Map<Object, @Nullable Object> table = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            table.put(String.valueOf(pairs[i]), pairs[i + 1]);
        }
        return table;
    }

    /// A text field; empty when absent.
    ///
    /// @throws ScriptException when it is there and no text
    public static String text(Map<?, ?> table, String name) {
        Object value = table.get(name);
        return switch (value) {
            case null -> "";
            case String text -> text;
            case byte[] text -> Args.textOf(text);
            case Number number -> String.valueOf(number);
            default -> throw new ScriptException(name + ": expected a string");
        };
    }

    /// @throws ScriptException when it is absent or no text
    public static String requiredText(Map<?, ?> table, String name) {
        String text = text(table, name);
        if (text.isEmpty()) {
            throw new ScriptException(name + ": expected a string that is not empty");
        }
        return text;
    }

    public static long integer(Map<?, ?> table, String name, long fallback) {
        Object value = table.get(name);
        return switch (value) {
            case null -> fallback;
            case Long number -> number;
            case Double number when Double.isFinite(number) -> (long) (double) number;
            default -> throw new ScriptException(name + ": expected an integer");
        };
    }

    public static boolean flag(Map<?, ?> table, String name, boolean fallback) {
        Object value = table.get(name);
        return switch (value) {
            case null -> fallback;
            case Boolean flag -> flag;
            default -> throw new ScriptException(name + ": expected a boolean");
        };
    }

    /// The texts of a list.
    ///
    /// @throws ScriptException when one is no text
    public static List<String> texts(String what, List<?> list) {
        List<String> texts = new ArrayList<>(list.size());
        for (Object value : list) {
            if (!(value instanceof String) && !(value instanceof byte[])) {
                throw new ScriptException(what + ": expected a list of strings");
            }
            texts.add(Args.textOf(value));
        }
        return texts;
    }

    /// The texts of a table by name.
    public static Map<String, String> textMap(String what, Map<?, ?> table) {
        Map<String, String> texts = new LinkedHashMap<>();
        table.forEach(
                (name, value) -> {
                    if (!(value instanceof String) && !(value instanceof byte[])) {
                        throw new ScriptException(what + ": expected a table of strings");
                    }
                    texts.put(Args.textOf(name), Args.textOf(value));
                });
        return texts;
    }

    /// The table elements of a list.
    public static List<Map<?, ?>> tables(String what, List<?> list) {
        List<Map<?, ?>> tables = new ArrayList<>(list.size());
        for (Object value : list) {
            if (!(value instanceof Map<?, ?> table)) {
                throw new ScriptException(what + ": expected a list of tables");
            }
            tables.add(table);
        }
        return tables;
    }
}
