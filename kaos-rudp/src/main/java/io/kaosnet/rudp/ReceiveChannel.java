package io.kaosnet.rudp;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The receiving half of one channel: order, duplicates, fragments, credit. Owned by one agent.
final class ReceiveChannel {
    /// What happened to a message. The order is of rising gravity.
    enum Outcome {
        /// Delivered, kept for later, or known already.
        TAKEN,
        /// No memory or the application is busy: the packet must count as not received.
        REFUSED,
        /// The peer sent more than its credit.
        FLOW,
        /// The peer broke the protocol.
        PROTOCOL
    }

    /// Where complete messages go.
    interface Sink {
        /// Returns false when the message cannot be taken now.
        boolean onMessage(int channel, byte[] buffer, int offset, int length);
    }

    private static final int HEADER_BYTES = 2; // of a kept piece: fragment index and count

    private final int id;
    private final ChannelKind kind;
    private final Sink sink;
    private final Reassembly reassembly;
    private final int maxWindow;
    private int window = SendChannel.INITIAL_CREDIT;
    private long creditLimit = SendChannel.INITIAL_CREDIT;
    private long lastCreditNs;
    private boolean isCreditDirty;

    private long next; // ordered: next to deliver; unordered: lowest missing; sequenced: newest + 1
    private byte @Nullable [] @Nullable [] pending;
    private int pendingCount;
    private int pendingBytes;
    private boolean isStalled;
    private byte[] assembly = {};
    private int assemblyIndex;
    private int assemblyCount;
    private @Nullable BitmapWindow seen;

    long duplicates;
    long outdated;
    long refused;

    ReceiveChannel(
            int id, ChannelKind kind, Sink sink, Reassembly reassembly, int maxWindowMessages) {
        this.id = id;
        this.kind = kind;
        this.sink = sink;
        this.reassembly = reassembly;
        this.maxWindow = maxWindowMessages;
    }

    ChannelKind kind() {
        return kind;
    }

    void startAt(int sequence) {
        next = Integer.toUnsignedLong(sequence);
        creditLimit = next + SendChannel.INITIAL_CREDIT;
    }

    int pendingBytes() {
        return pendingBytes + assembly.length;
    }

    boolean isStalled() {
        return isStalled;
    }

    /// A whole message of an unreliable channel without a sequence.
    Outcome onUnsequenced(byte[] buffer, int offset, int length) {
        if (!sink.onMessage(id, buffer, offset, length)) {
            refused++;
        }
        return Outcome.TAKEN;
    }

    /// A message or fragment; `count` is 0 for a whole message.
    Outcome onPiece(
            int sequence16,
            int index,
            int count,
            byte[] buffer,
            int offset,
            int length,
            boolean hasMemory,
            long nowNs) {
        if (count != 0 && !isFragmentValid(index, count, length)) {
            return Outcome.PROTOCOL;
        }
        long sequence = next + (short) (sequence16 - (int) next);
        return switch (kind) {
            case RELIABLE_ORDERED ->
                    onOrdered(sequence, index, count, buffer, offset, length, hasMemory);
            case RELIABLE_UNORDERED ->
                    onUnordered(sequence, index, count, buffer, offset, length, nowNs);
            case SEQUENCED -> onSequenced(sequence, index, count, buffer, offset, length, nowNs);
            case UNRELIABLE -> onUnreliable(sequence, index, count, buffer, offset, length, nowNs);
        };
    }

    private static boolean isFragmentValid(int index, int count, int length) {
        return count >= 2
                && count <= Wire.MAX_FRAGMENTS
                && index < count
                && length <= Wire.MAX_FRAGMENT_BYTES
                && (length == Wire.MAX_FRAGMENT_BYTES || index == count - 1)
                && length > 0;
    }

    // ---- reliable-ordered -------------------------------------------------------------------

