package io.kaosnet.protocol.kaostalk;

/// Numbers of the frames. Immutable.
///
/// | offset | bytes | field |
/// |---|---|---|
/// | 0 | 1 | op |
/// | 1 | 2 | payload length, little-endian |
/// | 3 | n | payload |
public final class KaosTalk {
    public static final int VERSION = 1;
    public static final int HEADER_BYTES = 3;
    public static final int MAX_PAYLOAD_BYTES = 0xFFFF;

    public static final int SESSION_START = 0x01;
    public static final int SESSION_END = 0x02;
    public static final int HEARTBEAT = 0x03;
    public static final int SESSION_ACK = 0x04;
    public static final int OK = 0x05;
    public static final int ROOM_CREATE = 0x10;
    public static final int ROOM_JOIN = 0x11;
    public static final int ROOM_LEAVE = 0x12;
    public static final int ROOM_DATA = 0x13;
    public static final int ROOM_STATE = 0x14;
    public static final int ROOM_LIST = 0x15;
    public static final int RPC = 0x20;
    public static final int RPC_RESPONSE = 0x21;
    public static final int MATCHMAKER_ADD = 0x30;
    public static final int MATCHMAKER_REMOVE = 0x31;
    public static final int MATCHMAKER_MATCHED = 0x32;
    public static final int ENVELOPE = 0x40;
    public static final int ERROR = 0xFF;

    /// Flag of SESSION_START: appear online.
    public static final int FLAG_ONLINE = 0x01;

    /// Flag of ROOM_DATA: may not be lost.
    public static final int FLAG_RELIABLE = 0x01;

    /// Where the sender is in ROOM_DATA from the server, relative to the end of the room id.
    static final int SENDER_BYTES = 16;

    private KaosTalk() {}

    /// The op of a frame.
    public static int op(byte[] frame, int offset) {
        return frame[offset] & 0xFF;
    }

    /// Whether a ROOM_DATA frame from the server was sent by the match itself.
    public static boolean isFromMatch(byte[] frame) {
        int at = HEADER_BYTES + 1 + (frame[HEADER_BYTES] & 0xFF);
        for (int i = 0; i < SENDER_BYTES; i++) {
            if (frame[at + i] != 0) {
                return false;
            }
        }
        return true;
    }
}
