package io.kaosnet.core.clock;

/// Where time comes from. Safe from any thread. Tests pass one they move by hand.
public interface Clock {
    /// Monotonic nanoseconds; only differences mean something.
    long nowNs();

    /// Wall time, milliseconds since 1970-01-01 UTC.
    long nowMs();

    /// The last second of the year 9999, the latest time that can be written as RFC 3339.
    long MAX_SEC = 253_402_300_799L;

    default long nowSec() {
        return Math.floorDiv(nowMs(), 1000L);
    }

    /// The machine's clock.
    Clock SYSTEM =
            new Clock() {
                @Override
                public long nowNs() {
                    return System.nanoTime();
                }

                @Override
                public long nowMs() {
                    return System.currentTimeMillis();
                }
            };
}
