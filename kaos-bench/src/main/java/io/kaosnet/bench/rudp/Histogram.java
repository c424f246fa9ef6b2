package io.kaosnet.bench.rudp;

/// Counts durations in buckets that are at most 1/32 too wide. Owned by one thread.
final class Histogram {
    private static final int SUB_BITS = 5;
    private final long[] counts = new long[64 << SUB_BITS];
    private long total;

    void record(long nanos) {
        long value = Math.max(1, nanos);
        int exponent = 63 - Long.numberOfLeadingZeros(value);
        int sub =
                exponent <= SUB_BITS
                        ? (int) (value & ((1 << SUB_BITS) - 1))
                        : (int) (value >>> (exponent - SUB_BITS)) & ((1 << SUB_BITS) - 1);
        counts[(exponent << SUB_BITS) + sub]++;
        total++;
    }

    double micros(double quantile) {
        long rank = (long) Math.ceil(quantile * total);
        long seen = 0;
        for (int i = 0; i < counts.length; i++) {
            seen += counts[i];
            if (seen >= rank && counts[i] > 0) {
                int exponent = i >>> SUB_BITS;
                long sub = i & ((1 << SUB_BITS) - 1);
                long value =
                        exponent <= SUB_BITS
                                ? (1L << exponent) | sub
                                : (1L << exponent) | (sub << (exponent - SUB_BITS));
                return value / 1000.0;
            }
        }
        return 0;
    }

    long total() {
        return total;
    }
}
