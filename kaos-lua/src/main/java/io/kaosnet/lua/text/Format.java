package io.kaosnet.lua.text;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Owned by one thread, used for one call. `string.format`: C's conversions over Lua's values.
public final class Format {
    /// Where the values come from; `argument` counts as the script does, the format being 1.
    public interface Values {
        /// The number of the last argument.
        int last();

        long integer(int argument);

        double number(int argument);

        /// As `tostring`, with metamethods.
        byte[] text(int argument);

        /// The value of a `%q`: a Long, a Double, a Boolean, a `byte[]`; null for nil. Any other
        /// kind of value is refused with a [TextError].
        @Nullable Object literal(int argument);

        /// The identity of a value as `0x...`, null for one without.
        @Nullable String pointer(int argument);
    }

    private static final int MAX_SPEC_BYTES = 22;
    private static final int LONG_FLOAT_STEPS = 100;
    private static final String FLOAT_FLAGS = "-+#0 ";

    private final byte[] format;
    private final Values values;
    private final boolean isDialect51;
    private final Meter meter;
    private final ByteBuilder out;
    private int at;

    // the conversion in hand
    private int specStart;
    private boolean isLeft;
    private boolean isPlus;
    private boolean isSpaced;
    private boolean isAlternate;
    private boolean isZeroFilled;
    private int width;
    private int precision;

    private Format(byte[] format, Values values, boolean isDialect51, Meter meter) {
        this.format = format;
        this.values = values;
        this.isDialect51 = isDialect51;
        this.meter = meter;
        this.out = new ByteBuilder(meter, format.length + 32);
    }

    /// The formatted bytes. In the 5.1 dialect integers may come from any number, and modifiers of
    /// `%s` are not checked.
    public static byte[] format(byte[] format, Values values, boolean isDialect51, Meter meter) {
        return new Format(format, values, isDialect51, meter).run();
    }

    private byte[] run() {
        int argument = 1;
        while (at < format.length) {
            int literal = at;
            while (at < format.length && format[at] != '%') {
                at++;
            }
            out.add(format, literal, at);
            if (at == format.length) {
                break;
            }
            specStart = at++;
            if (at < format.length && format[at] == '%') {
                out.add('%');
                at++;
                continue;
            }
            argument++;
            if (argument > values.last()) {
                throw new TextError(argument, "no value");
            }
            meter.steps(4);
            convert(argument);
        }
        return out.toBytes();
    }

    private void convert(int argument) {
        int p = at;
        while (p < format.length && isModifier(format[p])) {
            p++;
        }
        if (p - at + 1 >= MAX_SPEC_BYTES) {
            throw new TextError("invalid format (too long)");
        }
        int conversion = p < format.length ? format[p] : 0;
        int specEnd = p;
        int next = Math.min(p + 1, format.length);
        switch (conversion) {
            case 'c' -> {
                modifiers("-", false, specEnd);
                pad(new byte[] {(byte) values.integer(argument)});
            }
            case 'd', 'i' -> {
                modifiers("-+0 ", true, specEnd);
                decimal(values.integer(argument));
            }
            case 'u' -> {
                modifiers("-0", true, specEnd);
                unsigned(Long.toUnsignedString(values.integer(argument)), "");
            }
            case 'o' -> {
                modifiers("-#0", true, specEnd);
                octal(values.integer(argument));
            }
            case 'x', 'X' -> {
                modifiers("-#0", true, specEnd);
                hexadecimal(values.integer(argument), conversion == 'X');
            }
            case 'a', 'A', 'e', 'E', 'f', 'g', 'G' -> {
                modifiers(FLOAT_FLAGS, true, specEnd);
                real(values.number(argument), conversion);
            }
            case 'p' -> {
                modifiers("-", false, specEnd);
                String pointer = values.pointer(argument);
                pad(latin1(pointer == null ? "(null)" : pointer));
            }
            case 'q' -> {
                if (specEnd != at) {
                    throw new TextError("specifier '%q' cannot have modifiers");
                }
                literal(values.literal(argument));
            }
            case 's' -> text(argument, specEnd);
            default -> throw invalidConversion(specEnd);
        }
        at = next;
    }

