package io.kaosnet.protocol.hot;

import com.google.protobuf.CodedOutputStream;
import io.kaosnet.protocol.json.MessageJson;
import io.kaosnet.protocol.kaostalk.FrameWriter;
import io.kaosnet.protocol.kaostalk.KaosTalk;
import io.kaosnet.protocol.realtime.Envelope;
import io.kaosnet.protocol.realtime.MatchData;
import io.kaosnet.protocol.realtime.UserPresence;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Writes whole `match_data` envelopes of one sender in one match, straight to bytes. Immutable.
///
/// What does not change between messages (match id, sender) is encoded once, here; a member of a
/// match keeps one encoder.
///
/// | protobuf | bytes |
/// |---|---|
/// | Envelope.match_data | 0x72, length |
/// | match_id, presence | prefix, encoded once |
/// | op_code, if not 0 | 0x18, varint |
/// | data, if not empty | 0x22, length, data |
/// | reliable, if true | 0x28, 0x01 |
public final class MatchDataEncoder {
    private static final int ENVELOPE_MATCH_DATA = 0x72;
    private static final int OP_CODE = 0x18;
    private static final int DATA = 0x22;
    private static final int RELIABLE = 0x28;

    private static final byte[] JSON_OP_CODE = ascii("\"op_code\":\"");
    private static final byte[] JSON_DATA = ascii("\"data\":\"");
    private static final byte[] JSON_RELIABLE = ascii("\"reliable\":true");
    private static final byte[] BASE64 =
            ascii("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/");
    private static final int MAX_LONG_LENGTH = 20;

    private final byte[] protobufPrefix;
    private final byte[] jsonPrefix;
    private final byte[] kaosTalkPrefix;
    private final boolean isJsonPrefixEmpty;

