package io.kaosnet.lua.vm;

import io.kaosnet.lua.text.FloatText;
import io.kaosnet.lua.text.Numeral;

/// Immutable. Text to numbers and back, by Lua's rules.
final class Numbers {
    /// Longer strings are no numerals: reading them is work nobody pays for.
    private static final int MAX_NUMERAL = 4096;

    private Numbers() {}

    /// A Long or a Double, or null if the string with the space around it is no numeral.
    static Object parse(LuaString s) {
        if (s.bytes.length > MAX_NUMERAL) {
            return null;
        }
        return Numeral.parse(s.bytes, 0, s.bytes.length);
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
        return !is51 && isLikeAnInteger(s) ? s + ".0" : s;
    }

    /// Also true of the text of a float that is almost an integer.
    private static boolean isLikeAnInteger(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '-' && (c < '0' || c > '9')) {
                return false;
            }
        }
        return true;
    }
}
