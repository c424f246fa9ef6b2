package io.kaosnet.protocol.hot;

import io.kaosnet.protocol.kaostalk.KaosTalk;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Reads ROOM_DATA frames of clients without an envelope. Owned by one thread, which reuses it: the
/// match id of the frame before is compared, not decoded again.
public final class MatchDataKaosTalkReader {
    private byte[] lastIdBytes = {};
    private String lastId = "";

    /// Returns false, with nothing read, for any other or malformed frame: the general reader says
    /// what is wrong with it.
    public boolean read(byte[] bytes, int offset, int length, MatchDataInput out) {
        int idAt = offset + KaosTalk.HEADER_BYTES + 1;
        int end = offset + length;
        if (length < KaosTalk.HEADER_BYTES + 1 + 9
                || KaosTalk.op(bytes, offset) != KaosTalk.ROOM_DATA
                || ((bytes[offset + 1] & 0xFF) | ((bytes[offset + 2] & 0xFF) << 8))
                        != length - KaosTalk.HEADER_BYTES) {
            return false;
        }
        int idBytes = bytes[idAt - 1] & 0xFF;
        int at = idAt + idBytes;
        if (at + 9 > end) {
            return false;
        }
        if (!Arrays.equals(lastIdBytes, 0, lastIdBytes.length, bytes, idAt, at)) {
            lastIdBytes = Arrays.copyOfRange(bytes, idAt, at);
            lastId = new String(lastIdBytes, StandardCharsets.UTF_8);
        }
        long opCode = 0;
        for (int i = 7; i >= 0; i--) {
            opCode = (opCode << 8) | (bytes[at + i] & 0xFF);
        }
        out.clear();
        out.matchId(lastId);
        out.opCode(opCode);
        out.isReliable((bytes[at + 8] & KaosTalk.FLAG_RELIABLE) != 0);
        out.data(Arrays.copyOfRange(bytes, at + 9, end));
        return true;
    }
}
