package io.kaosnet.bench.wire;

import org.HdrHistogram.Histogram;

/// What one loop counts while a window is open. Owned by that loop.
public final class Tally {
    private static final long LONGEST_NS = 60_000_000_000L;
    private static final int DIGITS = 3;

    private final Histogram latencyNs = new Histogram(LONGEST_NS, DIGITS);
    private final Histogram lagNs = new Histogram(LONGEST_NS, DIGITS);
    private long sent;
    private long received;
    private long failed;
    private long openedNs = Long.MAX_VALUE;
    private long closedNs = Long.MAX_VALUE;

    /// Counts what is due from one time to another; told before the first of them.
    public void open(long fromNs, long untilNs) {
        latencyNs.reset();
        lagNs.reset();
        sent = 0;
        received = 0;
        failed = 0;
        openedNs = fromNs;
        closedNs = untilNs;
    }

    private boolean isInside(long stampNs) {
        return stampNs >= openedNs && stampNs < closedNs;
    }

    /// @param stampNs when it was due
    /// @param nowNs when it left
    public void onSent(long stampNs, long nowNs) {
        if (isInside(stampNs)) {
            sent++;
            lagNs.recordValue(Math.clamp(nowNs - stampNs, 0, LONGEST_NS));
        }
    }

    /// @param stampNs when what is answered was due to be sent
    public void onReceived(long stampNs, long nowNs) {
        if (isInside(stampNs)) {
            received++;
            latencyNs.recordValue(Math.clamp(nowNs - stampNs, 0, LONGEST_NS));
        }
    }

    public void onFailed() {
        failed++;
    }

    /// Adds this loop's counts to a sum.
    void addTo(Totals totals) {
        totals.add(latencyNs, lagNs, sent, received, failed);
    }
}
