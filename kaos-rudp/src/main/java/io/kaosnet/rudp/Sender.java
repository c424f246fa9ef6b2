package io.kaosnet.rudp;

import org.jspecify.annotations.Nullable;

/// What a connection has sent and still has to send: channels, packets in flight, loss detection,
/// congestion window. Owned by one agent.
///
/// Loss detection follows RFC 9002 with one change: the packet threshold grows when the network
/// turns out to reorder. Messages of lost packets travel again, first, in new packets.
final class Sender {
    static final int CONTROL_CREDIT = 1;
    static final int CONTROL_CONNECTED = 2;
    static final int CONTROL_PROBE = 4;
    static final int CONTROL_LARGE = 8; // larger than every path carries
    static final int CONTROL_LAZY = 16; // nothing in it that has to arrive

    private static final int FIRST_PACKET_THRESHOLD = 3;
    private static final int MAX_PACKET_THRESHOLD = 64;
    private static final int MAX_PROBE_BACKOFF = 8;
    private static final long MAX_PROBE_TIMEOUT_NS = 2_000_000_000L;
    private static final long TIMER_SLACK_NS = 5_000_000; // the peer's timers have ticks
    private static final int PERSISTENT_CONGESTION_PROBES = 3;
    private static final double FLOOR_BYTES_PER_NS = 16_384 / 1e9;
    private static final double FLOOR_BURST_BYTES = 2_400;

    private final RudpConfig config;
    private final @Nullable SendChannel[] channels = new SendChannel[Wire.CHANNELS];
    final SentPackets sent = new SentPackets();
    final RttEstimator rtt = new RttEstimator();
    final CongestionController congestion;
    private final Pacer pacer = new Pacer();

    private int usedChannels; // one above the highest channel in use
    private int[] repairs = {};
    private int repairHead;
    private int repairTail;

    private long largestAcked;
    private long lastAckBits;
    private int packetThreshold = FIRST_PACKET_THRESHOLD;
    private long lossTimeNs = Long.MAX_VALUE;
    private long lastElicitingNs;
    private int probeCount;
    private int probesAllowed;
    private boolean isWindowLimited;
    private boolean isStateFirst;
    private int nextBulkChannel;
    private double floorBytes = FLOOR_BURST_BYTES;
    private long floorNs;
    private int lostControls;
    private boolean hasReliableInPacket;

    /// The last path probe that arrived or was lost, 0 for none.
    long probeAcked;
    long probeLost;

    /// Large packets lost since the last one that arrived.
    int largeLost;

    long packetsLost;
    long messagesRetransmitted;
    long spuriousLosses;
    long stateDropped;
    long probeTimeouts;

    Sender(RudpConfig config, CongestionController congestion) {
        this.config = config;
        this.congestion = congestion;
    }

    void startAt(long packetNumber, int sequence) {
        sent.startAt(packetNumber);
        largestAcked = packetNumber - 1;
        for (int i = 0; i < Wire.CHANNELS; i++) {
            if (config.channelKind(i) != null) {
                channel(i).startAt(sequence);
            }
        }
    }

    long fetch() {
        return largestAcked
                + lastElicitingNs
                + probeAcked
                + probeTimeouts
                + usedChannels
                + lostControls
                + repairs.length;
    }

    long fetchTables() {
        long sum =
                sent.next()
                        + sent.inFlight()
                        + rtt.smoothedNs()
                        + rtt.minNs()
                        + congestion.windowPackets()
                        + (pacer.canSend() ? 1 : 0);
        for (int id = 0; id < usedChannels; id++) {
            SendChannel channel = channels[id];
            sum += channel == null ? 0 : channel.nextToSend();
        }
        return sum;
    }

    long fetchEntries() {
        long sum = sent.fetch();
        for (int id = 0; id < usedChannels; id++) {
            SendChannel channel = channels[id];
            sum += channel == null ? 0 : channel.ring.fetch();
        }
        return sum;
    }

