package io.kaosnet.rudp;

/// Spreads a window of packets over its round trip: a burst that overflows a small router queue is
/// a loss that was not needed. Owned by one agent.
final class Pacer {
    private static final double GAIN = 1.25;
    private static final double SLOW_START_GAIN = 2.5;
    private static final double BURST_PACKETS = 10;
    // A loop that wakes once per millisecond must still reach its rate.
    private static final double LOOP_NS = 2_000_000;

    private double tokens = BURST_PACKETS;
    private long lastNs;
    private double packetsPerNs;

    void update(long nowNs, int windowPackets, long smoothedRttNs, boolean isInSlowStart) {
        packetsPerNs =
                (isInSlowStart ? SLOW_START_GAIN : GAIN)
                        * windowPackets
                        / Math.max(1, smoothedRttNs);
        double burst = Math.max(BURST_PACKETS, packetsPerNs * LOOP_NS);
        tokens = Math.min(burst, tokens + (nowNs - lastNs) * packetsPerNs);
        lastNs = nowNs;
    }

    boolean canSend() {
        return tokens >= 1;
    }

    void onSent() {
        tokens -= 1;
    }

    /// When the next packet may leave, at the rate of the last update.
    long nextSendNs(long nowNs) {
        if (tokens >= 1) {
            return nowNs;
        }
        return nowNs + (long) ((1 - tokens) / packetsPerNs) + 1;
    }
}
