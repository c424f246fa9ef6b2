package io.kaosnet.server.gateway.ws;

import io.kaosnet.core.session.Encoding;
import io.kaosnet.protocol.hot.MatchDataEncoder;
import io.kaosnet.protocol.json.MessageJson;
import io.kaosnet.protocol.kaostalk.ServerFrames;
import io.kaosnet.protocol.realtime.Envelope;
import io.kaosnet.server.gateway.kaostalk.KaosTalkEncoding;

/// Envelopes as complete, unmasked WebSocket frames (RFC 6455, 5.2), so that one array serves every
/// socket of a fan-out.
enum WsEncoding implements Encoding {
    JSON(0x81) {
        @Override
        byte[] payload(Envelope envelope) {
            return MessageJson.socket().toBytes(envelope);
        }

        @Override
        public byte[] encodeMatchData(
                MatchDataEncoder encoder, long opCode, byte[] data, boolean isReliable) {
            return frame(encoder.toJson(opCode, data, 0, data.length, isReliable));
        }
    },
    PROTOBUF(0x82) {
        @Override
        byte[] payload(Envelope envelope) {
            return envelope.toByteArray();
        }

        @Override
        public byte[] encodeMatchData(
                MatchDataEncoder encoder, long opCode, byte[] data, boolean isReliable) {
            return frame(encoder.toProtobuf(opCode, data, 0, data.length, isReliable));
        }
    },
    KAOSTALK(0x82) {
        @Override
        byte[] payload(Envelope envelope) {
            return ServerFrames.write(envelope);
        }

        @Override
        public byte[] encodeMatchData(
                MatchDataEncoder encoder, long opCode, byte[] data, boolean isReliable) {
            return frame(KaosTalkEncoding.matchData(encoder, opCode, data, isReliable));
        }
    };

    /// FIN and the opcode.
    private final int firstByte;

    WsEncoding(int firstByte) {
        this.firstByte = firstByte;
    }

    abstract byte[] payload(Envelope envelope);

    @Override
    public int index() {
        return ordinal();
    }

    @Override
    public byte[] encode(Envelope envelope) {
        return frame(payload(envelope));
    }

    byte[] frame(byte[] payload) {
        int length = payload.length;
        int headerLength = length < 126 ? 2 : length < 65536 ? 4 : 10;
        byte[] frame = new byte[headerLength + length];
        frame[0] = (byte) firstByte;
        switch (headerLength) {
            case 2 -> frame[1] = (byte) length;
            case 4 -> {
                frame[1] = 126;
                frame[2] = (byte) (length >>> 8);
                frame[3] = (byte) length;
            }
            default -> {
                frame[1] = 127;
                for (int i = 0; i < 4; i++) {
                    frame[6 + i] = (byte) (length >>> (24 - 8 * i));
                }
            }
        }
        System.arraycopy(payload, 0, frame, headerLength, length);
        return frame;
    }
}
