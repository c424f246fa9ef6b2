package io.kaosnet.rudp;

/// Smoothed round-trip time, its variation and its floor (RFC 9002, 5). Owned by one agent.
final class RttEstimator {
    private static final long INITIAL_NS = 100_000_000;
    private static final long GRANULARITY_NS = 1_000_000;
    private static final long FLOOR_NS = 50_000;
    private static final long MIN_WINDOW_NS = 5_000_000_000L;

    private long smoothedNs = INITIAL_NS;
    private long variationNs = INITIAL_NS / 2;
    private long latestNs = INITIAL_NS;
    private long minNs = Long.MAX_VALUE;
    private long previousMinNs = Long.MAX_VALUE;
    private long bucketStartNs;
    private boolean hasSample;

    /// Takes a sample; the first may come from the handshake.
    void sample(long rttNs, long ackDelayNs, long nowNs) {
        long rtt = Math.max(1, rttNs);
        if (nowNs - bucketStartNs > MIN_WINDOW_NS) {
            // The floor is that of the last 5 to 10 s: routes change.
            previousMinNs = nowNs - bucketStartNs > 2 * MIN_WINDOW_NS ? Long.MAX_VALUE : minNs;
            minNs = Long.MAX_VALUE;
            bucketStartNs = nowNs;
        }
        // The floor leaves the delay out too, unlike RFC 9002's: acknowledgements of state are
        // always late, and a peer that lies about its delay slows only what it receives.
        long adjusted = Math.max(rtt - ackDelayNs, Math.min(rtt, FLOOR_NS));
        minNs = Math.min(minNs, adjusted);
        latestNs = adjusted;
        if (!hasSample) {
            hasSample = true;
            smoothedNs = adjusted;
            variationNs = adjusted / 2;
            return;
        }
        variationNs = (3 * variationNs + Math.abs(smoothedNs - adjusted)) / 4;
        smoothedNs = (7 * smoothedNs + adjusted) / 8;
    }

    boolean hasSample() {
        return hasSample;
    }

    long smoothedNs() {
        return smoothedNs;
    }

    long variationNs() {
        return variationNs;
    }

    long latestNs() {
        return latestNs;
    }

    /// The smallest round trip of the last 5 to 10 s.
    long minNs() {
        return Math.min(minNs, previousMinNs);
    }

    /// How long an acknowledgement may take before a probe is sent.
    long probeTimeoutNs(long maxAckDelayNs) {
        return smoothedNs + Math.max(4 * variationNs, GRANULARITY_NS) + maxAckDelayNs;
    }

    /// Age at which a packet counts as lost once a later one is acknowledged.
    long lossDelayNs() {
        return Math.max(Math.max(smoothedNs, latestNs) * 9 / 8, GRANULARITY_NS);
    }

    /// Starts over on a new path.
    void reset() {
        smoothedNs = INITIAL_NS;
        variationNs = INITIAL_NS / 2;
        latestNs = INITIAL_NS;
        minNs = Long.MAX_VALUE;
        previousMinNs = Long.MAX_VALUE;
        hasSample = false;
    }
}
