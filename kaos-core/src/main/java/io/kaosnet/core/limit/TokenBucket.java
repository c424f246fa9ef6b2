package io.kaosnet.core.limit;

/// A token bucket as one number: the time at which it will be full again (the generic cell rate
/// algorithm of ITU-T I.371). Owned by one thread.
public final class TokenBucket {
    private final long intervalNs;
    private final long burstNs;
    private long fullNs;
    private boolean isUsed;

    public TokenBucket(Rate rate) {
        this.intervalNs = rate.intervalNs();
        this.burstNs = intervalNs * rate.burst();
    }

    /// Takes a token.
    ///
    /// @return whether there was one
    public boolean tryTake(long nowNs) {
        long full = isUsed && fullNs - nowNs > 0 ? fullNs : nowNs;
        if (full + intervalNs - nowNs > burstNs) {
            return false;
        }
        isUsed = true;
        fullNs = full + intervalNs;
        return true;
    }
}