    /// The sending half of a channel, made when first used.
    SendChannel channel(int id) {
        SendChannel channel = channels[id];
        if (channel == null) {
            ChannelKind kind = config.channelKind(id);
            if (kind == null) {
                throw new IllegalArgumentException("channel: " + id + " is not configured");
            }
            channel =
                    kind.isReliable()
                            ? new SendChannel(
                                    id, kind, config.sendWindowMessages(), config.sendQueueBytes())
                            : new SendChannel(
                                    id, kind, config.stateQueueMessages(), config.sendQueueBytes());
            channels[id] = channel;
            usedChannels = Math.max(usedChannels, id + 1);
        }
        return channel;
    }

    boolean offer(int id, byte[] buffer, int offset, int length) {
        SendChannel channel = channel(id);
        if (channel.offer(buffer, offset, length)) {
            return true;
        }
        if (channel.kind.isReliable()) {
            return false;
        }
        do {
            if (!channel.dropOldest()) {
                return false;
            }
            stateDropped++;
        } while (!channel.offer(buffer, offset, length));
        return true;
    }

    void onCredit(int id, int limit16) {
        if (config.channelKind(id) != null) {
            channel(id).onCredit(limit16);
        }
    }

    /// Bytes that wait or are unacknowledged.
    int queuedBytes() {
        int bytes = 0;
        for (SendChannel channel : channels) {
            bytes += channel == null ? 0 : channel.ring.liveBytes();
        }
        return bytes;
    }

    /// True when every reliable message has been acknowledged.
    boolean isDrained() {
        for (SendChannel channel : channels) {
            if (channel != null && channel.kind.isReliable() && channel.ring.count() > 0) {
                return false;
            }
        }
        return true;
    }

    // ---- acknowledgements -------------------------------------------------------------------

    /// Takes an ack block; false when it acknowledges what was never sent.
    boolean onAckBlock(int largest32, long ackDelayNs, long bits, long nowNs, long maxAckDelayNs) {
        long largest = Wire.rebuildPacketNumber(sent.next() - 1, largest32);
        if (largest >= sent.next() || largest < 0) {
            return false;
        }
        long fresh = bits;
        if (largest == largestAcked) {
            fresh = bits & ~lastAckBits;
            if (fresh == 0) {
                return true;
            }
        } else if (largest > largestAcked && largest - largestAcked < Wire.ACK_BITS) {
            int step = (int) (largest - largestAcked);
            fresh = bits & ~((lastAckBits << step) | (1L << (step - 1)));
        }
        if (largest >= largestAcked) {
            lastAckBits = bits;
        }
        int acked = 0;
        if (sent.state(largest) >= SentPackets.IN_FLIGHT && largest > largestAcked) {
            if (sent.state(largest) == SentPackets.IN_FLIGHT) {
                boolean isLazy = (sent.control(largest) & CONTROL_LAZY) != 0;
                long longestNs = isLazy ? AckTracker.LAZY_DELAY_NS : maxAckDelayNs;
                rtt.sample(nowNs - sent.sentNs(largest), Math.min(ackDelayNs, longestNs), nowNs);
            }
        }
        acked += onPacketAcked(largest);
        while (fresh != 0) {
            int bit = Long.numberOfTrailingZeros(fresh);
            fresh &= fresh - 1;
            acked += onPacketAcked(largest - 1 - bit);
        }
        largestAcked = Math.max(largestAcked, largest);
        if (acked > 0) {
            probeCount = 0;
            congestion.onAcked(acked, isWindowLimited, rtt.smoothedNs(), rtt.minNs());
        }
        detectLosses(nowNs);
        sent.retire();
        return true;
    }

