package io.kaosnet.protocol.kaostalk;

import com.google.protobuf.ByteString;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/// Reads one frame; every length is checked against the frame. Owned by one thread.
public final class FrameReader {
    private final byte[] bytes;
    private final int end;
    private final int op;
    private int at;

    /// @throws KaosTalkException when the header does not fit the bytes
    public FrameReader(byte[] bytes, int offset, int length) throws KaosTalkException {
        if (length < KaosTalk.HEADER_BYTES) {
            throw new KaosTalkException("frame: " + length + " bytes (expected: at least 3)");
        }
        int payload = (bytes[offset + 1] & 0xFF) | ((bytes[offset + 2] & 0xFF) << 8);
        if (payload != length - KaosTalk.HEADER_BYTES) {
            throw new KaosTalkException(
                    "payload length: "
                            + payload
                            + " (expected: "
                            + (length - KaosTalk.HEADER_BYTES)
                            + ")");
        }
        this.bytes = bytes;
        this.op = bytes[offset] & 0xFF;
        this.at = offset + KaosTalk.HEADER_BYTES;
        this.end = offset + length;
    }

    public int op() {
        return op;
    }

    public int remaining() {
        return end - at;
    }

    private int take(int count) throws KaosTalkException {
        if (count > end - at) {
            throw new KaosTalkException("frame of op " + op + " is cut off");
        }
        int from = at;
        at += count;
        return from;
    }

    public int u8() throws KaosTalkException {
        return bytes[take(1)] & 0xFF;
    }

    public int u16() throws KaosTalkException {
        int from = take(2);
        return (bytes[from] & 0xFF) | ((bytes[from + 1] & 0xFF) << 8);
    }

    public long u32() throws KaosTalkException {
        long low = u16();
        return low | ((long) u16() << 16);
    }

    public long i64() throws KaosTalkException {
        long low = u32();
        return low | (u32() << 32);
    }

    public double f64() throws KaosTalkException {
        return Double.longBitsToDouble(i64());
    }

    public String text8() throws KaosTalkException {
        int length = u8();
        return new String(bytes, take(length), length, StandardCharsets.UTF_8);
    }

    public String text16() throws KaosTalkException {
        int length = u16();
        return new String(bytes, take(length), length, StandardCharsets.UTF_8);
    }

    /// An id of 16 bytes as text; empty for zeros.
    public String id() throws KaosTalkException {
        int from = take(16);
        long high = 0;
        long low = 0;
        for (int i = 0; i < 8; i++) {
            high = (high << 8) | (bytes[from + i] & 0xFF);
            low = (low << 8) | (bytes[from + 8 + i] & 0xFF);
        }
        return high == 0 && low == 0 ? "" : new UUID(high, low).toString();
    }

    public ByteString rest() throws KaosTalkException {
        int length = end - at;
        return ByteString.copyFrom(bytes, take(length), length);
    }

    public String restAsText() throws KaosTalkException {
        int length = end - at;
        return new String(bytes, take(length), length, StandardCharsets.UTF_8);
    }

    /// Refuses bytes that nobody asked for.
    public void requireEnd() throws KaosTalkException {
        if (at != end) {
            throw new KaosTalkException(
                    "frame of op " + op + " has " + (end - at) + " bytes too many");
        }
    }
}
