package io.kaosnet.rudp;

import io.kaosnet.rudp.io.PeerAddress;

/// Token buckets for packets of strangers: one for all and one per network, in a table of fixed
/// size that an attacker cannot make grow. Owned by one agent.
///
/// Networks share a bucket when their hashes meet; the hash has a random seed, so nobody can choose
/// whom to meet.
final class HandshakeLimiter {
    private static final int BUCKETS = 1 << 14;

    private final int perSecond;
    private final int perSecondPerAddress;
    private final int burstPerAddress;
    private final long seed;
    private final long[] lastNs = new long[BUCKETS];
    private final float[] tokens = new float[BUCKETS];
    private double globalTokens;
    private long globalLastNs;

    HandshakeLimiter(
            int perSecond, int perSecondPerAddress, int burstPerAddress, long seed, long nowNs) {
        this.perSecond = perSecond;
        this.perSecondPerAddress = perSecondPerAddress;
        this.burstPerAddress = burstPerAddress;
        this.seed = seed;
        this.globalTokens = perSecond;
        this.globalLastNs = nowNs;
        java.util.Arrays.fill(tokens, burstPerAddress);
        java.util.Arrays.fill(lastNs, nowNs);
    }

    boolean allows(PeerAddress from, long nowNs) {
        int slot = slot(from.network());
        double elapsed = (nowNs - lastNs[slot]) / 1e9;
        float available =
                (float) Math.min(burstPerAddress, tokens[slot] + elapsed * perSecondPerAddress);
        lastNs[slot] = nowNs;
        tokens[slot] = available;
        if (available < 1) {
            return false;
        }
        globalTokens = Math.min(perSecond, globalTokens + (nowNs - globalLastNs) / 1e9 * perSecond);
        globalLastNs = nowNs;
        if (globalTokens < 1) {
            return false;
        }
        tokens[slot] = available - 1;
        globalTokens -= 1;
        return true;
    }

    private int slot(long network) {
        long hash = (network ^ seed) * 0x9E37_79B9_7F4A_7C15L;
        hash ^= hash >>> 32;
        hash *= 0xD6E8_FEB8_6659_FD93L;
        return (int) (hash >>> 40) & (BUCKETS - 1);
    }
}
