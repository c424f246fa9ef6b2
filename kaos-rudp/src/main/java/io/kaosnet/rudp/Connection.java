package io.kaosnet.rudp;

import io.kaosnet.rudp.io.PeerAddress;
import io.kaosnet.rudp.transport.Transport;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// One authenticated peer. Owned by the agent of its [RudpServer] or [RudpClient].
///
/// It is identified by its connection id, never by its address: a player who changes from Wi-Fi to
/// a mobile network keeps it.
public final class Connection extends TimerWheel.Node implements Transport {
    private static final int CONNECTING = 0; // server: RESPONSE accepted, no DATA seen yet
    private static final int CONNECTED = 1;
    private static final int DRAINING = 2;
    private static final int FINISHED = 3;

    private static final int CLOSE_PACKETS = 3;
    private static final long CONFIRM_TIMEOUT_NS = 5_000_000_000L;
    private static final long EXHAUSTED_PACKETS = 1L << 48;
    static final int RESET_TOKEN_BYTES = 16;

    final Endpoint endpoint;
    final boolean isServer;
    private final long id;
    private final TokenClaims claims;
    final Sender sender;
    final Receiver receiver;
    private final KeySchedule keys;
    final Path path;
    final ServerClock clock = new ServerClock();
    final PacketReader reader;
    final PacketWriter writer;
    private final @Nullable Policer policer;
    private final long createdNs;
    private int state = CONNECTING;
    boolean isActive;
    boolean wasConnected;

    private byte[] resetToken = new byte[RESET_TOKEN_BYTES];
    private int closePacketsLeft;
    private long drainEndNs;
    private @Nullable CloseReason closeReason;
    private long idleTimeoutNs;
    private long lastReceivedNs;
    private @Nullable Object attachment;

    private long packetsReceived;
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
        this.idleTimeoutNs = claims.idleTimeoutMs() * 1_000_000L;
        this.reader = new PacketReader(this);
        this.writer = new PacketWriter(this, keys, nowNs);
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
        writer.askForAck();
        endpoint.markActive(this);
    }

    /// The server's wall clock as the client estimates it; on the server, its own clock.
    public long serverTimeMs() {
        return endpoint.wallClockMs.getAsLong() + clock.offsetMs();
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
                writer.packetsSent(),
                packetsReceived,
                writer.bytesSent(),
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

    // ---- memory -----------------------------------------------------------------------------

    /// Reads what the next packet will need, as far as it is `level` references away.
    long fetch(int level) {
        return switch (level) {
            case 0 -> id + lastReceivedNs + state + (attachment == null ? 0 : 1);
            case 1 ->
                    sender.fetch()
                            + receiver.fetch()
                            + keys.fetch()
                            + path.datagramBytes()
                            + writer.packetsSent()
                            + (reader.isForServer() ? 1 : 0)
                            + (policer == null ? 0 : policer.dropped());
            case 2 ->
                    sender.fetchTables()
                            + receiver.fetchTables()
                            + keys.fetchKeys()
                            + path.address().low();
            default -> sender.fetchEntries() + receiver.fetchEntries() + keys.fetchBytes();
        };
    }

    // ---- life ------------------------------------------------------------------------------

    /// Server: the RESPONSE was accepted; says CONNECTED (again).
    void confirm(byte[] token, int requestBytes) {
        resetToken = token;
        bytesReceived += requestBytes;
        if (state == CONNECTING) {
            writer.sayConnected();
            endpoint.markActive(this);
        }
    }

    long bytesReceived() {
        return bytesReceived;
    }

    byte[] resetToken() {
        return resetToken;
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
        writer.stopSayingConnected();
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
        int result = reader.onFrames(from, plain, plainBytes, nowNs);
        if (result >= PacketReader.RESULT_TAKEN) {
            receiver.acks.onReceived(
                    number,
                    result >= PacketReader.RESULT_LAZY,
                    result == PacketReader.RESULT_LAZY,
                    nowNs,
                    endpoint.config.maxAckDelayNs());
        }
        if (state == CONNECTED) {
            if (receiver.acks.isAckUrgent()) {
                flush(nowNs);
            }
            endpoint.markActive(this);
        }
    }

    /// Client: the server accepted; false when the frame is not for this connection.
    boolean onConnectedFrame(byte[] plain, int at, long nowNs) {
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
        long rttMs = sender.rtt.hasSample() ? sender.rtt.smoothedNs() / 1_000_000 : 0;
        clock.start(serverMs, rttMs, endpoint.wallClockMs.getAsLong());
        writer.askForAck(); // our first DATA tells the server that we are real
        becomeConnected(nowNs);
        return true;
    }

    /// Server: the peer answered a challenge.
    void onPathResponse(PeerAddress from, long data) {
        Path.Change change = path.onResponse(from, data);
        if (change == Path.Change.OTHER_HOST) {
            sender.rtt.reset();
            sender.congestion.reset();
        }
    }

    /// The peer said CLOSE.
    void onClose(CloseReason reason, long nowNs) {
        closePacketsLeft = 1;
        end(reason, nowNs);
        sendClose(nowNs);
    }

    /// The peer broke the protocol.
    void violation(String what, long nowNs) {
        closeLocally(new CloseReason(CloseReason.PROTOCOL, what, false), nowNs);
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
        int packets = writer.flush(nowNs);
        if (sender.sent.next() > EXHAUSTED_PACKETS) {
            closeLocally(
                    new CloseReason(CloseReason.EXHAUSTED, "packet numbers used up", false), nowNs);
        }
        return packets;
    }

    private void sendClose(long nowNs) {
        CloseReason reason = closeReason;
        if (closePacketsLeft > 0 && reason != null) {
            closePacketsLeft--;
            writer.sendClose(reason, nowNs);
        }
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
                writer.askForAck();
            }
        }
    }
}
