package io.kaosnet.lua.vm;

import io.kaosnet.lua.text.FloatText;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;

/// Immutable. Text to numbers and back, by Lua's rules.
final class Numbers {
    private Numbers() {}

    /// As [#parse(byte[], int, int)], with spaces around allowed.
    static Object parse(LuaString s) {
        byte[] b = s.bytes;
        int from = 0;
        int to = b.length;
        while (from < to && isSpace(b[from])) {
            from++;
        }
        while (to > from && isSpace(b[to - 1])) {
            to--;
        }
        return parse(b, from, to);
    }

    private static boolean isSpace(byte b) {
        return b == ' ' || b >= 9 && b <= 13;
    }

    /// A number as `tostring` writes it.
    static String text(Number n, boolean is51) {
        if (n instanceof Long l) {
            long v = l;
            return is51 && (v > 99_999_999_999_999L || v < -99_999_999_999_999L)
                    ? FloatText.general((double) v)
                    : Long.toString(v);
        }
        double d = n.doubleValue();
        String s = FloatText.general(d);
        if (!is51 && d == Math.rint(d) && !Double.isInfinite(d) && s.indexOf('e') < 0) {
            return s + ".0";
        }
        return s;
    }

    /// A Long or a Double, or null if the bytes are not a numeral. Spaces around are not allowed.
    static Object parse(byte[] b, int from, int to) {
        if (from >= to || to - from > 4000) {
            return null;
        }
        String s = new String(b, from, to - from, StandardCharsets.ISO_8859_1);
        boolean negative = s.charAt(0) == '-';
        int i = negative || s.charAt(0) == '+' ? 1 : 0;
        if (s.startsWith("0x", i) || s.startsWith("0X", i)) {
            return hex(s, i + 2, negative);
        }
        boolean digits = false;
        boolean isFloat = false;
        int p = i;
        while (p < s.length()) {
            char c = s.charAt(p);
            if (c >= '0' && c <= '9') {
                digits = true;
            } else if (c == '.' && !isFloat) {
                isFloat = true;
            } else if ((c | 32) == 'e' && digits) {
                return exponent(s, p + 1) ? (Object) Double.parseDouble(s) : null;
            } else {
                return null;
            }
            p++;
        }
        if (!digits) {
            return null;
        }
        if (!isFloat) {
            if (s.length() - i <= 18) {
                return Long.parseLong(s, s.charAt(0) == '+' ? 1 : 0, s.length(), 10);
            }
            BigInteger big = new BigInteger(s);
            if (big.bitLength() <= 63) {
                return big.longValue();
            }
        }
        return Double.parseDouble(s);
    }

    private static boolean exponent(String s, int from) {
        int p = from;
        if (p < s.length() && (s.charAt(p) == '+' || s.charAt(p) == '-')) {
            p++;
        }
        if (p == s.length()) {
            return false;
        }
        while (p < s.length() && s.charAt(p) >= '0' && s.charAt(p) <= '9') {
            p++;
        }
        return p == s.length();
    }

    private static Object hex(String s, int from, boolean negative) {
        long integer = 0;
        double mantissa = 0;
        int scale = 0;
        boolean any = false;
        boolean point = false;
        int p = from;
        for (; p < s.length(); p++) {
            char c = s.charAt(p);
            int d = c < 128 ? Character.digit(c, 16) : -1;
            if (d >= 0) {
                any = true;
                integer = integer * 16 + d;
                mantissa = mantissa * 16 + d;
                scale -= point ? 4 : 0;
            } else if (c == '.' && !point) {
                point = true;
            } else {
                break;
            }
        }
        if (!any) {
            return null;
        }
        boolean isFloat = point;
        if (p < s.length()) {
            if ((s.charAt(p) | 32) != 'p' || !exponent(s, p + 1)) {
                return null;
            }
            isFloat = true;
            String e = s.substring(p + 1);
            scale += e.length() > 9 ? (e.charAt(0) == '-' ? -100000 : 100000) : Integer.parseInt(e);
        }
        if (!isFloat) {
            return negative ? -integer : integer;
        }
        int half = scale / 2;
        double d = mantissa * Math.pow(2, half) * Math.pow(2, scale - half);
        return negative ? -d : d;
    }
}
