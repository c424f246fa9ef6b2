package io.kaosnet.core.session;

import io.kaosnet.protocol.hot.MatchDataEncoder;
import io.kaosnet.protocol.realtime.Envelope;

/// A wire form of envelopes (WebSocket JSON, WebSocket protobuf, KaosTalk). Immutable; the same
/// instance for all sessions of that form, so that a fan-out encodes once for each.
public interface Encoding {
    /// A small number, unique among the server's encodings; below [#MAX_COUNT].
    int index();

    /// The complete bytes to write, framing included.
    byte[] encode(Envelope envelope);

    /// The complete bytes of one `match_data`, without an envelope in between.
    byte[] encodeMatchData(MatchDataEncoder encoder, long opCode, byte[] data, boolean isReliable);

    int MAX_COUNT = 8;
}
