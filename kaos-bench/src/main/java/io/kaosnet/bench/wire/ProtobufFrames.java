package io.kaosnet.bench.wire;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.kaosnet.bench.BenchException;
import io.kaosnet.protocol.realtime.Envelope;
import io.kaosnet.protocol.realtime.MatchCreate;
import io.kaosnet.protocol.realtime.MatchData;
import io.kaosnet.protocol.realtime.MatchDataSend;
import io.kaosnet.protocol.realtime.MatchJoin;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// Binary frames, one envelope each.
final class ProtobufFrames implements SocketFormat {
    private static final VarHandle LONGS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final int LENGTH_DELIMITED = 2;
    private static final int MATCH_DATA_TAG =
            Envelope.MATCH_DATA_FIELD_NUMBER << 3 | LENGTH_DELIMITED;
    private static final int DATA_TAG = MatchData.DATA_FIELD_NUMBER << 3 | LENGTH_DELIMITED;

    @Override
    public String id() {
        return "protobuf";
    }

    @Override
    public int opCode() {
        return 2;
    }

    @Override
    public byte[] matchCreate(String cid) {
        return Envelope.newBuilder()
                .setCid(cid)
                .setMatchCreate(MatchCreate.getDefaultInstance())
                .build()
                .toByteArray();
    }

    @Override
    public byte[] matchJoin(String cid, String matchId) {
        return Envelope.newBuilder()
                .setCid(cid)
                .setMatchJoin(MatchJoin.newBuilder().setMatchId(matchId))
                .build()
                .toByteArray();
    }

    @Override
    public Patchable matchData(String matchId, int dataBytes) {
        byte[] data = new byte[dataBytes];
        long mark = 0x7bad_cafe_55aa_1234L;
        encodeStamp(mark, data, 0);
        byte[] bytes =
                Envelope.newBuilder()
                        .setMatchDataSend(
                                MatchDataSend.newBuilder()
                                        .setMatchId(matchId)
                                        .setOpCode(1)
                                        .setData(ByteString.copyFrom(data))
                                        .setReliable(true))
                        .build()
                        .toByteArray();
        int at = 0;
        while ((long) LONGS.get(bytes, at) != mark) {
            at++;
        }
        return new Patchable(bytes, at);
    }

    @Override
    public boolean isMatchData(byte[] bytes, int offset, int length) {
        // Two bytes: the field number is above 15 or not, the tag is compared as read.
        return length > 2 && tagAt(bytes, offset) == MATCH_DATA_TAG;
    }

    private static int tagAt(byte[] bytes, int at) {
        return bytes[at] >= 0 ? bytes[at] : (bytes[at] & 0x7f) | bytes[at + 1] << 7;
    }

    @Override
    public long stampOf(byte[] bytes, int offset, int length, Hint hint) {
        int at = offset + (MATCH_DATA_TAG < 128 ? 1 : 2);
        int end = offset + length;
        at = skipVarint(bytes, at);
        while (at < end) {
            int tag = bytes[at++];
            if ((tag & 7) != LENGTH_DELIMITED) {
                at = skipVarint(bytes, at);
                continue;
            }
            int size = bytes[at];
            int sizeBytes = 1;
            if (size < 0) {
                size = (size & 0x7f) | bytes[at + 1] << 7;
                sizeBytes = 2;
            }
            at += sizeBytes;
            if (tag == DATA_TAG) {
                return size < Long.BYTES ? NO_STAMP : (long) LONGS.get(bytes, at);
            }
            at += size;
        }
        return NO_STAMP;
    }

    private static int skipVarint(byte[] bytes, int at) {
        int next = at;
        while (bytes[next] < 0) {
            next++;
        }
        return next + 1;
    }

    @Override
    public String matchIdOfReply(byte[] bytes, int offset, int length, String cid) {
        try {
            Envelope envelope = Envelope.parser().parseFrom(bytes, offset, length);
            if (envelope.hasError()) {
                throw new BenchException("the server refused: " + envelope.getError());
            }
            return envelope.getCid().equals(cid) ? envelope.getMatch().getMatchId() : "";
        } catch (InvalidProtocolBufferException e) {
            throw new BenchException("the server sent no envelope", e);
        }
    }

    @Override
    public int stampBytes() {
        return Long.BYTES;
    }

    @Override
    public void encodeStamp(long stamp, byte[] into, int offset) {
        LONGS.set(into, offset, stamp);
    }
}
