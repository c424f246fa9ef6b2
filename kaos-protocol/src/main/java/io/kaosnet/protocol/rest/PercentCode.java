package io.kaosnet.protocol.rest;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/// Percent-decoding of path segments and query strings. Pure functions.
final class PercentCode {
    private PercentCode() {}

    /// The decoded text; null for a broken escape or bytes that are not UTF-8.
    ///
    /// @param isQuery whether `+` is a space
    static @Nullable String decode(String text, boolean isQuery) {
        int length = text.length();
        int first = 0;
        while (first < length && !isCoded(text.charAt(first), isQuery)) {
            first++;
        }
        if (first == length) {
            return text;
        }
        var bytes = new byte[length * 3];
        int count = 0;
        int i = 0;
        while (i < length) {
            char c = text.charAt(i);
            if (c == '%') {
                if (i + 2 >= length
                        || !HexFormat.isHexDigit(text.charAt(i + 1))
                        || !HexFormat.isHexDigit(text.charAt(i + 2))) {
                    return null;
                }
                bytes[count++] = (byte) HexFormat.fromHexDigits(text, i + 1, i + 3);
                i += 3;
            } else if (c < 0x80) {
                bytes[count++] = (byte) (c == '+' && isQuery ? ' ' : c);
                i++;
            } else {
                int characters = Character.isHighSurrogate(c) && i + 1 < length ? 2 : 1;
                byte[] raw = text.substring(i, i + characters).getBytes(StandardCharsets.UTF_8);
                System.arraycopy(raw, 0, bytes, count, raw.length);
                count += raw.length;
                i += characters;
            }
        }
        ByteString decoded = UnsafeByteOperations.unsafeWrap(bytes, 0, count);
        return decoded.isValidUtf8() ? decoded.toStringUtf8() : null;
    }

    private static boolean isCoded(char c, boolean isQuery) {
        return c == '%' || (isQuery && c == '+');
    }
}
