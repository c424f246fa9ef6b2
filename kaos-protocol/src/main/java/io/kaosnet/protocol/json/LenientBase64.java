package io.kaosnet.protocol.json;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Decodes base64 in the standard or the URL alphabet, padded or not. Pure functions.
///
/// Encoding is always the standard alphabet with padding and needs nothing of ours.
public final class LenientBase64 {
    private static final byte[] NOTHING = new byte[0];
    private static final byte[] VALUES = new byte[128];

    static {
        Arrays.fill(VALUES, (byte) -1);
        String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        for (int i = 0; i < alphabet.length(); i++) {
            VALUES[alphabet.charAt(i)] = (byte) i;
        }
        VALUES['-'] = 62;
        VALUES['_'] = 63;
    }

    private LenientBase64() {}

    /// The bytes, or null if the text is not base64.
    public static byte @Nullable [] decode(String text) {
        char[] characters = text.toCharArray();
        return decode(characters, 0, characters.length);
    }

    /// As [#decode(String)], from a part of a character array.
    static byte @Nullable [] decode(char[] text, int offset, int length) {
        var bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            char c = text[offset + i];
            bytes[i] = c < 128 ? (byte) c : -1;
        }
        return decode(bytes, 0, length);
    }

    /// As [#decode(String)], from text in ASCII.
    public static byte @Nullable [] decode(byte[] text, int offset, int length) {
        int count = length;
        while (count > 0 && length - count < 2 && text[offset + count - 1] == '=') {
            count--;
        }
        boolean isPadded = count != length;
        int tail = count & 3;
        if (tail == 1 || (isPadded && (length & 3) != 0)) {
            return null;
        }
        int lengthBytes = (count >> 2) * 3 + (tail == 0 ? 0 : tail - 1);
        if (lengthBytes == 0) {
            return NOTHING;
        }
        var bytes = new byte[lengthBytes];
        int at = 0;
        int i = offset;
        int wholeEnd = offset + (count & ~3);
        while (i < wholeEnd) {
            int bits =
                    value(text[i]) << 18
                            | value(text[i + 1]) << 12
                            | value(text[i + 2]) << 6
                            | value(text[i + 3]);
            if (bits < 0) {
                return null;
            }
            bytes[at] = (byte) (bits >> 16);
            bytes[at + 1] = (byte) (bits >> 8);
            bytes[at + 2] = (byte) bits;
            at += 3;
            i += 4;
        }
        if (tail != 0) {
            int bits = value(text[i]) << 18 | value(text[i + 1]) << 12;
            if (tail == 3) {
                bits |= value(text[i + 2]) << 6;
            }
            if (bits < 0) {
                return null;
            }
            bytes[at] = (byte) (bits >> 16);
            if (tail == 3) {
                bytes[at + 1] = (byte) (bits >> 8);
            }
        }
        return bytes;
    }

    /// 0..63, or -1, which stays negative through the shifts and ors above.
    private static int value(byte c) {
        return c >= 0 ? VALUES[c] : -1;
    }
}
