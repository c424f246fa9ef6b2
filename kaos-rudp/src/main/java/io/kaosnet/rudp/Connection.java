package io.kaosnet.rudp;

import io.kaosnet.rudp.io.PeerAddress;
import io.kaosnet.rudp.transport.Transport;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// One authenticated peer. Owned by the agent of its [RudpServer] or [RudpClient].
///
/// It is identified by its connection id, never by its address: a player who changes from Wi-Fi
/// to a
/// mobile network keeps it.
public final class Connection extends TimerWheel.Node implements Transport {
    private static final int CONNECTING = 0; // server: RESPONSE accepted, no DATA seen yet
    private static final int CONNECTED = 1;
    private static final int DRAINING = 2;
    private static final int FINISHED = 3;

    private static final long AMPLIFICATION_LIMIT = 3;
    private static final int CLOSE_PACKETS = 3;
    private static final int MAX_CLOSE_TEXT_BYTES = 200;
    private static final long CONFIRM_TIMEOUT_NS = 5_000_000_000L;
    private static final long EXHAUSTED_PACKETS = 1L << 48;
    private static final long TIME_INTERVAL_NS = 1_000_000_000L;
    private static final int RESET_TOKEN_BYTES = 16;

    final Endpoint endpoint;
    final boolean isServer;
    private final long id;
    private final TokenClaims claims;
    final Sender sender;
    final Receiver receiver;
    private final KeySchedule keys;
    final Path path;
    private final @Nullable Policer policer;
    private final long createdNs;
    private int state = CONNECTING;
    boolean isActive;
    boolean wasConnected;

    private byte[] resetToken = new byte[RESET_TOKEN_BYTES];
    private boolean isConnectedPending;
    private boolean isPingPending;
    private boolean isTimeRequestPending;
    private int timeOriginPending;
    private boolean isTimeReplyPending;
    private boolean isPathResponsePending;
    private long pathResponseData;
    private int closePacketsLeft;
    private long drainEndNs;
    private @Nullable CloseReason closeReason;
    private long idleTimeoutNs;
    private long lastReceivedNs;
    private long lastTimeNs;
    private boolean hasServerTime;
    private long serverTimeOffsetMs;
    private long bestTimeRttMs = Long.MAX_VALUE;
    private @Nullable Object attachment;

    private long packetsSent;
    private long packetsReceived;
    private long bytesSent;
    private long bytesReceived;
    private long replays;
    private long forgeries;

    Connection(
            Endpoint endpoint,
            boolean isServer,
            long id,
            TokenClaims claims,
            PacketKeys sendKeys,
            PacketKeys receiveKeys,
            PeerAddress address,
            long nowNs) {
        this.endpoint = endpoint;
        this.isServer = isServer;
        this.id = id;
        this.claims = claims;
        RudpConfig config = endpoint.config;
        this.sender = new Sender(config, new AimdCongestionController(config.maxWindowPackets()));
        this.receiver = new Receiver(config, claims.channels(), this::deliver);
        this.keys = new KeySchedule(config, sendKeys, receiveKeys, nowNs);
        this.path = new Path(config, address);
        this.policer =
                isServer && config.isPolicing() ? new Policer(claims.rateClass(), nowNs) : null;
        this.createdNs = nowNs;
        this.lastReceivedNs = nowNs;
        this.lastTimeNs = nowNs;
        this.idleTimeoutNs = claims.idleTimeoutMs() * 1_000_000L;
        sender.markElicitingNow(nowNs);
    }

    // ---- for applications -------------------------------------------------------------------

    /// The connection id: unique on the server, constant for the life of the connection.
    public long id() {
        return id;
    }

    /// Who the peer is. On the client: what the client knows of its own token.
    public TokenClaims claims() {
        return claims;
    }

    /// Where the peer is now; do not keep it.
    public PeerAddress address() {
        return path.address();
    }

    @Override
    public boolean isOpen() {
        return isConnected();
    }

