package io.kaosnet.rudp;

import org.jspecify.annotations.Nullable;

/// What a connection has received: packet numbers, channels, memory limits. Owned by one agent.
final class Receiver {
    private final RudpConfig config;
    private final ReceiveChannel.Sink sink;
    private final int allowedChannels;
    private final @Nullable ReceiveChannel[] channels = new ReceiveChannel[Wire.CHANNELS];
    private int usedChannels; // one above the highest channel in use
    private final Reassembly reassembly;
    final AckTracker acks = new AckTracker();

    Receiver(RudpConfig config, int allowedChannels, ReceiveChannel.Sink sink) {
        this.config = config;
        this.allowedChannels = allowedChannels;
        this.sink = sink;
        this.reassembly = new Reassembly(config.reassemblyBytes());
    }

    void startAt(long packetNumber, int sequence) {
        acks.startAt(packetNumber);
        for (int i = 0; i < Wire.CHANNELS; i++) {
            ReceiveChannel channel = channel(i);
            if (channel != null) {
                channel.startAt(sequence);
            }
        }
    }

    /// The receiving half of a channel, made when first used; null when it may not be used.
    @Nullable ReceiveChannel channel(int id) {
        ReceiveChannel channel = channels[id];
        if (channel == null) {
            ChannelKind kind = config.channelKind(id);
            if (kind == null || (allowedChannels & (1 << id)) == 0) {
                return null;
            }
            channel =
                    new ReceiveChannel(
                            id, kind, sink, reassembly, config.maxReceiveWindowMessages());
            channels[id] = channel;
            usedChannels = Math.max(usedChannels, id + 1);
        }
        return channel;
    }

    long fetch() {
        return usedChannels + acks.largest();
    }

    long fetchTables() {
        long sum = acks.largestSeen() + reassembly.reservedBytes();
        for (int id = 0; id < usedChannels; id++) {
            ReceiveChannel channel = channels[id];
            sum += channel == null ? 0 : channel.pendingBytes();
        }
        return sum;
    }

    long fetchEntries() {
        long sum = acks.fetch();
        for (int id = 0; id < usedChannels; id++) {
            ReceiveChannel channel = channels[id];
            sum += channel == null ? 0 : channel.duplicates;
        }
        return sum;
    }

    /// Reads one MSG frame at `offset`; the new offset goes to [#end].
    ReceiveChannel.Outcome onMessageFrame(byte[] plain, int offset, int limit, long nowNs) {
        int type = Wire.u8(plain, offset);
        int at = offset + 1;
        ChannelKind kind = ChannelKind.of((type >>> Wire.MESSAGE_KIND_SHIFT) & 3);
        boolean isFragment = (type & Wire.MESSAGE_FRAGMENT_BIT) != 0;
        boolean hasSequence = kind != ChannelKind.UNRELIABLE || isFragment;
        int headerBytes = (hasSequence ? 2 : 0) + (isFragment ? 2 : 0) + 1;
        if (at + headerBytes > limit) {
            return ReceiveChannel.Outcome.PROTOCOL;
        }
        int sequence = 0;
        if (hasSequence) {
            sequence = Wire.u16(plain, at);
            at += 2;
        }
        int index = 0;
        int count = 0;
        if (isFragment) {
            index = Wire.u8(plain, at);
            count = Wire.u8(plain, at + 1);
            at += 2;
            if (count == 0) {
                return ReceiveChannel.Outcome.PROTOCOL;
            }
        }
        int length = Wire.u8(plain, at++);
        if (length >= 0x80) {
            if (at >= limit) {
                return ReceiveChannel.Outcome.PROTOCOL;
            }
            length = (length & 0x7F) | (Wire.u8(plain, at++) << 7);
        }
        if (at + length > limit) {
            return ReceiveChannel.Outcome.PROTOCOL;
        }
        end = at + length;
        ReceiveChannel channel = channel(type & Wire.MESSAGE_CHANNEL_MASK);
        if (channel == null || channel.kind() != kind) {
            return ReceiveChannel.Outcome.PROTOCOL;
        }
        if (!hasSequence) {
            return channel.onUnsequenced(plain, at, length);
        }
        return channel.onPiece(sequence, index, count, plain, at, length, hasMemory(), nowNs);
    }

    private int end;

    /// Where the frame that was read last ends.
    int end() {
        return end;
    }

    private boolean hasMemory() {
        return bufferedBytes() < config.receiveBufferBytes();
    }

    int bufferedBytes() {
        int bytes = reassembly.reservedBytes();
        for (int id = 0; id < usedChannels; id++) {
            ReceiveChannel channel = channels[id];
            bytes += channel == null ? 0 : channel.pendingBytes();
        }
        return bytes;
    }

    /// Offers stalled messages again; false when the peer broke the protocol.
    boolean drainStalled() {
        for (int id = 0; id < usedChannels; id++) {
            ReceiveChannel channel = channels[id];
            if (channel != null && channel.isStalled() && !channel.drain()) {
                return false;
            }
        }
        return true;
    }

    boolean isStalled() {
        for (int id = 0; id < usedChannels; id++) {
            ReceiveChannel channel = channels[id];
            if (channel != null && channel.isStalled()) {
                return true;
            }
        }
        return false;
    }

    /// True when a CREDIT frame waits to be sent.
    boolean updateCredit(long nowNs, long rttNs) {
        boolean isDirty = false;
        for (int id = 0; id < usedChannels; id++) {
            ReceiveChannel channel = channels[id];
            isDirty |= channel != null && channel.updateCredit(nowNs, rttNs);
        }
        return isDirty;
    }

    void repeatCredits() {
        for (int id = 0; id < usedChannels; id++) {
            ReceiveChannel channel = channels[id];
            if (channel != null) {
                channel.repeatCredit();
            }
        }
    }

    /// Writes the waiting CREDIT frames.
    int writeCredits(byte[] packet, int offset) {
        int at = offset;
        for (int id = 0; id < usedChannels; id++) {
            ReceiveChannel channel = channels[id];
            if (channel != null && channel.isCreditDirty()) {
                at = channel.writeCredit(packet, at);
            }
        }
        return at;
    }

    /// Gives up unreliable messages that will never be complete.
    void expire(long nowNs) {
        if (!reassembly.isEmpty()) {
            reassembly.expire(nowNs);
        }
    }

    long duplicateMessages() {
        long sum = 0;
        for (int id = 0; id < usedChannels; id++) {
            ReceiveChannel channel = channels[id];
            sum += channel == null ? 0 : channel.duplicates;
        }
        return sum;
    }

    long outdatedMessages() {
        long sum = reassembly.expired();
        for (int id = 0; id < usedChannels; id++) {
            ReceiveChannel channel = channels[id];
            sum += channel == null ? 0 : channel.outdated;
        }
        return sum;
    }

    long refusedMessages() {
        long sum = 0;
        for (int id = 0; id < usedChannels; id++) {
            ReceiveChannel channel = channels[id];
            sum += channel == null ? 0 : channel.refused;
        }
        return sum;
    }

    /// Forgets everything.
    void clear() {
        for (int id = 0; id < usedChannels; id++) {
            ReceiveChannel channel = channels[id];
            if (channel != null) {
                channel.clear();
            }
        }
    }
}
