package io.kaosnet.rudp;

/// Keeps a client within its rate class: two token buckets with two seconds of burst. Owned by one
/// agent.
final class Policer {
    private static final double BURST_SECONDS = 2;
    private static final long ABUSE_WINDOW_NS = 5_000_000_000L;

    private final RateClass rateClass;
    private double packets;
    private double bytes;
    private long lastNs;
    private long windowStartNs;
    private long droppedInWindow;
    private long dropped;

    Policer(RateClass rateClass, long nowNs) {
        this.rateClass = rateClass;
        this.packets = rateClass.packetsPerSecond() * BURST_SECONDS;
        this.bytes = rateClass.bytesPerSecond() * BURST_SECONDS;
        this.lastNs = nowNs;
        this.windowStartNs = nowNs;
    }

    boolean allows(int length, long nowNs) {
        if (rateClass == RateClass.UNLIMITED) {
            return true;
        }
        double seconds = (nowNs - lastNs) / 1e9;
        lastNs = nowNs;
        double packetRate = rateClass.packetsPerSecond();
        double byteRate = rateClass.bytesPerSecond();
        packets = Math.min(packetRate * BURST_SECONDS, packets + seconds * packetRate);
        bytes = Math.min(byteRate * BURST_SECONDS, bytes + seconds * byteRate);
        if (packets >= 1 && bytes >= length) {
            packets -= 1;
            bytes -= length;
            return true;
        }
        if (nowNs - windowStartNs > ABUSE_WINDOW_NS) {
            windowStartNs = nowNs;
            droppedInWindow = 0;
        }
        droppedInWindow++;
        dropped++;
        return false;
    }

    /// True when as much was dropped within five seconds as the class allows in two.
    boolean isAbuse() {
        return droppedInWindow > 2L * rateClass.packetsPerSecond();
    }

    long dropped() {
        return dropped;
    }
}
