package io.kaosnet.rudp;

/// Additive increase, multiplicative decrease, with a guard on delay: the default for games. Owned
/// by one agent.
///
/// Slow start to the threshold, then one packet per round trip (RFC 9002, 7.3, counted in packets);
/// at most one decrease per round trip; no growth while the application, not the window, is the
/// limit. Two additions for games:
///
/// - Growth stops while the smoothed round trip is above twice its floor plus 5 ms: a queue that
///   this sender fills is delay that its player feels.
/// - Losses without any queueing delay come from a bad radio, not from a full router: as long as
///   they stay below 15 % they are repaired and cost nothing. Above that, or with delay, a loss
///   costs 30 % of the window.
public final class AimdCongestionController implements CongestionController {
    /// Packets at the start of a connection.
    static final int INITIAL_WINDOW = 10;

    /// Packets that are always allowed.
    static final int MIN_WINDOW = 4;

    private static final double DECREASE = 0.7;
    private static final double MAX_NOISE = 0.15;
    private static final double NOISE_MEMORY = 1.0 / 128; // packets
    private static final long GUARD_NS = 5_000_000;
    private static final long NOISE_NS = 2_000_000;

    private final int maxWindow;
    private double window = INITIAL_WINDOW;
    private double threshold = Double.MAX_VALUE;
    private long recoveryEnd;
    private double windowBefore;
    private double thresholdBefore;
    private int lossesInRecovery;
    private double lossFraction;

    /// @param maxWindow most packets ever in flight
    public AimdCongestionController(int maxWindow) {
        this.maxWindow = maxWindow;
    }

    @Override
    public int windowPackets() {
        return (int) window;
    }

    @Override
    public boolean isInSlowStart() {
        return window < threshold;
    }

    @Override
    public void onAcked(int packets, boolean isWindowLimited, long smoothedRttNs, long minRttNs) {
        for (int i = 0; i < packets; i++) {
            lossFraction -= lossFraction * NOISE_MEMORY;
        }
        if (!isWindowLimited) {
            return;
        }
        if (smoothedRttNs > 2 * minRttNs + GUARD_NS) {
            threshold = Math.min(threshold, window);
            return;
        }
        window += window < threshold ? packets : packets / window;
        window = Math.min(window, maxWindow);
    }

    @Override
    public void onLost(
            long packetNumber, long nextPacketNumber, long smoothedRttNs, long minRttNs) {
        lossFraction += (1 - lossFraction) * NOISE_MEMORY;
        boolean isQueueing = smoothedRttNs > minRttNs + minRttNs / 4 + NOISE_NS;
        if (!isQueueing && lossFraction < MAX_NOISE) {
            return;
        }
        if (packetNumber < recoveryEnd) {
            lossesInRecovery++;
            return;
        }
        windowBefore = window;
        thresholdBefore = threshold;
        recoveryEnd = nextPacketNumber;
        lossesInRecovery = 1;
        window = Math.max(window * DECREASE, MIN_WINDOW);
        threshold = window;
    }

    @Override
    public void onSpuriousLoss(long packetNumber) {
        if (packetNumber < recoveryEnd && --lossesInRecovery == 0) {
            window = Math.max(window, windowBefore);
            threshold = Math.max(threshold, thresholdBefore);
        }
    }

    @Override
    public void onPersistentCongestion() {
        threshold = Math.max(window / 2, MIN_WINDOW);
        window = MIN_WINDOW;
    }

    @Override
    public void reset() {
        window = INITIAL_WINDOW;
        threshold = Double.MAX_VALUE;
        recoveryEnd = 0;
        lossesInRecovery = 0;
    }
}