    private Outcome onOrdered(
            long sequence,
            int index,
            int count,
            byte[] buffer,
            int offset,
            int length,
            boolean hasMemory) {
        if (sequence < next) {
            duplicates++;
            return Outcome.TAKEN;
        }
        if (sequence >= creditLimit) {
            return Outcome.FLOW;
        }
        if (sequence == next && !isStalled && !isPending(sequence)) {
            if (!isExpectedFragment(index, count)) {
                return Outcome.PROTOCOL;
            }
            if (deliverOrdered(index, count, buffer, offset, length)) {
                next++;
                return pendingCount == 0 || drain() ? Outcome.TAKEN : Outcome.PROTOCOL;
            }
            isStalled = true;
        } else if (isPending(sequence)) {
            duplicates++;
            return Outcome.TAKEN;
        } else if (!hasMemory) {
            refused++;
            return Outcome.REFUSED;
        }
        keep(sequence, index, count, buffer, offset, length);
        return Outcome.TAKEN;
    }

    private boolean isExpectedFragment(int index, int count) {
        return assemblyCount == 0
                ? count == 0 || index == 0
                : count == assemblyCount && index == assemblyIndex;
    }

    private boolean deliverOrdered(int index, int count, byte[] buffer, int offset, int length) {
        if (count == 0) {
            return sink.onMessage(id, buffer, offset, length);
        }
        int at = index * Wire.MAX_FRAGMENT_BYTES;
        if (assembly.length < at + length) {
            // Grows with what has arrived: a claimed count alone costs no memory.
            assembly = Arrays.copyOf(assembly, Math.max(at + length, 2 * assembly.length));
        }
        System.arraycopy(buffer, offset, assembly, at, length);
        if (index < count - 1) {
            assemblyCount = count;
            assemblyIndex = index + 1;
            return true;
        }
        if (!sink.onMessage(id, assembly, 0, at + length)) {
            return false;
        }
        assemblyCount = 0;
        assemblyIndex = 0;
        assembly = new byte[0];
        return true;
    }

    /// Delivers what has become deliverable; false when the peer broke the protocol.
    boolean drain() {
        isStalled = false;
        byte @Nullable [] @Nullable [] ring = pending;
        if (ring == null) {
            return true;
        }
        while (pendingCount > 0) {
            int slot = (int) next & (ring.length - 1);
            byte[] piece = ring[slot];
            if (piece == null) {
                return true;
            }
            int index = piece[0];
            int count = piece[1];
            if (!isExpectedFragment(index, count)) {
                return false;
            }
            if (!deliverOrdered(index, count, piece, HEADER_BYTES, piece.length - HEADER_BYTES)) {
                isStalled = true;
                return true;
            }
            ring[slot] = null;
            pendingCount--;
            pendingBytes -= piece.length;
            next++;
        }
        return true;
    }

    private boolean isPending(long sequence) {
        byte @Nullable [] @Nullable [] ring = pending;
        return pendingCount > 0
                && ring != null
                && sequence - next < ring.length
                && ring[(int) sequence & (ring.length - 1)] != null;
    }

    private void keep(long sequence, int index, int count, byte[] buffer, int offset, int length) {
        byte @Nullable [] @Nullable [] ring = pending;
        int needed = (int) (sequence - next) + 1;
        if (ring == null || ring.length < needed) {
            byte @Nullable [] @Nullable [] larger =
                    new byte[Math.max(16, Integer.highestOneBit(needed - 1) << 1)][];
            if (ring != null) {
                for (long s = next; s < next + ring.length; s++) {
                    larger[(int) s & (larger.length - 1)] = ring[(int) s & (ring.length - 1)];
                }
            }
            ring = larger;
            pending = larger;
        }
        byte[] piece = new byte[HEADER_BYTES + length];
        piece[0] = (byte) index;
        piece[1] = (byte) count;
        System.arraycopy(buffer, offset, piece, HEADER_BYTES, length);
        ring[(int) sequence & (ring.length - 1)] = piece;
        pendingCount++;
        pendingBytes += piece.length;
    }

    // ---- reliable-unordered -----------------------------------------------------------------

