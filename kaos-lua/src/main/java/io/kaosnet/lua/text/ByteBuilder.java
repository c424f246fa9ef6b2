package io.kaosnet.lua.text;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Owned by one thread. A growing array of bytes whose growth is charged to a meter.
public final class ByteBuilder {
    /// No string is longer: the largest array a JVM surely makes.
    public static final int MAX_LENGTH = Integer.MAX_VALUE - 16;

    private final Meter meter;
    private byte[] bytes;
    private int length;

    public ByteBuilder(Meter meter, int capacity) {
        this.meter = meter;
        meter.bytes(capacity);
        this.bytes = new byte[capacity];
    }

    public int length() {
        return length;
    }

    public ByteBuilder add(int b) {
        if (length == bytes.length) {
            grow(1);
        }
        bytes[length++] = (byte) b;
        return this;
    }

    public ByteBuilder add(byte[] from) {
        return add(from, 0, from.length);
    }

    public ByteBuilder add(byte[] from, int start, int end) {
        int count = end - start;
        if (count > bytes.length - length) {
            grow(count);
        }
        if (count > 64) {
            meter.steps(count >> 6);
        }
        System.arraycopy(from, start, bytes, length, count);
        length += count;
        return this;
    }

    /// Adds text of characters below 256, one byte each.
    public ByteBuilder addLatin1(String text) {
        return add(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    public ByteBuilder addRepeated(int b, int count) {
        if (count > bytes.length - length) {
            grow(count);
        }
        meter.steps(count >> 6);
        Arrays.fill(bytes, length, length + count, (byte) b);
        length += count;
        return this;
    }

    private void grow(int needed) {
        if (needed > MAX_LENGTH - length) {
            throw new TextError("resulting string too large");
        }
        int doubled = (int) Math.min(MAX_LENGTH, bytes.length * 2L);
        int capacity = Math.max(16, Math.max(doubled, length + needed));
        meter.bytes(capacity);
        bytes = Arrays.copyOf(bytes, capacity);
    }

    /// The bytes so far, in an array of their own.
    public byte[] toBytes() {
        if (length == bytes.length) {
            return bytes;
        }
        meter.bytes(length);
        return Arrays.copyOf(bytes, length);
    }
}
