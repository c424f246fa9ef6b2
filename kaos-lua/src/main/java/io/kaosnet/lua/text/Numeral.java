package io.kaosnet.lua.text;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Immutable. Numerals as Lua reads them: decimal and hexadecimal, integers and floats, each value
/// rounded as C's strtod rounds it.
public final class Numeral {
    /// Beyond this an exponent gives zero or infinity whatever the digits of a numeral can be.
    private static final int EXPONENT_LIMIT = 1_000_000_000;

    private Numeral() {}

    /// A Long or a Double, or null if the bytes with the space around them are no numeral.
    public static @Nullable Number parse(byte[] b, int from, int to) {
        return parse(b, from, to, true);
    }

    /// As [#parse(byte[], int, int)] for the dialect that has floats alone.
    public static @Nullable Double parseFloat(byte[] b, int from, int to) {
        Number n = parse(b, from, to, false);
        return n == null ? null : (Double) n.doubleValue();
    }

    private static @Nullable Number parse(byte[] b, int from, int to, boolean hasIntegers) {
        int start = from;
        int end = to;
        while (start < end && isSpace(b[start])) {
            start++;
        }
        while (end > start && isSpace(b[end - 1])) {
            end--;
        }
        if (start == end) {
            return null;
        }
        boolean isNegative = b[start] == '-';
        int digits = isNegative || b[start] == '+' ? start + 1 : start;
        if (end - digits >= 2 && b[digits] == '0' && (b[digits + 1] | 32) == 'x') {
            return hexadecimal(b, digits + 2, end, isNegative, hasIntegers);
        }
        return decimal(b, digits, end, isNegative, hasIntegers);
    }

    private static @Nullable Number decimal(
            byte[] b, int from, int to, boolean isNegative, boolean hasIntegers) {
        int p = from;
        long integer = 0;
        boolean isInteger = hasIntegers;
        while (p < to && isDigit(b[p])) {
            int d = b[p] - '0';
            if (integer > 922337203685477580L
                    || integer == 922337203685477580L && d > 7 + (isNegative ? 1 : 0)) {
                isInteger = false;
            }
            if (isInteger) {
                integer = integer * 10 + d;
            }
            p++;
        }
        int digits = p - from;
        if (p == to && isInteger) {
            return digits == 0 ? null : (Number) (isNegative ? -integer : integer);
        }
        if (p < to && b[p] == '.') {
            p++;
            int fraction = p;
            while (p < to && isDigit(b[p])) {
                p++;
            }
            digits += p - fraction;
        }
        if (digits == 0) {
            return null;
        }
        if (p < to && (b[p] | 32) == 'e') {
            p = exponentEnd(b, p + 1, to);
        }
        if (p != to) {
            return null;
        }
        double d = Double.parseDouble(text(b, from, to));
        return isNegative ? -d : d;
    }

    private static @Nullable Number hexadecimal(
            byte[] b, int from, int to, boolean isNegative, boolean hasIntegers) {
        int p = from;
        long integer = 0;
        while (p < to && hexDigit(b[p]) >= 0) {
            integer = (integer << 4) + hexDigit(b[p]);
            p++;
        }
        if (p == to && hasIntegers) {
            return p == from ? null : (Number) (isNegative ? -integer : integer);
        }
        int digits = p - from;
        if (p < to && b[p] == '.') {
            p++;
            int fraction = p;
            while (p < to && hexDigit(b[p]) >= 0) {
                p++;
            }
            digits += p - fraction;
        }
        if (digits == 0) {
            return null;
        }
        int mantissaEnd = p;
        int exponent = 0;
        if (p < to && (b[p] | 32) == 'p') {
            p = exponentEnd(b, p + 1, to);
            if (p == to) {
                exponent = exponent(b, mantissaEnd + 1, to);
            }
        }
        if (p != to) {
            return null;
        }
        double d = Double.parseDouble("0x" + text(b, from, mantissaEnd) + "p" + exponent);
        return isNegative ? -d : d;
    }

    /// The end of a signed row of digits, or -1 if there is no digit.
    private static int exponentEnd(byte[] b, int from, int to) {
        int p = from;
        if (p < to && (b[p] == '+' || b[p] == '-')) {
            p++;
        }
        int first = p;
        while (p < to && isDigit(b[p])) {
            p++;
        }
        return p == first ? -1 : p;
    }

    private static int exponent(byte[] b, int from, int to) {
        boolean isNegative = b[from] == '-';
        int value = 0;
        for (int p = b[from] == '-' || b[from] == '+' ? from + 1 : from; p < to; p++) {
            value = Math.min(EXPONENT_LIMIT / 10, value * 10 + b[p] - '0');
        }
        return isNegative ? -value : value;
    }

    private static String text(byte[] b, int from, int to) {
        return new String(b, from, to - from, StandardCharsets.ISO_8859_1);
    }

    static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }

    static boolean isSpace(int c) {
        return c == ' ' || c >= '\t' && c <= '\r';
    }

    /// The value of a hexadecimal digit, or -1.
    static int hexDigit(int c) {
        if (c >= '0' && c <= '9') {
            return c - '0';
        }
        int lower = c | 32;
        return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
    }
}
