package io.kaosnet.protocol.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;

/// Numbers in JSON, by the proto3 rules: an integer field takes a number, a numeric string and a
/// float with an integer value; a float field also takes `"NaN"`, `"Infinity"`, `"-Infinity"`.
/// Pure functions.
final class Numbers {
    private static final BigDecimal MAX_UINT64 =
            new BigDecimal(BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE));
    private static final int MAX_NUMBER_LENGTH_CHARS = 128;
    /// Doubles up to here have an exact long and are written without exponent or fraction.
    private static final double MAX_PLAIN_INTEGER = 1e15;

    private Numbers() {}

    static int int32(JsonParser parser) throws IOException {
        return (int) signed(parser, "int32", Integer.MIN_VALUE, Integer.MAX_VALUE);
    }

    /// The bits of an unsigned 32-bit number.
    static int uint32(JsonParser parser) throws IOException {
        return (int) signed(parser, "uint32", 0, 0xffff_ffffL);
    }

    static long int64(JsonParser parser) throws IOException {
        return signed(parser, "int64", Long.MIN_VALUE, Long.MAX_VALUE);
    }

    /// The bits of an unsigned 64-bit number.
    static long uint64(JsonParser parser) throws IOException {
        if (isLong(parser) && parser.getLongValue() >= 0) {
            return parser.getLongValue();
        }
        BigDecimal value = decimal(parser, "uint64");
        if (value.signum() < 0 || value.compareTo(MAX_UINT64) > 0) {
            throw JsonFormatException.unexpected(parser, "uint64, 0..18446744073709551615");
        }
        return whole(parser, value, "uint64").longValue();
    }

    static double float64(JsonParser parser) throws IOException {
        JsonToken token = parser.currentToken();
        double value;
        if (token == JsonToken.VALUE_NUMBER_INT || token == JsonToken.VALUE_NUMBER_FLOAT) {
            value = parser.getDoubleValue();
        } else if (token == JsonToken.VALUE_STRING) {
            String text = parser.getText();
            switch (text) {
                case "NaN" -> {
                    return Double.NaN;
                }
                case "Infinity" -> {
                    return Double.POSITIVE_INFINITY;
                }
                case "-Infinity" -> {
                    return Double.NEGATIVE_INFINITY;
                }
                default -> {
                    if (!isNumber(text)) {
                        throw JsonFormatException.unexpected(parser, "a number");
                    }
                    value = Double.parseDouble(text);
                }
            }
        } else {
            throw JsonFormatException.unexpected(parser, "a number");
        }
        if (Double.isInfinite(value)) {
            throw JsonFormatException.unexpected(parser, "a number within the range of a double");
        }
        return value;
    }

    static float float32(JsonParser parser) throws IOException {
        double wide = float64(parser);
        float value = (float) wide;
        if (Float.isInfinite(value) && !Double.isInfinite(wide)) {
            throw JsonFormatException.unexpected(parser, "a number within the range of a float");
        }
        return value;
    }

    static void writeFloat64(JsonGenerator out, double value) throws IOException {
        if (Math.abs(value) < MAX_PLAIN_INTEGER
                && value == (long) value
                && Double.doubleToRawLongBits(value) != Long.MIN_VALUE) {
            out.writeNumber((long) value);
        } else if (Math.abs(value) <= Double.MAX_VALUE) {
            out.writeNumber(value);
        } else {
            writeNotFinite(out, value);
        }
    }

    static void writeFloat32(JsonGenerator out, float value) throws IOException {
        if (Math.abs(value) <= Float.MAX_VALUE) {
            out.writeNumber(value);
        } else {
            writeNotFinite(out, value);
        }
    }

    private static void writeNotFinite(JsonGenerator out, double value) throws IOException {
        out.writeString(value > 0 ? "Infinity" : value < 0 ? "-Infinity" : "NaN");
    }

    private static long signed(JsonParser parser, String type, long min, long max)
            throws IOException {
        long value;
        if (isLong(parser)) {
            value = parser.getLongValue();
        } else if (parser.currentToken() == JsonToken.VALUE_STRING && isShort(parser.getText())) {
            value = Long.parseLong(parser.getText());
        } else {
            BigDecimal decimal = decimal(parser, type);
            BigInteger whole = whole(parser, decimal, type);
            if (whole.bitLength() > 63) {
                throw outOfRange(parser, type, min, max);
            }
            value = whole.longValue();
        }
        if (value < min || value > max) {
            throw outOfRange(parser, type, min, max);
        }
        return value;
    }

    private static JsonFormatException outOfRange(
            JsonParser parser, String type, long min, long max) throws IOException {
        return JsonFormatException.unexpected(parser, type + ", " + min + ".." + max);
    }

    private static boolean isLong(JsonParser parser) throws IOException {
        return parser.currentToken() == JsonToken.VALUE_NUMBER_INT
                && parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER;
    }

    /// Whether the text is a plain integer that fits a long for sure: the usual case.
    private static boolean isShort(String text) {
        int length = text.length();
        if (length == 0 || length > 18) {
            return false;
        }
        int start = text.charAt(0) == '-' ? 1 : 0;
        return start < length
                && skipDigits(text, start) == length
                && (text.charAt(start) != '0' || length - start == 1);
    }

    private static BigDecimal decimal(JsonParser parser, String type) throws IOException {
        JsonToken token = parser.currentToken();
        if (token != JsonToken.VALUE_NUMBER_INT
                && token != JsonToken.VALUE_NUMBER_FLOAT
                && token != JsonToken.VALUE_STRING) {
            throw JsonFormatException.unexpected(parser, type + ", a number or a numeric string");
        }
        String text = parser.getText();
        if (!isNumber(text)) {
            throw JsonFormatException.unexpected(parser, type + ", a number or a numeric string");
        }
        try {
            return new BigDecimal(text);
        } catch (NumberFormatException _) { // an exponent beyond BigDecimal's own range
            throw JsonFormatException.unexpected(parser, type);
        }
    }

    /// The integer that `value` is. The digit count is checked first: `1e999999999` must not be
    /// expanded.
    private static BigInteger whole(JsonParser parser, BigDecimal value, String type)
            throws IOException {
        if (value.signum() == 0) {
            return BigInteger.ZERO;
        }
        long integerDigits = (long) value.precision() - value.scale();
        if (integerDigits < 1 || integerDigits > 20) {
            throw JsonFormatException.unexpected(parser, "a whole number within " + type);
        }
        try {
            return value.setScale(0, RoundingMode.UNNECESSARY).unscaledValue();
        } catch (ArithmeticException _) { // a fraction, as in 1.5
            throw JsonFormatException.unexpected(parser, "a whole number within " + type);
        }
    }

    /// The JSON grammar of a number, which is stricter than Java's parsers: no spaces, no `+`, no
    /// leading zeros, no hexadecimal, no suffix.
    private static boolean isNumber(String text) {
        int length = text.length();
        if (length > MAX_NUMBER_LENGTH_CHARS) {
            return false;
        }
        int i = length > 0 && text.charAt(0) == '-' ? 1 : 0;
        int start = i;
        i = skipDigits(text, i);
        if (i == start || (text.charAt(start) == '0' && i - start > 1)) {
            return false;
        }
        if (i < length && text.charAt(i) == '.') {
            start = i + 1;
            i = skipDigits(text, start);
            if (i == start) {
                return false;
            }
        }
        if (i < length && (text.charAt(i) == 'e' || text.charAt(i) == 'E')) {
            i++;
            if (i < length && (text.charAt(i) == '+' || text.charAt(i) == '-')) {
                i++;
            }
            start = i;
            i = skipDigits(text, start);
            if (i == start) {
                return false;
            }
        }
        return i == length;
    }

    private static int skipDigits(String text, int from) {
        int i = from;
        while (i < text.length() && text.charAt(i) >= '0' && text.charAt(i) <= '9') {
            i++;
        }
        return i;
    }
}
