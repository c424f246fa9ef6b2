package io.kaosnet.core.script;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One argument of a function. Immutable.
///
/// @param optional whether nil is taken
/// @param fallback what an absent optional one stands for
public record Param(String name, Type type, boolean optional, @Nullable Object fallback) {

    /// The names are what argument errors say.
    public enum Type {
        STRING("string"),
        INTEGER("number"),
        NUMBER("number"),
        BOOLEAN("boolean"),
        TABLE("table"),
        FUNCTION("function"),
        ANY("value");

        private final String text;

        Type(String text) {
            this.text = text;
        }

        public String text() {
            return text;
        }
    }

    /// Reads `name:string, limit:int?=100, data:table?`.
    static List<Param> parse(String list) {
        List<Param> params = new ArrayList<>();
        for (String one : list.isBlank() ? new String[0] : list.split(",")) {
            String text = one.strip();
            int colon = text.indexOf(':');
            int equals = text.indexOf('=');
            String type = text.substring(colon + 1, equals < 0 ? text.length() : equals);
            boolean isOptional = type.endsWith("?");
            Type parsed = typeOf(isOptional ? type.substring(0, type.length() - 1) : type);
            Object fallback =
                    equals < 0 ? empty(parsed) : value(parsed, text.substring(equals + 1));
            params.add(new Param(text.substring(0, colon), parsed, isOptional, fallback));
        }
        return List.copyOf(params);
    }

    private static Type typeOf(String name) {
        return switch (name) {
            case "string" -> Type.STRING;
            case "int" -> Type.INTEGER;
            case "number" -> Type.NUMBER;
            case "bool" -> Type.BOOLEAN;
            case "table" -> Type.TABLE;
            case "function" -> Type.FUNCTION;
            case "any" -> Type.ANY;
            default -> throw new IllegalArgumentException("parameter type: " + name);
        };
    }

    private static @Nullable Object empty(Type type) {
        return switch (type) {
            case STRING -> "";
            case INTEGER -> 0L;
            case NUMBER -> 0.0;
            case BOOLEAN -> false;
            case TABLE, FUNCTION, ANY -> null;
        };
    }

    private static @Nullable Object value(Type type, String text) {
        return switch (type) {
            case STRING -> text;
            case INTEGER -> Long.parseLong(text);
            case NUMBER -> Double.parseDouble(text);
            case BOOLEAN -> Boolean.parseBoolean(text);
            case TABLE, FUNCTION, ANY -> null;
        };
    }

    @Override
    public String toString() {
        String what = name + ": " + (type == Type.INTEGER ? "integer" : type.text());
        if (!optional) {
            return what;
        }
        boolean isShown = fallback != null && !fallback.equals("");
        return what + (isShown ? " = " + fallback : "?");
    }
}
