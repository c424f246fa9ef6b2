package io.kaosnet.protocol.kaostalk;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.UUID;

/// Builds one frame. Owned by one thread.
public final class FrameWriter {
    private byte[] bytes = new byte[256];
    private int at = KaosTalk.HEADER_BYTES;

    /// Starts a frame.
    public FrameWriter(int op) {
        bytes[0] = (byte) op;
    }

    private void reserve(int count) {
        if (at + count > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(at + count, 2 * bytes.length));
        }
    }

    public FrameWriter u8(int value) {
        reserve(1);
        bytes[at++] = (byte) value;
        return this;
    }

    public FrameWriter u16(int value) {
        return u8(value).u8(value >>> 8);
    }

    public FrameWriter u32(long value) {
        return u16((int) value).u16((int) (value >>> 16));
    }

    public FrameWriter i64(long value) {
        return u32(value).u32(value >>> 32);
    }

    public FrameWriter f64(double value) {
        return i64(Double.doubleToRawLongBits(value));
    }

    /// A text with one byte of length, cut to 255 bytes.
    public FrameWriter text8(String value) {
        byte[] text = value.getBytes(StandardCharsets.UTF_8);
        int length = Math.min(255, text.length);
        u8(length);
        return raw(text, 0, length);
    }

    /// A text with two bytes of length, cut to 65,535 bytes.
    public FrameWriter text16(String value) {
        byte[] text = value.getBytes(StandardCharsets.UTF_8);
        int length = Math.min(0xFFFF, text.length);
        u16(length);
        return raw(text, 0, length);
    }

    /// An id as 16 bytes in network order; what is no UUID becomes zeros.
    public FrameWriter id(String value) {
        UUID id;
        try {
            id = UUID.fromString(value);
        } catch (IllegalArgumentException _) {
            id = new UUID(0, 0); // the server itself
        }
        reserve(16);
        for (int i = 0; i < 8; i++) {
            bytes[at + i] = (byte) (id.getMostSignificantBits() >>> (56 - 8 * i));
            bytes[at + 8 + i] = (byte) (id.getLeastSignificantBits() >>> (56 - 8 * i));
        }
        at += 16;
        return this;
    }

    public FrameWriter raw(byte[] value) {
        return raw(value, 0, value.length);
    }

    public FrameWriter raw(byte[] value, int offset, int length) {
        reserve(length);
        System.arraycopy(value, offset, bytes, at, length);
        at += length;
        return this;
    }

    /// Whether the payload fits into a frame.
    public boolean fits() {
        return at - KaosTalk.HEADER_BYTES <= KaosTalk.MAX_PAYLOAD_BYTES;
    }

    /// The finished frame.
    public byte[] toBytes() {
        if (!fits()) {
            throw new IllegalStateException("payload: " + at + " bytes (expected: at most 65535)");
        }
        int length = at - KaosTalk.HEADER_BYTES;
        bytes[1] = (byte) length;
        bytes[2] = (byte) (length >>> 8);
        return Arrays.copyOf(bytes, at);
    }
}