    /// True from [ConnectionListener#onConnected] to [ConnectionListener#onClosed].
    public boolean isConnected() {
        return state == CONNECTED;
    }

    /// Whatever the application wants to find again.
    public @Nullable Object attachment() {
        return attachment;
    }

    /// Sets [#attachment].
    public void attach(@Nullable Object value) {
        attachment = value;
    }

    /// The longest message that [#offer] takes.
    public static int maxMessageBytes() {
        return Wire.MAX_FRAGMENT_BYTES * Wire.MAX_FRAGMENTS;
    }

    /// Queues a copy of a message; it leaves when the agent finishes its round.
    ///
    /// @return false when the connection is not open or a reliable channel's queue is full; an
    ///     unreliable channel drops its oldest messages instead
    /// @throws IllegalArgumentException when the message is too long or the channel does not exist
    @Override
    public boolean offer(int channel, byte[] buffer, int offset, int length) {
        if (length > maxMessageBytes()) {
            throw new IllegalArgumentException(
                    "length: " + length + " (expected: 0.." + maxMessageBytes() + ")");
        }
        if (state != CONNECTED) {
            return false;
        }
        if (length > Wire.MAX_FRAGMENT_BYTES) {
            path.onFragments();
        }
        boolean isTaken = sender.offer(channel, buffer, offset, length);
        endpoint.markActive(this);
        return isTaken;
    }

    /// Queues a whole array; see [#offer(int, byte\[\], int, int)].
    public boolean offer(int channel, byte[] message) {
        return offer(channel, message, 0, message.length);
    }

    /// True when every reliable message was acknowledged.
    public boolean isDrained() {
        return sender.isDrained();
    }

    /// True when the application should send less: halve the rate of state updates.
    public boolean isCongested() {
        return sender.isCongested();
    }

    /// Ends the connection; what is queued leaves first as far as the window allows.
    ///
    /// @param code a constant of [CloseReason] or at least [CloseReason#APPLICATION]
    /// @param text for people, cut at 200 bytes
    @Override
    public void close(int code, String text) {
        closeLocally(new CloseReason(code, text, false), endpoint.nowNs);
    }

    /// Asks for a round trip now.
    public void ping() {
        isPingPending = true;
        endpoint.markActive(this);
    }

    /// The server's wall clock as the client estimates it; on the server, its own clock.
    public long serverTimeMs() {
        return endpoint.wallClockMs.getAsLong() + serverTimeOffsetMs;
    }

    /// Why the connection ended, or null while it has not.
    public @Nullable CloseReason closeReason() {
        return closeReason;
    }

    /// The numbers of this moment.
    public ConnectionStatistics statistics() {
        return new ConnectionStatistics(
                sender.rtt.smoothedNs(),
                sender.rtt.hasSample() ? sender.rtt.minNs() : 0,
                sender.congestion.windowPackets(),
                sender.sent.inFlight(),
                sender.queuedBytes(),
                packetsSent,
                packetsReceived,
                bytesSent,
                bytesReceived,
                sender.packetsLost,
                sender.messagesRetransmitted,
                sender.spuriousLosses,
                sender.probeTimeouts,
                sender.stateDropped,
                receiver.duplicateMessages(),
                receiver.outdatedMessages(),
                receiver.refusedMessages(),
                replays,
                forgeries,
                policer == null ? 0 : policer.dropped(),
                path.migrations(),
                keys.updates(),
                path.datagramBytes(),
                sender.isCongested());
    }

    // ---- life ------------------------------------------------------------------------------

    /// Server: the RESPONSE was accepted; says CONNECTED (again).
    void confirm(byte[] token, int requestBytes) {
        resetToken = token;
        bytesReceived += requestBytes;
        if (state == CONNECTING) {
            isConnectedPending = true;
            endpoint.markActive(this);
        }
    }

    boolean isConfirming() {
        return state == CONNECTING;
    }

    boolean isFinished() {
        return state == FINISHED;
    }

