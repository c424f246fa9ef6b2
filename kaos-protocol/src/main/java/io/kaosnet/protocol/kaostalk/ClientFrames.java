package io.kaosnet.protocol.kaostalk;

import io.kaosnet.protocol.realtime.Envelope;
import io.kaosnet.protocol.realtime.Error;
import io.kaosnet.protocol.realtime.MatchData;
import io.kaosnet.protocol.realtime.MatchDataSend;
import io.kaosnet.protocol.realtime.MatchmakerMatched;
import io.kaosnet.protocol.realtime.UserPresence;
import org.jspecify.annotations.Nullable;

/// The client's side, for clients that think in envelopes: match data has its own op, everything
/// else is ENVELOPE. Immutable.
public final class ClientFrames {
    private ClientFrames() {}

    /// The frame of a request.
    ///
    /// @throws IllegalStateException when it does not fit into a frame
    public static byte[] write(Envelope envelope) {
        MatchDataSend data = envelope.getMatchDataSend();
        if (envelope.hasMatchDataSend() && data.getPresencesCount() == 0) {
            return new FrameWriter(KaosTalk.ROOM_DATA)
                    .text8(data.getMatchId())
                    .i64(data.getOpCode())
                    .u8(data.getReliable() ? KaosTalk.FLAG_RELIABLE : 0)
                    .raw(data.getData().toByteArray())
                    .toBytes();
        }
        return new FrameWriter(KaosTalk.ENVELOPE).raw(envelope.toByteArray()).toBytes();
    }

    /// The first frame on a connection.
    public static byte[] sessionStart(boolean appearOnline) {
        return new FrameWriter(KaosTalk.SESSION_START)
                .u16(KaosTalk.VERSION)
                .u16(appearOnline ? KaosTalk.FLAG_ONLINE : 0)
                .toBytes();
    }

    /// Reads what the server sent as an envelope, or null for frames without one (SESSION_ACK, OK,
    /// HEARTBEAT).
    ///
    /// @throws KaosTalkException when the frame is malformed
    public static @Nullable Envelope read(byte[] bytes, int offset, int length)
            throws KaosTalkException {
        FrameReader in = new FrameReader(bytes, offset, length);
        return switch (in.op()) {
            case KaosTalk.ENVELOPE -> ServerFrames.parse(in);
            case KaosTalk.ROOM_DATA -> matchData(in);
            case KaosTalk.MATCHMAKER_MATCHED -> matched(in);
            case KaosTalk.ERROR -> {
                in.u32();
                yield Envelope.newBuilder()
                        .setError(Error.newBuilder().setCode(in.u16()).setMessage(in.restAsText()))
                        .build();
            }
            default -> null;
        };
    }

    private static Envelope matchData(FrameReader in) throws KaosTalkException {
        MatchData.Builder data = MatchData.newBuilder().setMatchId(in.text8());
        String sender = in.id();
        if (!sender.isEmpty()) {
            data.setPresence(UserPresence.newBuilder().setSessionId(sender));
        }
        data.setOpCode(in.i64())
                .setReliable((in.u8() & KaosTalk.FLAG_RELIABLE) != 0)
                .setData(in.rest());
        return Envelope.newBuilder().setMatchData(data).build();
    }

    private static Envelope matched(FrameReader in) throws KaosTalkException {
        MatchmakerMatched.Builder out = MatchmakerMatched.newBuilder().setTicket(in.text8());
        boolean isToken = in.u8() == 1;
        String id = in.text16();
        if (isToken) {
            out.setToken(id);
        } else {
            out.setMatchId(id);
        }
        out.setSelf(MatchmakerMatched.MatchmakerUser.newBuilder().setPresence(presence(in)));
        for (int n = in.u16(); n > 0; n--) {
            out.addUsers(MatchmakerMatched.MatchmakerUser.newBuilder().setPresence(presence(in)));
        }
        in.requireEnd();
        return Envelope.newBuilder().setMatchmakerMatched(out).build();
    }

    private static UserPresence presence(FrameReader in) throws KaosTalkException {
        return UserPresence.newBuilder()
                .setSessionId(in.id())
                .setUserId(in.id())
                .setUsername(in.text8())
                .build();
    }
}
