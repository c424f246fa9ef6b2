package io.kaosnet.core.storage;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.kaosnet.protocol.json.JsonFactories;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A JSON text as maps, lists, texts, doubles, booleans and nulls. Pure functions.
final class JsonTree {
    private static final JsonFactory JSON = JsonFactories.create();

    private JsonTree() {}

    /// @param json a text that was checked when it was stored
    static @Nullable Object parse(String json) {
        try (JsonParser in = JSON.createParser(json)) {
            in.nextToken();
            return value(in);
        } catch (IOException e) {
            throw new IllegalStateException("a stored value is not JSON", e);
        }
    }

    private static @Nullable Object value(JsonParser in) throws IOException {
        return switch (in.currentToken()) {
            case START_OBJECT -> {
                Map<String, @Nullable Object> members = new HashMap<>();
                while (in.nextToken() != JsonToken.END_OBJECT) {
                    String name = in.currentName();
                    in.nextToken();
                    members.put(name, value(in));
                }
                yield members;
            }
            case START_ARRAY -> {
                List<@Nullable Object> elements = new ArrayList<>();
                while (in.nextToken() != JsonToken.END_ARRAY) {
                    elements.add(value(in));
                }
                yield elements;
            }
            case VALUE_STRING -> in.getText();
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> in.getDoubleValue();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            default -> null;
        };
    }

    /// Adds what a dotted path leads to, through every element of the arrays on its way and at its
    /// end. A member whose name has dots is found by its whole name.
    static void collect(@Nullable Object from, String path, List<@Nullable Object> found) {
        switch (from) {
            case Map<?, ?> members -> {
                if (members.containsKey(path)) {
                    addAll(members.get(path), found);
                    return;
                }
                int dot = path.indexOf('.');
                if (dot > 0) {
                    collect(members.get(path.substring(0, dot)), path.substring(dot + 1), found);
                }
            }
            case List<?> elements -> {
                for (Object element : elements) {
                    collect(element, path, found);
                }
            }
            case null, default -> {
                // The path ends in the air.
            }
        }
    }

    /// By code point, which is the order of the databases' bytes.
    static int compareTexts(String a, String b) {
        int length = Math.min(a.length(), b.length());
        for (int i = 0; i < length; i++) {
            char left = a.charAt(i);
            char right = b.charAt(i);
            if (left != right) {
                // Surrogates stand for what comes after every other character.
                int byRange =
                        Boolean.compare(Character.isSurrogate(left), Character.isSurrogate(right));
                return byRange == 0 ? Character.compare(left, right) : byRange;
            }
        }
        return Integer.compare(a.length(), b.length());
    }

    private static void addAll(@Nullable Object value, List<@Nullable Object> found) {
        if (value instanceof List<?> elements) {
            found.addAll(elements);
        } else {
            found.add(value);
        }
    }
}