    private void becomeConnected(long nowNs) {
        state = CONNECTED;
        wasConnected = true;
        isConnectedPending = false;
        lastReceivedNs = nowNs;
        endpoint.listener.onConnected(this);
    }

    /// Client: the round trip of the handshake is the first sample.
    void sampleHandshake(long rttNs, long nowNs) {
        sender.rtt.sample(rttNs, 0, nowNs);
    }

    /// True when this is the reset token of the server.
    boolean isResetToken(byte[] buffer, int offset) {
        return state == CONNECTED
                && java.security.MessageDigest.isEqual(
                        resetToken, Arrays.copyOfRange(buffer, offset, offset + RESET_TOKEN_BYTES));
    }

    /// The server has forgotten the connection.
    void onReset(long nowNs) {
        end(new CloseReason(CloseReason.RESET, "connection reset by server", true), nowNs);
        finish();
    }

    void closeLocally(CloseReason reason, long nowNs) {
        if (state == DRAINING || state == FINISHED) {
            return;
        }
        if (state == CONNECTED) {
            flush(nowNs);
        }
        closePacketsLeft = CLOSE_PACKETS;
        boolean isOpen = state == CONNECTED;
        end(reason, nowNs);
        if (isOpen) {
            sendClose(nowNs);
        } else {
            finish();
        }
    }

    private void end(CloseReason reason, long nowNs) {
        boolean isOpen = state == CONNECTED;
        state = DRAINING;
        closeReason = reason;
        long drainNs = CLOSE_PACKETS * sender.probeTimeoutNs(endpoint.config.maxAckDelayNs());
        drainEndNs = nowNs + drainNs;
        if (isOpen || !isServer) {
            endpoint.listener.onClosed(this, reason);
        }
        endpoint.schedule(this, deadlineNs());
    }

    private void finish() {
        if (state == FINISHED) {
            return;
        }
        state = FINISHED;
        sender.clear();
        receiver.clear();
        keys.destroy();
        endpoint.onFinished(this);
    }

    /// The agent stops: one CLOSE, no waiting.
    void abandon(CloseReason reason, long nowNs) {
        if (state == FINISHED) {
            return;
        }
        closeLocally(reason, nowNs);
        finish();
    }

    // ---- receiving -------------------------------------------------------------------------

    /// Takes a DATA packet that carries this connection's id.
    void onData(PeerAddress from, byte[] buffer, int offset, int length, long nowNs) {
        if (state == FINISHED) {
            return;
        }
        long number =
                Wire.rebuildPacketNumber(
                        receiver.acks.largestSeen() + 1,
                        Wire.i32(buffer, offset + Wire.PACKET_NUMBER_OFFSET));
        if (receiver.acks.isReplay(number)) {
            replays++;
            return;
        }
        byte[] plain = endpoint.plain;
        int plainBytes = keys.open(endpoint.cipher, number, buffer, offset, length, plain);
        if (plainBytes < 1) {
            forgeries++;
            return;
        }
        boolean isNewest = number > receiver.acks.largestSeen();
        receiver.acks.markSeen(number);
        packetsReceived++;
        bytesReceived += length;
        lastReceivedNs = nowNs;
        if (state == DRAINING) {
            answerWhileDraining(nowNs);
            return;
        }
        if (policer != null && !policer.allows(length, nowNs)) {
            if (policer.isAbuse()) {
                closeLocally(
                        new CloseReason(CloseReason.RATE, "above the rate class", false), nowNs);
            }
            return;
        }
        if (isServer) {
            if (state == CONNECTING) {
                becomeConnected(nowNs);
            }
            if (isNewest) {
                path.onPacketFrom(from, length, nowNs);
            }
        }
        int result = onFrames(from, plain, plainBytes, nowNs);
        if (result >= RESULT_TAKEN) {
            receiver.acks.onReceived(
                    number, result == RESULT_ELICITING, nowNs, endpoint.config.maxAckDelayNs());
        }
        if (state == CONNECTED) {
            if (receiver.acks.isAckUrgent()) {
                flush(nowNs);
            }
            endpoint.markActive(this);
        }
    }

