package io.kaosnet.core.match;

import io.kaosnet.core.presence.Presence;
import io.kaosnet.core.presence.Presences;
import io.kaosnet.core.presence.StreamMode;
import io.kaosnet.core.realtime.RealtimeException;
import io.kaosnet.core.realtime.RealtimeRouter;
import io.kaosnet.core.session.Session;
import io.kaosnet.protocol.realtime.Envelope;
import io.kaosnet.protocol.realtime.Envelope.MessageCase;
import io.kaosnet.protocol.realtime.Error;
import io.kaosnet.protocol.realtime.MatchJoin;
import org.jspecify.annotations.Nullable;

/// Matches: create, join, leave, send. Safe from any lane.
public final class Matches {
    private final MatchConfig config;
    private final Presences presences;
    private final MatchTokens tokens;
    private final RelayedMatches relayed;

    public Matches(MatchConfig config, Presences presences, MatchTokens tokens) {
        this.config = config;
        this.presences = presences;
        this.tokens = tokens;
        this.relayed = new RelayedMatches(presences);
    }

    /// Binds the socket messages.
    public void bind(RealtimeRouter router) {
        router.on(MessageCase.MATCH_CREATE, this::onCreate);
        router.on(MessageCase.MATCH_JOIN, this::onJoin);
        router.on(MessageCase.MATCH_LEAVE, this::onLeave);
        router.on(MessageCase.MATCH_DATA_SEND, this::onData);
        router.onMatchData(relayed::relay);
    }

    /// Relayed matches with anybody in them.
    public int relayedCount() {
        int[] count = {0};
        presences.forEach(StreamMode.MATCH_RELAYED, (_, _) -> count[0]++);
        return count[0];
    }

    private Envelope onCreate(Session session, Envelope request) {
        if (config.singleMatch()) {
            leaveAll(session, null);
        }
        return relayed.create(session, request.getMatchCreate());
    }

    private Envelope onJoin(Session session, Envelope request) {
        MatchJoin join = request.getMatchJoin();
        MatchId id =
                switch (join.getIdCase()) {
                    case MATCH_ID -> MatchId.parse(join.getMatchId());
                    case TOKEN -> tokens.verify(join.getToken());
                    case ID_NOT_SET ->
                            throw RealtimeException.badInput("match_id or token required");
                };
        if (!id.isRelayed()) {
            throw new RealtimeException(Error.Code.MATCH_NOT_FOUND, "Match not found");
        }
        boolean byToken = join.getIdCase() == MatchJoin.IdCase.TOKEN;
        Envelope reply = relayed.join(session, id, byToken);
        if (config.singleMatch()) {
            leaveAll(session, id);
        }
        return reply;
    }

    private Envelope onLeave(Session session, Envelope request) {
        relayed.leave(session, MatchId.parse(request.getMatchLeave().getMatchId()));
        return Envelope.getDefaultInstance();
    }

    private @Nullable Envelope onData(Session session, Envelope request) {
        relayed.relay(session, request.getMatchDataSend());
        return null;
    }

    private void leaveAll(Session session, @Nullable MatchId except) {
        presences.untrackIf(
                session,
                stream ->
                        (stream.mode() == StreamMode.MATCH_RELAYED
                                        || stream.mode() == StreamMode.MATCH_AUTHORITATIVE)
                                && (except == null || !stream.equals(except.stream())));
    }

    /// The members of a match; a snapshot.
    public Presence[] members(MatchId id) {
        return presences.list(id.stream());
    }
}
