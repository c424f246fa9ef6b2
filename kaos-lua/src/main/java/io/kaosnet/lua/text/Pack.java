package io.kaosnet.lua.text;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Owned by one thread, used for one call. `string.pack` and its relatives: values as the bytes of
/// C structures, little-endian unless the format says otherwise, with a machine of 64 bits in mind.
public final class Pack {
    /// Where the values come from; `argument` counts as the script does, the format being 1.
    public interface Values {
        long integer(int argument);

        double number(int argument);

        byte[] string(int argument);
    }

    private enum Kind {
        INT,
        UNSIGNED,
        FLOAT,
        DOUBLE,
        CHARS,
        STRING,
        ZERO_STRING,
        PADDING,
        ALIGN,
        NOTHING
    }

    private static final int MAX_INTEGER_BYTES = 16;
    private static final int LUA_INTEGER_BYTES = 8;
    private static final int NATIVE_ALIGNMENT = 8;

    private final byte[] format;
    private final Meter meter;
    private int at;
    private boolean isLittle = true;
    private int maxAlignment = 1;

    // the option in hand
    private Kind kind = Kind.NOTHING;
    private int size;
    private int toAlign;

    private Pack(byte[] format, Meter meter) {
        int end = 0;
        while (end < format.length && format[end] != 0) {
            end++;
        }
        this.format = end == format.length ? format : Arrays.copyOf(format, end);
        this.meter = meter;
    }

    public static byte[] pack(byte[] format, Values values, Meter meter) {
        return new Pack(format, meter).pack(values);
    }

    /// The size of what the format packs, in bytes.
    public static long size(byte[] format, Meter meter) {
        return new Pack(format, meter).measure();
    }

    /// The values in `data` from the offset `from`, each a Long, a Double or a `byte[]`, and last
    /// the position behind them, from 1.
    public static Object[] unpack(byte[] format, byte[] data, int from, Meter meter) {
        return new Pack(format, meter).unpack(data, from);
    }

    // ---- options

    private void option() {
        meter.steps(1);
        int c = format[at++];
        size = 0;
        switch (c) {
            case 'b' -> fixed(Kind.INT, 1);
            case 'B' -> fixed(Kind.UNSIGNED, 1);
            case 'h' -> fixed(Kind.INT, 2);
            case 'H' -> fixed(Kind.UNSIGNED, 2);
            case 'l', 'j' -> fixed(Kind.INT, 8);
            case 'L', 'J', 'T' -> fixed(Kind.UNSIGNED, 8);
            case 'f' -> fixed(Kind.FLOAT, 4);
            case 'd', 'n' -> fixed(Kind.DOUBLE, 8);
            case 'i' -> fixed(Kind.INT, integerSize(4));
            case 'I' -> fixed(Kind.UNSIGNED, integerSize(4));
            case 's' -> fixed(Kind.STRING, integerSize(8));
            case 'c' -> {
                fixed(Kind.CHARS, number(-1));
                if (size == -1) {
                    throw new TextError("missing size for format option 'c'");
                }
            }
            case 'z' -> kind = Kind.ZERO_STRING;
            case 'x' -> fixed(Kind.PADDING, 1);
            case 'X' -> kind = Kind.ALIGN;
            default -> {
                kind = Kind.NOTHING;
                setting(c);
            }
        }
    }

    private void setting(int c) {
        switch (c) {
            case ' ' -> {}
            case '<', '=' -> isLittle = true;
            case '>' -> isLittle = false;
            case '!' -> maxAlignment = integerSize(NATIVE_ALIGNMENT);
            default -> throw new TextError("invalid format option '" + (char) (c & 0xff) + "'");
        }
    }

    private void fixed(Kind k, int bytes) {
        kind = k;
        size = bytes;
    }

    private int number(int otherwise) {
        if (at == format.length || !Numeral.isDigit(format[at])) {
            return otherwise;
        }
        int n = 0;
        do {
            n = n * 10 + format[at++] - '0';
        } while (at < format.length
                && Numeral.isDigit(format[at])
                && n <= (Integer.MAX_VALUE - 9) / 10);
        return n;
    }

    private int integerSize(int otherwise) {
        int n = number(otherwise);
        if (n > MAX_INTEGER_BYTES || n <= 0) {
            throw new TextError(
                    "integral size (" + n + ") out of limits [1," + MAX_INTEGER_BYTES + "]");
        }
        return n;
    }

    /// Reads the next option and how many bytes align it at `total`.
    private void next(long total) {
        option();
        int alignment = size;
        if (kind == Kind.ALIGN) {
            if (at == format.length) {
                throw new TextError(1, "invalid next option for option 'X'");
            }
            option();
            alignment = size;
            if (kind == Kind.CHARS || alignment == 0) {
                throw new TextError(1, "invalid next option for option 'X'");
            }
            fixed(Kind.ALIGN, 0);
        }
        toAlign = 0;
        if (alignment > 1 && kind != Kind.CHARS) {
            int a = Math.min(alignment, maxAlignment);
            if ((a & a - 1) != 0) {
                throw new TextError(1, "format asks for alignment not power of 2");
            }
            toAlign = a - (int) (total & a - 1) & a - 1;
        }
    }

    // ---- packing