    private int onPacketAcked(long packetNumber) {
        byte state = sent.state(packetNumber);
        if (state == SentPackets.IN_FLIGHT) {
            int refs = sent.refCount(packetNumber);
            for (int i = 0; i < refs; i++) {
                int ref = sent.ref(packetNumber, i);
                SendChannel channel = channel(SentPackets.channel(ref));
                int sequence = SentPackets.sequence(ref);
                for (int n = SentPackets.count(ref); n > 0; n--) {
                    channel.onAcked(sequence++);
                }
            }
            sent.finish(packetNumber, SentPackets.ACKED);
            onControlAcked(packetNumber);
            return 1;
        }
        if (state == SentPackets.LOST) {
            // Late, not lost: wait longer from now on.
            spuriousLosses++;
            long distance = largestAcked - packetNumber + 1;
            packetThreshold = Math.clamp(distance, packetThreshold, MAX_PACKET_THRESHOLD);
            congestion.onSpuriousLoss(packetNumber);
            sent.acknowledgeLate(packetNumber);
        }
        return 0;
    }

    private void onControlAcked(long packetNumber) {
        int control = sent.control(packetNumber);
        if ((control & CONTROL_PROBE) != 0) {
            probeAcked = packetNumber;
        }
        if ((control & CONTROL_LARGE) != 0) {
            largeLost = 0;
        }
    }

    void detectLosses(long nowNs) {
        lossTimeNs = Long.MAX_VALUE;
        if (sent.inFlight() == 0) {
            return;
        }
        long delay = rtt.lossDelayNs();
        for (long p = sent.oldest(); p < largestAcked; p++) {
            if (sent.state(p) != SentPackets.IN_FLIGHT) {
                continue;
            }
            if (largestAcked - p >= packetThreshold || nowNs - sent.sentNs(p) >= delay) {
                onPacketLost(p);
            } else {
                lossTimeNs = sent.sentNs(p) + delay;
                break;
            }
        }
        sent.retire();
    }

    private void onPacketLost(long packetNumber) {
        queueRepairs(packetNumber);
        sent.finish(packetNumber, SentPackets.LOST);
        int control = sent.control(packetNumber);
        if ((control & CONTROL_PROBE) != 0) {
            probeLost = packetNumber; // too big for the path, not congestion
            return;
        }
        if ((control & CONTROL_LARGE) != 0) {
            largeLost++;
        }
        lostControls |= control;
        packetsLost++;
        congestion.onLost(packetNumber, sent.next(), rtt.smoothedNs(), rtt.minNs());
    }

    private void queueRepairs(long packetNumber) {
        int refs = sent.refCount(packetNumber);
        for (int i = 0; i < refs; i++) {
            int ref = sent.ref(packetNumber, i);
            int id = SentPackets.channel(ref);
            SendChannel channel = channel(id);
            int sequence = SentPackets.sequence(ref);
            for (int n = SentPackets.count(ref); n > 0; n--) {
                if (channel.wantsRepair(sequence)) {
                    pushRepair(SentPackets.ref(id, sequence));
                }
                sequence++;
            }
        }
    }

    /// Control frames of lost packets that must be sent again; reading clears them.
    int takeLostControls() {
        int controls = lostControls;
        lostControls = 0;
        return controls;
    }

    // ---- timers -----------------------------------------------------------------------------

    long probeTimeoutNs(long maxAckDelayNs) {
        // Two packets are acknowledged at once: only a single one may wait for company.
        long delayNs =
                switch (sent.eagerInFlight()) {
                    case 0 -> sent.inFlight() > 0 ? AckTracker.LAZY_DELAY_NS : maxAckDelayNs;
                    case 1 -> maxAckDelayNs;
                    default -> 0;
                };
        long base = rtt.probeTimeoutNs(delayNs == 0 ? 0 : delayNs + TIMER_SLACK_NS);
        return Math.min(base << Math.min(probeCount, MAX_PROBE_BACKOFF), MAX_PROBE_TIMEOUT_NS);
    }

    /// When [#onTimer] has something to do.
    long deadlineNs(long maxAckDelayNs) {
        if (sent.inFlight() == 0) {
            return Long.MAX_VALUE;
        }
        return Math.min(lossTimeNs, lastElicitingNs + probeTimeoutNs(maxAckDelayNs));
    }

