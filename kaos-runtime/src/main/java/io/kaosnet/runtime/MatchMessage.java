package io.kaosnet.runtime;

/// What a player sent to its match. Owned by the match; the data must not be modified.
public final class MatchMessage {
    private final MatchPresence sender;
    private final long opCode;
    private final byte[] data;
    private final boolean reliable;
    private final long receiveTimeMs;

    public MatchMessage(
            MatchPresence sender, long opCode, byte[] data, boolean reliable, long receiveTimeMs) {
        this.sender = sender;
        this.opCode = opCode;
        this.data = data;
        this.reliable = reliable;
        this.receiveTimeMs = receiveTimeMs;
    }

    public MatchPresence sender() {
        return sender;
    }

    public long opCode() {
        return opCode;
    }

    /// The payload itself, not a copy.
    public byte[] data() {
        return data;
    }

    public boolean isReliable() {
        return reliable;
    }

    /// Wall time, milliseconds since 1970.
    public long receiveTimeMs() {
        return receiveTimeMs;
    }
}