    /// For a match.
    ///
    /// @param sender null if the match itself sends
    public MatchDataEncoder(String matchId, @Nullable UserPresence sender) {
        MatchData.Builder unchanging = MatchData.newBuilder().setMatchId(matchId);
        if (sender != null) {
            unchanging.setPresence(sender);
        }
        MatchData prefix = unchanging.build();
        protobufPrefix = prefix.toByteArray();
        kaosTalkPrefix =
                new FrameWriter(KaosTalk.ROOM_DATA)
                        .text8(matchId)
                        .id(sender == null ? "" : sender.getSessionId())
                        .toBytes();
        byte[] json =
                MessageJson.socket().toBytes(Envelope.newBuilder().setMatchData(prefix).build());
        jsonPrefix = Arrays.copyOf(json, json.length - 2); // without the closing braces
        isJsonPrefixEmpty = protobufPrefix.length == 0;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /// The envelope in protobuf, in an array of exactly its length.
    public byte[] toProtobuf(
            long opCode, byte[] data, int offset, int lengthBytes, boolean isReliable) {
        int inner = protobufPrefix.length + (isReliable ? 2 : 0);
        if (opCode != 0) {
            inner += 1 + CodedOutputStream.computeUInt64SizeNoTag(opCode);
        }
        if (lengthBytes != 0) {
            inner += 1 + CodedOutputStream.computeUInt32SizeNoTag(lengthBytes) + lengthBytes;
        }
        var out = new byte[1 + CodedOutputStream.computeUInt32SizeNoTag(inner) + inner];
        out[0] = ENVELOPE_MATCH_DATA;
        int at = putVarint(out, 1, inner);
        at = put(out, at, protobufPrefix);
        if (opCode != 0) {
            out[at] = OP_CODE;
            at = putVarint(out, at + 1, opCode);
        }
        if (lengthBytes != 0) {
            out[at] = DATA;
            at = putVarint(out, at + 1, lengthBytes);
            System.arraycopy(data, offset, out, at, lengthBytes);
            at += lengthBytes;
        }
        if (isReliable) {
            out[at] = RELIABLE;
            out[at + 1] = 1;
        }
        return out;
    }

    /// The envelope in JSON, in an array of exactly its length.
    public byte[] toJson(
            long opCode, byte[] data, int offset, int lengthBytes, boolean isReliable) {
        int encodedLength = (lengthBytes + 2) / 3 * 4;
        var out =
                new byte
                        [jsonPrefix.length
                                + JSON_OP_CODE.length
                                + JSON_DATA.length
                                + JSON_RELIABLE.length
                                + MAX_LONG_LENGTH
                                + encodedLength
                                + 7]; // two quotes, three commas, two braces
        int at = put(out, 0, jsonPrefix);
        boolean isFirst = isJsonPrefixEmpty;
        if (opCode != 0) {
            at = put(out, separate(out, at, isFirst), JSON_OP_CODE);
            at = putDecimal(out, at, opCode);
            out[at++] = '"';
            isFirst = false;
        }
        if (lengthBytes != 0) {
            at = put(out, separate(out, at, isFirst), JSON_DATA);
            at = putBase64(out, at, data, offset, lengthBytes);
            out[at++] = '"';
            isFirst = false;
        }
        if (isReliable) {
            at = put(out, separate(out, at, isFirst), JSON_RELIABLE);
        }
        out[at++] = '}';
        out[at++] = '}';
        return Arrays.copyOf(out, at);
    }

    /// The KaosTalk frame (ROOM_DATA), in an array of exactly its length.
    ///
    /// @throws IllegalStateException when the data does not fit into a frame
    public byte[] toKaosTalk(
            long opCode, byte[] data, int offset, int lengthBytes, boolean isReliable) {
        int length = kaosTalkPrefix.length + 9 + lengthBytes;
        int payload = length - KaosTalk.HEADER_BYTES;
        if (payload > KaosTalk.MAX_PAYLOAD_BYTES) {
            throw new IllegalStateException(
                    "match data: " + lengthBytes + " bytes do not fit into a frame");
        }
        byte[] out = Arrays.copyOf(kaosTalkPrefix, length);
        out[1] = (byte) payload;
        out[2] = (byte) (payload >>> 8);
        int at = kaosTalkPrefix.length;
        for (int i = 0; i < 8; i++) {
            out[at++] = (byte) (opCode >>> (8 * i));
        }
        out[at++] = (byte) (isReliable ? KaosTalk.FLAG_RELIABLE : 0);
        System.arraycopy(data, offset, out, at, lengthBytes);
        return out;
    }

    private static int separate(byte[] out, int at, boolean isFirst) {
        if (isFirst) {
            return at;
        }
        out[at] = ',';
        return at + 1;
    }

    private static int put(byte[] out, int at, byte[] bytes) {
        System.arraycopy(bytes, 0, out, at, bytes.length);
        return at + bytes.length;
    }

    private static int putVarint(byte[] out, int from, long value) {
        int at = from;
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            out[at++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        out[at++] = (byte) rest;
        return at;
    }

    private static int putDecimal(byte[] out, int from, long value) {
        if (value == Long.MIN_VALUE) { // has no positive counterpart
            return put(out, from, ascii(Long.toString(value)));
        }
        int at = from;
        long rest = value;
        if (rest < 0) {
            out[at++] = '-';
            rest = -rest;
        }
        int digits = 1;
        for (long power = rest; power >= 10; power /= 10) {
            digits++;
        }
        for (int i = at + digits - 1; i >= at; i--) {
            out[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        return at + digits;
    }

    private static int putBase64(byte[] out, int from, byte[] data, int offset, int lengthBytes) {
        int at = from;
        int i = offset;
        int wholeEnd = offset + lengthBytes / 3 * 3;
        while (i < wholeEnd) {
            int bits = (data[i] & 0xff) << 16 | (data[i + 1] & 0xff) << 8 | (data[i + 2] & 0xff);
            out[at] = BASE64[bits >> 18];
            out[at + 1] = BASE64[bits >> 12 & 63];
            out[at + 2] = BASE64[bits >> 6 & 63];
            out[at + 3] = BASE64[bits & 63];
            at += 4;
            i += 3;
        }
        int tail = lengthBytes % 3;
        if (tail != 0) {
            int bits = (data[i] & 0xff) << 16 | (tail == 2 ? (data[i + 1] & 0xff) << 8 : 0);
            out[at] = BASE64[bits >> 18];
            out[at + 1] = BASE64[bits >> 12 & 63];
            out[at + 2] = tail == 2 ? BASE64[bits >> 6 & 63] : (byte) '=';
            out[at + 3] = '=';
            at += 4;
        }
        return at;
    }
}
