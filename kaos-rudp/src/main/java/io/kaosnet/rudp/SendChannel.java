package io.kaosnet.rudp;

/// The sending half of one channel. Owned by one agent.
final class SendChannel {
    /// Pieces that a reliable channel may send before the first CREDIT.
    static final int INITIAL_CREDIT = 256;

    final int id;
    final ChannelKind kind;
    final MessageRingBuffer ring;
    private int nextToSend;
    private int creditLimit = INITIAL_CREDIT;

    SendChannel(int id, ChannelKind kind, int maxMessages, int maxBytes) {
        this.id = id;
        this.kind = kind;
        this.ring = new MessageRingBuffer(maxMessages, maxBytes);
    }

    void startAt(int sequence) {
        ring.startAt(sequence);
        nextToSend = sequence;
        creditLimit = sequence + INITIAL_CREDIT;
    }

    int nextToSend() {
        return nextToSend;
    }

    /// True when there is something to send that the peer allows.
    boolean hasSendable() {
        return nextToSend != ring.tail() && (!kind.isReliable() || creditLimit - nextToSend > 0);
    }

    void onCredit(int limit16) {
        int limit = Wire.rebuildSequence(creditLimit, limit16);
        if (limit - creditLimit > 0 && limit - ring.head() <= 0x7FFF) {
            creditLimit = limit;
        }
    }

    /// Takes a message apart into pieces; false when it does not fit.
    boolean offer(byte[] buffer, int offset, int length) {
        int pieces = pieces(length);
        if (!ring.hasRoom(pieces, length)) {
            return false;
        }
        if (pieces == 1) {
            ring.append(buffer, offset, length, 0, 0);
            return true;
        }
        for (int i = 0; i < pieces; i++) {
            int at = i * Wire.MAX_FRAGMENT_BYTES;
            int size = Math.min(Wire.MAX_FRAGMENT_BYTES, length - at);
            ring.append(buffer, offset + at, size, i, pieces);
        }
        return true;
    }

    static int pieces(int length) {
        return length <= Wire.MAX_FRAGMENT_BYTES
                ? 1
                : Math.ceilDiv(length, Wire.MAX_FRAGMENT_BYTES);
    }

    /// Bytes of the MSG frame of a piece.
    int frameBytes(int sequence) {
        int length = ring.length(sequence);
        boolean isFragment = ring.fragmentCount(sequence) > 0;
        return 1
                + (kind != ChannelKind.UNRELIABLE || isFragment ? 2 : 0)
                + (isFragment ? 2 : 0)
                + Wire.lengthBytes(length)
                + length;
    }

    /// Writes the MSG frame of a piece.
    int writeFrame(int sequence, byte[] packet, int offset) {
        int at = offset;
        int fragmentCount = ring.fragmentCount(sequence);
        int type = Wire.FRAME_MESSAGE | (kind.wire() << Wire.MESSAGE_KIND_SHIFT) | id;
        packet[at++] = (byte) (fragmentCount > 0 ? type | Wire.MESSAGE_FRAGMENT_BIT : type);
        if (kind != ChannelKind.UNRELIABLE || fragmentCount > 0) {
            Wire.putU16(packet, at, sequence);
            at += 2;
        }
        if (fragmentCount > 0) {
            packet[at++] = (byte) ring.fragmentIndex(sequence);
            packet[at++] = (byte) fragmentCount;
        }
        int length = ring.length(sequence);
        at = Wire.putLength(packet, at, length);
        ring.copyTo(sequence, packet, at);
        return at + length;
    }

    /// The piece [#nextToSend] went into a packet.
    void onSent() {
        int sequence = nextToSend++;
        switch (kind) {
            case UNRELIABLE -> ring.releaseHead();
            case SEQUENCED -> {
                ring.set(sequence, MessageRingBuffer.SENT);
                releaseBefore(sequence - ring.fragmentIndex(sequence));
            }
            case RELIABLE_UNORDERED, RELIABLE_ORDERED -> ring.set(sequence, MessageRingBuffer.SENT);
        }
    }

    void onAcked(int sequence16) {
        int sequence = Wire.rebuildSequence(ring.head(), sequence16);
        if (!ring.holds(sequence)) {
            return;
        }
        ring.set(sequence, MessageRingBuffer.ACKED);
        while (ring.count() > 0
                && ring.head() != nextToSend
                && ring.has(ring.head(), MessageRingBuffer.ACKED)) {
            ring.releaseHead();
        }
    }

    /// True when a lost piece is worth sending again; it then counts as queued for repair.
    boolean wantsRepair(int sequence16) {
        int sequence = Wire.rebuildSequence(ring.head(), sequence16);
        if (!ring.holds(sequence)
                || ring.has(sequence, MessageRingBuffer.ACKED | MessageRingBuffer.QUEUED)) {
            return false;
        }
        if (kind == ChannelKind.SEQUENCED) {
            if (sequence - newestMessage() < 0 || ring.has(sequence, MessageRingBuffer.REPAIRED)) {
                return false; // newer state is on its way, or it had its second chance
            }
            ring.set(sequence, MessageRingBuffer.REPAIRED);
        }
        ring.set(sequence, MessageRingBuffer.QUEUED);
        return true;
    }

    /// True when a piece in the repair queue still has to be sent.
    boolean isRepairPending(int sequence16) {
        int sequence = Wire.rebuildSequence(ring.head(), sequence16);
        return ring.holds(sequence)
                && ring.has(sequence, MessageRingBuffer.QUEUED)
                && !ring.has(sequence, MessageRingBuffer.ACKED);
    }

    int rebuild(int sequence16) {
        return Wire.rebuildSequence(ring.head(), sequence16);
    }

    /// Makes room by dropping the oldest message of an unreliable channel; false when empty.
    boolean dropOldest() {
        if (ring.count() == 0) {
            return false;
        }
        int count = Math.max(1, ring.fragmentCount(ring.head()));
        releaseBefore(ring.head() - ring.fragmentIndex(ring.head()) + count);
        return true;
    }

    /// Drops unsent state that a newer message has replaced; returns the number of messages.
    int dropReplaced() {
        if (kind != ChannelKind.SEQUENCED || nextToSend == ring.tail()) {
            return 0;
        }
        int newest = newestMessage();
        int dropped = 0;
        for (int s = nextToSend; newest - s > 0; s++) {
            dropped += ring.fragmentIndex(s) == 0 ? 1 : 0;
        }
        releaseBefore(newest);
        return dropped;
    }

    private int newestMessage() {
        int last = ring.tail() - 1;
        return last - ring.fragmentIndex(last);
    }

    private void releaseBefore(int sequence) {
        while (ring.count() > 0 && sequence - ring.head() > 0) {
            ring.releaseHead();
        }
        if (ring.head() - nextToSend > 0) {
            nextToSend = ring.head();
        }
    }
}