    private static final int RESULT_FAILED = 0;
    private static final int RESULT_TAKEN = 1;
    private static final int RESULT_ELICITING = 2;

    /// Reads the plain text of a packet. It is authentic, but its sender may be malicious: every
    /// length is checked, and breaking a rule closes the connection.
    int onFrames(PeerAddress from, byte[] plain, int length, long nowNs) {
        int at = 1;
        int flags = plain[0];
        if ((flags & ~Wire.HAS_ACK_BLOCK) != 0) {
            return violation("reserved flags", nowNs);
        }
        if ((flags & Wire.HAS_ACK_BLOCK) != 0) {
            if (length < 1 + Wire.ACK_BLOCK_BYTES) {
                return violation("short ack block", nowNs);
            }
            long delayNs = (long) Wire.u16(plain, 5) * Wire.ACK_DELAY_UNIT_NS;
            if (!sender.onAckBlock(
                    Wire.i32(plain, 1),
                    delayNs,
                    Wire.i64(plain, 7),
                    nowNs,
                    endpoint.config.maxAckDelayNs())) {
                return violation("acknowledged what was never sent", nowNs);
            }
            at += Wire.ACK_BLOCK_BYTES;
        }
        boolean isEliciting = false;
        boolean isRefused = false;
        while (at < length) {
            int type = Wire.u8(plain, at);
            if (type >= Wire.FRAME_MESSAGE) {
                if (state == CONNECTING) {
                    return violation("message before CONNECTED", nowNs);
                }
                switch (receiver.onMessageFrame(plain, at, length, nowNs)) {
                    case TAKEN -> {}
                    case REFUSED -> isRefused = true;
                    case FLOW -> {
                        closeLocally(
                                new CloseReason(CloseReason.FLOW, "more than the credit", false),
                                nowNs);
                        return RESULT_FAILED;
                    }
                    case PROTOCOL -> {
                        return violation("malformed message", nowNs);
                    }
                }
                if (state != CONNECTED) {
                    return RESULT_TAKEN; // the application closed the connection
                }
                at = receiver.end();
                isEliciting = true;
                continue;
            }
            if (type == Wire.FRAME_PAD) {
                break;
            }
            int end = at + frameBytes(type, plain, at, length);
            if (end <= at || end > length) {
                return violation("malformed frame " + type, nowNs);
            }
            if (type == Wire.FRAME_CLOSE) {
                onClose(plain, at, nowNs);
                return RESULT_TAKEN;
            }
            isEliciting = true;
            if (type == Wire.FRAME_PROBE) {
                break;
            }
            if (!onControl(type, from, plain, at, nowNs)) {
                return violation("unexpected frame " + type, nowNs);
            }
            at = end;
        }
        if (isRefused) {
            return RESULT_FAILED;
        }
        return isEliciting ? RESULT_ELICITING : RESULT_TAKEN;
    }

    private static int frameBytes(int type, byte[] plain, int at, int length) {
        return switch (type) {
            case Wire.FRAME_PING, Wire.FRAME_PROBE -> 1;
            case Wire.FRAME_CLOSE -> at + 4 <= length ? 4 + Wire.u8(plain, at + 3) : -1;
            case Wire.FRAME_CONNECTED -> Wire.CONNECTED_BYTES;
            case Wire.FRAME_PATH_CHALLENGE, Wire.FRAME_PATH_RESPONSE -> Wire.PATH_BYTES;
            case Wire.FRAME_CREDIT -> Wire.CREDIT_BYTES;
            case Wire.FRAME_TIME -> Wire.TIME_BYTES;
            default -> -1;
        };
    }

