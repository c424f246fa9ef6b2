package io.kaosnet.rudp;

/// What a channel promises. Immutable.
public enum ChannelKind {
    /// May be lost, may arrive in any order; never twice.
    UNRELIABLE(0),
    /// May be lost; what is older than the newest delivered message is dropped.
    SEQUENCED(1),
    /// Arrives exactly once, in any order, without waiting for others.
    RELIABLE_UNORDERED(2),
    /// Arrives exactly once, in the order sent.
    RELIABLE_ORDERED(3);

    private static final ChannelKind[] VALUES = values();

    private final int wire;

    ChannelKind(int wire) {
        this.wire = wire;
    }

    /// The number on the wire.
    public int wire() {
        return wire;
    }

    /// True when lost messages are sent again until they arrive.
    public boolean isReliable() {
        return this == RELIABLE_UNORDERED || this == RELIABLE_ORDERED;
    }

    static ChannelKind of(int wire) {
        return VALUES[wire];
    }
}