    private byte[] pack(Values values) {
        var out = new ByteBuilder(meter, Math.max(16, format.length * 2));
        int argument = 1;
        while (at < format.length) {
            next(out.length());
            out.addRepeated(0, toAlign);
            argument++;
            switch (kind) {
                case INT -> {
                    long n = values.integer(argument);
                    if (size < LUA_INTEGER_BYTES) {
                        long limit = 1L << size * 8 - 1;
                        check(-limit <= n && n < limit, argument, "integer overflow");
                    }
                    integer(out, n, size, n < 0);
                }
                case UNSIGNED -> {
                    long n = values.integer(argument);
                    check(
                            size >= LUA_INTEGER_BYTES || n >>> size * 8 == 0,
                            argument,
                            "unsigned overflow");
                    integer(out, n, size, false);
                }
                case FLOAT ->
                        integer(
                                out,
                                Float.floatToIntBits((float) values.number(argument)),
                                4,
                                false);
                case DOUBLE ->
                        integer(out, Double.doubleToLongBits(values.number(argument)), 8, false);
                case CHARS -> {
                    byte[] s = values.string(argument);
                    check(s.length <= size, argument, "string longer than given size");
                    out.add(s).addRepeated(0, size - s.length);
                }
                case STRING -> {
                    byte[] s = values.string(argument);
                    check(
                            size >= 4 || s.length < 1 << size * 8,
                            argument,
                            "string length does not fit in given size");
                    integer(out, s.length, size, false);
                    out.add(s);
                }
                case ZERO_STRING -> {
                    byte[] s = values.string(argument);
                    check(indexOfZero(s, 0) < 0, argument, "string contains zeros");
                    out.add(s).add(0);
                }
                case PADDING -> {
                    out.add(0);
                    argument--;
                }
                case ALIGN, NOTHING -> argument--;
            }
        }
        return out.toBytes();
    }

    private void integer(ByteBuilder out, long n, int bytes, boolean isNegative) {
        for (int i = 0; i < bytes; i++) {
            int place = isLittle ? i : bytes - 1 - i;
            long b = place < LUA_INTEGER_BYTES ? n >>> place * 8 : isNegative ? -1 : 0;
            out.add((int) b);
        }
    }

    private long measure() {
        long total = 0;
        while (at < format.length) {
            next(total);
            check(kind != Kind.STRING && kind != Kind.ZERO_STRING, 1, "variable-length format");
            total += toAlign + (long) size;
            check(total <= Integer.MAX_VALUE, 1, "format result too large");
        }
        return total;
    }

    // ---- unpacking

    private Object[] unpack(byte[] data, int from) {
        List<Object> values = new ArrayList<>();
        int p = from;
        while (at < format.length) {
            next(p);
            check((long) toAlign + size <= data.length - p, 2, "data string too short");
            p += toAlign;
            meter.bytes(16);
            switch (kind) {
                case INT, UNSIGNED -> values.add(integer(data, p, size, kind == Kind.INT));
                case FLOAT ->
                        values.add((double) Float.intBitsToFloat((int) integer(data, p, 4, false)));
                case DOUBLE -> values.add(Double.longBitsToDouble(integer(data, p, 8, false)));
                case CHARS -> values.add(slice(data, p, p + size));
                case STRING -> {
                    long length = integer(data, p, size, false);
                    check(
                            length >= 0 && length <= data.length - p - size,
                            2,
                            "data string too short");
                    values.add(slice(data, p + size, p + size + (int) length));
                    p += (int) length;
                }
                case ZERO_STRING -> {
                    int end = indexOfZero(data, p);
                    check(end >= 0, 2, "unfinished string for format 'z'");
                    values.add(slice(data, p, end));
                    p = end + 1;
                }
                case PADDING, ALIGN, NOTHING -> {}
            }
            p += size;
        }
        values.add(p + 1L);
        return values.toArray();
    }

    private byte[] slice(byte[] data, int from, int to) {
        meter.bytes(to - from);
        meter.steps(to - from >> 6);
        return Arrays.copyOfRange(data, from, to);
    }

    private long integer(byte[] data, int from, int bytes, boolean isSigned) {
        long n = 0;
        for (int i = Math.min(bytes, LUA_INTEGER_BYTES) - 1; i >= 0; i--) {
            n = n << 8 | byteAt(data, from, bytes, i);
        }
        if (bytes < LUA_INTEGER_BYTES) {
            int unused = 64 - bytes * 8;
            return isSigned ? n << unused >> unused : n;
        }
        int rest = isSigned && n < 0 ? 0xff : 0;
        for (int i = LUA_INTEGER_BYTES; i < bytes; i++) {
            if (byteAt(data, from, bytes, i) != rest) {
                throw new TextError(bytes + "-byte integer does not fit into Lua Integer");
            }
        }
        return n;
    }

    private int byteAt(byte[] data, int from, int bytes, int place) {
        return data[isLittle ? from + place : from + bytes - 1 - place] & 0xff;
    }

    private int indexOfZero(byte[] s, int from) {
        int i = from;
        while (i < s.length && s[i] != 0) {
            i++;
        }
        meter.steps(i - from >> 4);
        return i < s.length ? i : -1;
    }

    private static void check(boolean isGood, int argument, String message) {
        if (!isGood) {
            throw new TextError(argument, message);
        }
    }
}
