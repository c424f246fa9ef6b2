package io.kaosnet.protocol.kaostalk;

import com.google.protobuf.Int32Value;
import com.google.protobuf.InvalidProtocolBufferException;
import io.kaosnet.protocol.api.MatchList;
import io.kaosnet.protocol.api.Rpc;
import io.kaosnet.protocol.realtime.Envelope;
import io.kaosnet.protocol.realtime.Error;
import io.kaosnet.protocol.realtime.Match;
import io.kaosnet.protocol.realtime.MatchCreate;
import io.kaosnet.protocol.realtime.MatchData;
import io.kaosnet.protocol.realtime.MatchDataSend;
import io.kaosnet.protocol.realtime.MatchJoin;
import io.kaosnet.protocol.realtime.MatchLeave;
import io.kaosnet.protocol.realtime.MatchmakerAdd;
import io.kaosnet.protocol.realtime.MatchmakerMatched;
import io.kaosnet.protocol.realtime.MatchmakerMatched.MatchmakerUser;
import io.kaosnet.protocol.realtime.MatchmakerRemove;
import io.kaosnet.protocol.realtime.UserPresence;
import org.jspecify.annotations.Nullable;

/// The server's side: frames of clients become envelopes, envelopes become frames. Immutable.
///
/// A request with its own op gets the cid `k` (`r` for an RPC) and its number, so that the answer
/// is written in the same style; everything else travels as ENVELOPE.
public final class ServerFrames {
    private ServerFrames() {}

    /// Reads a request. Ops that are no realtime messages are not for this method.
    ///
    /// @throws KaosTalkException when the frame is malformed or not for a server
    public static Envelope read(FrameReader in) throws KaosTalkException {
        Envelope.Builder out = Envelope.newBuilder();
        switch (in.op()) {
            case KaosTalk.ROOM_CREATE -> {
                out.setCid(cid('k', in.u32()));
                out.setMatchCreate(MatchCreate.newBuilder().setName(in.text8()));
            }
            case KaosTalk.ROOM_JOIN -> readJoin(in, out);
            case KaosTalk.ROOM_LEAVE -> {
                out.setCid(cid('k', in.u32()));
                out.setMatchLeave(MatchLeave.newBuilder().setMatchId(in.text8()));
            }
            case KaosTalk.ROOM_DATA -> {
                MatchDataSend.Builder data =
                        MatchDataSend.newBuilder().setMatchId(in.text8()).setOpCode(in.i64());
                data.setReliable((in.u8() & KaosTalk.FLAG_RELIABLE) != 0).setData(in.rest());
                out.setMatchDataSend(data);
            }
            case KaosTalk.RPC -> {
                out.setCid(cid('r', in.u32()));
                out.setRpc(Rpc.newBuilder().setId(in.text8()).setPayload(in.restAsText()));
            }
            case KaosTalk.MATCHMAKER_ADD -> readMatchmakerAdd(in, out);
            case KaosTalk.MATCHMAKER_REMOVE -> {
                out.setCid(cid('k', in.u32()));
                out.setMatchmakerRemove(MatchmakerRemove.newBuilder().setTicket(in.text8()));
            }
            case KaosTalk.ENVELOPE -> {
                return parse(in);
            }
            default -> throw new KaosTalkException("op " + in.op() + " is not for a server");
        }
        in.requireEnd();
        return out.build();
    }

    static Envelope parse(FrameReader in) throws KaosTalkException {
        try {
            return Envelope.parseFrom(in.rest());
        } catch (InvalidProtocolBufferException e) {
            throw new KaosTalkException("malformed envelope: " + e.getMessage());
        }
    }

    private static String cid(char style, long request) {
        return style + Long.toString(request);
    }

    private static void readJoin(FrameReader in, Envelope.Builder out) throws KaosTalkException {
        out.setCid(cid('k', in.u32()));
        MatchJoin.Builder join = MatchJoin.newBuilder();
        boolean isToken = in.u8() == 1;
        String id = in.text16();
        if (isToken) {
            join.setToken(id);
        } else {
            join.setMatchId(id);
        }
        for (int n = in.u8(); n > 0; n--) {
            join.putMetadata(in.text8(), in.text16());
        }
        out.setMatchJoin(join);
    }

    private static void readMatchmakerAdd(FrameReader in, Envelope.Builder out)
            throws KaosTalkException {
        out.setCid(cid('k', in.u32()));
        MatchmakerAdd.Builder add =
                MatchmakerAdd.newBuilder().setMinCount(in.u16()).setMaxCount(in.u16());
        int multiple = in.u16();
        if (multiple > 0) {
            add.setCountMultiple(Int32Value.of(multiple));
        }
        add.setQuery(in.text16());
        for (int n = in.u8(); n > 0; n--) {
            add.putStringProperties(in.text8(), in.text8());
        }
        for (int n = in.u8(); n > 0; n--) {
            add.putNumericProperties(in.text8(), in.f64());
        }
        out.setMatchmakerAdd(add);
    }

    /// The frame of an envelope. One that is too large for a frame becomes an error, as the answer
    /// to the same request.
    public static byte[] write(Envelope envelope) {
        FrameWriter out = frame(envelope);
        if (out.fits()) {
            return out.toBytes();
        }
        Error.Builder error =
                Error.newBuilder()
                        .setCode(Error.Code.RUNTIME_EXCEPTION_VALUE)
                        .setMessage("message too large for a frame");
        return frame(Envelope.newBuilder().setCid(envelope.getCid()).setError(error).build())
                .toBytes();
    }