    private boolean onControl(int type, PeerAddress from, byte[] plain, int at, long nowNs) {
        switch (type) {
            case Wire.FRAME_CONNECTED -> {
                return !isServer && onConnectedFrame(plain, at, nowNs);
            }
            case Wire.FRAME_PATH_CHALLENGE -> {
                if (isServer) {
                    return false;
                }
                isPathResponsePending = true;
                pathResponseData = Wire.i64(plain, at + 1);
            }
            case Wire.FRAME_PATH_RESPONSE -> {
                if (!isServer) {
                    return false;
                }
                onPathResponse(from, Wire.i64(plain, at + 1));
            }
            case Wire.FRAME_CREDIT -> {
                int channel = plain[at + 1];
                if (channel < 0 || channel >= Wire.CHANNELS) {
                    return false;
                }
                sender.onCredit(channel, Wire.u16(plain, at + 2));
            }
            case Wire.FRAME_TIME -> onTime(Wire.i32(plain, at + 1), Wire.i32(plain, at + 5));
            default -> {
                // PING: the acknowledgement is the answer.
            }
        }
        return true;
    }

    private boolean onConnectedFrame(byte[] plain, int at, long nowNs) {
        if (Wire.i64(plain, at + 1) != id) {
            return false;
        }
        if (state != CONNECTING) {
            return true; // repeated because our first packet was lost
        }
        long serverMs = Wire.i64(plain, at + 9);
        int idleMs = Wire.u16(plain, at + 17);
        if (idleMs < 1000) {
            return false;
        }
        idleTimeoutNs = idleMs * 1_000_000L;
        System.arraycopy(plain, at + 23, resetToken, 0, RESET_TOKEN_BYTES);
        long halfRttMs = sender.rtt.hasSample() ? sender.rtt.smoothedNs() / 2_000_000 : 0;
        serverTimeOffsetMs = serverMs + halfRttMs - endpoint.wallClockMs.getAsLong();
        isPingPending = true; // our first DATA tells the server that we are real
        becomeConnected(nowNs);
        return true;
    }

    private void onPathResponse(PeerAddress from, long data) {
        Path.Change change = path.onResponse(from, data);
        if (change == Path.Change.OTHER_HOST) {
            sender.rtt.reset();
            sender.congestion.reset();
        }
    }

    private void onTime(int originMs, int receiveMs) {
        if (isServer) {
            isTimeReplyPending = true;
            timeOriginPending = originMs;
            return;
        }
        long nowMs = endpoint.wallClockMs.getAsLong();
        int rttMs = (int) nowMs - originMs;
        if (rttMs < 0 || rttMs > 60_000) {
            return; // the wall clock was set
        }
        // The sample with the shortest round trip is the best; it ages, for clocks drift.
        if (!hasServerTime || rttMs <= bestTimeRttMs) {
            hasServerTime = true;
            bestTimeRttMs = rttMs;
            long serverMs = nowMs + (receiveMs - (int) nowMs);
            serverTimeOffsetMs = serverMs + rttMs / 2 - nowMs;
        } else {
            bestTimeRttMs++;
        }
    }

    private void onClose(byte[] plain, int at, long nowNs) {
        int code = Wire.u16(plain, at + 1);
        String text = new String(plain, at + 4, Wire.u8(plain, at + 3), StandardCharsets.UTF_8);
        closePacketsLeft = 1;
        end(new CloseReason(code, text, true), nowNs);
        sendClose(nowNs);
    }

    private int violation(String what, long nowNs) {
        closeLocally(new CloseReason(CloseReason.PROTOCOL, what, false), nowNs);
        return RESULT_FAILED;
    }

    private boolean deliver(int channel, byte[] buffer, int offset, int length) {
        return endpoint.listener.onMessage(this, channel, buffer, offset, length);
    }

    private void answerWhileDraining(long nowNs) {
        if (closePacketsLeft > 0) {
            sendClose(nowNs);
        }
    }

    // ---- sending ---------------------------------------------------------------------------

