package io.kaosnet.core.api;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.google.protobuf.Int32Value;
import java.io.IOException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Checks that many calls share. Pure functions; all throw `INVALID_ARGUMENT` with the field, its
/// value and the rule.
public final class Arguments {
    private static final JsonFactory JSON = new JsonFactory();

    private Arguments() {}

    public static UUID uuid(String field, String text) {
        try {
            if (text.length() == 36) {
                return UUID.fromString(text);
            }
        } catch (IllegalArgumentException _) {
            // Told below.
        }
        throw ApiException.invalidArgument(field + ": \"" + text + "\" (expected: a UUID)");
    }

    /// How many rows a listing is to give.
    ///
    /// @param limit null for the standard number
    public static int limit(@Nullable Int32Value limit, int standard, int most) {
        int value = limit == null ? standard : limit.getValue();
        if (value < 1 || value > most) {
            throw ApiException.invalidArgument("limit: " + value + " (expected: 1.." + most + ")");
        }
        return value;
    }

    /// Whether the text is one JSON object.
    public static boolean isJsonObject(String text) {
        return isJson(text, true);
    }

    /// Whether the text is one JSON value of any kind.
    public static boolean isJson(String text) {
        return isJson(text, false);
    }

    private static boolean isJson(String text, boolean isObject) {
        try (JsonParser in = JSON.createParser(text)) {
            JsonToken first = in.nextToken();
            if (first == null || (isObject && first != JsonToken.START_OBJECT)) {
                return false;
            }
            in.skipChildren();
            return in.nextToken() == null;
        } catch (IOException _) {
            return false;
        }
    }
}
