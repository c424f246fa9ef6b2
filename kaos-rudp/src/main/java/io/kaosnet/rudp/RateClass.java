package io.kaosnet.rudp;

/// How much a client may send; packets above it are dropped, and a client that stays above it is
/// closed. Immutable.
public enum RateClass {
    /// A player: 300 packets and 256 KB per second.
    STANDARD(0, 300, 256 << 10),
    /// A relay, a spectator proxy or a bot host: 3,000 packets and 4 MB per second.
    HIGH(1, 3_000, 4 << 20),
    /// A trusted peer: no limit.
    UNLIMITED(2, Integer.MAX_VALUE, Integer.MAX_VALUE);

    private final int wire;
    private final int packetsPerSecond;
    private final int bytesPerSecond;

    RateClass(int wire, int packetsPerSecond, int bytesPerSecond) {
        this.wire = wire;
        this.packetsPerSecond = packetsPerSecond;
        this.bytesPerSecond = bytesPerSecond;
    }

    /// Datagrams per second.
    public int packetsPerSecond() {
        return packetsPerSecond;
    }

    /// Bytes of datagrams per second.
    public int bytesPerSecond() {
        return bytesPerSecond;
    }

    int wire() {
        return wire;
    }

    static RateClass of(int wire) {
        return switch (wire) {
            case 0 -> STANDARD;
            case 1 -> HIGH;
            case 2 -> UNLIMITED;
            default -> STANDARD;
        };
    }
}
