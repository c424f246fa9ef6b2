package io.kaosnet.bench.wire;

/// One of the two forms of socket messages: frames to send made once and patched, frames that come
/// scanned for the one field that matters. Safe from any thread.
public sealed interface SocketFormat permits JsonFrames, ProtobufFrames {
    /// Reads no stamp out of a message that is no match data.
    long NO_STAMP = Long.MIN_VALUE;

    /// What the `format` parameter says.
    String id();

    /// The frames' op code (RFC 6455, 5.2).
    int opCode();

    byte[] matchCreate(String cid);

    byte[] matchJoin(String cid, String matchId);

    /// A match data message whose stamp can be patched.
    Patchable matchData(String matchId, int dataBytes);

    /// Whether this is a match data message; cheap.
    boolean isMatchData(byte[] bytes, int offset, int length);

    /// The stamp at the front of the data of a match data message, or [#NO_STAMP] if it has none.
    ///
    /// @param hint where the stamp was in an earlier message: looked at first
    long stampOf(byte[] bytes, int offset, int length, Hint hint);

    /// The match id of an answer to a create or join with that cid, or an empty text if it is
    /// another message.
    ///
    /// @throws io.kaosnet.bench.BenchException if it is an error
    String matchIdOfReply(byte[] bytes, int offset, int length, String cid);

    static SocketFormat of(String id) {
        return switch (id) {
            case "json" -> new JsonFrames();
            case "protobuf" -> new ProtobufFrames();
            default ->
                    throw new io.kaosnet.bench.BenchException(
                            "--format: " + id + " (expected: json or protobuf)");
        };
    }

    /// Where a connection found what it looked for. Owned by its loop.
    final class Hint {
        int offset;
    }

    /// Bytes with the place of a stamp in them. Owned by one loop.
    final class Patchable {
        final byte[] bytes;
        final int stampAt;

        Patchable(byte[] bytes, int stampAt) {
            this.bytes = bytes;
            this.stampAt = stampAt;
        }
    }

    /// How many bytes [#encodeStamp] writes.
    int stampBytes();

    /// Writes a stamp as it stands in a frame.
    void encodeStamp(long stamp, byte[] into, int offset);
}