    /// Sends what may be sent now and returns the number of packets.
    int flush(long nowNs) {
        if (state >= DRAINING) {
            return 0;
        }
        if (receiver.isStalled() && !receiver.drainStalled()) {
            violation("malformed message", nowNs);
            return 0;
        }
        receiver.updateCredit(nowNs, sender.rtt.smoothedNs());
        int lost = sender.takeLostControls();
        if ((lost & Sender.CONTROL_CREDIT) != 0) {
            receiver.repeatCredits();
        }
        if ((lost & Sender.CONTROL_CONNECTED) != 0 && state == CONNECTING) {
            isConnectedPending = true;
        }
        sender.beginFlush(nowNs);
        keys.updateIfDue(sender.sent.next(), sender.largestAcked(), nowNs);
        int packets = 0;
        while (flushPacket(nowNs, packets)) {
            packets++;
            if (!sender.hasSendable()) {
                break; // control frames and the ack went with the first packet
            }
        }
        sender.endFlush();
        sendPathPackets(nowNs);
        if (sender.sent.next() > EXHAUSTED_PACKETS) {
            closeLocally(
                    new CloseReason(CloseReason.EXHAUSTED, "packet numbers used up", false), nowNs);
        }
        return packets;
    }

    private boolean flushPacket(long nowNs, int sentBefore) {
        int datagramBytes = path.datagramBytes();
        if (state == CONNECTING
                && bytesSent + datagramBytes > AMPLIFICATION_LIMIT * bytesReceived) {
            return false;
        }
        byte[] packet = endpoint.packet;
        int limit = datagramBytes - Wire.TAG_BYTES;
        boolean hasAck = receiver.acks.hasReceived();
        int body = Wire.DATA_HEADER_BYTES + 1 + (hasAck ? Wire.ACK_BLOCK_BYTES : 0);
        sender.sent.begin();
        int control = 0;
        int at = body;
        if (isConnectedPending) {
            at = writeConnected(packet, at);
            control |= Sender.CONTROL_CONNECTED;
        }
        int beforeCredits = at;
        at = receiver.writeCredits(packet, at);
        if (at > beforeCredits) {
            control |= Sender.CONTROL_CREDIT;
        }
        at = writeSmallFrames(packet, at, nowNs);
        boolean isFloor = false;
        if (sender.canSend()) {
            at = sender.writeMessages(packet, at, limit);
            if (at == body && sender.isProbing() && sentBefore == 0) {
                packet[at++] = Wire.FRAME_PING;
            }
        } else if (sender.canSendFloor()) {
            int before = at;
            at = sender.writeState(packet, at, limit);
            isFloor = at > before;
        }
        boolean isEliciting = at > body;
        if (!isEliciting && !receiver.acks.isAckDue(nowNs)) {
            return false;
        }
        int bytes = sealAndSend(path.address(), packet, at, hasAck, nowNs);
        sender.onPacketSent(nowNs, isEliciting, control, bytes, isFloor);
        return true;
    }

    private int sealAndSend(PeerAddress to, byte[] packet, int end, boolean hasAck, long nowNs) {
        long number = sender.sent.next();
        packet[0] = (byte) (Wire.TYPE_DATA | keys.sendPhaseBit());
        Wire.putI64(packet, Wire.CONNECTION_ID_OFFSET, id);
        Wire.putI32(packet, Wire.PACKET_NUMBER_OFFSET, (int) number);
        packet[Wire.DATA_HEADER_BYTES] = (byte) (hasAck ? Wire.HAS_ACK_BLOCK : 0);
        if (hasAck) {
            receiver.acks.writeAckBlock(packet, Wire.DATA_HEADER_BYTES + 1, nowNs);
        }
        int sealed =
                endpoint.cipher.seal(
                        keys.sendKeys(),
                        0,
                        number,
                        packet,
                        0,
                        Wire.DATA_HEADER_BYTES,
                        Wire.DATA_HEADER_BYTES,
                        end - Wire.DATA_HEADER_BYTES);
        int bytes = Wire.DATA_HEADER_BYTES + sealed;
        endpoint.send(to, bytes);
        packetsSent++;
        bytesSent += bytes;
        return bytes;
    }

