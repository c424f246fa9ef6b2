package io.kaosnet.rudp;

import io.kaosnet.rudp.io.PeerAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Builds, seals and sends a connection's packets. Owned by the connection's agent.
final class PacketWriter {
    private static final long AMPLIFICATION_LIMIT = 3;
    private static final long TIME_INTERVAL_NS = 1_000_000_000L;
    private static final int MAX_CLOSE_TEXT_BYTES = 200;

    private final Connection connection;
    private final Endpoint endpoint;
    private final Sender sender;
    private final Receiver receiver;
    private final KeySchedule keys;
    private final Path path;
    private final long createdNs;

    private boolean isConnectedPending;
    private boolean isPingPending;
    private boolean isTimeReplyPending;
    private int timeOriginPending;
    private boolean isPathResponsePending;
    private long pathResponseData;
    private long lastTimeNs;

    private long packetsSent;
    private long bytesSent;

    PacketWriter(Connection connection, KeySchedule keys, long nowNs) {
        this.connection = connection;
        this.endpoint = connection.endpoint;
        this.sender = connection.sender;
        this.receiver = connection.receiver;
        this.keys = keys;
        this.path = connection.path;
        this.createdNs = nowNs;
        this.lastTimeNs = nowNs;
    }

    long packetsSent() {
        return packetsSent;
    }

    long bytesSent() {
        return bytesSent;
    }

    // ---- what goes with the next packet ----------------------------------------------------

    /// Server: says CONNECTED, again if it was said before.
    void sayConnected() {
        isConnectedPending = true;
    }

    void stopSayingConnected() {
        isConnectedPending = false;
    }

    void askForAck() {
        isPingPending = true;
    }

    void answerTime(int originMs) {
        isTimeReplyPending = true;
        timeOriginPending = originMs;
    }

    void answerPath(long data) {
        isPathResponsePending = true;
        pathResponseData = data;
    }

    // ---- packets -----------------------------------------------------------------------------

    /// Sends what may be sent now and returns the number of packets.
    int flush(long nowNs) {
        receiver.updateCredit(nowNs, sender.rtt.smoothedNs());
        int lost = sender.takeLostControls();
        if ((lost & Sender.CONTROL_CREDIT) != 0) {
            receiver.repeatCredits();
        }
        if ((lost & Sender.CONTROL_CONNECTED) != 0 && connection.isConfirming()) {
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
        return packets;
    }

    private boolean flushPacket(long nowNs, int sentBefore) {
        int datagramBytes = path.datagramBytes();
        if (connection.isConfirming()
                && bytesSent + datagramBytes > AMPLIFICATION_LIMIT * connection.bytesReceived()) {
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
        boolean isLazy = at == body;
        if (sender.canSend()) {
            at = sender.writeMessages(packet, at, limit);
            isLazy &= !sender.hasReliableInPacket();
            if (at == body && sender.isProbing() && sentBefore == 0) {
                packet[at++] = Wire.FRAME_PING;
                isLazy = false;
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
        control |= isLazy ? Sender.CONTROL_LAZY : 0;
        sender.onPacketSent(nowNs, isEliciting, control, bytes, isFloor);
        return true;
    }

    private int sealAndSend(PeerAddress to, byte[] packet, int end, boolean hasAck, long nowNs) {
        long number = sender.sent.next();
        packet[0] = (byte) (Wire.TYPE_DATA | keys.sendPhaseBit());
        Wire.putI64(packet, Wire.CONNECTION_ID_OFFSET, connection.id());
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
        Wire.putI64(packet, offset + 1, connection.id());
        Wire.putI64(packet, offset + 9, endpoint.wallClockMs.getAsLong());
        Wire.putU16(packet, offset + 17, connection.claims().idleTimeoutMs());
        packet[offset + 19] = (byte) endpoint.config.maxAckDelayMs();
        packet[offset + 20] = (byte) endpoint.config.channelCount();
        Wire.putU16(packet, offset + 21, SendChannel.INITIAL_CREDIT);
        System.arraycopy(
                connection.resetToken(), 0, packet, offset + 23, Connection.RESET_TOKEN_BYTES);
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
        if (!connection.isServer && nowNs - lastTimeNs >= TIME_INTERVAL_NS) {
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

    /// Says CLOSE in a packet of its own.
    void sendClose(CloseReason reason, long nowNs) {
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
}