    /// Time has passed: losses by age, or a probe because nothing was acknowledged.
    void onTimer(long nowNs, long maxAckDelayNs) {
        if (sent.inFlight() == 0) {
            return;
        }
        if (lossTimeNs != Long.MAX_VALUE && nowNs - lossTimeNs >= 0) {
            detectLosses(nowNs);
            return;
        }
        if (nowNs - (lastElicitingNs + probeTimeoutNs(maxAckDelayNs)) < 0) {
            return;
        }
        probeCount++;
        probeTimeouts++;
        probesAllowed = 2;
        if (probeCount == PERSISTENT_CONGESTION_PROBES) {
            congestion.onPersistentCongestion();
        }
        // The oldest messages go again; their packets stay in flight, for an ack may still come.
        int packets = 0;
        for (long p = sent.oldest(); p < sent.next() && packets < 2; p++) {
            if (sent.state(p) == SentPackets.IN_FLIGHT) {
                queueRepairs(p);
                lostControls |= sent.control(p) & ~CONTROL_PROBE;
                packets++;
            }
        }
        lastElicitingNs = nowNs;
    }

    // ---- building packets -------------------------------------------------------------------

    void beginFlush(long nowNs) {
        pacer.update(
                nowNs, congestion.windowPackets(), rtt.smoothedNs(), congestion.isInSlowStart());
        floorBytes =
                Math.min(FLOOR_BURST_BYTES, floorBytes + (nowNs - floorNs) * FLOOR_BYTES_PER_NS);
        floorNs = nowNs;
        if (!sent.hasRoom()) {
            onPacketLost(sent.oldest()); // never seen in practice; bounds the memory
            sent.retire();
        }
    }

    /// True when congestion control lets another full packet go.
    boolean canSend() {
        return sent.hasRoom()
                && (probesAllowed > 0
                        || (sent.inFlight() < congestion.windowPackets() && pacer.canSend()));
    }

    boolean isProbing() {
        return probesAllowed > 0;
    }

    /// True when state may go although the window is full.
    boolean canSendFloor() {
        return sent.hasRoom() && floorBytes >= Wire.BASE_DATAGRAM_BYTES / 2;
    }

    boolean hasSendable() {
        return repairHead != repairTail || hasSendable(true) || hasSendable(false);
    }

    boolean hasSendable(boolean isReliable) {
        for (int id = 0; id < usedChannels; id++) {
            SendChannel channel = channels[id];
            if (channel != null
                    && channel.kind.isReliable() == isReliable
                    && channel.hasSendable()) {
                return true;
            }
        }
        return false;
    }

    /// Writes repairs, then state and reliable messages in turns, and returns the new offset.
    int writeMessages(byte[] packet, int offset, int limit) {
        hasReliableInPacket = false;
        int at = writeRepairs(packet, offset, limit);
        isStateFirst = !isStateFirst;
        if (isStateFirst) {
            at = writeState(packet, at, limit);
            return writeReliable(packet, at, limit);
        }
        at = writeReliable(packet, at, limit);
        return writeState(packet, at, limit);
    }

    private int writeRepairs(byte[] packet, int offset, int limit) {
        int at = offset;
        while (repairHead != repairTail) {
            int ref = repairs[repairHead & (repairs.length - 1)];
            int id = SentPackets.channel(ref);
            SendChannel channel = channel(id);
            int sequence16 = SentPackets.sequence(ref);
            if (channel.isRepairPending(sequence16)) {
                int sequence = channel.rebuild(sequence16);
                if (at + channel.frameBytes(sequence) > limit) {
                    return at;
                }
                at = channel.writeFrame(sequence, packet, at);
                channel.ring.clear(sequence, MessageRingBuffer.QUEUED);
                sent.addRef(id, sequence);
                hasReliableInPacket |= channel.kind.isReliable();
                messagesRetransmitted++;
            }
            repairHead++;
        }
        return at;
    }