    private Outcome onUnordered(
            long sequence,
            int index,
            int count,
            byte[] buffer,
            int offset,
            int length,
            long nowNs) {
        BitmapWindow window = seen;
        if (window == null) {
            window =
                    new BitmapWindow(Math.max(64, Integer.highestOneBit(maxWindow) << 1), next - 1);
            seen = window;
        }
        if (sequence >= creditLimit) {
            return Outcome.FLOW;
        }
        if (sequence < next || window.isSeen(sequence)) {
            duplicates++;
            return Outcome.TAKEN;
        }
        if (count == 0) {
            if (!sink.onMessage(id, buffer, offset, length)) {
                refused++;
                return Outcome.REFUSED;
            }
        } else {
            Reassembly.Partial partial =
                    reassembly.add(
                            id,
                            sequence - index,
                            index,
                            count,
                            buffer,
                            offset,
                            length,
                            true,
                            nowNs);
            if (partial == null) {
                refused++;
                return Outcome.REFUSED;
            }
            if (partial.isComplete()) {
                if (!sink.onMessage(id, partial.data(), 0, partial.length())) {
                    refused++;
                    return Outcome.REFUSED;
                }
                reassembly.remove(partial);
            }
        }
        window.mark(sequence);
        while (next <= window.highest() && window.isSeen(next)) {
            next++;
        }
        return Outcome.TAKEN;
    }

    // ---- unreliable kinds -------------------------------------------------------------------

    private Outcome onSequenced(
            long sequence,
            int index,
            int count,
            byte[] buffer,
            int offset,
            int length,
            long nowNs) {
        long base = sequence - index;
        if (base < next) {
            outdated++;
            return Outcome.TAKEN;
        }
        if (count == 0) {
            next = sequence + 1;
            onUnsequenced(buffer, offset, length);
        } else {
            Reassembly.Partial partial =
                    reassembly.add(id, base, index, count, buffer, offset, length, false, nowNs);
            if (partial == null || !partial.isComplete()) {
                return Outcome.TAKEN;
            }
            reassembly.remove(partial);
            next = base + count;
            onUnsequenced(partial.data(), 0, partial.length());
        }
        if (!reassembly.isEmpty()) {
            reassembly.dropOlder(id, next);
        }
        return Outcome.TAKEN;
    }

    private Outcome onUnreliable(
            long sequence,
            int index,
            int count,
            byte[] buffer,
            int offset,
            int length,
            long nowNs) {
        long base = sequence - index;
        next = Math.max(next, sequence);
        Reassembly.Partial partial =
                reassembly.add(id, base, index, count, buffer, offset, length, false, nowNs);
        if (partial != null && partial.isComplete()) {
            reassembly.remove(partial);
            onUnsequenced(partial.data(), 0, partial.length());
        }
        return Outcome.TAKEN;
    }

    // ---- credit -----------------------------------------------------------------------------

    /// Raises the peer's limit when half of the window is used; a peer that is quick gets more.
    boolean updateCredit(long nowNs, long rttNs) {
        if (!kind.isReliable() || next + window - creditLimit < window / 2) {
            return isCreditDirty;
        }
        if (nowNs - lastCreditNs < 2 * rttNs && window < maxWindow) {
            window = Math.min(2 * window, maxWindow);
        }
        lastCreditNs = nowNs;
        creditLimit = next + window;
        isCreditDirty = true;
        return true;
    }

    boolean isCreditDirty() {
        return isCreditDirty;
    }

    /// Says the limit again because a packet with it was lost.
    void repeatCredit() {
        if (creditLimit > SendChannel.INITIAL_CREDIT) {
            isCreditDirty = true;
        }
    }

    /// Writes the CREDIT frame.
    int writeCredit(byte[] packet, int offset) {
        isCreditDirty = false;
        packet[offset] = Wire.FRAME_CREDIT;
        packet[offset + 1] = (byte) id;
        Wire.putU16(packet, offset + 2, (int) creditLimit);
        return offset + Wire.CREDIT_BYTES;
    }

    /// Forgets everything.
    void clear() {
        pending = null;
        pendingCount = 0;
        pendingBytes = 0;
        assembly = new byte[0];
    }
}
