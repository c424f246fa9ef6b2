package io.kaosnet.lua.vm;

/// The time one call may take. Owned by the thread that runs the VM.
final class TimeBudget {
    private static final long MAX_EXCUSED_NS = 10_000_000_000L;

    /// How many times its budget a call gets by the clock if its CPU time counts.
    private static final int MAX_STRETCH = 40;

    private static final long SAMPLE_NS = 1_000_000;

    private CpuClock cpuClock;
    private boolean isLimited;
    private long budgetNs;

    /// When the budget is used up by the clock.
    private long dueNs;

    private long excusableNs;

    private boolean isCpuTimeKnown;
    private long usedNs;
    private long sampledNs;
    private long cpuTimeNs;
    private long cpuThreadId;

    /// @param clock null if the time by the clock counts
    void count(CpuClock clock) {
        cpuClock = clock;
    }

    /// A call begins.
    ///
    /// @param timeMs 0 for no limit
    void begin(long timeMs) {
        isLimited = timeMs > 0;
        if (!isLimited) {
            return;
        }
        budgetNs = timeMs * 1_000_000;
        long nowNs = System.nanoTime();
        dueNs = nowNs + budgetNs;
        excusableNs = MAX_EXCUSED_NS;
        isCpuTimeKnown = false;
        usedNs = 0;
        sampledNs = nowNs - SAMPLE_NS;
    }

    void end() {
        isLimited = false;
    }

    /// Takes a wait out of the call's time, of all waits together ten seconds.
    void excuse(long waitedNs) {
        long excusedNs = Math.min(waitedNs, excusableNs);
        excusableNs -= excusedNs;
        dueNs += excusedNs;
    }

    boolean isOverdue() {
        if (!isLimited) {
            return false;
        }
        long nowNs = System.nanoTime();
        if (cpuClock != null && nowNs - sampledNs >= SAMPLE_NS) {
            sampledNs = nowNs;
            sample();
        }
        if (!isCpuTimeKnown || nowNs - dueNs <= 0) {
            return nowNs - dueNs > 0;
        }
        return usedNs > budgetNs || nowNs - lastNs() > 0;
    }

    /// A virtual thread may be carried by another since: what it used in between is not known.
    private void sample() {
        long timeNs = cpuClock.timeNs();
        if (timeNs == CpuClock.UNKNOWN) {
            return;
        }
        long threadId = cpuClock.threadId();
        if (isCpuTimeKnown && threadId == cpuThreadId) {
            usedNs += timeNs - cpuTimeNs;
        }
        isCpuTimeKnown = true;
        cpuTimeNs = timeNs;
        cpuThreadId = threadId;
    }

    /// Until the call is overdue whatever it did; very long without a limit.
    long leftNs() {
        return isLimited ? lastNs() - System.nanoTime() : Long.MAX_VALUE;
    }

    private long lastNs() {
        return cpuClock == null ? dueNs : dueNs + (MAX_STRETCH - 1) * budgetNs;
    }
}
