package io.kaosnet.lua.text;

import java.math.BigDecimal;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/// Immutable. Doubles as text, each digit as C's printf gives it: the exact binary value rounded,
/// ties to even.
///
/// The fast way rounds the JDK's shortest text of the double. That gives the same digits unless the
/// shortest text is itself a tie, or more digits are asked for than a double surely holds; those
/// two go the exact way through BigDecimal.
public final class FloatText {
    /// So many significant digits of the shortest text, padded with zeros, are those of the double.
    private static final int SURE_DIGITS = 15;

    private FloatText() {}

    /// As `%.14g`, which is how Lua writes a float, without the ".0" of whole ones.
    public static String general(double d) {
        if (d == (long) d && Math.abs(d) < 1e14 && (d != 0 || 1 / d > 0)) {
            return Long.toString((long) d);
        }
        return general(d, 14, false);
    }

    /// As `%.{precision}g`; `isAlternate` is the flag `#`: trailing zeros and the point stay.
    static String general(double d, int precision, boolean isAlternate) {
        String special = special(d);
        if (special != null) {
            return special;
        }
        int count = precision == 0 ? 1 : precision;
        Digits digits = Digits.significant(Math.abs(d), count);
        int exponent = digits.exponent;
        String mantissa = digits.text;
        if (!isAlternate) {
            mantissa = withoutTrailingZeros(mantissa);
        }
        StringBuilder out = new StringBuilder(count + 8);
        if (isNegative(d)) {
            out.append('-');
        }
        if (exponent < -4 || exponent >= count) {
            scientific(out, mantissa, exponent, isAlternate);
        } else if (exponent < 0) {
            out.append("0.").repeat("0", -exponent - 1).append(mantissa);
        } else {
            int whole = exponent + 1;
            if (mantissa.length() <= whole) {
                out.append(mantissa).repeat("0", whole - mantissa.length());
                out.append(isAlternate ? "." : "");
            } else {
                out.append(mantissa, 0, whole).append('.');
                out.append(mantissa, whole, mantissa.length());
            }
        }
        return out.toString();
    }

    /// As `%.{precision}e`.
    static String exponential(double d, int precision, boolean isAlternate) {
        String special = special(d);
        if (special != null) {
            return special;
        }
        Digits digits = Digits.significant(Math.abs(d), precision + 1);
        StringBuilder out = new StringBuilder(precision + 8);
        if (isNegative(d)) {
            out.append('-');
        }
        scientific(out, digits.text, digits.exponent, isAlternate);
        return out.toString();
    }

    /// As `%.{precision}f`.
    static String fixed(double d, int precision, boolean isAlternate) {
        String special = special(d);
        if (special != null) {
            return special;
        }
        StringBuilder out = new StringBuilder(precision + 24);
        if (isNegative(d)) {
            out.append('-');
        }
        double value = Math.abs(d);
        String fast = value < 1e15 ? Digits.fixed(value, precision) : null;
        if (fast == null) {
            fast =
                    new BigDecimal(value)
                            .setScale(precision, RoundingMode.HALF_EVEN)
                            .toPlainString();
        }
        out.append(fast);
        if (isAlternate && precision == 0) {
            out.append('.');
        }
        return out.toString();
    }

    /// As `%a`, or `%.{precision}a` if the precision is not negative.
    static String hexadecimal(double d, int precision, boolean isAlternate) {
        String special = special(d);
        if (special != null) {
            return special;
        }
        long bits = Double.doubleToLongBits(d);
        long fraction = bits & 0xfffffffffffffL;
        int exponent = (int) (bits >>> 52 & 0x7ff);
        long lead = exponent == 0 ? 0 : 1;
        if (exponent == 0) {
            exponent = fraction == 0 ? 0 : -1022;
        } else {
            exponent -= 1023;
        }
        int digits = 13;
        if (precision < 0) {
            while (digits > 0 && (fraction & 0xf) == 0) {
                fraction >>>= 4;
                digits--;
            }
        } else if (precision < 13) {
            int drop = 4 * (13 - precision);
            long all = lead << 52 | fraction;
            long kept = all >>> drop;
            long rest = all & (1L << drop) - 1;
            long half = 1L << drop - 1;
            if (rest > half || rest == half && (kept & 1) == 1) {
                kept++;
            }
            lead = kept >>> 4 * precision;
            fraction = kept & (1L << 4 * precision) - 1;
            digits = precision;
        }
        StringBuilder out = new StringBuilder(24);
        out.append(isNegative(d) ? "-0x" : "0x").append(lead);
        if (digits > 0 || precision > 0 || isAlternate) {
            out.append('.');
        }
        if (digits > 0) {
            String hex = Long.toHexString(fraction);
            out.repeat("0", digits - hex.length()).append(hex);
        }
        out.repeat("0", Math.max(0, precision - 13));
        out.append('p').append(exponent < 0 ? '-' : '+').append(Math.abs(exponent));
        return out.toString();
    }

