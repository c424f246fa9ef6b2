package io.kaosnet.rudp;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// Numbers of the wire and little-endian access to bytes. Immutable.
///
/// DATA packet:
///
/// | offset | bytes | field | meaning |
/// |---|---|---|---|
/// | 0 | 1 | type | `0x50`, bit 3 is the key phase |
/// | 1 | 8 | connection id | chosen by the server |
/// | 9 | 4 | packet number | low 32 bits |
/// | 13 | n | sealed | ack block and frames |
/// | 13+n | 16 | tag | of the AEAD |
final class Wire {
    static final int VERSION = 1;

    static final int BASE_DATAGRAM_BYTES = 1200;
    static final int MAX_DATAGRAM_BYTES = 1400;
    static final int HANDSHAKE_DATAGRAM_BYTES = 1200;
    static final int TAG_BYTES = 16;

    static final int TYPE_DATA = 0x50;
    static final int TYPE_CONNECT = 0x51;
    static final int TYPE_CHALLENGE = 0x52;
    static final int TYPE_RESPONSE = 0x53;
    static final int TYPE_DENY = 0x54;
    static final int TYPE_RESET = 0x55;
    static final int TYPE_VERSION = 0x56;
    static final int KEY_PHASE_BIT = 0x08;

    static final int CONNECTION_ID_OFFSET = 1;
    static final int PACKET_NUMBER_OFFSET = 9;
    static final int DATA_HEADER_BYTES = 13;
    static final int DATA_MIN_BYTES = DATA_HEADER_BYTES + 1 + TAG_BYTES;

    static final int HAS_ACK_BLOCK = 0x01;
    static final int ACK_BLOCK_BYTES = 14;
    static final int ACK_BITS = 64;
    static final int ACK_DELAY_UNIT_NS = 8_000;

    static final int FRAME_PAD = 0x00;
    static final int FRAME_PING = 0x01;
    static final int FRAME_CLOSE = 0x02;
    static final int FRAME_CONNECTED = 0x03;
    static final int FRAME_PATH_CHALLENGE = 0x04;
    static final int FRAME_PATH_RESPONSE = 0x05;
    static final int FRAME_CREDIT = 0x07;
    static final int FRAME_TIME = 0x08;
    static final int FRAME_PROBE = 0x09;
    static final int FRAME_MESSAGE = 0x80;
    static final int MESSAGE_KIND_SHIFT = 5;
    static final int MESSAGE_RELIABLE_BIT = 0x40; // kinds 2 and 3
    static final int MESSAGE_FRAGMENT_BIT = 0x10;
    static final int MESSAGE_CHANNEL_MASK = 0x0F;

    static final int CONNECTED_BYTES = 1 + 8 + 8 + 2 + 1 + 1 + 2 + 16;
    static final int CREDIT_BYTES = 4;
    static final int TIME_BYTES = 9;
    static final int PATH_BYTES = 9;

    static final int CHANNELS = 16;
    static final int MAX_FRAGMENT_BYTES = 1100;
    static final int MAX_FRAGMENTS = 64;

    private static final VarHandle SHORT =
            MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INT =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private Wire() {}

    static int u8(byte[] buffer, int offset) {
        return buffer[offset] & 0xFF;
    }

    static int u16(byte[] buffer, int offset) {
        return (short) SHORT.get(buffer, offset) & 0xFFFF;
    }

    static int i32(byte[] buffer, int offset) {
        return (int) INT.get(buffer, offset);
    }

    static long i64(byte[] buffer, int offset) {
        return (long) LONG.get(buffer, offset);
    }

    static void putU16(byte[] buffer, int offset, int value) {
        SHORT.set(buffer, offset, (short) value);
    }

    static void putI32(byte[] buffer, int offset, int value) {
        INT.set(buffer, offset, value);
    }

    static void putI64(byte[] buffer, int offset, long value) {
        LONG.set(buffer, offset, value);
    }

    /// Bytes of a length on the wire: one below 128, else two.
    static int lengthBytes(int length) {
        return length < 0x80 ? 1 : 2;
    }

    /// Writes a length of 0..16383 (low seven bits first, bit 7 says that a second byte follows).
    static int putLength(byte[] buffer, int offset, int length) {
        if (length < 0x80) {
            buffer[offset] = (byte) length;
            return offset + 1;
        }
        buffer[offset] = (byte) ((length & 0x7F) | 0x80);
        buffer[offset + 1] = (byte) (length >>> 7);
        return offset + 2;
    }

    /// The 64-bit packet number nearest to `expected` whose low 32 bits are these.
    static long rebuildPacketNumber(long expected, int low) {
        return expected + (low - (int) expected);
    }

    /// The sequence nearest to `expected` whose low 16 bits are these.
    static int rebuildSequence(int expected, int low) {
        return expected + (short) (low - expected);
    }
}
