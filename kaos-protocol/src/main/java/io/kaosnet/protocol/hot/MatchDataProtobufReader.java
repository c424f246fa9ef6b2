package io.kaosnet.protocol.hot;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Reads an envelope that has a plain `match_data_send` from protobuf. Owned by one event loop.
///
/// | tag | field |
/// |---|---|
/// | 0x0a | Envelope.cid |
/// | 0x7a | Envelope.match_data_send |
/// | 0x0a | MatchDataSend.match_id |
/// | 0x10 | MatchDataSend.op_code |
/// | 0x1a | MatchDataSend.data |
/// | 0x28 | MatchDataSend.reliable |
///
/// Plain: these fields only, the message once and its fields in any order; strings of ASCII.
/// Anything else is left to the general reader.
public final class MatchDataProtobufReader {
    private static final int ENVELOPE_CID = 0x0a;
    private static final int ENVELOPE_MATCH_DATA_SEND = 0x7a;
    private static final int MATCH_ID = 0x0a;
    private static final int OP_CODE = 0x10;
    private static final int DATA = 0x1a;
    private static final int RELIABLE = 0x28;

    private byte[] bytes = new byte[0];
    private int position;
    private boolean isMalformed;

    /// Whether the frame was taken. If not, `into` is of no use and the frame goes to the general
    /// reader, be it another message, an unusual one or a malformed one.
    public boolean read(byte[] frame, int offset, int length, MatchDataInput into) {
        bytes = frame;
        position = offset;
        isMalformed = false;
        into.clear();
        int limit = offset + length;
        boolean hasMessage = false;
        while (position < limit) {
            int tag = bytes[position++];
            if (tag == ENVELOPE_MATCH_DATA_SEND && !hasMessage) {
                hasMessage = true;
                int messageEnd = readLength(limit);
                if (isMalformed || !readMessage(messageEnd, into)) {
                    return false;
                }
            } else if (tag == ENVELOPE_CID) {
                String text = readAscii(limit);
                if (text == null) {
                    return false;
                }
                into.cid(text);
            } else {
                return false;
            }
        }
        return hasMessage;
    }

    private boolean readMessage(int limit, MatchDataInput into) {
        while (position < limit) {
            switch (bytes[position++]) {
                case MATCH_ID -> {
                    String text = readAscii(limit);
                    if (text == null) {
                        return false;
                    }
                    into.matchId(text);
                }
                case OP_CODE -> into.opCode(readVarint(limit));
                case DATA -> {
                    int end = readLength(limit);
                    if (isMalformed) {
                        return false;
                    }
                    into.data(Arrays.copyOfRange(bytes, position, end));
                    position = end;
                }
                case RELIABLE -> into.isReliable(readVarint(limit) != 0);
                default -> {
                    return false;
                }
            }
            if (isMalformed) {
                return false;
            }
        }
        return true;
    }

    /// The text of a length-delimited field; null if it is malformed or not ASCII.
    private @Nullable String readAscii(int limit) {
        int end = readLength(limit);
        if (isMalformed) {
            return null;
        }
        for (int i = position; i < end; i++) {
            if (bytes[i] < 0) {
                return null;
            }
        }
        var text = new String(bytes, position, end - position, StandardCharsets.ISO_8859_1);
        position = end;
        return text;
    }

    /// Where the length-delimited field that begins here ends.
    private int readLength(int limit) {
        long length = readVarint(limit);
        if (length < 0 || length > limit - position) {
            isMalformed = true;
            return position;
        }
        return position + (int) length;
    }

    private long readVarint(int limit) {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            if (position == limit) {
                break;
            }
            byte b = bytes[position++];
            value |= (long) (b & 0x7f) << shift;
            if (b >= 0) {
                return value;
            }
        }
        isMalformed = true;
        return 0;
    }
}