    private int writeConnected(byte[] packet, int offset) {
        isConnectedPending = false;
        packet[offset] = Wire.FRAME_CONNECTED;
        Wire.putI64(packet, offset + 1, id);
        Wire.putI64(packet, offset + 9, endpoint.wallClockMs.getAsLong());
        Wire.putU16(packet, offset + 17, claims.idleTimeoutMs());
        packet[offset + 19] = (byte) endpoint.config.maxAckDelayMs();
        packet[offset + 20] = (byte) endpoint.config.channelCount();
        Wire.putU16(packet, offset + 21, SendChannel.INITIAL_CREDIT);
        System.arraycopy(resetToken, 0, packet, offset + 23, RESET_TOKEN_BYTES);
        return offset + Wire.CONNECTED_BYTES;
    }

    private int writeSmallFrames(byte[] packet, int offset, long nowNs) {
        int at = offset;
        if (isPathResponsePending) {
            isPathResponsePending = false;
            packet[at] = Wire.FRAME_PATH_RESPONSE;
            Wire.putI64(packet, at + 1, pathResponseData);
            at += Wire.PATH_BYTES;
        }
        if (isTimeReplyPending) {
            isTimeReplyPending = false;
            at = writeTime(packet, at, timeOriginPending, (int) endpoint.wallClockMs.getAsLong());
        }
        if (isTimeRequestPending) {
            isTimeRequestPending = false;
            lastTimeNs = nowNs;
            at = writeTime(packet, at, (int) endpoint.wallClockMs.getAsLong(), 0);
        }
        if (isPingPending) {
            isPingPending = false;
            packet[at++] = Wire.FRAME_PING;
        }
        return at;
    }

    private static int writeTime(byte[] packet, int at, int originMs, int receiveMs) {
        packet[at] = Wire.FRAME_TIME;
        Wire.putI32(packet, at + 1, originMs);
        Wire.putI32(packet, at + 5, receiveMs);
        return at + Wire.TIME_BYTES;
    }

    private void sendPathPackets(long nowNs) {
        byte[] packet = endpoint.packet;
        PeerAddress candidate = path.challengeTarget(nowNs, sender.rtt.smoothedNs());
        boolean hasAck = receiver.acks.hasReceived();
        int at = Wire.DATA_HEADER_BYTES + 1 + (hasAck ? Wire.ACK_BLOCK_BYTES : 0);
        if (candidate != null) {
            packet[at] = Wire.FRAME_PATH_CHALLENGE;
            Wire.putI64(packet, at + 1, path.challengeData());
            sender.sent.begin();
            int bytes = sealAndSend(candidate, packet, at + Wire.PATH_BYTES, hasAck, nowNs);
            sender.sent.end(nowNs, false, 0);
            path.onChallengeSent(bytes, nowNs);
        }
        if (path.onProbeResult(sender.probeAcked, sender.probeLost, sender.largeLost)) {
            sender.largeLost = 0;
        }
        int probeBytes = path.probeBytesDue(nowNs - createdNs, nowNs);
        if (probeBytes > 0 && sender.canSend()) {
            int end = probeBytes - Wire.TAG_BYTES;
            packet[at] = Wire.FRAME_PROBE;
            Arrays.fill(packet, at + 1, end, (byte) 0);
            sender.sent.begin();
            path.onProbeSent(sender.sent.next(), nowNs);
            int bytes = sealAndSend(path.address(), packet, end, hasAck, nowNs);
            sender.onPacketSent(nowNs, true, Sender.CONTROL_PROBE, bytes, false);
        }
    }

