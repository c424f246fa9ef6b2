package io.kaosnet.server.gateway.kaostalk;

import io.kaosnet.core.session.Encoding;
import io.kaosnet.protocol.hot.MatchDataEncoder;
import io.kaosnet.protocol.kaostalk.ServerFrames;
import io.kaosnet.protocol.realtime.Envelope;
import io.kaosnet.protocol.realtime.Error;

/// Envelopes as bare KaosTalk frames, one to a message. Immutable.
public final class KaosTalkEncoding implements Encoding {
    /// The one instance, so that a fan-out encodes once.
    public static final KaosTalkEncoding INSTANCE = new KaosTalkEncoding();

    private static final int INDEX = 3; // after the forms of WebSocket
    private static final int MAX_MATCH_DATA_BYTES = 65_000;

    private KaosTalkEncoding() {}

    @Override
    public int index() {
        return INDEX;
    }

    @Override
    public byte[] encode(Envelope envelope) {
        return ServerFrames.write(envelope);
    }

    @Override
    public byte[] encodeMatchData(
            MatchDataEncoder encoder, long opCode, byte[] data, boolean isReliable) {
        return matchData(encoder, opCode, data, isReliable);
    }

    /// The frame of one match data, or of an error when it is too large for one.
    public static byte[] matchData(
            MatchDataEncoder encoder, long opCode, byte[] data, boolean isReliable) {
        return data.length <= MAX_MATCH_DATA_BYTES
                ? encoder.toKaosTalk(opCode, data, 0, data.length, isReliable)
                : ServerFrames.error(
                        0, Error.Code.RUNTIME_EXCEPTION_VALUE, "match data too large for a frame");
    }
}