    private static void scientific(
            StringBuilder out, String mantissa, int exponent, boolean isAlternate) {
        out.append(mantissa.charAt(0));
        if (mantissa.length() > 1 || isAlternate) {
            out.append('.').append(mantissa, 1, mantissa.length());
        }
        int e = Math.abs(exponent);
        out.append('e').append(exponent < 0 ? '-' : '+').append(e < 10 ? "0" : "").append(e);
    }

    private static String withoutTrailingZeros(String digits) {
        int end = digits.length();
        while (end > 1 && digits.charAt(end - 1) == '0') {
            end--;
        }
        return digits.substring(0, end);
    }

    private static boolean isNegative(double d) {
        return d < 0 || d == 0 && 1 / d < 0;
    }

    /// The text of what has no digits, or null. A NaN has no sign here: which one an operation
    /// gives is the machine's choice.
    static @Nullable String special(double d) {
        if (Double.isNaN(d)) {
            return "nan";
        }
        return Double.isInfinite(d) ? d > 0 ? "inf" : "-inf" : null;
    }

    /// Immutable. Decimal digits `d.ddd` times ten to the `exponent`, without the point.
    private record Digits(String text, int exponent) {

        /// `count` significant digits of a finite value that is not negative.
        static Digits significant(double value, int count) {
            if (value == 0) {
                return new Digits("0".repeat(count), 0);
            }
            Digits rounded = value < Double.MIN_NORMAL ? null : shortest(value).round(count);
            return rounded != null ? rounded : exact(value, count);
        }

        private static Digits exact(double value, int count) {
            BigDecimal exact = new BigDecimal(value);
            int exponent = exact.precision() - exact.scale() - 1;
            BigDecimal rounded = exact.setScale(count - 1 - exponent, RoundingMode.HALF_EVEN);
            if (rounded.precision() > count) {
                exponent++;
                rounded = rounded.setScale(count - 1 - exponent, RoundingMode.HALF_EVEN);
            }
            return new Digits(rounded.unscaledValue().toString(), exponent);
        }

        /// `value` with `precision` digits after the point, or null if only the exact way knows.
        static @Nullable String fixed(double value, int precision) {
            if (value == 0) {
                return precision == 0 ? "0" : "0." + "0".repeat(precision);
            }
            Digits shortest = shortest(value);
            int count = shortest.exponent + 1 + precision;
            if (count < 0) {
                return precision == 0 ? "0" : "0." + "0".repeat(precision);
            }
            if (count == 0) {
                return null;
            }
            Digits rounded = shortest.round(count);
            if (rounded == null) {
                return null;
            }
            String digits = rounded.text;
            if (rounded.exponent > shortest.exponent) {
                digits += '0';
            }
            int whole = digits.length() - precision;
            if (whole <= 0) {
                return "0." + "0".repeat(-whole) + digits;
            }
            return precision == 0
                    ? digits
                    : digits.substring(0, whole) + '.' + digits.substring(whole);
        }

        private static Digits shortest(double value) {
            String s = Double.toString(value);
            int e = s.indexOf('E');
            int point = s.indexOf('.');
            int end = e < 0 ? s.length() : e;
            String digits = s.substring(0, point) + s.substring(point + 1, end);
            int exponent = point - 1 + (e < 0 ? 0 : Integer.parseInt(s, e + 1, s.length(), 10));
            int lead = 0;
            while (digits.charAt(lead) == '0') {
                lead++;
            }
            int last = digits.length();
            while (digits.charAt(last - 1) == '0') {
                last--;
            }
            return new Digits(digits.substring(lead, last), exponent - lead);
        }

        /// These shortest digits rounded to `count`, or null if they do not decide it.
        private @Nullable Digits round(int count) {
            int length = text.length();
            if (count >= length) {
                return count > SURE_DIGITS && count > length
                        ? null
                        : new Digits(text + "0".repeat(count - length), exponent);
            }
            char next = text.charAt(count);
            if (next == '5' && count + 1 == length) {
                return null;
            }
            if (next < '5') {
                return new Digits(text.substring(0, count), exponent);
            }
            char[] up = text.substring(0, count).toCharArray();
            int i = count - 1;
            while (i >= 0 && up[i] == '9') {
                up[i--] = '0';
            }
            if (i >= 0) {
                up[i]++;
                return new Digits(new String(up), exponent);
            }
            up[0] = '1';
            return new Digits(new String(up), exponent + 1);
        }
    }
}
