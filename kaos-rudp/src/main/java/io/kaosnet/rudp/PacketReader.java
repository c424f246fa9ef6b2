package io.kaosnet.rudp;

import io.kaosnet.rudp.io.PeerAddress;
import java.nio.charset.StandardCharsets;

/// Reads the plain text of a connection's packets. Owned by the connection's agent.
///
/// It is authentic, but its sender may be malicious: every length is checked, and breaking a rule
/// closes the connection.
final class PacketReader {
    static final int RESULT_FAILED = 0;
    static final int RESULT_TAKEN = 1;
    static final int RESULT_LAZY = 2; // to be acknowledged some time
    static final int RESULT_EAGER = 3; // to be acknowledged soon

    private final Connection connection;
    private final Endpoint endpoint;
    private final boolean isServer;
    private final Sender sender;
    private final Receiver receiver;

    PacketReader(Connection connection) {
        this.connection = connection;
        this.endpoint = connection.endpoint;
        this.isServer = connection.isServer;
        this.sender = connection.sender;
        this.receiver = connection.receiver;
    }

    boolean isForServer() {
        return isServer;
    }

    /// Reads one packet; a result of at least [#RESULT_TAKEN] is to be acknowledged.
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
        int result = RESULT_TAKEN;
        boolean isRefused = false;
        while (at < length) {
            int type = Wire.u8(plain, at);
            if (type >= Wire.FRAME_MESSAGE) {
                if (connection.isConfirming()) {
                    return violation("message before CONNECTED", nowNs);
                }
                switch (receiver.onMessageFrame(plain, at, length, nowNs)) {
                    case TAKEN -> {}
                    case REFUSED -> isRefused = true;
                    case FLOW -> {
                        connection.closeLocally(
                                new CloseReason(CloseReason.FLOW, "more than the credit", false),
                                nowNs);
                        return RESULT_FAILED;
                    }
                    case PROTOCOL -> {
                        return violation("malformed message", nowNs);
                    }
                }
                if (!connection.isConnected()) {
                    return RESULT_TAKEN; // the application closed the connection
                }
                at = receiver.end();
                boolean isReliable = (type & Wire.MESSAGE_RELIABLE_BIT) != 0;
                result = Math.max(result, isReliable ? RESULT_EAGER : RESULT_LAZY);
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
            result = RESULT_EAGER;
            if (type == Wire.FRAME_PROBE) {
                break;
            }
            if (!onControl(type, from, plain, at, nowNs)) {
                return violation("unexpected frame " + type, nowNs);
            }
            at = end;
        }
        return isRefused ? RESULT_FAILED : result;
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
                return !isServer && connection.onConnectedFrame(plain, at, nowNs);
            }
            case Wire.FRAME_PATH_CHALLENGE -> {
                if (isServer) {
                    return false;
                }
                connection.writer.answerPath(Wire.i64(plain, at + 1));
            }
            case Wire.FRAME_PATH_RESPONSE -> {
                if (!isServer) {
                    return false;
                }
                connection.onPathResponse(from, Wire.i64(plain, at + 1));
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

    private void onTime(int originMs, int receiveMs) {
        if (isServer) {
            connection.writer.answerTime(originMs);
        } else {
            connection.clock.onAnswer(originMs, receiveMs, endpoint.wallClockMs.getAsLong());
        }
    }

    private void onClose(byte[] plain, int at, long nowNs) {
        int code = Wire.u16(plain, at + 1);
        String text = new String(plain, at + 4, Wire.u8(plain, at + 3), StandardCharsets.UTF_8);
        connection.onClose(new CloseReason(code, text, true), nowNs);
    }

    private int violation(String what, long nowNs) {
        connection.violation(what, nowNs);
        return RESULT_FAILED;
    }
}
