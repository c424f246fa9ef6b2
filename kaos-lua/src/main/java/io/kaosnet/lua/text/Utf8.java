package io.kaosnet.lua.text;

/// Immutable. UTF-8 as Lua knows it: code points to 2^31 in up to six bytes, or in the strict form
/// to U+10FFFF without surrogates.
public final class Utf8 {
    /// The largest code that has an encoding.
    public static final long MAX_CODE = 0x7fffffffL;

    private static final long[] LEAST_OF_LENGTH = {0, 0x80, 0x800, 0x10000, 0x200000, 0x4000000};

    private Utf8() {}

    public static boolean isContinuation(int b) {
        return (b & 0xc0) == 0x80;
    }

    /// The code at offset `at`, or -1 if no well-formed sequence starts there.
    public static long decode(byte[] s, int at, boolean isStrict) {
        int first = s[at] & 0xff;
        if (first < 0x80) {
            return first;
        }
        int length = length(first);
        if (length < 2 || length > 6 || length > s.length - at) {
            return -1;
        }
        long code = first & 0x7f >> length;
        for (int i = 1; i < length; i++) {
            if (!isContinuation(s[at + i])) {
                return -1;
            }
            code = code << 6 | s[at + i] & 0x3f;
        }
        if (code < LEAST_OF_LENGTH[length - 1]) {
            return -1;
        }
        return isStrict && (code > 0x10ffff || code >= 0xd800 && code <= 0xdfff) ? -1 : code;
    }

    /// How many bytes a sequence has that starts with `first`; 1 also for what starts none.
    public static int length(int first) {
        int ones = Integer.numberOfLeadingZeros(~(first << 24));
        return Math.max(1, ones);
    }

    /// Appends the encoding of a code from 0 to [#MAX_CODE].
    public static void encode(ByteBuilder out, long code) {
        if (code < 0x80) {
            out.add((int) code);
            return;
        }
        int length = 2;
        while (length < 6 && code >= LEAST_OF_LENGTH[length]) {
            length++;
        }
        out.add(0xff00 >> length | (int) (code >> 6 * (length - 1)));
        for (int i = length - 2; i >= 0; i--) {
            out.add(0x80 | (int) (code >> 6 * i) & 0x3f);
        }
    }
}
