package io.kaosnet.protocol.hot;

/// One `match_data_send` as it was read from a frame. Owned by one event loop, which reuses it:
/// valid until the next read, except for the payload, which is a copy and the taker's to keep.
public final class MatchDataInput {
    private static final byte[] NOTHING = new byte[0];

    private String cid = "";
    private String matchId = "";
    private long opCode;
    private byte[] data = NOTHING;
    private boolean isReliable;

    /// The request's id, usually empty: senders of match data expect no reply.
    public String cid() {
        return cid;
    }

    public String matchId() {
        return matchId;
    }

    public long opCode() {
        return opCode;
    }

    /// The payload, decoded. Never null, not shared, not reused.
    public byte[] data() {
        return data;
    }

    public boolean isReliable() {
        return isReliable;
    }

    void clear() {
        cid = "";
        matchId = "";
        opCode = 0;
        data = NOTHING;
        isReliable = false;
    }

    void cid(String value) {
        cid = value;
    }

    void matchId(String value) {
        matchId = value;
    }

    void opCode(long value) {
        opCode = value;
    }

    void data(byte[] value) {
        data = value;
    }

    void isReliable(boolean value) {
        isReliable = value;
    }
}