    private static FrameWriter frame(Envelope envelope) {
        FrameWriter out = nativeFrame(envelope);
        return out == null ? new FrameWriter(KaosTalk.ENVELOPE).raw(envelope.toByteArray()) : out;
    }

    private static @Nullable FrameWriter nativeFrame(Envelope envelope) {
        String cid = envelope.getCid();
        boolean isNative = cid.startsWith("k") || cid.startsWith("r");
        long request = request(cid);
        return switch (envelope.getMessageCase()) {
            case MATCH_DATA -> matchData(envelope.getMatchData());
            case MATCHMAKER_MATCHED -> matched(envelope.getMatchmakerMatched());
            case MATCH -> isNative ? state(request, envelope.getMatch()) : null;
            case RPC ->
                    isNative
                            ? new FrameWriter(KaosTalk.RPC_RESPONSE)
                                    .u32(request)
                                    .u8(1)
                                    .raw(envelope.getRpc().getPayloadBytes().toByteArray())
                            : null;
            case MATCHMAKER_TICKET ->
                    isNative
                            ? new FrameWriter(KaosTalk.MATCHMAKER_ADD)
                                    .u32(request)
                                    .text8(envelope.getMatchmakerTicket().getTicket())
                            : null;
            case MESSAGE_NOT_SET -> isNative ? new FrameWriter(KaosTalk.OK).u32(request) : null;
            case ERROR -> errorFrame(cid, request, envelope.getError(), isNative);
            default -> null;
        };
    }

    private static @Nullable FrameWriter errorFrame(
            String cid, long request, Error error, boolean isNative) {
        if (cid.startsWith("r")) {
            return new FrameWriter(KaosTalk.RPC_RESPONSE)
                    .u32(request)
                    .u8(0)
                    .raw(error.getMessageBytes().toByteArray());
        }
        if (!isNative && !cid.isEmpty()) {
            return null;
        }
        return new FrameWriter(KaosTalk.ERROR)
                .u32(request)
                .u16(error.getCode())
                .raw(error.getMessageBytes().toByteArray());
    }

    /// An ERROR frame; request 0 belongs to none.
    public static byte[] error(long request, int code, String text) {
        FrameWriter out = new FrameWriter(KaosTalk.ERROR).u32(request).u16(code);
        byte[] bytes = text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
        return out.raw(bytes, 0, Math.min(bytes.length, 1024)).toBytes();
    }

    private static long request(String cid) {
        if (cid.length() < 2 || cid.length() > 11) {
            return 0;
        }
        try {
            return Long.parseLong(cid, 1, cid.length(), 10);
        } catch (NumberFormatException _) {
            return 0; // a cid of a client that uses envelopes
        }
    }

    private static FrameWriter matchData(MatchData data) {
        return new FrameWriter(KaosTalk.ROOM_DATA)
                .text8(data.getMatchId())
                .id(data.getPresence().getSessionId())
                .i64(data.getOpCode())
                .u8(data.getReliable() ? KaosTalk.FLAG_RELIABLE : 0)
                .raw(data.getData().toByteArray());
    }

    private static FrameWriter state(long request, Match match) {
        FrameWriter out =
                new FrameWriter(KaosTalk.ROOM_STATE)
                        .u32(request)
                        .text8(match.getMatchId())
                        .u8(match.getAuthoritative() ? 1 : 0)
                        .u32(match.getSize())
                        .text16(match.getLabel().getValue());
        presence(out, match.getSelf());
        out.u16(match.getPresencesCount());
        for (UserPresence presence : match.getPresencesList()) {
            presence(out, presence);
        }
        return out;
    }

    private static FrameWriter matched(MatchmakerMatched matched) {
        boolean isToken = matched.getIdCase() == MatchmakerMatched.IdCase.TOKEN;
        FrameWriter out =
                new FrameWriter(KaosTalk.MATCHMAKER_MATCHED)
                        .text8(matched.getTicket())
                        .u8(isToken ? 1 : 0)
                        .text16(isToken ? matched.getToken() : matched.getMatchId());
        presence(out, matched.getSelf().getPresence());
        out.u16(matched.getUsersCount());
        for (MatchmakerUser user : matched.getUsersList()) {
            presence(out, user.getPresence());
        }
        return out;
    }

    private static void presence(FrameWriter out, UserPresence presence) {
        out.id(presence.getSessionId()).id(presence.getUserId()).text8(presence.getUsername());
    }

    /// The answer to ROOM_LIST.
    public static byte[] list(long request, MatchList matches) {
        FrameWriter out =
                new FrameWriter(KaosTalk.ROOM_LIST).u32(request).u16(matches.getMatchesCount());
        for (io.kaosnet.protocol.api.Match match : matches.getMatchesList()) {
            out.text8(match.getMatchId())
                    .u8(match.getAuthoritative() ? 1 : 0)
                    .u32(match.getSize())
                    .text16(match.getLabel().getValue());
        }
        return out.fits()
                ? out.toBytes()
                : error(request, Error.Code.RUNTIME_EXCEPTION_VALUE, "list too large for a frame");
    }

    /// The answer to SESSION_START.
    public static byte[] sessionAck(String sessionId, String userId, String username) {
        return new FrameWriter(KaosTalk.SESSION_ACK)
                .u16(KaosTalk.VERSION)
                .id(sessionId)
                .id(userId)
                .text8(username)
                .toBytes();
    }
}
