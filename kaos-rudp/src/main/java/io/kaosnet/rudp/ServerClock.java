package io.kaosnet.rudp;

/// The server's wall clock as a client estimates it from TIME frames. Owned by one agent.
final class ServerClock {
    private static final int MAX_RTT_MS = 60_000;

    private boolean hasSample;
    private long offsetMs;
    private long bestRttMs = Long.MAX_VALUE;

    /// What to add to the own wall clock.
    long offsetMs() {
        return offsetMs;
    }

    /// The first guess, from CONNECTED and the round trip of the handshake.
    void start(long serverMs, long rttMs, long nowMs) {
        offsetMs = serverMs + rttMs / 2 - nowMs;
    }

    /// The server answered a TIME frame; all but `nowMs` are the low bits of a wall clock.
    void onAnswer(int originMs, int receiveMs, long nowMs) {
        int rttMs = (int) nowMs - originMs;
        if (rttMs < 0 || rttMs > MAX_RTT_MS) {
            return; // the wall clock was set
        }
        // The sample with the shortest round trip is the best; it ages, for clocks drift.
        if (!hasSample || rttMs <= bestRttMs) {
            hasSample = true;
            bestRttMs = rttMs;
            int differenceMs = receiveMs - (int) nowMs; // of low bits: right as it wraps
            offsetMs = (long) differenceMs + rttMs / 2;
        } else {
            bestRttMs++;
        }
    }
}
