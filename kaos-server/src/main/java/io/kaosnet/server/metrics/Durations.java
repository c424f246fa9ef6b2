package io.kaosnet.server.metrics;

import io.prometheus.metrics.model.registry.Collector;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricFamilyDescriptor;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/// How long something takes, a histogram for each combination of labels. Safe from any thread;
/// recording is two additions: no lock, no clock, no allocation.
final class Durations implements Collector {
    private static final long[] BOUNDS_NS = {
        100_000,
        500_000,
        1_000_000,
        2_000_000,
        5_000_000,
        10_000_000,
        25_000_000,
        50_000_000,
        100_000_000,
        250_000_000,
        1_000_000_000,
        5_000_000_000L
    };
    private static final double[] BOUNDS_SEC = boundsSec();

    private final String name;
    private final String[] labels;
    private final Map<Labels, Series> all = new ConcurrentHashMap<>();

    /// @param name ends in `_seconds`
    Durations(String name, String... labels) {
        this.name = name;
        this.labels = labels;
    }

    /// One combination.
    static final class Series {
        private final LongAdder[] counts = new LongAdder[BOUNDS_NS.length + 1];
        private final LongAdder totalNs = new LongAdder();

        private Series() {
            for (int i = 0; i < counts.length; i++) {
                counts[i] = new LongAdder();
            }
        }

        void record(long durationNs) {
            int bucket = 0;
            while (bucket < BOUNDS_NS.length && durationNs > BOUNDS_NS[bucket]) {
                bucket++;
            }
            counts[bucket].increment();
            totalNs.add(durationNs);
        }

        private HistogramDataPointSnapshot snapshot(Labels labels) {
            long[] sums = new long[counts.length];
            for (int i = 0; i < counts.length; i++) {
                sums[i] = counts[i].sum();
            }
            return HistogramDataPointSnapshot.builder()
                    .labels(labels)
                    .classicHistogramBuckets(ClassicHistogramBuckets.of(BOUNDS_SEC, sums))
                    .sum(totalNs.sum() / 1e9)
                    .build();
        }
    }

    /// The same one for the same values.
    Series of(String... values) {
        return all.computeIfAbsent(Labels.of(labels, values), _ -> new Series());
    }

    @Override
    public MetricFamilyDescriptor getMetricFamilyDescriptor() {
        return MetricFamilyDescriptor.histogram(name).labelNames(labels).build();
    }

    @Override
    public HistogramSnapshot collect() {
        var snapshot = HistogramSnapshot.builder().name(name);
        all.forEach((values, series) -> snapshot.dataPoint(series.snapshot(values)));
        return snapshot.build();
    }

    private static double[] boundsSec() {
        double[] bounds = new double[BOUNDS_NS.length + 1];
        for (int i = 0; i < BOUNDS_NS.length; i++) {
            bounds[i] = BOUNDS_NS[i] / 1e9;
        }
        bounds[BOUNDS_NS.length] = Double.POSITIVE_INFINITY;
        return bounds;
    }
}