    private TextError invalidConversion(int specEnd) {
        int end = specEnd;
        if (end < format.length && format[end] != 0) {
            end++;
        }
        String spec = new String(format, specStart, end - specStart, StandardCharsets.ISO_8859_1);
        return new TextError("invalid conversion '" + spec + "' to 'format'");
    }

    private static boolean isModifier(int c) {
        return Numeral.isDigit(c) || c == '.' || FLOAT_FLAGS.indexOf(c) >= 0;
    }

    /// Reads flags, width and precision up to `specEnd`; refuses those the conversion has not.
    private void modifiers(String flags, boolean hasPrecision, int specEnd) {
        String allowed = isDialect51 ? FLOAT_FLAGS : flags;
        isLeft = false;
        isPlus = false;
        isSpaced = false;
        isAlternate = false;
        isZeroFilled = false;
        width = 0;
        precision = -1;
        int p = at;
        while (p < specEnd && allowed.indexOf(format[p]) >= 0) {
            switch (format[p]) {
                case '-' -> isLeft = true;
                case '+' -> isPlus = true;
                case ' ' -> isSpaced = true;
                case '#' -> isAlternate = true;
                default -> isZeroFilled = true;
            }
            p++;
        }
        if (p < specEnd && format[p] != '0') {
            int digits = digitsAt(p, specEnd);
            width = number(p, digits);
            p += digits;
            if (p < specEnd && format[p] == '.' && (hasPrecision || isDialect51)) {
                p++;
                digits = digitsAt(p, specEnd);
                precision = number(p, digits);
                p += digits;
            }
        }
        if (p != specEnd) {
            String spec =
                    new String(
                            format,
                            specStart,
                            specEnd + 1 - specStart,
                            StandardCharsets.ISO_8859_1);
            throw new TextError("invalid conversion specification: '" + spec + "'");
        }
    }

    /// At most two digits.
    private int digitsAt(int p, int end) {
        int count = 0;
        while (count < 2 && p + count < end && Numeral.isDigit(format[p + count])) {
            count++;
        }
        return count;
    }

    private int number(int p, int digits) {
        int n = 0;
        for (int i = 0; i < digits; i++) {
            n = n * 10 + format[p + i] - '0';
        }
        return n;
    }

    // ---- conversions

    private void decimal(long n) {
        String digits = n < 0 ? Long.toString(n).substring(1) : Long.toString(n);
        if (precision < 0 && width == 0 && !isPlus && !isSpaced) {
            out.addLatin1(n < 0 ? "-" + digits : digits);
            return;
        }
        integer(n < 0 ? "-" : isPlus ? "+" : isSpaced ? " " : "", n == 0, digits);
    }

    private void unsigned(String digits, String prefix) {
        integer(prefix, digits.equals("0"), digits);
    }

    private void octal(long n) {
        String digits = Long.toOctalString(n);
        if (isAlternate && n != 0) {
            precision = Math.max(precision, digits.length() + 1);
        }
        boolean isHidden = n == 0 && !isAlternate;
        integer("", isHidden, digits);
    }

    private void hexadecimal(long n, boolean isUpper) {
        String digits = Long.toHexString(n);
        String prefix = isAlternate && n != 0 ? isUpper ? "0X" : "0x" : "";
        unsigned(isUpper ? upper(digits) : digits, prefix);
    }

    /// Digits with at least `precision` of them; zero itself vanishes at a precision of 0.
    private void integer(String prefix, boolean isZero, String digits) {
        int zeros;
        int shown = isZero && precision == 0 ? 0 : digits.length();
        if (precision >= 0) {
            zeros = Math.max(0, precision - shown);
        } else {
            zeros = isZeroFilled && !isLeft ? width - prefix.length() - shown : 0;
        }
        zeros = Math.max(0, zeros);
        int blank = width - prefix.length() - zeros - shown;
        if (blank > 0 && !isLeft) {
            out.addRepeated(' ', blank);
        }
        out.addLatin1(prefix);
        if (zeros > 0) {
            out.addRepeated('0', zeros);
        }
        if (shown > 0) {
            out.addLatin1(digits);
        }
        if (blank > 0 && isLeft) {
            out.addRepeated(' ', blank);
        }
    }

