package io.kaosnet.core.match;

/// When ticks of a rate are due: every period after the first, without an error that grows. Owned
/// by one lane.
///
/// A second has a whole number of lines, the same for all ticks of a rate on a lane. Those of a
/// phase are on every so many of them.
final class TickTimes {
    private static final long NS_PER_SEC = 1_000_000_000L;

    private final int linesPerSec;
    private final int linesPerTick;
    private long secondNs;
    private long line;
    private long nextNs;

    /// @param secondNs where line 0 is
    /// @param line of the first tick
    TickTimes(int linesPerSec, int linesPerTick, long secondNs, long line) {
        this.linesPerSec = linesPerSec;
        this.linesPerTick = linesPerTick;
        this.secondNs = secondNs;
        this.line = line;
        advance(0);
    }

    /// When the next tick is due.
    long nextNs() {
        return nextNs;
    }

    /// How many whole periods have gone by since the next tick was due.
    long behind(long nowNs) {
        long lateNs = nowNs - nextNs;
        return lateNs <= 0 ? 0 : lateNs / (NS_PER_SEC * linesPerTick / linesPerSec);
    }

    void advance(long ticks) {
        line += ticks * linesPerTick;
        if (line >= linesPerSec) {
            secondNs += line / linesPerSec * NS_PER_SEC;
            line %= linesPerSec;
        }
        nextNs = secondNs + line * NS_PER_SEC / linesPerSec;
    }
}
