package io.kaosnet.core.script;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.kaosnet.protocol.json.JsonFactories;
import io.kaosnet.protocol.json.JsonFormatException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Script values as JSON and back. Pure functions.
public final class ScriptJson {
    private static final JsonFactory JSON = JsonFactories.create();
    private static final int MAX_DEPTH = 64;

    private ScriptJson() {}

    /// @throws ScriptException for values that JSON cannot carry
    public static byte[] encode(@Nullable Object value) {
        var out = new ByteArrayOutputStream(128);
        try (JsonGenerator generator = JSON.createGenerator(out)) {
            write(generator, value, 0);
        } catch (IOException e) {
            throw new ScriptException("error encoding to JSON: " + e.getMessage());
        }
        return out.toByteArray();
    }

    public static String encodeText(@Nullable Object value) {
        return new String(encode(value), StandardCharsets.UTF_8);
    }

    private static void write(JsonGenerator out, @Nullable Object value, int depth)
            throws IOException {
        if (depth > MAX_DEPTH) {
            throw new ScriptException("error encoding to JSON: nested deeper than 64");
        }
        switch (value) {
            case null -> out.writeNull();
            case Boolean flag -> out.writeBoolean(flag);
            case Long number -> out.writeNumber(number);
            case Integer number -> out.writeNumber(number);
            case Double number -> writeDouble(out, number);
            case String text -> out.writeString(text);
            case byte[] text -> out.writeString(new String(text, StandardCharsets.UTF_8));
            case Map<?, ?> map -> {
                out.writeStartObject();
                // In one order, so that equal tables are equal texts (labels are compared so).
                Map<String, @Nullable Object> sorted = new TreeMap<>();
                map.forEach((key, one) -> sorted.put(Args.textOf(key), one));
                for (Map.Entry<String, @Nullable Object> entry : sorted.entrySet()) {
                    out.writeFieldName(entry.getKey());
                    write(out, entry.getValue(), depth + 1);
                }
                out.writeEndObject();
            }
            case List<?> list -> {
                out.writeStartArray();
                for (Object element : list) {
                    write(out, element, depth + 1);
                }
                out.writeEndArray();
            }
            default ->
                    throw new ScriptException(
                            "error encoding to JSON: a function has no JSON form");
        }
    }

    private static void writeDouble(JsonGenerator out, double number) throws IOException {
        if (Double.isNaN(number) || Double.isInfinite(number)) {
            throw new ScriptException("error encoding to JSON: " + number + " has no JSON form");
        }
        // Without an exponent where the number is short, for readers of integers take none.
        double size = Math.abs(number);
        if (number == Math.rint(number) && size < 0x1p63) {
            out.writeNumber((long) number);
        } else if (size >= 1e21 || size < 1e-6 || (size >= 1e-3 && size < 1e7)) {
            out.writeNumber(number);
        } else {
            out.writeNumber(new BigDecimal(Double.toString(number)).toPlainString());
        }
    }

    /// @throws ScriptException for text that is not JSON
    public static @Nullable Object decode(byte[] json) {
        try (JsonParser parser = JSON.createParser(json)) {
            if (parser.nextToken() == null) {
                throw new ScriptException("not a valid JSON string: empty");
            }
            Object value = read(parser, 0);
            if (parser.nextToken() != null) {
                throw new ScriptException("not a valid JSON string: more than one value");
            }
            return value;
        } catch (IOException e) {
            throw new ScriptException("not a valid JSON string: " + JsonFormatException.text(e));
        }
    }

    private static @Nullable Object read(JsonParser parser, int depth) throws IOException {
        if (depth > MAX_DEPTH) {
            throw new ScriptException("not a valid JSON string: nested deeper than 64");
        }
        return switch (parser.currentToken()) {
            case START_OBJECT -> {
                Map<Object, @Nullable Object> map = new LinkedHashMap<>();
                while (parser.nextToken() != JsonToken.END_OBJECT) {
                    String name = parser.currentName();
                    parser.nextToken();
                    map.put(name, read(parser, depth + 1));
                }
                yield map;
            }
            case START_ARRAY -> {
                List<@Nullable Object> list = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    list.add(read(parser, depth + 1));
                }
                yield list;
            }
            case VALUE_STRING -> parser.getText();
            case VALUE_NUMBER_INT -> {
                if (parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
                    yield (Object) parser.getDoubleValue();
                }
                yield (Object) parser.getLongValue();
            }
            case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            default -> null;
        };
    }
}