    private void real(double d, int conversion) {
        int digits = precision < 0 ? 6 : precision;
        boolean isLong = (conversion | 32) == 'f' && Math.abs(d) >= 1e15;
        meter.steps(8 + digits + (isLong ? LONG_FLOAT_STEPS : 0));
        String text =
                switch (conversion | 32) {
                    case 'a' -> FloatText.hexadecimal(d, precision, isAlternate);
                    case 'e' -> FloatText.exponential(d, digits, isAlternate);
                    case 'f' -> FloatText.fixed(d, digits, isAlternate);
                    default -> FloatText.general(d, digits, isAlternate);
                };
        if ((conversion & 32) == 0) {
            text = upper(text);
        }
        boolean isNegative = text.charAt(0) == '-';
        String prefix = isNegative ? "-" : isPlus ? "+" : isSpaced ? " " : "";
        String rest = isNegative ? text.substring(1) : text;
        if ((conversion | 32) == 'a' && rest.length() > 1 && (rest.charAt(1) | 32) == 'x') {
            prefix += rest.substring(0, 2);
            rest = rest.substring(2);
        }
        precision = -1;
        if (Double.isNaN(d) || Double.isInfinite(d)) {
            isZeroFilled = false;
        }
        integer(prefix, false, rest);
    }

    private void text(int argument, int specEnd) {
        byte[] text = values.text(argument);
        if (specEnd == at) {
            out.add(text);
            return;
        }
        if (!isDialect51) {
            for (byte b : text) {
                if (b == 0) {
                    throw new TextError(argument, "string contains zeros");
                }
            }
        }
        modifiers("-", true, specEnd);
        if (precision >= 0 && precision < text.length) {
            byte[] cut = new byte[precision];
            System.arraycopy(text, 0, cut, 0, precision);
            text = cut;
        }
        pad(text);
    }

    private void pad(byte[] text) {
        int blank = width - text.length;
        if (blank > 0 && !isLeft) {
            out.addRepeated(' ', blank);
        }
        out.add(text);
        if (blank > 0 && isLeft) {
            out.addRepeated(' ', blank);
        }
    }

    /// A value as source text that reads back as the same value.
    private void literal(@Nullable Object value) {
        switch (value) {
            case byte[] text -> quoted(text);
            case Long n ->
                    out.addLatin1(n == Long.MIN_VALUE ? "0x8000000000000000" : Long.toString(n));
            case Double d -> out.addLatin1(literalFloat(d));
            case null -> out.addLatin1("nil");
            default -> out.addLatin1(value.toString());
        }
    }

    private static String literalFloat(double d) {
        if (Double.isNaN(d)) {
            return "(0/0)";
        }
        if (Double.isInfinite(d)) {
            return d > 0 ? "1e9999" : "-1e9999";
        }
        return FloatText.hexadecimal(d, -1, false);
    }

    private void quoted(byte[] text) {
        meter.steps(text.length >> 2);
        out.add('"');
        for (int i = 0; i < text.length; i++) {
            int c = text[i] & 0xff;
            if (c == '"' || c == '\\' || c == '\n') {
                out.add('\\').add(c);
            } else if (isDialect51 && c == '\r') {
                out.add('\\').add('r');
            } else if (isDialect51 && c == 0) {
                out.add('\\').add('0').add('0').add('0');
            } else if (!isDialect51 && (c < 32 || c == 127)) {
                boolean isDigitNext = i + 1 < text.length && Numeral.isDigit(text[i + 1]);
                String code = Integer.toString(c);
                out.add('\\');
                if (isDigitNext) {
                    out.addRepeated('0', 3 - code.length());
                }
                out.addLatin1(code);
            } else {
                out.add(c);
            }
        }
        out.add('"');
    }

    private static String upper(String text) {
        return text.toUpperCase(Locale.ROOT);
    }

    private static byte[] latin1(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
