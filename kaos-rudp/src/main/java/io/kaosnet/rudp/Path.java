package io.kaosnet.rudp;

import io.kaosnet.rudp.io.PeerAddress;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/// Where the peer is and how large a datagram gets there. Owned by one agent.
///
/// A packet from a new address only makes that address a candidate; it becomes the peer's address
/// when it answers a challenge, so that nobody can turn our traffic against a third party.
final class Path {
    /// What a path response meant.
    enum Change {
        NONE,
        /// Another port of the same host: a NAT rebinding.
        OTHER_PORT,
        /// Another network: nothing is known about it.
        OTHER_HOST
    }

    private static final long AMPLIFICATION_LIMIT = 3;
    private static final int CHALLENGE_BYTES = 64;
    private static final long MAX_CHALLENGE_INTERVAL_NS = 1_000_000_000;
    private static final long MIN_CHALLENGE_INTERVAL_NS = 50_000_000;
    private static final int MAX_PROBES = 3;
    private static final int[] PROBE_SIZES = {1300, Wire.MAX_DATAGRAM_BYTES};

    private final RudpConfig config;
    private PeerAddress address;
    private @Nullable PeerAddress candidate;
    private long challengeData;
    private int challengesSent;
    private long nextChallengeNs;
    private long candidateBytesReceived;
    private long candidateBytesSent;
    private int migrations;

    private int datagramBytes = Wire.BASE_DATAGRAM_BYTES;
    private boolean hasFragments;
    private int probeStep;
    private int probeFailures;
    private long probeNumber;

    Path(RudpConfig config, PeerAddress address) {
        this.config = config;
        this.address = address.copy();
    }

    PeerAddress address() {
        return address;
    }

    int migrations() {
        return migrations;
    }

    int datagramBytes() {
        return datagramBytes;
    }

    /// A new authentic packet, the newest so far, came from here.
    void onPacketFrom(PeerAddress from, int bytes, long nowNs) {
        PeerAddress current = candidate;
        if (from.matches(address)) {
            candidate = null; // the old path lives: an attacker who copies packets gains nothing
            return;
        }
        if (current != null && current.matches(from)) {
            candidateBytesReceived += bytes;
            return;
        }
        candidate = from.copy();
        challengeData = ThreadLocalRandom.current().nextLong();
        challengesSent = 0;
        nextChallengeNs = nowNs;
        candidateBytesReceived = bytes;
        candidateBytesSent = 0;
    }

    /// Where a challenge should go now, or null.
    @Nullable PeerAddress challengeTarget(long nowNs, long rttNs) {
        PeerAddress target = candidate;
        if (target == null || nowNs - nextChallengeNs < 0 || !hasBudget()) {
            return null;
        }
        // Unanswered ones come more slowly; the byte budget bounds them all.
        long intervalNs = Math.max(rttNs, MIN_CHALLENGE_INTERVAL_NS) * (1 + challengesSent);
        nextChallengeNs = nowNs + Math.min(intervalNs, MAX_CHALLENGE_INTERVAL_NS);
        return target;
    }

    private boolean hasBudget() {
        return candidateBytesSent + CHALLENGE_BYTES <= AMPLIFICATION_LIMIT * candidateBytesReceived;
    }

    long challengeData() {
        return challengeData;
    }

    void onChallengeSent(int bytes, long nowNs) {
        challengesSent++;
        candidateBytesSent += bytes;
    }

    /// The candidate answered; the peer lives there from now on.
    Change onResponse(PeerAddress from, long data) {
        PeerAddress target = candidate;
        if (target == null || data != challengeData || !from.matches(target)) {
            return Change.NONE;
        }
        boolean isSameHost = target.hasSameIp(address);
        address = target;
        candidate = null;
        migrations++;
        if (isSameHost) {
            return Change.OTHER_PORT;
        }
        datagramBytes = Wire.BASE_DATAGRAM_BYTES;
        probeStep = 0;
        probeFailures = 0;
        return Change.OTHER_HOST;
    }

    long deadlineNs() {
        return candidate != null && hasBudget() ? nextChallengeNs : Long.MAX_VALUE;
    }

    // ---- path MTU ---------------------------------------------------------------------------

    /// The application sends messages that need larger datagrams.
    void onFragments() {
        hasFragments = true;
    }

    /// The size to probe now, or 0.
    int probeBytesDue(long ageNs, long nowNs) {
        if (!hasFragments
                || probeNumber != 0
                || probeStep >= PROBE_SIZES.length
                || probeFailures >= MAX_PROBES
                || ageNs < config.pathProbeDelayNs()) {
            return 0;
        }
        return PROBE_SIZES[probeStep];
    }

    void onProbeSent(long packetNumber, long nowNs) {
        probeNumber = packetNumber;
    }

    /// Takes the news about probes and large packets; true when the path no longer carries them.
    boolean onProbeResult(long ackedNumber, long lostNumber, int largeLost) {
        if (largeLost >= MAX_PROBES && datagramBytes > Wire.BASE_DATAGRAM_BYTES) {
            datagramBytes = Wire.BASE_DATAGRAM_BYTES;
            probeFailures = MAX_PROBES;
            probeNumber = 0;
            return true;
        }
        updateProbe(ackedNumber, lostNumber);
        return false;
    }

    private void updateProbe(long ackedNumber, long lostNumber) {
        if (probeNumber == 0) {
            return;
        }
        if (ackedNumber == probeNumber) {
            datagramBytes = PROBE_SIZES[probeStep++];
            probeFailures = 0;
            probeNumber = 0;
        } else if (lostNumber == probeNumber) {
            probeFailures++;
            probeNumber = 0;
        }
    }
}