    /// True when [#writeMessages] wrote anything that has to arrive.
    boolean hasReliableInPacket() {
        return hasReliableInPacket;
    }

    int writeState(byte[] packet, int offset, int limit) {
        int at = offset;
        for (int id = 0; id < usedChannels; id++) {
            SendChannel channel = channels[id];
            if (channel != null && !channel.kind.isReliable()) {
                at = writeChannel(channel, packet, at, limit);
            }
        }
        return at;
    }

    private int writeReliable(byte[] packet, int offset, int limit) {
        // Channel 0 is control and goes first; the others take turns at being next.
        int at = offset;
        SendChannel control = channels[0];
        if (control != null && control.kind.isReliable()) {
            at = writeChannel(control, packet, at, limit);
        }
        int others = usedChannels - 1;
        for (int i = 0; i < others; i++) {
            int id = (nextBulkChannel + i) % others + 1;
            SendChannel channel = channels[id];
            if (channel != null && channel.kind.isReliable()) {
                at = writeChannel(channel, packet, at, limit);
            }
        }
        nextBulkChannel = (nextBulkChannel + 1) & (Wire.CHANNELS - 1);
        hasReliableInPacket |= at > offset;
        return at;
    }

    private int writeChannel(SendChannel channel, byte[] packet, int offset, int limit) {
        int at = offset;
        while (channel.hasSendable()) {
            int sequence = channel.nextToSend();
            if (at + channel.frameBytes(sequence) > limit) {
                break;
            }
            at = channel.writeFrame(sequence, packet, at);
            channel.onSent();
            if (channel.kind != ChannelKind.UNRELIABLE) {
                sent.addRef(channel.id, sequence);
            }
        }
        return at;
    }

    /// A packet left.
    void onPacketSent(long nowNs, boolean isEliciting, int control, int bytes, boolean isFloor) {
        int size = bytes > Wire.BASE_DATAGRAM_BYTES ? CONTROL_LARGE : 0;
        sent.end(nowNs, isEliciting, control | size);
        if (!isEliciting) {
            return;
        }
        lastElicitingNs = nowNs;
        if (probesAllowed > 0) {
            probesAllowed--;
        } else if (isFloor) {
            floorBytes -= bytes;
        } else {
            pacer.onSent();
        }
    }

    /// The flush is over: remembers what held it back and drops state that is outdated by now.
    void endFlush() {
        boolean isPending = hasSendable();
        isWindowLimited = isPending && !canSend();
        probesAllowed = 0;
        if (!isPending) {
            return;
        }
        for (int id = 0; id < usedChannels; id++) {
            SendChannel channel = channels[id];
            if (channel != null) {
                stateDropped += channel.dropReplaced();
            }
        }
    }

    /// True when only time (pacing, the floor of state) holds something back.
    boolean isWaitingForTime() {
        return sent.hasRoom()
                && hasSendable()
                && (sent.inFlight() < congestion.windowPackets() || hasSendable(false));
    }

    /// True when the application should send less: the window is full and state is being dropped.
    boolean isCongested() {
        return isWindowLimited;
    }

    long largestAcked() {
        return largestAcked;
    }

    long lastElicitingNs() {
        return lastElicitingNs;
    }

    void markElicitingNow(long nowNs) {
        lastElicitingNs = nowNs;
    }

    private void pushRepair(int ref) {
        if (repairTail - repairHead == repairs.length) {
            int[] larger = new int[Math.max(16, repairs.length << 1)];
            for (int i = repairHead; i != repairTail; i++) {
                larger[i & (larger.length - 1)] = repairs[i & (repairs.length - 1)];
            }
            repairs = larger;
        }
        repairs[repairTail++ & (repairs.length - 1)] = ref;
    }

    /// Forgets everything.
    void clear() {
        for (SendChannel channel : channels) {
            if (channel != null) {
                channel.ring.clear();
            }
        }
        sent.clear();
        repairHead = repairTail;
    }
}
