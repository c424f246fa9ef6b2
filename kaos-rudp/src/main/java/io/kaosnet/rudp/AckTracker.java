package io.kaosnet.rudp;

/// Which packets arrived, for the acknowledgement that goes back and against replays. Owned by one
/// agent.
///
/// The 64 bits of an ack block are the negative acknowledgement too: a zero is a hole.
final class AckTracker {
    static final int IMMEDIATE_PACKETS = 32;
    private static final int DELAYED_PACKETS = 2;
    private static final int LAZY_PACKETS = 8;

    /// How long packets with nothing but unreliable messages may wait for company: who answers 20
    /// times a second sends no acknowledgement alone.
    static final long LAZY_DELAY_NS = 60_000_000;
    private static final int REPLAY_PACKETS = 1024;

    private final BitmapWindow replay = new BitmapWindow(REPLAY_PACKETS, 0);
    private long largest;
    private long largestReceivedNs;
    private long bits;
    private int unacknowledged;
    private int eager; // of these, with something that has to arrive
    private boolean hasHole;
    private long ackDeadlineNs = Long.MAX_VALUE;

    /// The largest packet number acknowledged so far.
    long largest() {
        return largest;
    }

    /// The largest authentic packet number seen, acknowledged or not.
    long largestSeen() {
        return replay.highest();
    }

    long fetch() {
        return replay.isSeen(replay.highest()) ? 1 : ackDeadlineNs;
    }

    boolean isReplay(long packetNumber) {
        return packetNumber <= 0 || replay.isSeen(packetNumber);
    }

    void markSeen(long packetNumber) {
        replay.mark(packetNumber);
    }

    void startAt(long packetNumber) {
        largest = packetNumber - 1;
        replay.mark(packetNumber - 1);
        bits = -1L;
    }

    /// An authentic packet was taken.
    ///
    /// @param isEliciting the peer waits for its acknowledgement
    /// @param isLazy but not soon: all it holds may be lost
    void onReceived(
            long packetNumber,
            boolean isEliciting,
            boolean isLazy,
            long nowNs,
            long maxAckDelayNs) {
        if (packetNumber > largest) {
            long step = packetNumber - largest;
            if (step > Wire.ACK_BITS) {
                bits = 0;
            } else {
                bits = (step == Wire.ACK_BITS ? 0 : bits << step) | (1L << (step - 1));
            }
            if (largest == 0 && step <= Wire.ACK_BITS) {
                bits &= ~(1L << (step - 1)); // there is no packet 0
            }
            hasHole |= isEliciting && step > 1;
            largest = packetNumber;
            largestReceivedNs = nowNs;
        } else {
            long distance = largest - packetNumber;
            if (distance > 0 && distance <= Wire.ACK_BITS) {
                bits |= 1L << (distance - 1);
            }
            hasHole |= isEliciting;
        }
        if (isEliciting) {
            unacknowledged++;
            eager += isLazy ? 0 : 1;
            ackDeadlineNs =
                    Math.min(ackDeadlineNs, nowNs + (isLazy ? LAZY_DELAY_NS : maxAckDelayNs));
        }
    }

    /// True when an ack block would say anything.
    boolean hasReceived() {
        return largest > 0;
    }

    /// True when an acknowledgement should leave without waiting for data.
    boolean isAckDue(long nowNs) {
        return unacknowledged > 0
                && (hasHole
                        || eager >= DELAYED_PACKETS
                        || unacknowledged >= LAZY_PACKETS
                        || nowNs - ackDeadlineNs >= 0);
    }

    /// True when the bits would soon no longer cover all packets.
    boolean isAckUrgent() {
        return unacknowledged >= IMMEDIATE_PACKETS;
    }

    /// When a stand-alone acknowledgement must leave.
    long ackDeadlineNs() {
        return unacknowledged > 0 ? ackDeadlineNs : Long.MAX_VALUE;
    }

    /// Writes the ack block (`largest u32, delay u16, bits u64`); everything is acknowledged then.
    int writeAckBlock(byte[] buffer, int offset, long nowNs) {
        long delay = (nowNs - largestReceivedNs) / Wire.ACK_DELAY_UNIT_NS;
        Wire.putI32(buffer, offset, (int) largest);
        Wire.putU16(buffer, offset + 4, Math.clamp(delay, 0, 0xFFFF));
        Wire.putI64(buffer, offset + 6, bits);
        unacknowledged = 0;
        eager = 0;
        hasHole = false;
        ackDeadlineNs = Long.MAX_VALUE;
        return offset + Wire.ACK_BLOCK_BYTES;
    }
}
