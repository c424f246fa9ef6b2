package io.kaosnet.bench.wire;

import io.kaosnet.bench.Figure;
import java.util.List;
import org.HdrHistogram.Histogram;

/// The counts of all loops over one window. Owned by the main thread once [Window] returned it.
public final class Totals {
    private final Histogram latencyNs = new Histogram(60_000_000_000L, 3);
    private final Histogram lagNs = new Histogram(60_000_000_000L, 3);
    private long sent;
    private long received;
    private long failed;

    synchronized void add(Histogram latency, Histogram lag, long sentMore, long more, long bad) {
        latencyNs.add(latency);
        lagNs.add(lag);
        sent += sentMore;
        received += more;
        failed += bad;
    }

    public synchronized long sent() {
        return sent;
    }

    public synchronized long received() {
        return received;
    }

    public synchronized long failed() {
        return failed;
    }

    public synchronized double latencyMs(double percentile) {
        return latencyNs.getValueAtPercentile(percentile) / 1e6;
    }

    /// As results tell them.
    public List<Figure> latencies() {
        return List.of(
                Figure.of("latency p50", latencyMs(50), "ms"),
                Figure.of("latency p99", latencyMs(99), "ms"),
                Figure.of("latency p99.9", latencyMs(99.9), "ms"));
    }

    /// How late the generator itself was.
    public synchronized double lagMs(double percentile) {
        return lagNs.getValueAtPercentile(percentile) / 1e6;
    }
}
