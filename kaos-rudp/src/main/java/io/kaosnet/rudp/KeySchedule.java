package io.kaosnet.rudp;

import org.jspecify.annotations.Nullable;

/// The keys of both directions through their phases. Owned by one agent.
///
/// Each sender changes its own key after so many packets or so much time, but not before the peer
/// has acknowledged a packet of the current phase; the receiver follows when a packet with the
/// other phase bit opens with the next key.
final class KeySchedule {
    private final RudpConfig config;
    private PacketKeys sendKeys;
    private boolean sendPhase;
    private long sendPhaseFirst = 1;
    private long sendPhaseStartNs;
    private PacketKeys receiveKeys;
    private boolean receivePhase;
    private long receivePhaseFirst;
    private @Nullable PacketKeys previousReceiveKeys;
    private @Nullable PacketKeys nextReceiveKeys;
    private int updates;

    KeySchedule(RudpConfig config, PacketKeys sendKeys, PacketKeys receiveKeys, long nowNs) {
        this.config = config;
        this.sendKeys = sendKeys;
        this.receiveKeys = receiveKeys;
        this.sendPhaseStartNs = nowNs;
    }

    long fetch() {
        return sendPhaseStartNs + updates + (sendKeys == receiveKeys ? 1 : 0);
    }

    long fetchKeys() {
        return (long) sendKeys.iv().length + receiveKeys.iv().length;
    }

    long fetchBytes() {
        return sendKeys.fetch() + receiveKeys.fetch();
    }

    PacketKeys sendKeys() {
        return sendKeys;
    }

    int sendPhaseBit() {
        return sendPhase ? Wire.KEY_PHASE_BIT : 0;
    }

    int updates() {
        return updates;
    }

    void updateIfDue(long nextPacket, long largestAcked, long nowNs) {
        boolean isDue =
                nextPacket - sendPhaseFirst >= config.keyUpdatePackets()
                        || nowNs - sendPhaseStartNs >= config.keyUpdateNs();
        if (!isDue || largestAcked < sendPhaseFirst) {
            return;
        }
        PacketKeys old = sendKeys;
        sendKeys = old.next();
        old.destroy();
        sendPhase = !sendPhase;
        sendPhaseFirst = nextPacket;
        sendPhaseStartNs = nowNs;
        updates++;
    }

    /// Opens a DATA packet and returns the length of the plain text, or -1.
    int open(
            PacketCipher cipher, long number, byte[] buffer, int offset, int length, byte[] plain) {
        boolean phase = (buffer[offset] & Wire.KEY_PHASE_BIT) != 0;
        if (phase == receivePhase) {
            return open(cipher, receiveKeys, number, buffer, offset, length, plain);
        }
        PacketKeys previous = previousReceiveKeys;
        if (number < receivePhaseFirst) {
            return previous == null
                    ? -1
                    : open(cipher, previous, number, buffer, offset, length, plain);
        }
        PacketKeys next = nextReceiveKeys;
        if (next == null) {
            // Once per phase: flipping the bit in forged packets costs no more than this.
            next = receiveKeys.next();
            nextReceiveKeys = next;
        }
        int plainBytes = open(cipher, next, number, buffer, offset, length, plain);
        if (plainBytes >= 0) {
            if (previous != null) {
                previous.destroy();
            }
            previousReceiveKeys = receiveKeys;
            receiveKeys = next;
            nextReceiveKeys = null;
            receivePhase = phase;
            receivePhaseFirst = number;
        }
        return plainBytes;
    }

    private static int open(
            PacketCipher cipher,
            PacketKeys keys,
            long number,
            byte[] buffer,
            int offset,
            int length,
            byte[] plain) {
        return cipher.open(
                keys,
                0,
                number,
                buffer,
                offset,
                Wire.DATA_HEADER_BYTES,
                offset + Wire.DATA_HEADER_BYTES,
                length - Wire.DATA_HEADER_BYTES,
                plain);
    }

    void destroy() {
        sendKeys.destroy();
        receiveKeys.destroy();
        if (previousReceiveKeys != null) {
            previousReceiveKeys.destroy();
        }
        if (nextReceiveKeys != null) {
            nextReceiveKeys.destroy();
        }
    }
}
