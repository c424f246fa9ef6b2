package io.kaosnet.server.gateway.kaostalk;

import com.google.protobuf.Int32Value;
import com.google.protobuf.Message;
import io.kaosnet.core.api.ApiException;
import io.kaosnet.core.api.CallChain;
import io.kaosnet.core.api.Endpoint;
import io.kaosnet.core.api.Endpoints;
import io.kaosnet.core.realtime.RealtimeRouter;
import io.kaosnet.core.session.CloseReason;
import io.kaosnet.core.session.Session;
import io.kaosnet.protocol.api.ListMatchesRequest;
import io.kaosnet.protocol.api.MatchList;
import io.kaosnet.protocol.hot.MatchDataInput;
import io.kaosnet.protocol.hot.MatchDataKaosTalkReader;
import io.kaosnet.protocol.kaostalk.FrameReader;
import io.kaosnet.protocol.kaostalk.FrameWriter;
import io.kaosnet.protocol.kaostalk.KaosTalk;
import io.kaosnet.protocol.kaostalk.KaosTalkException;
import io.kaosnet.protocol.kaostalk.ServerFrames;
import io.kaosnet.protocol.realtime.Error;
import java.util.function.UnaryOperator;

/// What a session says in KaosTalk. Safe from any lane; each call on the session's own.
public final class KaosTalkInput {
    private final RealtimeRouter router;
    private final Endpoints endpoints;
    private final CallChain chain;

    public KaosTalkInput(RealtimeRouter router, Endpoints endpoints, CallChain chain) {
        this.router = router;
        this.endpoints = endpoints;
        this.chain = chain;
    }

    /// What a lane reuses for its match data. Owned by one lane.
    public static final class Scratch {
        private final MatchDataInput input = new MatchDataInput();
        private final MatchDataKaosTalkReader reader = new MatchDataKaosTalkReader();
    }

    /// Handles one frame of an open session. A malformed one is answered with ERROR and ends it.
    ///
    /// @param framing what the transport puts around a frame
    public void onFrame(
            Session session,
            byte[] bytes,
            int offset,
            int length,
            Scratch scratch,
            UnaryOperator<byte[]> framing) {
        if (router.takesMatchData(session)
                && scratch.reader.read(bytes, offset, length, scratch.input)) {
            router.handleMatchData(session, scratch.input);
            return;
        }
        try {
            dispatch(session, new FrameReader(bytes, offset, length), framing);
        } catch (KaosTalkException e) {
            byte[] error =
                    ServerFrames.error(
                            0, Error.Code.BAD_INPUT_VALUE, String.valueOf(e.getMessage()));
            session.outbound().write(framing.apply(error), true);
            session.close(CloseReason.MALFORMED);
        }
    }

    private void dispatch(Session session, FrameReader in, UnaryOperator<byte[]> framing)
            throws KaosTalkException {
        switch (in.op()) {
            case KaosTalk.SESSION_START ->
                    session.outbound().write(framing.apply(sessionAck(session)), true);
            case KaosTalk.SESSION_END -> session.close(CloseReason.CLIENT_LEFT);
            case KaosTalk.HEARTBEAT -> {
                byte[] echo =
                        new FrameWriter(KaosTalk.HEARTBEAT).raw(in.rest().toByteArray()).toBytes();
                session.outbound().write(framing.apply(echo), true);
            }
            case KaosTalk.ROOM_LIST -> {
                long request = in.u32();
                int limit = in.u8();
                in.requireEnd();
                session.inbox().submit(() -> list(session, request, limit, framing), true);
            }
            default -> router.handle(session, ServerFrames.read(in));
        }
    }

    /// The answer to SESSION_START.
    public static byte[] sessionAck(Session session) {
        return ServerFrames.sessionAck(
                session.id().toString(), session.userId().toString(), session.username());
    }

    private void list(Session session, long request, int limit, UnaryOperator<byte[]> framing) {
        byte[] answer;
        try {
            Endpoint<?, ?> endpoint = endpoints.find("ListMatches");
            if (endpoint == null) {
                throw ApiException.notFound("ListMatches is not available on this server");
            }
            Message list =
                    chain.call(
                            endpoint,
                            session.caller(),
                            ListMatchesRequest.newBuilder()
                                    .setLimit(Int32Value.of(Math.clamp(limit, 1, 100)))
                                    .build());
            answer = ServerFrames.list(request, (MatchList) list);
        } catch (ApiException e) {
            answer = ServerFrames.error(request, Error.Code.RUNTIME_EXCEPTION_VALUE, e.text());
        }
        byte[] frame = framing.apply(answer);
        session.outbound().lane().execute(() -> session.outbound().write(frame, true));
    }
}