    private void sendClose(long nowNs) {
        CloseReason reason = closeReason;
        if (closePacketsLeft <= 0 || reason == null) {
            return;
        }
        closePacketsLeft--;
        byte[] packet = endpoint.packet;
        boolean hasAck = receiver.acks.hasReceived();
        int at = Wire.DATA_HEADER_BYTES + 1 + (hasAck ? Wire.ACK_BLOCK_BYTES : 0);
        byte[] text = reason.text().getBytes(StandardCharsets.UTF_8);
        int textBytes = Math.min(text.length, MAX_CLOSE_TEXT_BYTES);
        packet[at] = Wire.FRAME_CLOSE;
        Wire.putU16(packet, at + 1, reason.code());
        packet[at + 3] = (byte) textBytes;
        System.arraycopy(text, 0, packet, at + 4, textBytes);
        sender.sent.begin();
        sealAndSend(path.address(), packet, at + 4 + textBytes, hasAck, nowNs);
        sender.sent.end(nowNs, false, 0);
    }

    // ---- time ------------------------------------------------------------------------------

    boolean isWaitingForTime() {
        return state == CONNECTED && (sender.isWaitingForTime() || receiver.isStalled());
    }

    /// When [#onTimer] should be called next.
    long deadlineNs() {
        return switch (state) {
            case CONNECTING ->
                    Math.min(
                            createdNs + CONFIRM_TIMEOUT_NS,
                            sender.deadlineNs(endpoint.config.maxAckDelayNs()));
            case CONNECTED -> connectedDeadlineNs();
            case DRAINING ->
                    Math.min(drainEndNs, closePacketsLeft > 0 ? closeRepeatNs() : drainEndNs);
            default -> Long.MAX_VALUE;
        };
    }

    private long closeRepeatNs() {
        long intervalNs = sender.probeTimeoutNs(endpoint.config.maxAckDelayNs());
        return drainEndNs - closePacketsLeft * intervalNs;
    }

    private long connectedDeadlineNs() {
        long deadline = lastReceivedNs + idleTimeoutNs;
        deadline = Math.min(deadline, sender.deadlineNs(endpoint.config.maxAckDelayNs()));
        deadline = Math.min(deadline, receiver.acks.ackDeadlineNs());
        deadline = Math.min(deadline, path.deadlineNs());
        if (!isServer) {
            deadline = Math.min(deadline, sender.lastElicitingNs() + endpoint.config.keepAliveNs());
        }
        return deadline;
    }

    @Override
    void onTimer(long nowNs) {
        long deadlineNs = deadlineNs();
        if (deadlineNs - nowNs > 0) {
            endpoint.schedule(this, deadlineNs); // it moved since the timer was set
            return;
        }
        switch (state) {
            case CONNECTING -> {
                if (nowNs - createdNs >= CONFIRM_TIMEOUT_NS) {
                    end(new CloseReason(CloseReason.HANDSHAKE, "not confirmed", false), nowNs);
                    finish();
                    return;
                }
                sender.onTimer(nowNs, endpoint.config.maxAckDelayNs());
            }
            case CONNECTED -> onConnectedTimer(nowNs);
            case DRAINING -> {
                if (nowNs - drainEndNs >= 0) {
                    finish();
                    return;
                }
                if (closePacketsLeft > 0 && nowNs - closeRepeatNs() >= 0) {
                    sendClose(nowNs);
                }
                endpoint.schedule(this, deadlineNs());
                return;
            }
            default -> {
                return;
            }
        }
        if (state == FINISHED) {
            return;
        }
        endpoint.markActive(this);
    }

    private void onConnectedTimer(long nowNs) {
        if (nowNs - lastReceivedNs >= idleTimeoutNs) {
            closeLocally(new CloseReason(CloseReason.IDLE, "no packet received", false), nowNs);
            return;
        }
        sender.onTimer(nowNs, endpoint.config.maxAckDelayNs());
        receiver.expire(nowNs);
        if (!isServer) {
            if (nowNs - sender.lastElicitingNs() >= endpoint.config.keepAliveNs()) {
                isPingPending = true;
            }
            if (nowNs - lastTimeNs >= TIME_INTERVAL_NS) {
                isTimeRequestPending = true;
            }
        }
    }
}
