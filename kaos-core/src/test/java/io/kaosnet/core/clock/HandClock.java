package io.kaosnet.core.clock;

import java.util.concurrent.atomic.AtomicLong;

/// Time that a test moves by hand. Safe from any thread.
public final class HandClock implements Clock {
    private final AtomicLong ms = new AtomicLong(1_700_000_000_000L);

    @Override
    public long nowNs() {
        return ms.get() * 1_000_000;
    }

    @Override
    public long nowMs() {
        return ms.get();
    }

    public void passMs(long passedMs) {
        ms.addAndGet(passedMs);
    }

    public void passSec(long passedSec) {
        passMs(passedSec * 1000);
    }

    /// @param sec since 1970
    public void toSec(long sec) {
        ms.set(sec * 1000);
    }
}
