package io.kaosnet.core.api;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.google.protobuf.Int32Value;
import com.google.protobuf.UInt32Value;
import io.kaosnet.protocol.json.JsonFactories;
import io.kaosnet.protocol.json.MessageJson;
import java.io.IOException;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Checks that many calls share. Pure functions; all throw `INVALID_ARGUMENT` with the field, its
/// value and the rule.
public final class Arguments {
    /// As deep as requests and what scripts read: what is kept can be read by everybody.
    private static final JsonFactory JSON =
            JsonFactories.builder()
                    .streamReadConstraints(
                            StreamReadConstraints.builder()
                                    .maxNestingDepth(MessageJson.MAX_DEPTH)
                                    .build())
                    .build();

    /// Of doubles: the smallest is 4.9e-324.
    private static final int MAX_EXPONENT = 324;

    /// PostgreSQL writes numbers without exponents: how much longer that may make a text, beside
    /// twice its length.
    private static final int MAX_ZEROS = 65_536;

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

    public static List<UUID> uuids(String field, List<String> texts) {
        return texts.stream().map(text -> uuid(field, text)).toList();
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

    /// The same of an unsigned number; one beyond the range comes out below 1.
    public static int limit(@Nullable UInt32Value limit, int standard, int most) {
        return limit(limit == null ? null : Int32Value.of(limit.getValue()), standard, most);
    }

    /// Whether the text is one JSON object, with the rules of [#isJson(String)].
    public static boolean isJsonObject(String text) {
        return isJson(text, true);
    }

    /// Whether the text is one JSON value of any kind that every database keeps: at most 64 deep,
    /// without the escapes of NUL and of half a surrogate pair, with exponents up to 324 and not
    /// thousands of them that large.
    public static boolean isJson(String text) {
        return isJson(text, false);
    }

    private static boolean isJson(String text, boolean isObject) {
        try (JsonParser in = JSON.createParser(text)) {
            JsonToken first = in.nextToken();
            if (first == null || (isObject && first != JsonToken.START_OBJECT)) {
                return false;
            }
            boolean hasEscapes = text.contains("\\u");
            if (hasEscapes || mayHaveExponents(text)) {
                return areScalarsKept(in, hasEscapes, MAX_ZEROS + 2L * text.length());
            }
            in.skipChildren();
            return in.nextToken() == null;
        } catch (IOException _) {
            return false;
        }
    }

    /// Reads on to the end of the one value.
    private static boolean areScalarsKept(JsonParser in, boolean hasEscapes, long mostZeros)
            throws IOException {
        int depth = 0;
        long zeros = 0;
        JsonToken token = in.currentToken();
        while (true) {
            boolean isText = token == JsonToken.VALUE_STRING || token == JsonToken.FIELD_NAME;
            if (isText && hasEscapes && !isWhole(in.getText())) {
                return false;
            }
            if (token == JsonToken.VALUE_NUMBER_FLOAT) {
                int exponent = exponent(in.getText());
                zeros += exponent;
                if (exponent > MAX_EXPONENT || zeros > mostZeros) {
                    return false;
                }
            }
            depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
            token = in.nextToken();
            if (depth == 0 || token == null) {
                return token == null;
            }
        }
    }

    private static boolean mayHaveExponents(String text) {
        for (int i = 1; i < text.length(); i++) {
            char before = text.charAt(i - 1);
            if ((text.charAt(i) | 0x20) == 'e' && before >= '0' && before <= '9') {
                return true;
            }
        }
        return false;
    }

    /// Without its sign; more than any that is allowed for one of many digits.
    private static int exponent(String number) {
        int e = Math.max(number.indexOf('e'), number.indexOf('E'));
        if (e < 0) {
            return 0;
        }
        boolean isSigned = number.charAt(e + 1) == '-' || number.charAt(e + 1) == '+';
        String digits = number.substring(isSigned ? e + 2 : e + 1);
        return digits.length() > 4 ? Integer.MAX_VALUE : Integer.parseInt(digits);
    }

    private static boolean isWhole(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == 0 || Character.isLowSurrogate(c)) {
                return false;
            }
            if (Character.isHighSurrogate(c)) {
                i++;
                if (i == text.length() || !Character.isLowSurrogate(text.charAt(i))) {
                    return false;
                }
            }
        }
        return true;
    }
}
